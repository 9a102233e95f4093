from django.db import models
from django.db.models import Q

from ecosteward.accounts.models import Organisation
from ecosteward.archive.rules.retention import SHORTEST
from ecosteward.journal.models import Record


class RetentionRule(Record):
    """How long an agency keeps its papers: all of them, or those of one slot or section. Never under clause 8's floor.

    Attributes:
        place: a slot ("E.2-1"), a section of contract files ("result"), or empty for all.
        years: empty means for good.

    """

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    place = models.CharField("适用于", max_length=20, blank=True)
    years = models.PositiveSmallIntegerField("保存年限", null=True, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = "保存期限规定"
        constraints = [
            models.UniqueConstraint(fields=["agency", "place"], name="archive_retention_once"),
            models.CheckConstraint(condition=Q(years=None) | Q(years__gte=SHORTEST), name="archive_retention_floor"),
        ]

    def __str__(self) -> str:
        return f"{self.place or '全部'} {self.years or '永久'}"
