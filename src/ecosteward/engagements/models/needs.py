"""What a client needs set against what the agency can do, before the contract (clause 6.2.2)."""

from django.core.validators import MinValueValidator
from django.db import models

from ecosteward.accounts.models import User
from ecosteward.engagements.models.base import Owned
from ecosteward.engagements.models.contract import Contract


class Verdict(models.TextChoices):
    ABLE = "able", "能承担"
    PARTLY = "partly", "需补充条件"
    UNABLE = "unable", "不能承担"


class Decision(models.TextChoices):
    TAKE = "take", "承接"
    PARTNER = "partner", "协作后承接"
    DECLINE = "decline", "不承接"


class Assessment(Owned):
    """One assessment, kept with its date and what the agency was on that day."""

    assessed_on = models.DateField("评估日期")
    assessed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="评估人")
    situation = models.TextField("服务对象实际情况", blank=True)
    starts_on = models.DateField("拟服务开始")
    ends_on = models.DateField("拟服务结束")
    load_limit = models.PositiveIntegerField(
        "每人在办任务上限",
        default=20,
        validators=[MinValueValidator(1)],
        help_text="机构自定；拟派人员在办任务达到此数即提示",
    )
    agency_facts = models.JSONField("机构条件", default=list, editable=False)
    conclusion = models.TextField("评估结论", blank=True)
    contract = models.ForeignKey(
        Contract, models.SET_NULL, null=True, blank=True, related_name="assessments", verbose_name="合同"
    )

    class Meta:
        verbose_name = "需求与能力评估"
        ordering = ["-assessed_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.client} {self.assessed_on:%Y-%m-%d} 需求与能力评估"


class Need(Owned):
    """One need with the people thought of, and what speaks for and against taking it.

    `reasons` is a list of [mark, words] with mark ok, weak or no.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="needs", verbose_name="评估")
    service_id = models.CharField("规范服务", max_length=12, blank=True)
    name = models.CharField("需求", max_length=160)
    certificate = models.CharField("需要的证书或资质", max_length=80, blank=True)
    people = models.ManyToManyField(User, related_name="+", blank=True, verbose_name="拟派人员")
    people_names = models.TextField("拟派人员名单", blank=True, editable=False)
    verdict = models.CharField("评估", max_length=8, choices=Verdict.choices)
    reasons = models.JSONField("理由", default=list, editable=False)
    decision = models.CharField("决定", max_length=8, choices=Decision.choices)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "服务需求"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
