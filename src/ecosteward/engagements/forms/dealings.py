from typing import Any

from django import forms

from ecosteward.engagements.forms.reviewers import ReviewersForm
from ecosteward.engagements.models import Contract, Task, TaskState
from ecosteward.pages.forms import FilesField, PlainForm
from ecosteward.standard import queries as standard


class NoticeForm(PlainForm):
    stage = forms.ChoiceField(label="环节", help_text="按重构的服务流程")
    title = forms.CharField(label="标题", max_length=100, required=False, help_text="不填则以环节命名")
    text = forms.CharField(
        label="通报内容", widget=forms.Textarea({"rows": 6}), help_text="进展、阶段性成果、请对方确认的事项"
    )
    uploads = FilesField(label="附件", required=False)

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        flow = standard.edition(contract.edition).flow
        self.fields["stage"].choices = [(step.id, f"{step.no} {step.name}") for step in flow]  # type: ignore[attr-defined]


class ReplyForm(PlainForm):
    reply = forms.CharField(label="回复", widget=forms.Textarea({"rows": 4}), help_text="没有意见也请写明“无意见”")


class AcceptanceForm(ReviewersForm):
    """What was said at a contract's acceptance. The client's own people need not name themselves."""

    held_on = forms.DateField(label="验收日期")
    place = forms.CharField(label="验收地点", max_length=120, required=False)
    passed = forms.TypedChoiceField(
        label="验收结论",
        choices=[("yes", "验收合格"), ("no", "验收不合格，有任务要返工")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    returned = forms.ModelMultipleChoiceField(
        label="要返工的任务",
        queryset=Task.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="只在验收不合格时勾选",
    )
    due_on = forms.DateField(
        label="返工期限", required=False, help_text="验收不合格时必填，作为这些任务新的应完成日期；计划日期不变"
    )
    opinion = forms.CharField(label="验收意见", widget=forms.Textarea)
    accepted_by = forms.CharField(label="服务对象验收人", max_length=80)
    uploads = FilesField(label="验收文件", required=False, help_text="验收意见、签到表；机构代为登记时必须上传")
    field_order = [
        *("held_on", "place", "passed", "returned", "due_on", "opinion", "accepted_by"),
        *("reviewers", "independent", "uploads"),
    ]

    def __init__(self, *args: Any, contract: Contract, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        done = Task.objects.filter(contract=contract, state=TaskState.DONE).order_by("planned_on")
        self.fields["returned"].queryset = done  # type: ignore[attr-defined]  # a model choice
        if own:
            del self.fields["accepted_by"]
            self.fields["uploads"].help_text = "验收意见、签到表，可不传"
