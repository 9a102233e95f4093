from django.db import models

from ecosteward.accounts.models import Organisation, User
from ecosteward.archive.models.papers import Paper, Particulars
from ecosteward.clients.models import Client
from ecosteward.journal.models import Record


class Step(models.TextChoices):
    DRAFT = "draft", "拟订"
    GIVEN = "given", "已移交待签收"
    RECEIVED = "received", "已签收"


class Handover(Record):
    """A list of papers handed over to the client (移交清单), signed by who gives and who receives.

    Attributes:
        digest: SHA-256 of the list as it was given; what was signed for cannot be changed unnoticed.
        received_by: set where the receiver signed on the platform themselves.

    """

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="移交单位")
    client = models.ForeignKey(Client, models.PROTECT, related_name="handovers", verbose_name="接收单位")
    project = models.CharField("项目", max_length=240)
    note = models.TextField("说明", blank=True)
    state = models.CharField("状态", max_length=10, choices=Step.choices, default=Step.DRAFT)
    giver = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="移交人")
    given_on = models.DateField("移交日期", null=True, blank=True)
    supervisor = models.CharField("监交人", max_length=40, blank=True)
    digest = models.CharField("清单校验值", max_length=64, blank=True)
    receiver = models.CharField("接收人", max_length=40, blank=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="签收账号")
    received_on = models.DateField("接收日期", null=True, blank=True)

    class Meta:
        verbose_name = "移交清单"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=Step.DRAFT) | (models.Q(given_on__isnull=False) & ~models.Q(digest="")),
                name="archive_handover_given",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=Step.RECEIVED)
                | (models.Q(received_on__isnull=False) & ~models.Q(receiver="")),
                name="archive_handover_received",
            ),
        ]

    def __str__(self) -> str:
        return f"移交清单 {self.pk} {self.project}"


class HandoverItem(Particulars, Record):
    """One paper of the list with its particulars, as it was handed over."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="items", verbose_name="移交清单")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+", verbose_name="服务对象")
    number = models.PositiveIntegerField("序号")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="handovers", verbose_name="存档文件")
    path = models.CharField("电子路径", max_length=600)
    sha256 = models.CharField("校验值", max_length=64)
    pages = models.PositiveIntegerField("页数", null=True, blank=True)

    class Meta:
        verbose_name = "移交清单条目"
        constraints = [models.UniqueConstraint(fields=["handover", "number"], name="archive_handover_item")]

    def __str__(self) -> str:
        return f"{self.handover} {self.number}"
