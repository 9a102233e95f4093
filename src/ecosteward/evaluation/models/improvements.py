from django.db import models
from django.utils import timezone

from ecosteward.accounts.models import Organisation, User
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Contract
from ecosteward.evaluation.models.complaints import Complaint
from ecosteward.evaluation.models.surveys import Survey
from ecosteward.journal.models import Record


class Source(models.TextChoices):
    COMPLAINT = "complaint", "意见投诉"
    SURVEY = "survey", "满意度调查"
    SCORE = "score", "考核评价"
    OWN = "own", "自查"


class ImprovementState(models.TextChoices):
    PLANNED = "planned", "进行中"
    DONE = "done", "待验证"
    VERIFIED = "verified", "已验证"


class Improvement(Record):
    """One item of the agency's improvement plan (clause 9.1)."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="improvements", verbose_name="服务对象"
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="improvements", verbose_name="合同"
    )
    complaint = models.ForeignKey(
        Complaint, models.PROTECT, null=True, blank=True, related_name="improvements", verbose_name="意见投诉"
    )
    survey = models.ForeignKey(
        Survey, models.PROTECT, null=True, blank=True, related_name="improvements", verbose_name="满意度调查"
    )
    source = models.CharField("来源", max_length=10, choices=Source.choices, default=Source.OWN)
    problem = models.TextField("问题")
    cause = models.TextField("根因")
    measure = models.TextField("改进措施")
    responsible = models.ForeignKey(User, models.PROTECT, related_name="improvements", verbose_name="责任人")
    due_on = models.DateField("完成期限")
    state = models.CharField("状态", max_length=10, choices=ImprovementState.choices, default=ImprovementState.PLANNED)
    done_on = models.DateField("完成日期", null=True, blank=True)
    result = models.TextField("完成情况", blank=True)
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="验证人"
    )
    verified_on = models.DateField("验证日期", null=True, blank=True)
    verification = models.TextField("验证结论", blank=True)

    class Meta:
        verbose_name = "改进措施"
        indexes = [models.Index(fields=["agency", "state", "due_on"], name="evaluation_improvement_due")]

    def __str__(self) -> str:
        return self.problem[:60]

    @property
    def is_returned(self) -> bool:
        """Tell whether it was reported as done and sent back; `verification` says why."""
        return self.state == ImprovementState.PLANNED and bool(self.verification)

    @property
    def is_overdue(self) -> bool:
        """Tell whether the measure is late today."""
        return self.state == ImprovementState.PLANNED and self.due_on < timezone.localdate()
