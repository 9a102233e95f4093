from django.db import models

from ecosteward.accounts.models import Organisation, User
from ecosteward.archive.models.papers import Paper
from ecosteward.journal.models import Record


class Verdict(models.TextChoices):
    PROPOSED = "proposed", "待批准"
    DONE = "done", "已销毁"
    REFUSED = "refused", "不予销毁"


class Destruction(Record):
    """A list of papers whose time of keeping is over, to be destroyed when the director approves (鉴定销毁清册)."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    state = models.CharField("状态", max_length=10, choices=Verdict.choices, default=Verdict.PROPOSED)
    opinion = models.TextField("鉴定意见")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_on = models.DateField("提出日期")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="批准人")
    decided_on = models.DateField("批准日期", null=True, blank=True)
    decision = models.TextField("批准意见", blank=True)

    class Meta:
        verbose_name = "销毁清册"

    def __str__(self) -> str:
        return f"销毁清册 {self.pk}"


class DestructionItem(Record):
    """One paper of the list."""

    destruction = models.ForeignKey(Destruction, models.PROTECT, related_name="items", verbose_name="销毁清册")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="destructions", verbose_name="存档文件")

    class Meta:
        verbose_name = "销毁清册条目"
        constraints = [models.UniqueConstraint(fields=["destruction", "paper"], name="archive_destruction_once")]

    def __str__(self) -> str:
        return f"{self.destruction} {self.paper}"
