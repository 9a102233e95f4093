from django.db import models
from django.db.models import Q

from ecosteward.accounts.models import Organisation
from ecosteward.clients.models import Client
from ecosteward.journal.models import Record

_UNSAID = "填“否”须说明原因"


class SlotState(Record):
    """What the 35-row list says of one document of one enterprise, electronic and paper: √, or 否 and why.

    Empty where nobody has said yet.
    """

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    client = models.ForeignKey(Client, models.PROTECT, related_name="slot_states", verbose_name="服务对象")
    slot_id = models.CharField("存档项", max_length=12)
    electronic = models.BooleanField("电子档", null=True, blank=True)
    electronic_reason = models.CharField("电子档未归档原因", max_length=120, blank=True)
    on_paper = models.BooleanField("纸质档", null=True, blank=True)
    on_paper_reason = models.CharField("纸质档未归档原因", max_length=120, blank=True)

    class Meta:
        verbose_name = "存档表"
        constraints = [
            models.UniqueConstraint(fields=["client", "slot_id"], name="archive_slot_once"),
            models.CheckConstraint(
                condition=Q(electronic=None)
                | Q(electronic=True, electronic_reason="")
                | Q(electronic=False) & Q(electronic_reason__regex=r"\S"),
                name="archive_slot_electronic_reason",
                violation_error_message=_UNSAID,
            ),
            models.CheckConstraint(
                condition=Q(on_paper=None)
                | Q(on_paper=True, on_paper_reason="")
                | Q(on_paper=False) & Q(on_paper_reason__regex=r"\S"),
                name="archive_slot_paper_reason",
                violation_error_message=_UNSAID,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.slot_id}"
