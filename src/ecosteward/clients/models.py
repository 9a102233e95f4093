from django.db import models

from ecosteward.accounts.models import Kind, Organisation, User
from ecosteward.journal.models import Record


class Stage(models.TextChoices):
    PROSPECT = "prospect", "洽谈中"
    SERVED = "served", "服务中"
    ENDED = "ended", "已结束"


class Client(Record):
    """One organisation as one agency serves it: an enterprise, a park or a government office."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="clients", verbose_name="服务机构")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="served_as", verbose_name="组织")
    kind = models.CharField("类别", max_length=12, choices=[c for c in Kind.choices if c[0] != Kind.AGENCY])
    name = models.CharField("名称", max_length=120)
    stage = models.CharField("服务阶段", max_length=10, choices=Stage.choices, default=Stage.PROSPECT)
    park = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="enterprises", verbose_name="所在园区"
    )
    authority = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supervised", verbose_name="主管部门"
    )
    site = models.CharField("厂址（地址）", max_length=200, blank=True)
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    industry_code = models.CharField("行业代码", max_length=8, blank=True)
    industry = models.CharField("行业类别", max_length=80, blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = "服务对象"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "organisation"],
                name="clients_client_once",
                violation_error_message="已是本机构的服务对象",
            )
        ]
        indexes = [models.Index(fields=["agency", "kind", "name"], name="clients_client_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def journal_client(self) -> int | None:
        """Return the client itself."""
        return self.pk


class Assignment(Record):
    """A person of the agency who serves a client and therefore sees it."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="assignments", verbose_name="服务对象")
    person = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name="服务人员")
    ended_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        verbose_name = "服务人员"
        constraints = [
            models.UniqueConstraint(
                fields=["client", "person"], condition=models.Q(ended_on=None), name="clients_assignment_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.client} · {self.person}"

    @property
    def agency_id(self) -> int:
        """Primary key of the agency."""
        return self.client.agency_id
