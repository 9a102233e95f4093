from ecosteward.journal.events import register

register(
    {
        "policy.set": "设定机构自定周期",
        "credit.checked": "登记信用查询",
        "credit.corrected": "更正信用查询",
        "staff.added": "建立人员档案",
        "staff.changed": "修改人员档案",
        "staff.left": "登记离职",
        "staff.returned": "登记返聘",
        "certificate.added": "添加证书",
        "certificate.changed": "修改证书",
        "certificate.confirmed": "确认证书",
        "certificate.removed": "移除证书",
        "education.added": "添加继续教育",
        "education.changed": "修改继续教育",
        "education.confirmed": "确认继续教育",
        "education.removed": "移除继续教育",
        "appraisal.recorded": "登记岗位考评",
        "appraisal.corrected": "更正岗位考评",
        "confidentiality.signed": "登记保密协议",
        "training.recorded": "登记培训",
        "training.changed": "修改培训",
        "training.attended": "登记参训",
        "training.unattended": "取消参训",
        "training.file_added": "添加培训资料",
        "system_paper.issued": "发布管理制度",
        "system_paper.changed": "修改管理制度",
        "system_paper.withdrawn": "废止管理制度",
        "quality_lead.appointed": "任命质量负责人",
        "quality_lead.ended": "质量负责人卸任",
    }
)
