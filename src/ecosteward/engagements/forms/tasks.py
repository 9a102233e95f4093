import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.engagements.forms.choices import serving
from ecosteward.engagements.forms.reviewers import ReviewersForm
from ecosteward.engagements.models import Contract, ServiceLine, Task, WorkRecord
from ecosteward.pages.forms import FilesField, PlainForm, RecordForm


class TaskForm(RecordForm[Task]):
    """Move, reassign or rename a task."""

    class Meta:
        model = Task
        fields = ["title", "planned_on", "due_on", "mode"]


class AddTaskForm(RecordForm[Task]):
    class Meta:
        model = Task
        fields = ["line", "title", "planned_on", "due_on", "mode", "assignee"]

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = ServiceLine.objects.filter(contract=contract)  # type: ignore[attr-defined]
        self.fields["assignee"].queryset = serving(contract.client)  # type: ignore[attr-defined]  # a model choice


class AssignForm(PlainForm):
    assignee = forms.ModelChoiceField(
        label="承办人", queryset=User.objects.none(), required=False, empty_label="（未指派）"
    )

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = serving(task.client)  # type: ignore[attr-defined]  # a model choice
        self.initial.setdefault("assignee", task.assignee_id)


class WorkForm(RecordForm[WorkRecord]):
    """One work record: a day with two clock times is quicker on a phone than two full dates."""

    on = forms.DateField(label="日期")
    start = forms.TimeField(label="开始", widget=forms.TimeInput({"type": "time"}))
    end = forms.TimeField(label="结束", widget=forms.TimeInput({"type": "time"}))
    photo = forms.FileField(
        label="现场拍照", required=False, widget=forms.FileInput({"accept": "image/*", "capture": "environment"})
    )
    uploads = FilesField(label="更多照片、附件", required=False, help_text="可一次选多个")
    field_order = ["on", "start", "end", "mode", "place", "people", "text", "found", "advised", "photo", "uploads"]

    class Meta:
        model = WorkRecord
        fields = ["mode", "place", "people", "text", "found", "advised"]
        widgets = {"people": forms.CheckboxSelectMultiple}
        help_texts = {"place": "驻点必填"}

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = serving(task.client)  # type: ignore[attr-defined]  # a model choice

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        if {"on", "start", "end"} <= given.keys():
            self.instance.started_at = _at(given["on"], given["start"])
            self.instance.ended_at = _at(given["on"], given["end"])
        return given

    def brought(self) -> list[Any]:
        """Return every file that came with it."""
        photo = self.cleaned_data.get("photo")
        return [*([photo] if photo else []), *self.cleaned_data["uploads"]]

    def add_error(self, field: str | None, error: Any) -> None:
        """Show what the record says of its two moments beside the clock times they come from."""
        clock = {"started_at": "start", "ended_at": "end"}
        if hasattr(error, "error_dict"):
            error = forms.ValidationError({clock.get(name, name): found for name, found in error.error_dict.items()})
        super().add_error(field, error)


class SubmitForm(PlainForm):
    evidence = forms.CharField(label="完成情况", widget=forms.Textarea, help_text="做了什么，交出了什么")
    uploads = FilesField(label="完成依据附件", required=False)


class AcceptForm(ReviewersForm):
    """What the client says on accepting, or what the lead records of the client's written acceptance."""

    accepted_by = forms.CharField(label="服务对象验收人", max_length=80)
    accepted_on = forms.DateField(label="验收日期")
    opinion = forms.CharField(label="验收意见", required=False, widget=forms.Textarea)
    uploads = FilesField(label="验收凭据", help_text="服务对象签字或盖章的验收单、回函")
    field_order = ["accepted_by", "accepted_on", "opinion", "reviewers", "independent", "uploads"]

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            for name in ("accepted_by", "accepted_on"):
                del self.fields[name]
            self.fields["uploads"].required = False
            self.fields["uploads"].help_text = "评审意见、签到表，可不传"


class ReturnForm(ReviewersForm):
    reason = forms.CharField(label="退回原因", widget=forms.Textarea, help_text="承办人要据此返工，请写具体")
    due_on = forms.DateField(label="返工期限", help_text="作为新的应完成日期；计划日期不变")
    field_order = ["reason", "due_on", "reviewers", "independent"]


class ReasonForm(PlainForm):
    reason = forms.CharField(label="原因", widget=forms.Textarea)


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, timezone.get_current_timezone())
