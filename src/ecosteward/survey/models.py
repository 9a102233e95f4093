import datetime as dt
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ecosteward.accounts.models import Organisation, User
from ecosteward.engagements.models import Owned, Task
from ecosteward.files.models import File
from ecosteward.journal.models import Record


class VisitKind(models.TextChoices):
    ROUTINE = "routine", "例行检查"
    SPECIAL = "special", "专项检查"
    RECHECK = "recheck", "复核"
    INSPECTION = "inspection", "配合督查"


class VisitState(models.TextChoices):
    PLANNED = "planned", "待检查"
    DOING = "doing", "检查中"
    SUBMITTED = "submitted", "已提交"


class Production(models.TextChoices):
    NORMAL = "normal", "正常"
    STOPPED = "stopped", "停产"
    MAINTENANCE = "maintenance", "检修"


class Verdict(models.TextChoices):
    CONFORMING = "conforming", "符合"
    FAILED = "failed", "不符合"
    UNSURE = "unsure", "待核实"
    NOT_APPLICABLE = "not_applicable", "不适用"


class Method(models.TextChoices):
    PAPERS = "papers", "查阅"
    SIGHT = "sight", "现场"
    ASKING = "asking", "询问"
    QUICK_TEST = "quick_test", "快测"


class Severity(models.TextChoices):
    MAJOR = "major", "重大"
    SERIOUS = "serious", "较大"
    ORDINARY = "ordinary", "一般"
    ADVICE = "advice", "建议"


class Pace(models.TextChoices):
    AT_ONCE = "at_once", "立行立改"
    BY_DATE = "by_date", "限期整改"
    LONG_TERM = "long_term", "长期整改"


class FindingState(models.TextChoices):
    OPEN = "open", "待整改"
    RECTIFYING = "rectifying", "整改中"
    SUBMITTED = "submitted", "申请销号"
    CLOSED = "closed", "已销号"
    VOIDED = "voided", "已作废"


class Side(models.TextChoices):
    AGENCY = "agency", "服务机构"
    ENTERPRISE = "enterprise", "企业"
    SUPERVISOR = "supervisor", "园区、政府"


class Action(models.TextChoices):
    RAISE = "raise", "提出问题"
    CHANGE = "change", "修改问题"
    START = "start", "开始整改"
    RECORD = "record", "填写整改情况"
    SUBMIT = "submit", "申请销号"
    WITHDRAW = "withdraw", "撤回申请"
    APPROVE = "approve", "复核销号"
    SEND_BACK = "send_back", "退回"
    LOOK_BACK = "look_back", "回头看"
    REOPEN = "reopen", "反复"
    SEE_AGAIN = "see_again", "再次发现"
    ASK_EXTENSION = "ask_extension", "申请延期"
    GRANT_EXTENSION = "grant_extension", "同意延期"
    REFUSE_EXTENSION = "refuse_extension", "不同意延期"
    REMIND = "remind", "催办"
    COMMENT = "comment", "留言"
    VOID = "void", "作废"


UNCLOSED = Q(state__in=["open", "rectifying", "submitted"])
# What was raised by mistake keeps its number and history and counts nowhere.
STANDING = ~Q(state=FindingState.VOIDED)


class Pairs(models.Func):
    """The pairs of neighbouring characters in texts, in capitals: what an index finds any part of a text by.

    An empty text and one of a single character have none (NULL). The function is made by migration 0007. Pages of papers
    keep theirs with places, as words (`archive.rules.bigrams`); here every sign counts, and no column has to be kept.
    """

    function = "survey_pairs"
    output_field = ArrayField(models.TextField())


class Visit(Owned):
    """One visit to an enterprise by the 11 topics of Table B-2 (HJ 606: who, when, in what state of production).

    Attributes:
        topics: ids of the topics chosen for this visit.
        not_applicable: topics that do not concern the enterprise, with why: {"B2.11": "不是土壤污染重点监管单位"}.
        load: production load in percent.

    """

    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="任务")
    number = models.CharField("编号", max_length=40)
    edition = models.CharField("标准版本", max_length=40)
    kind = models.CharField("检查类型", max_length=12, choices=VisitKind.choices, default=VisitKind.ROUTINE)
    state = models.CharField("状态", max_length=10, choices=VisitState.choices, default=VisitState.PLANNED)
    planned_on = models.DateField("计划日期")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    inspectors = models.ManyToManyField(User, related_name="visits", verbose_name="检查人员")
    alone_reason = models.CharField("检查人员不足两人的原因", max_length=120, blank=True)
    escort = models.CharField("企业陪同人员及职务", max_length=120, blank=True)
    weather = models.CharField("天气", max_length=40, blank=True)
    wind = models.CharField("风向", max_length=40, blank=True)
    production = models.CharField("生产状况", max_length=12, choices=Production.choices, blank=True)
    load = models.PositiveSmallIntegerField(
        "生产负荷（%）", null=True, blank=True, validators=[MaxValueValidator(150, "生产负荷不会超过 150%%，请核对")]
    )
    topics = ArrayField(models.CharField(max_length=10), verbose_name="调查类别", default=list)
    not_applicable = models.JSONField("不涉及的类别及原因", default=dict, blank=True)
    opinion = models.TextField("企业意见", blank=True)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提交人"
    )

    class Meta:
        verbose_name = "现场检查"
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="survey_visit_number")]
        indexes = [
            models.Index(fields=["agency", "state", "planned_on"], name="survey_visit_state"),
            models.Index(fields=["client", "-planned_on"], name="survey_visit_client"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.client}"

    @property
    def day(self) -> dt.date:
        """Return the day whose norms apply: when it was made, before that when it is planned."""
        return timezone.localdate(self.started_at) if self.started_at else self.planned_on


class Answer(Owned):
    """What a visit found for one item of the checklist. A photo may come before the verdict, which is then empty."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="answers", verbose_name="现场检查")
    item_id = models.CharField("检查项", max_length=16)
    verdict = models.CharField("结论", max_length=16, choices=Verdict.choices, blank=True)
    place = models.CharField("部位", max_length=80, blank=True)
    method = models.CharField("检查方法", max_length=12, choices=Method.choices, blank=True)
    note = models.TextField("情况描述", blank=True)
    photos = models.ManyToManyField(File, related_name="+", blank=True, verbose_name="照片")
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="记录人")
    resolved_as = models.CharField("核实结论", max_length=16, choices=Verdict.choices, blank=True)
    resolved_on = models.DateField("核实日期", null=True, blank=True)
    resolution = models.TextField("核实情况", blank=True)

    class Meta:
        verbose_name = "检查结果"
        constraints = [models.UniqueConstraint(fields=["visit", "item_id"], name="survey_answer_once")]
        indexes = [
            models.Index(
                fields=["agency", "client"],
                name="survey_answer_unsure",
                condition=Q(verdict="unsure", resolved_as=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit.number} {self.item_id}"


class Finding(Owned):
    """A defect that a visit found, and its rectification.

    What the agency judges: text, place, severity, basis, suggestion, due_on. What the enterprise writes: responsible,
    cause, rectification (its measures), cost, completed_on and the photos after. Overdue is never stored.
    """

    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name="现场检查"
    )
    former = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name="以前的同类问题"
    )
    number = models.CharField("问题编号", max_length=40)
    edition = models.CharField("标准版本", max_length=40)
    topic_id = models.CharField("调查类别", max_length=10)
    item_id = models.CharField("检查项", max_length=16, blank=True)
    place = models.CharField("部位", max_length=80, blank=True)
    text = models.TextField("问题描述")
    basis = models.CharField("依据（标准号、条款、版本）", max_length=500)
    basis_verified = models.BooleanField("依据已核对", default=False)
    severity = models.CharField("等级", max_length=10, choices=Severity.choices, default=Severity.ORDINARY)
    suggestion = models.TextField("整改建议", blank=True)
    pace = models.CharField("整改类型", max_length=10, choices=Pace.choices, default=Pace.BY_DATE)
    due_on = models.DateField("整改期限")
    state = models.CharField("状态", max_length=12, choices=FindingState.choices, default=FindingState.OPEN)
    recurrences = models.PositiveSmallIntegerField("反复次数", default=0)
    returns = models.PositiveSmallIntegerField("退回次数", default=0)
    found_on = models.DateField("发现日期")
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    responsible = models.CharField("责任部门、责任人", max_length=80, blank=True)
    cause = models.TextField("原因", blank=True)
    rectification = models.TextField("整改情况", blank=True)
    cost = models.DecimalField("整改投入（万元）", max_digits=10, decimal_places=2, null=True, blank=True)
    completed_on = models.DateField("整改完成日期", null=True, blank=True)
    rectified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="整改人"
    )
    wanted_until = models.DateField("申请延期至", null=True, blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人")
    look_back_on = models.DateField("回头看日期", null=True, blank=True)
    voided_on = models.DateField("作废日期", null=True, blank=True)
    void_reason = models.TextField("作废原因", blank=True)
    photos_before = models.ManyToManyField(File, related_name="+", blank=True, verbose_name="整改前照片")
    photos_after = models.ManyToManyField(File, related_name="+", blank=True, verbose_name="整改后照片")

    class Meta:
        verbose_name = "问题"
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="survey_finding_number")]
        indexes = [
            models.Index(fields=["agency", "state", "due_on"], name="survey_finding_due"),
            # Every ledger opens with what is not closed, the most urgent first.
            models.Index(fields=["agency", "due_on", "id"], name="survey_finding_unclosed", condition=UNCLOSED),
            models.Index(fields=["agency", "due_on", "id"], name="survey_finding_all"),
            # Whoever supervises looks at many clients: what is counted of theirs is read from the index alone.
            models.Index(
                fields=["client", "due_on", "id"],
                include=["severity", "recurrences", "topic_id"],
                name="survey_finding_client",
                condition=UNCLOSED,
            ),
            models.Index(fields=["due_on", "id"], include=["client"], name="survey_finding_everywhere"),
            models.Index(fields=["found_on"], include=["client", "state"], name="survey_finding_found"),
            models.Index(fields=["closed_on"], include=["client", "state"], name="survey_finding_closed"),
            models.Index(fields=["client", "item_id"], name="survey_finding_item"),
            models.Index(
                fields=["agency", "due_on"], name="survey_finding_extension", condition=Q(wanted_until__isnull=False)
            ),
            GinIndex(Pairs("number", "place", "text"), name="survey_finding_said"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:40]}"

    @property
    def said(self) -> str:
        """Place and problem in one line; a place that the problem begins with is not said twice."""
        return self.text if not self.place or self.text.startswith(self.place) else f"{self.place}：{self.text}"


class FindingStep(models.Model):
    """One step of a finding's rectification: from which state to which, who, when, why, with what photos."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="steps", verbose_name="问题")
    action = models.CharField("步骤", max_length=20, choices=Action.choices)
    old = models.CharField("原状态", max_length=12, choices=FindingState.choices, blank=True)
    new = models.CharField("新状态", max_length=12, choices=FindingState.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="办理人")
    side = models.CharField("办理方", max_length=12, choices=Side.choices)
    on_behalf = models.BooleanField("代企业填报", default=False)
    at = models.DateTimeField("时间", auto_now_add=True)
    text = models.TextField("说明", blank=True)
    until = models.DateField("期限", null=True, blank=True)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="steps", verbose_name="现场检查")
    photos = models.ManyToManyField(File, related_name="+", blank=True, verbose_name="照片")

    class Meta:
        verbose_name = "整改步骤"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.finding.number} {self.get_action_display()}"


class Deadlines(Record):
    """In how many days an agency wants a finding of each severity rectified: its own working rule, not the standard's."""

    agency = models.OneToOneField(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    major = models.PositiveSmallIntegerField("重大（天）", default=7)
    serious = models.PositiveSmallIntegerField("较大（天）", default=15)
    ordinary = models.PositiveSmallIntegerField("一般（天）", default=30)
    advice = models.PositiveSmallIntegerField("建议（天）", default=60)
    look_back = models.PositiveSmallIntegerField("销号后回头看（天）", default=90)

    class Meta:
        verbose_name = "整改期限规则"

    def __str__(self) -> str:
        return f"{self.agency} 整改期限"


class Series(models.Model):
    """The last number given in a year's series of an agency, such as JC-2026."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    prefix = models.CharField("前缀", max_length=16)
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = "编号"
        constraints = [models.UniqueConstraint(fields=["agency", "prefix"], name="survey_series_once")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last}"
