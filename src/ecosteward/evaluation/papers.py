"""Plain texts that a person can read, filed in a contract's own file."""

from django.utils import timezone

from ecosteward.evaluation.models import NOT_TOUCHED, Aspect, Complaint, Satisfaction, Survey

_RULE = "-" * 40


def survey_sheet(survey: Survey) -> str:
    """Return an answered survey as the form it was (satisfaction form, one aspect a line)."""
    levels = dict(Satisfaction.choices) | {NOT_TOUCHED: "未涉及"}
    assert survey.answered_at is not None
    lines = [
        "服务满意度调查表",
        f"单位：{survey.client.name}",
        f"项目：{survey.contract.title}（{survey.contract.number}）",
        f"服务机构：{survey.agency.name}",
        f"填表人：{survey.respondent}",
        f"日期：{timezone.localtime(survey.answered_at):%Y-%m-%d %H:%M}",
        _RULE,
        *(f"{aspect.label}：{levels[survey.answers[aspect]]}" for aspect in Aspect),
        f"总体评价：{levels[survey.overall]}",
        _RULE,
        f"意见和建议：{survey.opinion or '无'}",
        "由服务对象通过调查链接在线填写",
    ]
    return _text(lines)


def complaint_sheet(complaint: Complaint) -> str:
    """Return a closed complaint as its handling sheet."""
    handler = complaint.assignee.name if complaint.assignee else ""
    rows = (
        ("编号", complaint.number),
        ("类别", complaint.get_kind_display()),
        ("时间", f"{timezone.localtime(complaint.raised_at):%Y-%m-%d %H:%M}"),
        ("反映方", f"{complaint.client.name} {complaint.raised_by}"),
        ("方式", complaint.get_channel_display()),
        ("内容", complaint.text),
        ("受理人", handler),
        ("答复期限", complaint.due_on),
        ("调查情况", complaint.investigation),
        ("责任分析", complaint.responsibility),
        ("处理措施", complaint.measure),
        ("答复", complaint.answer),
        ("答复日期", complaint.answered_on),
        ("服务对象确认", f"{complaint.confirmed_on or ''} {complaint.confirmed_by} {complaint.confirmed_how}".strip()),
        ("根本原因", complaint.root_cause),
        ("改进措施", complaint.improvement),
        ("办结日期", complaint.closed_on),
        ("附件", complaint.file_names),
    )
    return _text(["意见投诉处理单", _RULE, *(f"{name}：{value or '—'}" for name, value in rows)])


def _text(lines: list[str]) -> str:
    return "\r\n".join(lines) + "\r\n"
