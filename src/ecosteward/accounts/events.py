from ecosteward.journal.events import register

register(
    {
        "organisation.created": "新建组织",
        "organisation.changed": "修改组织",
        "person.added": "添加人员",
        "person.changed": "修改人员",
        "person.password_set": "设置密码",
        "person.suspended": "停用人员",
        "person.restored": "恢复人员",
        "person.invited": "发出登录邀请",
    }
)
