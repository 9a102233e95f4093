from django.db import models

from ecosteward.accounts.models import Organisation
from ecosteward.clients.models import Client
from ecosteward.journal.models import Record


class ContractFile(Record):
    """The file kept of one contract (clause 8): what it is called and when the contract ends."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    client = models.ForeignKey(Client, models.PROTECT, related_name="contract_files", verbose_name="服务对象")
    contract_id = models.BigIntegerField("合同", unique=True)
    name = models.CharField("合同", max_length=240, blank=True)
    ends_on = models.DateField("合同结束日期", null=True, blank=True)

    class Meta:
        verbose_name = "合同档案"

    def __str__(self) -> str:
        return self.name or f"合同 {self.contract_id}"
