from ecosteward.journal.events import register

register(
    {
        "file.taken": "收入文件",
        "file.shared": "向服务对象公开文件",
        "file.hidden": "不再向服务对象公开文件",
        "file.belongs": "改正文件所属",
        "file.destroyed": "销毁文件",
    }
)
