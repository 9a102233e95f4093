from django.db import models

from ecosteward.accounts.models import User
from ecosteward.engagements.models import Owned, Task
from ecosteward.files.models import File


class VisitKind(models.TextChoices):
    ROUTINE = "routine", "例行检查"
    SPECIAL = "special", "专项检查"
    RECHECK = "recheck", "复核"
    INSPECTION = "inspection", "配合督查"


class VisitState(models.TextChoices):
    PLANNED = "planned", "待检查"
    DOING = "doing", "检查中"
    SUBMITTED = "submitted", "已提交"


class Verdict(models.TextChoices):
    CONFORMING = "conforming", "符合"
    FAILED = "failed", "不符合"
    UNSURE = "unsure", "待核实"
    NOT_APPLICABLE = "not_applicable", "不适用"


class Severity(models.TextChoices):
    MAJOR = "major", "重大"
    SERIOUS = "serious", "较大"
    ORDINARY = "ordinary", "一般"
    ADVICE = "advice", "建议"


class FindingState(models.TextChoices):
    OPEN = "open", "待整改"
    RECTIFYING = "rectifying", "整改中"
    SUBMITTED = "submitted", "申请销号"
    CLOSED = "closed", "已销号"


class Visit(Owned):
    """One visit to an enterprise by the 11 topics of Table B-2."""

    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="任务")
    number = models.CharField("编号", max_length=40)
    edition = models.CharField("标准版本", max_length=40)
    kind = models.CharField("检查类型", max_length=12, choices=VisitKind.choices, default=VisitKind.ROUTINE)
    state = models.CharField("状态", max_length=10, choices=VisitState.choices, default=VisitState.PLANNED)
    planned_on = models.DateField("计划日期")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    inspectors = models.ManyToManyField(User, related_name="visits", verbose_name="检查人员")
    escort = models.CharField("企业陪同人员及职务", max_length=120, blank=True)
    production = models.CharField("生产状况", max_length=120, blank=True)

    class Meta:
        verbose_name = "现场检查"
        indexes = [models.Index(fields=["agency", "state", "planned_on"], name="survey_visit_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.client}"


class Answer(Owned):
    """What a visit found for one item of the checklist."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="answers", verbose_name="现场检查")
    item_id = models.CharField("检查项", max_length=16)
    verdict = models.CharField("结论", max_length=16, choices=Verdict.choices)
    note = models.TextField("情况描述", blank=True)
    photos = models.ManyToManyField(File, related_name="+", blank=True, verbose_name="照片")

    class Meta:
        verbose_name = "检查结果"
        constraints = [models.UniqueConstraint(fields=["visit", "item_id"], name="survey_answer_once")]

    def __str__(self) -> str:
        return f"{self.visit} {self.item_id}"


class Finding(Owned):
    """A defect that a visit found, and its rectification."""

    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name="现场检查"
    )
    number = models.CharField("问题编号", max_length=40)
    topic_id = models.CharField("调查类别", max_length=10)
    item_id = models.CharField("检查项", max_length=16, blank=True)
    place = models.CharField("部位", max_length=80, blank=True)
    text = models.TextField("问题描述")
    basis = models.CharField("依据（标准号、条款、版本）", max_length=300)
    basis_verified = models.BooleanField("依据已核对", default=False)
    severity = models.CharField("等级", max_length=10, choices=Severity.choices, default=Severity.ORDINARY)
    suggestion = models.TextField("整改建议", blank=True)
    due_on = models.DateField("整改期限")
    state = models.CharField("状态", max_length=12, choices=FindingState.choices, default=FindingState.OPEN)
    recurrences = models.PositiveSmallIntegerField("反复次数", default=0)
    found_on = models.DateField("发现日期")
    closed_on = models.DateField("销号日期", null=True, blank=True)
    rectified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="整改人"
    )
    rectification = models.TextField("整改情况", blank=True)
    photos_before = models.ManyToManyField(File, related_name="+", blank=True, verbose_name="整改前照片")
    photos_after = models.ManyToManyField(File, related_name="+", blank=True, verbose_name="整改后照片")

    class Meta:
        verbose_name = "问题"
        indexes = [
            models.Index(fields=["agency", "state", "due_on"], name="survey_finding_due"),
            models.Index(fields=["client", "state", "due_on"], name="survey_finding_client"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:40]}"
