from django.db import models

from ecosteward.engagements.models import Contract, Owned


class Satisfaction(models.TextChoices):
    VERY = "very", "非常满意"
    RATHER = "rather", "较满意"
    FAIR = "fair", "一般满意"
    NOT = "not", "不满意"


class Survey(Owned):
    """A satisfaction survey (clause 9.1), answered through a link that needs no login."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="satisfaction_surveys", verbose_name="合同")
    token = models.CharField("链接", max_length=64, unique=True)
    expires_on = models.DateField("截止日期")
    answered_at = models.DateTimeField("填写时间", null=True, blank=True)
    respondent = models.CharField("填表人", max_length=40, blank=True)
    overall = models.CharField("总体评价", max_length=10, choices=Satisfaction.choices, blank=True)
    answers = models.JSONField("分项评价", default=dict, blank=True)
    opinion = models.TextField("意见和建议", blank=True)

    hidden = frozenset({"token"})

    class Meta:
        verbose_name = "满意度调查"

    def __str__(self) -> str:
        return f"{self.client} 满意度调查"


class Scorecard(Owned):
    """The evaluation of Appendix G for one contract: each criterion judged with its evidence."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="scorecards", verbose_name="合同")
    judgements = models.JSONField("逐项评分", default=dict, blank=True)
    other = models.DecimalField("其他加减分", max_digits=5, decimal_places=2, default=0)
    other_reason = models.TextField("其他加减分说明", blank=True)
    total = models.DecimalField("总分", max_digits=6, decimal_places=2, null=True, blank=True)
    signed_at = models.DateTimeField("签认时间", null=True, blank=True)
    signed_by = models.CharField("考核人", max_length=40, blank=True)

    class Meta:
        verbose_name = "服务考核评价"

    def __str__(self) -> str:
        return f"{self.contract} 考核评价"
