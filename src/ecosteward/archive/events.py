from ecosteward.journal.events import register

register(
    {
        "paper.brought": "送来资料（待归位）",
        "paper.filed": "归档",
        "paper.placed": "归位",
        "paper.changed": "修改存档信息",
        "paper.replaced": "替换存档文件",
        "paper.discarded": "退回待归位资料",
        "paper.handed_to": "改归其他服务对象",
        "paper.taken_away": "归错文件改归他处",
        "paper.kept_longer": "调整保存期限",
        "slot.recorded": "登记存档表",
        "contract_file.opened": "建立合同档案",
        "contract_file.changed": "修改合同档案",
        "archive.exported": "导出一企一档",
        "retention.set": "规定保存期限",
        "retention.unset": "取消保存期限规定",
        "destruction.proposed": "提出销毁清册",
        "destruction.listed": "列入销毁清册",
        "destruction.approved": "批准销毁",
        "destruction.refused": "不予销毁",
        "paper.destroyed": "销毁存档文件",
        "handover.drafted": "拟订移交清单",
        "handover.listed": "列入移交清单",
        "handover.given": "移交",
        "handover.received": "签收移交清单",
        "handover.dropped": "撤销移交清单",
        "handover.unlisted": "移出移交清单",
    }
)
