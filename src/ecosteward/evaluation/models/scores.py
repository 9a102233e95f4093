from django.db import models
from django.db.models import Q

from ecosteward.accounts.models import User
from ecosteward.engagements.models import Contract, Owned
from ecosteward.files.models import File


class Judge(models.TextChoices):
    CLIENT = "client", "服务对象考核"
    RECORDED = "recorded", "按服务对象书面考核登记"
    SELF = "self", "自评"


class Scorecard(Owned):
    """The evaluation of Table G.1 for one contract, judged line by line; signed, it never changes again.

    `frozen` keeps what the records said when it was signed: done and total tasks by line, and the survey counted.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="scorecards", verbose_name="合同")
    judge = models.CharField("考核方", max_length=10, choices=Judge.choices)
    period = models.CharField("考核期", max_length=40, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="建立人")
    other = models.DecimalField("其他加减分", max_digits=5, decimal_places=2, null=True, blank=True)
    other_reason = models.TextField("其他加减分理由", blank=True)
    total = models.DecimalField("总分", max_digits=6, decimal_places=2, null=True, blank=True)
    signed_by = models.CharField("考核人", max_length=40, blank=True)
    signed_at = models.DateTimeField("签认时间", null=True, blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="书面考核表")
    frozen = models.JSONField("签认时的记录", default=dict, blank=True)

    class Meta:
        verbose_name = "服务考核评价"
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "judge"],
                condition=Q(signed_at=None),
                name="evaluation_scorecard_one_open",
                violation_error_message="这份合同已有一张未签认的考核评价表",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract.number} {self.get_judge_display()}"

    @property
    def is_signed(self) -> bool:
        """Tell whether it is signed and therefore frozen."""
        return self.signed_at is not None


class Judgement(Owned):
    """The points given for one criterion, and what they rest on."""

    scorecard = models.ForeignKey(Scorecard, models.CASCADE, related_name="judgements", verbose_name="考核评价表")
    criterion_id = models.CharField("考核细则", max_length=16)
    points = models.DecimalField("得分", max_digits=5, decimal_places=2)
    evidence = models.TextField("依据", blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="依据文件")

    class Meta:
        verbose_name = "逐项评分"
        constraints = [models.UniqueConstraint(fields=["scorecard", "criterion_id"], name="evaluation_judgement_once")]

    def __str__(self) -> str:
        return f"{self.scorecard} {self.criterion_id}"
