from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ecosteward.accounts.models import Organisation
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.journal.models import Record


class State(models.TextChoices):
    INBOX = "inbox", "待归位"
    FILED = "filed", "在档"
    SUPERSEDED = "superseded", "已被替换"
    DESTROYED = "destroyed", "已销毁"


class Section(models.TextChoices):
    """The parts of a contract's own file (clause 8)."""

    CONTRACT = "contract", "合同"
    NOTICE = "notice", "通报"
    EVALUATION = "evaluation", "评价"
    COMPLAINT = "complaint", "投诉"
    PROCESS = "process", "过程文件"
    RESULT = "result", "成果"


class Original(models.TextChoices):
    ORIGINAL = "original", "原件"
    COPY = "copy", "复印件"


class Particulars(models.Model):
    """What a hand-over list (移交清单) says of a paper beside its title; blank where nobody has said it."""

    reference = models.CharField("文号", max_length=80, blank=True)
    copies = models.PositiveSmallIntegerField("份数", null=True, blank=True, validators=[MinValueValidator(1)])
    original = models.CharField("原件/复印件", max_length=8, choices=Original.choices, blank=True)
    secrecy = models.CharField("密级", max_length=20, blank=True)

    class Meta:
        abstract = True

    @property
    def particulars(self) -> dict[str, Any]:
        """Return them by field."""
        return {field.name: getattr(self, field.name) for field in Particulars._meta.fields}


_WAITING = Q(state=State.INBOX, slot_id="", contract_id=None, section="")
_PLACED = ~Q(state=State.INBOX) & (
    (~Q(slot_id="") & Q(contract_id=None, section="")) | (Q(slot_id="", contract_id__isnull=False) & ~Q(section=""))
)


class Paper(Particulars, Record):
    """A file kept in a client's archive: on a slot of Appendix E, in the contract's own file, or waiting for a place.

    The database itself refuses to lose one before its time: see migration `retention`.

    Attributes:
        filed_on: day it was put in its place; the years of keeping count from it, or from the contract's end.
        keep_until: last day it must be kept; empty: for good, or until the end of its contract is known.

    """

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    client = models.ForeignKey(Client, models.PROTECT, related_name="papers", verbose_name="服务对象")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.FILED)
    slot_id = models.CharField("存档项", max_length=12, blank=True)
    contract_id = models.BigIntegerField("合同", null=True, blank=True)
    section = models.CharField("合同档案类别", max_length=20, blank=True, choices=Section.choices)
    file = models.ForeignKey(File, models.PROTECT, related_name="papers", verbose_name="文件")
    title = models.CharField("题名", max_length=200)
    dated_on = models.DateField("文件日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    period = models.CharField("所属期间", max_length=20, blank=True)
    source = models.CharField("来源", max_length=60, blank=True)
    filed_on = models.DateField("归档日期", null=True, blank=True)
    keep_until = models.DateField("保存至", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced", verbose_name="替换为"
    )

    class Meta:
        verbose_name = "存档文件"
        constraints = [
            models.CheckConstraint(condition=_WAITING | _PLACED, name="archive_paper_one_place"),
            models.CheckConstraint(
                condition=Q(state=State.INBOX) | Q(filed_on__isnull=False), name="archive_paper_filed_on"
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(state__in=[State.INBOX, State.FILED]),
                name="archive_paper_replaced",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "slot_id", "state"], name="archive_paper_slot"),
            models.Index(fields=["contract_id", "section"], name="archive_paper_contract"),
            models.Index(
                fields=["agency", "valid_until"], condition=Q(state=State.FILED), name="archive_paper_valid_until"
            ),
            models.Index(fields=["agency", "keep_until"], name="archive_paper_keep_until"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the paper's page."""
        return reverse("archive:paper", args=[self.pk])

    @property
    def kept(self) -> str:
        """Return how long it is kept, in words."""
        if self.keep_until:
            return f"至 {self.keep_until}"
        if self.state == State.INBOX:
            return "归档后起算"
        return "永久" if self.contract_id is None else "永久，或至合同结束后满年限"
