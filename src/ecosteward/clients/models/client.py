from django.core.exceptions import ValidationError
from django.db import models

from ecosteward.accounts.models import Kind, Organisation, User
from ecosteward.clients.rules import codes, dates, places
from ecosteward.journal.models import Record


class Stage(models.TextChoices):
    PROSPECT = "prospect", "洽谈中"
    SERVED = "served", "服务中"
    ENDED = "ended", "已结束"


class Client(Record):
    """One organisation as one agency serves it: an enterprise, a park or a government office.

    What is here is the agency's own. Another agency that serves the same organisation has its own client of it.
    """

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
    industry_code = models.CharField("行业代码", max_length=8, blank=True, help_text="GB/T 4754，如 C2614")
    industry = models.CharField("行业类别", max_length=80, blank=True)
    scale = models.CharField("生产规模", max_length=200, blank=True, help_text="如：年产涂料 3000 吨；职工 120 人")
    started_on = models.CharField(
        "投产日期", max_length=10, blank=True, help_text="知道到哪一级就写到哪一级：2015、2015-06 或 2015-06-18"
    )
    processes = models.TextField("生产工艺简述", blank=True)
    rank = models.CharField("园区级别", max_length=40, blank=True, help_text="如：省级化工园区，附认定文号")
    area = models.CharField("面积", max_length=60, blank=True, help_text="连同单位，如 12.6 km²")
    leading_industries = models.CharField("主导产业", max_length=200, blank=True)
    pollutants = models.TextField("特征污染物", blank=True)
    infrastructure = models.TextField("集中设施", blank=True, help_text="污水集中处理、供热、危废贮存处置等")
    jurisdiction = models.TextField("辖区与职责", blank=True)
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

    def clean(self) -> None:
        """Bring codes and dates into their one form. Raises ValidationError by field."""
        self.industry_code = codes.industry_code(self.industry_code)
        if self.industry_code and (fault := codes.industry_code_fault(self.industry_code)):
            raise ValidationError({"industry_code": fault})
        if self.started_on:
            try:
                self.started_on = dates.partial_date(self.started_on)
            except ValueError as error:
                raise ValidationError({"started_on": str(error)}) from error
        if fault := places.place_fault(self.longitude, self.latitude):
            raise ValidationError({"longitude": fault})


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


class Contact(Record):
    """A person of the client's whom the agency calls, with or without a login of their own."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="contacts", verbose_name="服务对象")
    name = models.CharField("姓名", max_length=40)
    job = models.CharField("职务或分工", max_length=40, blank=True, help_text="如：环保负责人、法定代表人")
    phone = models.CharField("电话", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    login = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="contact", verbose_name="登录账号"
    )

    class Meta:
        verbose_name = "联系人"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.client} · {self.name}"

    @property
    def agency_id(self) -> int:
        """Primary key of the agency."""
        return self.client.agency_id
