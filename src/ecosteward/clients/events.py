from ecosteward.journal.events import register

register(
    {
        "client.created": "建立服务对象",
        "client.changed": "修改服务对象",
        "client.assigned": "指派服务人员",
        "client.released": "撤下服务人员",
    }
)
