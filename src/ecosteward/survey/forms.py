import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import Kind, User
from ecosteward.clients.models import Client
from ecosteward.clients.permissions import works_for
from ecosteward.engagements.models import Task, TaskState
from ecosteward.pages.forms import FilesField, ManyFiles, PlainForm, RecordForm
from ecosteward.standard import queries as standard
from ecosteward.survey.models import Deadlines, Finding, Method, Severity, Verdict, Visit

_PHOTOS = {"accept": "image/jpeg,image/png,image/webp"}


def photos_field(label: str, *, required: bool = False, papers: bool = False) -> FilesField:
    """Return a field for photographs, with `papers` for other files too."""
    attrs = {} if papers else _PHOTOS
    return FilesField(label=label, required=required, widget=ManyFiles(attrs=attrs))


class TopicChoices(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="调查类别", choices=self.of(standard.EDITION), **kwargs)

    @staticmethod
    def of(edition: str) -> list[tuple[str, str]]:
        return [(topic.id, f"{topic.no} {topic.name}") for topic in standard.survey_topics(edition)]


class VisitForm(RecordForm[Visit]):
    inspectors = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="检查人员",
        widget=forms.CheckboxSelectMultiple,
        help_text="现场检查不少于两人；不足两人的，在下面写明原因",
        error_messages={"required": "请选择检查人员"},
    )
    topics = TopicChoices(error_messages={"required": "请从表B-2的调查类别中至少选择一类"})

    class Meta:
        model = Visit
        fields = [
            "kind",
            "planned_on",
            "inspectors",
            "alone_reason",
            "topics",
            "escort",
            "production",
            "load",
            "weather",
            "wind",
            "started_at",
            "ended_at",
            "opinion",
        ]

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        serving = [person.pk for person in client.agency.people.filter(is_active=True) if works_for(person, client)]
        self._choices("inspectors").queryset = User.objects.filter(pk__in=serving).order_by("name")
        if self.instance.pk:
            self.initial["inspectors"] = list(self.instance.inspectors.all())
            self._choices("topics").choices = TopicChoices.of(self.instance.edition)
            if self.instance.started_at is None:
                del self.fields["started_at"], self.fields["ended_at"], self.fields["opinion"]
            else:
                self.fields["started_at"].required = True

    def _choices(self, name: str) -> Any:
        return self.fields[name]


class PlanForm(VisitForm):
    task = forms.ModelChoiceField(
        Task.objects.none(), label="对应任务", required=False, empty_label="不对应任务（单独检查）"
    )
    field_order = ["task", "kind", "planned_on", "inspectors", "alone_reason", "topics"]

    class Meta(VisitForm.Meta):
        fields = ["kind", "planned_on", "inspectors", "alone_reason", "topics", "escort"]

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, client=client, **kwargs)
        open_tasks = client.tasks.exclude(state__in=[TaskState.DONE, TaskState.CANCELLED])
        self._choices("task").queryset = open_tasks.order_by("planned_on")


class ClientForm(PlainForm):
    client = forms.ModelChoiceField(Client.objects.none(), label="服务对象", empty_label="请选择")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["client"]
        field.queryset = visible(user, Client).order_by("kind", "name")


class ReasonForm(PlainForm):
    reason = forms.CharField(label="原因", widget=forms.Textarea, error_messages={"required": "请写明原因"})


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(choices=[("", ""), *Verdict.choices], required=False)
    place = forms.CharField(max_length=80, required=False, error_messages={"max_length": "部位请不超过 80 个字"})
    method = forms.ChoiceField(choices=[("", ""), *Method.choices], required=False)
    note = forms.CharField(required=False)
    seen = forms.IntegerField(required=False)
    photos = FilesField(required=False)


class ResolveForm(PlainForm):
    verdict = forms.ChoiceField(
        label="核实结论",
        choices=[choice for choice in Verdict.choices if choice[0] != Verdict.UNSURE],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核实后的结论"},
    )
    note = forms.CharField(label="核实情况", widget=forms.Textarea, error_messages={"required": "请写明核实情况"})
    photos = photos_field("照片")


class FailureForm(PlainForm):
    """What the inspectors decide about one failed answer before they hand the visit in."""

    course = forms.ChoiceField(label="处理", required=False)
    place = forms.CharField(label="部位", max_length=80, required=False)
    text = forms.CharField(label="问题描述", widget=forms.Textarea({"rows": 2}))
    severity = forms.ChoiceField(label="等级", choices=Severity.choices)
    due_on = forms.DateField(label="整改期限")
    suggestion = forms.CharField(label="整改建议", widget=forms.Textarea({"rows": 2}), required=False)

    def __init__(self, *args: Any, found_on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found_on = found_on

    def clean_due_on(self) -> dt.date:
        """Refuse a deadline before the visit here, beside the finding it is of."""
        due_on: dt.date = self.cleaned_data["due_on"]
        if due_on < self.found_on:
            raise forms.ValidationError(f"整改期限不能早于检查日期 {self.found_on}")
        return due_on


class FindingForm(PlainForm):
    item_id = forms.ChoiceField(label="检查项", required=False, help_text="选了检查项，类别、依据、等级和建议自动带出")
    topic_id = forms.ChoiceField(label="调查类别", required=False, help_text="没有对应的检查项时选择")
    place = forms.CharField(label="部位", max_length=80, required=False)
    text = forms.CharField(
        label="问题描述", widget=forms.Textarea, help_text="一条写一个问题：部位 + 现象 + 数量 + 对照的要求；只写事实"
    )
    severity = forms.ChoiceField(label="等级", choices=[("", "按检查项默认"), *Severity.choices], required=False)
    found_on = forms.DateField(label="发现日期")
    due_on = forms.DateField(label="整改期限", required=False, help_text="不填则按本机构的期限规则计算")
    basis = forms.CharField(
        label="依据（标准号、版本、条款）",
        max_length=500,
        required=False,
        help_text="没有选检查项时必填；人工填写的依据标为待核",
    )
    suggestion = forms.CharField(label="整改建议", widget=forms.Textarea, required=False)
    photos = photos_field("照片")
    another = forms.BooleanField(
        label="同一检查项已有未销号的问题，但这是另一个问题", required=False, help_text="系统提示已有问题时，确认后勾选"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = standard.survey_topics()
        of_topic: Any = self.fields["topic_id"]
        of_topic.choices = [("", "请选择"), *((topic.id, f"{topic.no} {topic.name}") for topic in topics)]
        of_item: Any = self.fields["item_id"]
        groups = [(topic.name, [(item.id, item.text) for item in topic.items]) for topic in topics]
        of_item.choices = [("", "不对应具体检查项"), *groups]
        self.fields["found_on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        """Take the topic from the item where one is chosen."""
        given = self.cleaned_data
        if item_id := given.get("item_id"):
            given["topic_id"] = item_id.rsplit(".", 1)[0]
        elif not given.get("topic_id"):
            self.add_error("topic_id", "请选择检查项，或选择调查类别")
        return given


class JudgementForm(RecordForm[Finding]):
    reason = forms.CharField(label="修改原因", max_length=200, error_messages={"required": "请写明修改原因"})

    class Meta:
        model = Finding
        fields = ["text", "place", "severity", "due_on", "basis", "basis_verified", "suggestion"]


class DeadlinesForm(RecordForm[Deadlines]):
    class Meta:
        model = Deadlines
        fields = ["major", "serious", "ordinary", "advice", "look_back"]


class StartForm(PlainForm):
    responsible = forms.CharField(label="责任部门、责任人", max_length=80, required=False)
    plan = forms.CharField(label="打算怎么改、何时改完", widget=forms.Textarea, required=False)


class RectificationForm(PlainForm):
    """The enterprise's part."""

    text = forms.CharField(
        label="整改情况", widget=forms.Textarea({"rows": 4}), help_text="采取了什么措施、改到什么程度", required=False
    )
    cause = forms.CharField(label="原因", widget=forms.Textarea({"rows": 2}), required=False)
    responsible = forms.CharField(label="责任部门、责任人", max_length=80, required=False)
    completed_on = forms.DateField(label="整改完成日期", required=False)
    cost = forms.DecimalField(label="整改投入（万元）", min_value=0, max_digits=10, decimal_places=2, required=False)
    photos = photos_field("整改后照片、佐证", papers=True)


class RecheckForm(PlainForm):
    """The agency's recheck: closing, or sending back with a reason."""

    text = forms.CharField(
        label="复核情况", widget=forms.Textarea, help_text="退回时必须写明：哪里没改到位、还要做什么", required=False
    )
    photos = photos_field("复核照片")
    look_back_on = forms.DateField(label="回头看日期", required=False)


class LookBackForm(PlainForm):
    text = forms.CharField(label="回头看情况", widget=forms.Textarea, required=False)
    photos = photos_field("照片")
    next_on = forms.DateField(label="下次回头看（不再看则不填）", required=False)


class ReopenForm(PlainForm):
    text = forms.CharField(label="反复的情况", widget=forms.Textarea, required=False)
    due_on = forms.DateField(label="新的整改期限", required=False, help_text="不填则按等级从今天起算")
    photos = photos_field("照片")


class ExtensionForm(PlainForm):
    until = forms.DateField(label="延期至")
    text = forms.CharField(label="延期原因", widget=forms.Textarea, required=False)


class VoidForm(PlainForm):
    text = forms.CharField(
        label="作废原因",
        widget=forms.Textarea({"rows": 2}),
        required=False,
        help_text="登记有误或与别的问题重复时作废；编号和办理过程保留，企业会看到原因",
    )


class WordsForm(PlainForm):
    text = forms.CharField(label="说明", widget=forms.Textarea({"rows": 2}), required=False)


def is_agency(user: User) -> bool:
    """Tell whether a person works for an agency."""
    return user.organisation.kind == Kind.AGENCY
