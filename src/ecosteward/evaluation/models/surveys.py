import datetime as dt

from django.db import models

from ecosteward.accounts.models import User
from ecosteward.engagements.models import Contract, Owned
from ecosteward.files.models import File

NOT_TOUCHED = "untouched"  # the aspect was no part of this service


class Satisfaction(models.TextChoices):
    """The four levels of Table G.1, best first."""

    VERY = "very", "非常满意"
    RATHER = "rather", "较满意"
    FAIR = "fair", "一般满意"
    NOT = "not", "不满意"


class Aspect(models.TextChoices):
    PROFESSION = "profession", "专业能力"
    RESPONSE = "response", "响应及时"
    RESULT = "result", "成果质量"
    SITE = "site", "现场服务"
    COMMUNICATION = "communication", "沟通"
    INTEGRITY = "integrity", "廉洁保密"
    RECTIFICATION = "rectification", "整改效果"


class Survey(Owned):
    """A satisfaction survey (clause 9.1), answered once through a link that needs no login.

    `answers` holds a level of `Satisfaction`, or `NOT_TOUCHED`, by `Aspect`.
    """

    hidden = frozenset({"token"})

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="satisfaction_surveys", verbose_name="合同")
    token = models.CharField("链接", max_length=64, unique=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="发起人")
    expires_on = models.DateField("截止日期")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    answered_at = models.DateTimeField("填写时间", null=True, blank=True)
    respondent = models.CharField("填表人", max_length=40, blank=True)
    overall = models.CharField("总体评价", max_length=10, choices=Satisfaction.choices, blank=True)
    answers = models.JSONField("分项评价", default=dict, blank=True)
    opinion = models.TextField("意见和建议", blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="调查表")

    class Meta:
        verbose_name = "满意度调查"
        indexes = [models.Index(fields=["contract", "-answered_at"], name="evaluation_survey_newest")]

    def __str__(self) -> str:
        return f"{self.client} 满意度调查"

    def is_open(self, on: dt.date) -> bool:
        """Tell whether it can be answered on a day."""
        return self.answered_at is None and self.withdrawn_at is None and on <= self.expires_on
