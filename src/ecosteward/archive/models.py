from django.db import models

from ecosteward.accounts.models import Organisation
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.journal.models import Record


class Paper(Record):
    """A file kept in a client's archive: on a slot of Appendix E, or in the contract's own file (clause 8)."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    client = models.ForeignKey(Client, models.PROTECT, related_name="papers", verbose_name="服务对象")
    slot_id = models.CharField("存档项", max_length=12, blank=True)
    contract_id = models.BigIntegerField("合同", null=True, blank=True)
    section = models.CharField("合同档案类别", max_length=20, blank=True)
    file = models.ForeignKey(File, models.PROTECT, related_name="papers", verbose_name="文件")
    title = models.CharField("题名", max_length=200)
    dated_on = models.DateField("文件日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    period = models.CharField("所属期间", max_length=20, blank=True)
    keep_until = models.DateField("保存至")
    source = models.CharField("来源", max_length=60, blank=True)

    class Meta:
        verbose_name = "存档文件"
        indexes = [
            models.Index(fields=["client", "slot_id"], name="archive_paper_slot"),
            models.Index(fields=["contract_id", "section"], name="archive_paper_contract"),
        ]

    def __str__(self) -> str:
        return self.title


class SlotState(Record):
    """What the 35-row list says of one document of one enterprise: filed, or not and why; electronic and paper."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    client = models.ForeignKey(Client, models.PROTECT, related_name="slot_states", verbose_name="服务对象")
    slot_id = models.CharField("存档项", max_length=12)
    electronic = models.BooleanField("电子档", default=False)
    electronic_reason = models.CharField("电子档未归档原因", max_length=120, blank=True)
    on_paper = models.BooleanField("纸质档", default=False)
    on_paper_reason = models.CharField("纸质档未归档原因", max_length=120, blank=True)

    class Meta:
        verbose_name = "存档表"
        constraints = [models.UniqueConstraint(fields=["client", "slot_id"], name="archive_slot_once")]

    def __str__(self) -> str:
        return f"{self.client} {self.slot_id}"
