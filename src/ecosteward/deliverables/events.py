from ecosteward.journal.events import register

register(
    {
        "document.drafted": "起草成果",
        "document.registered": "登记上传成果",
        "document.changed": "修改成果内容",
        "document.replaced_file": "更换成果文件",
        "document.submitted": "提交审签",
        "document.commented": "提出审核意见",
        "document.returned": "退回修改",
        "document.signed": "审签定稿",
        "document.delivered": "交付服务对象",
        "document.received": "服务对象签收",
        "document.revised": "起草新版本",
        "document.superseded": "被新版本替代",
        "document.withdrawn": "作废成果",
        "template.uploaded": "上传文档模板",
        "template.retired": "停用文档模板",
        "letterhead.created": "设置机构代号",
        "letterhead.changed": "修改机构代号",
    }
)
