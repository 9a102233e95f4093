from ecosteward.journal.events import register
from ecosteward.survey.models import Action

# What the journal calls each step of a finding.
STEPS = {
    Action.RAISE: "finding.raised",
    Action.CHANGE: "finding.changed",
    Action.START: "finding.started",
    Action.RECORD: "finding.recorded",
    Action.SUBMIT: "finding.submitted",
    Action.WITHDRAW: "finding.withdrawn",
    Action.APPROVE: "finding.closed",
    Action.SEND_BACK: "finding.returned",
    Action.LOOK_BACK: "finding.looked_back",
    Action.REOPEN: "finding.reopened",
    Action.SEE_AGAIN: "finding.seen_again",
    Action.ASK_EXTENSION: "finding.extension_asked",
    Action.GRANT_EXTENSION: "finding.extended",
    Action.REFUSE_EXTENSION: "finding.extension_refused",
    Action.REMIND: "finding.reminded",
    Action.COMMENT: "finding.commented",
    Action.VOID: "finding.voided",
}
register(
    {
        "visit.planned": "安排现场检查",
        "visit.changed": "修改检查信息",
        "visit.cancelled": "取消现场检查",
        "visit.started": "开始现场检查",
        "visit.submitted": "提交现场检查",
        "answer.given": "判定检查项",
        "answer.noted": "记录检查项",
        "answer.changed": "修改判定",
        "answer.photographed": "添加检查照片",
        "answer.photo_dropped": "移除检查照片",
        "answer.resolved": "核实检查项",
        "deadlines.changed": "修改整改期限规则",
        **{name: action.label for action, name in STEPS.items()},
    }
)
