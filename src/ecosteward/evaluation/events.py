from ecosteward.journal.events import register

register(
    {
        "survey.opened": "发起满意度调查",
        "survey.withdrawn": "撤回满意度调查",
        "survey.answered": "填写满意度调查",
        "complaint.registered": "登记意见投诉",
        "complaint.assigned": "指派受理人",
        "complaint.handled": "记录调查处理",
        "complaint.answered": "答复",
        "complaint.confirmed": "确认答复",
        "complaint.reopened": "重新处理",
        "complaint.closed": "办结",
        "improvement.planned": "列入改进计划",
        "improvement.changed": "修改改进措施",
        "improvement.done": "完成改进措施",
        "improvement.verified": "验证改进措施",
        "improvement.returned": "退回改进措施",
        "scorecard.opened": "建立考核评价表",
        "scorecard.discarded": "作废考核评价表",
        "scorecard.other_set": "填写其他加减分",
        "scorecard.signed": "签认考核评价表",
        "criterion.judged": "评分",
    }
)
