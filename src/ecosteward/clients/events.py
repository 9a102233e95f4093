from ecosteward.journal.events import register

register(
    {
        "client.created": "建立服务对象",
        "client.changed": "修改服务对象",
        "client.staged": "变更服务阶段",
        "client.assigned": "指派服务人员",
        "client.released": "撤下服务人员",
        "contact.added": "添加联系人",
        "contact.changed": "修改联系人",
        "contact.removed": "删除联系人",
        "contact.enrolled": "为联系人开通登录",
        "profile.added": "环境档案增加一条",
        "profile.changed": "修改环境档案",
        "profile.removed": "环境档案删除一条",
    }
)
