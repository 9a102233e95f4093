"""The enterprise's environmental profile (clause 附录C 3-1, 企业层面): what repeats, one model each."""

from django.core.exceptions import ValidationError
from django.db import models

from ecosteward.clients.models.client import Client
from ecosteward.clients.rules import codes
from ecosteward.clients.rules.numbers import backwards, range_words
from ecosteward.journal.models import Record


class ApprovalKind(models.TextChoices):
    REPORT = "report", "报告书"
    TABLE = "table", "报告表"
    REGISTRATION = "registration", "登记表"
    ASSESSMENT = "assessment", "现状评估"


class Acceptance(models.TextChoices):
    PENDING = "pending", "未验收"
    STAGED = "staged", "分期验收"
    OWN = "own", "自主验收"
    OFFICIAL = "official", "行政验收"
    NOT_NEEDED = "not_needed", "不需验收"


class Management(models.TextChoices):
    KEY = "key", "重点管理"
    SIMPLE = "simple", "简化管理"
    REGISTERED = "registered", "登记管理"


class Medium(models.TextChoices):
    GAS = "gas", "废气"
    WATER = "water", "废水"
    SOLID = "solid", "固体废物"
    NOISE = "noise", "噪声"


class OutletKind(models.TextChoices):
    GAS = "gas", "有组织废气"
    FUGITIVE = "fugitive", "无组织废气（厂界）"
    WATER = "water", "废水"
    RAIN = "rain", "雨水"
    NOISE = "noise", "厂界噪声"


class FacilityState(models.TextChoices):
    RUNNING = "running", "运行"
    SPARE = "spare", "备用"
    STOPPED = "stopped", "停用"
    BUILDING = "building", "在建"


class ProfileRow(Record):
    """One line of a section of the profile."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="+", verbose_name="企业")

    class Meta:
        abstract = True
        ordering = ["pk"]

    @property
    def agency_id(self) -> int:
        """Primary key of the agency."""
        return self.client.agency_id


class Approval(ProfileRow):
    """A construction project: its environmental impact assessment and its acceptance (三同时)."""

    project = models.CharField("项目名称", max_length=160)
    kind = models.CharField("环评类别", max_length=12, choices=ApprovalKind.choices)
    number = models.CharField("批复（备案）文号", max_length=80, blank=True)
    approved_on = models.DateField("批复日期", null=True, blank=True)
    approved_by = models.CharField("审批部门", max_length=80, blank=True)
    content = models.CharField("建设内容与规模", max_length=300, blank=True)
    acceptance = models.CharField("竣工环保验收", max_length=12, choices=Acceptance.choices, default=Acceptance.PENDING)
    accepted_on = models.DateField("验收日期", null=True, blank=True)
    acceptance_number = models.CharField("验收文号或意见", max_length=120, blank=True)

    class Meta(ProfileRow.Meta):
        verbose_name = "环评与“三同时”"

    def __str__(self) -> str:
        return self.project

    def clean(self) -> None:
        """Refuse an acceptance before its approval. Raises ValidationError by field."""
        if backwards(self.approved_on, self.accepted_on):
            raise ValidationError({"accepted_on": "验收日期早于环评批复日期，请核对"})


class Permit(ProfileRow):
    """A discharge permit or registration."""

    number = models.CharField("证书（登记）编号", max_length=22, help_text="18 位信用代码 + 3 位数字 + 1 位字母")
    management = models.CharField("管理类别", max_length=12, choices=Management.choices, blank=True)
    issued_by = models.CharField("发证机关", max_length=80, blank=True)
    valid_from = models.DateField("有效期自", null=True, blank=True)
    valid_to = models.DateField("有效期至", null=True, blank=True)
    report_rules = models.TextField(
        "执行报告要求", blank=True, help_text="照许可证载明的报告频次、内容和上报期限填写，系统不代为推定"
    )

    class Meta(ProfileRow.Meta):
        verbose_name = "排污许可证"

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        """Bring the number into its one form. Raises ValidationError by field."""
        self.number = codes.permit_number(self.number)
        if self.number and (fault := codes.permit_number_fault(self.number)):
            raise ValidationError({"number": fault})
        if backwards(self.valid_from, self.valid_to):
            raise ValidationError({"valid_to": "有效期止早于有效期起，请核对"})


class Material(ProfileRow):
    """A raw or auxiliary material, or a fuel."""

    name = models.CharField("名称", max_length=80)
    component = models.CharField("主要成分与性状", max_length=160, blank=True)
    unit = models.CharField("单位", max_length=20, help_text="如 t/a")
    approved = models.DecimalField("环评用量", max_digits=16, decimal_places=4, null=True, blank=True)
    actual = models.DecimalField("实际用量", max_digits=16, decimal_places=4, null=True, blank=True)
    storage = models.CharField("最大贮存量与位置", max_length=120, blank=True)

    class Meta(ProfileRow.Meta):
        verbose_name = "主要原辅材料"

    def __str__(self) -> str:
        return self.name


class Product(ProfileRow):
    """A product."""

    name = models.CharField("产品", max_length=80)
    unit = models.CharField("单位", max_length=20, help_text="如 t/a")
    approved = models.DecimalField("批复产能", max_digits=16, decimal_places=4, null=True, blank=True)
    actual = models.DecimalField("实际产量", max_digits=16, decimal_places=4, null=True, blank=True)
    line = models.CharField("生产线", max_length=80, blank=True)

    class Meta(ProfileRow.Meta):
        verbose_name = "产品"

    def __str__(self) -> str:
        return self.name


class Process(ProfileRow):
    """A step of production and what arises in it (产污环节)."""

    step = models.CharField("工序", max_length=80)
    code = models.CharField("产污环节编号", max_length=20, blank=True, help_text="与环评一致，如 G1-1、W2、S3")
    medium = models.CharField("类别", max_length=8, choices=Medium.choices)
    pollutants = models.CharField("污染物", max_length=160)
    destination = models.CharField("收集、治理与去向", max_length=200, blank=True)

    class Meta(ProfileRow.Meta):
        verbose_name = "产排污环节"

    def __str__(self) -> str:
        return f"{self.step} {self.code}".strip()


class Outlet(ProfileRow):
    """A place where something leaves the site and limits apply."""

    code = models.CharField("编号", max_length=10, blank=True, help_text="如 DA001、DW001；厂界可不填")
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=10, choices=OutletKind.choices)
    place = models.CharField("位置", max_length=120, blank=True)
    height = models.DecimalField("高度（m）", max_digits=6, decimal_places=2, null=True, blank=True)
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    receiver = models.CharField("排放去向", max_length=120, blank=True)

    class Meta(ProfileRow.Meta):
        verbose_name = "排放口"
        ordering = ["code", "pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    def clean(self) -> None:
        """Bring the code into its one form. Raises ValidationError by field."""
        self.code = codes.outlet_code(self.code)
        if not self.code and self.kind in {OutletKind.GAS, OutletKind.WATER}:
            raise ValidationError({"code": "请填写与排污许可证一致的编号，如 DA001、DW001"})
        if self.code and (fault := codes.outlet_code_fault(self.code)):
            raise ValidationError({"code": fault})


class Limit(ProfileRow):
    """What one pollutant may amount to at one outlet, and where that is written.

    Attributes:
        verified: the value has been compared with the text it is taken from; until then screens and papers say 待核.

    """

    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="limits", verbose_name="排放口")
    pollutant = models.CharField("污染物", max_length=60)
    lower = models.DecimalField(
        "下限", max_digits=12, decimal_places=4, null=True, blank=True, help_text="只有范围值才填，如 pH 的 6"
    )
    value = models.DecimalField("限值", max_digits=12, decimal_places=4)
    unit = models.CharField("单位", max_length=20, blank=True, help_text="如 mg/m³、kg/h、dB(A)；无量纲可不填")
    basis = models.CharField("依据", max_length=200, help_text="标准号、表号、级别，或许可证页码")
    verified = models.BooleanField("已与官方文本逐字核对", default=False)

    class Meta(ProfileRow.Meta):
        verbose_name = "污染物与限值"
        ordering = ["outlet__code", "outlet_id", "pk"]

    def __str__(self) -> str:
        return f"{self.outlet} {self.pollutant}"

    @property
    def words(self) -> str:
        """Return the value as it is printed: `60`, or `6～9`."""
        return range_words(self.lower, self.value)

    def clean(self) -> None:
        """Refuse a range that ends before it begins. Raises ValidationError by field."""
        if backwards(self.lower, self.value):
            raise ValidationError({"lower": "下限大于限值，请核对"})


class Emission(ProfileRow):
    """How much of a pollutant leaves the site in a year, and how much may."""

    pollutant = models.CharField("污染物", max_length=60)
    medium = models.CharField("类别", max_length=8, choices=Medium.choices)
    unit = models.CharField("单位", max_length=20, default="t/a")
    permitted = models.DecimalField("许可（批复）量", max_digits=16, decimal_places=6, null=True, blank=True)
    actual = models.DecimalField("实际排放量", max_digits=16, decimal_places=6, null=True, blank=True)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    source = models.CharField("数据来源", max_length=120, blank=True, help_text="如：2025 年度执行报告、自行监测")

    class Meta(ProfileRow.Meta):
        verbose_name = "主要污染物排放情况"

    def __str__(self) -> str:
        return f"{self.pollutant} {self.year or ''}".strip()


class Facility(ProfileRow):
    """A facility that treats pollution."""

    code = models.CharField("编号", max_length=10, blank=True, help_text="与排污许可证一致，如 TA001、TW001")
    name = models.CharField("名称", max_length=80)
    medium = models.CharField("类别", max_length=8, choices=Medium.choices)
    method = models.CharField("处理工艺", max_length=160)
    capacity = models.CharField("设计处理能力", max_length=60, blank=True, help_text="连同单位，如 20000 m³/h")
    pollutants = models.CharField("处理的污染物", max_length=160, blank=True)
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="facilities", verbose_name="对应排放口"
    )
    state = models.CharField("状态", max_length=10, choices=FacilityState.choices, default=FacilityState.RUNNING)
    used_since = models.DateField("投用日期", null=True, blank=True)

    class Meta(ProfileRow.Meta):
        verbose_name = "污染治理设施"

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    def clean(self) -> None:
        """Bring the code into its one form. Raises ValidationError by field."""
        self.code = codes.outlet_code(self.code)
        if self.code and (fault := codes.outlet_code_fault(self.code)):
            raise ValidationError({"code": fault})


class HazardousWaste(ProfileRow):
    """A hazardous waste: where it arises, where it lies, who takes it."""

    code = models.CharField("废物代码", max_length=20, help_text="如 900-041-49")
    name = models.CharField("废物名称", max_length=120)
    source = models.CharField("产生环节", max_length=120, blank=True)
    unit = models.CharField("单位", max_length=20, default="t/a")
    approved = models.DecimalField("环评产生量", max_digits=16, decimal_places=4, null=True, blank=True)
    actual = models.DecimalField("实际产生量", max_digits=16, decimal_places=4, null=True, blank=True)
    storage = models.CharField("贮存场所", max_length=120, blank=True)
    disposal = models.CharField("利用处置去向", max_length=160, blank=True, help_text="接收单位与方式")

    class Meta(ProfileRow.Meta):
        verbose_name = "危险废物"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def category(self) -> str:
        """Return the category: HW49."""
        return codes.waste_category(self.code)

    def clean(self) -> None:
        """Bring the code into its one form. Raises ValidationError by field."""
        self.code = codes.waste_code(self.code)
        if self.code and (fault := codes.waste_code_fault(self.code)):
            raise ValidationError({"code": fault})


class EmergencyPlan(ProfileRow):
    """The filing of an emergency plan."""

    number = models.CharField("备案编号", max_length=60)
    filed_on = models.DateField("备案日期")
    filed_with = models.CharField("备案部门", max_length=80, blank=True)
    risk = models.CharField("风险级别", max_length=60, blank=True, help_text="照备案表填写，如：一般[一般-大气(Q0)]")
    valid_until = models.DateField("有效期至", null=True, blank=True)

    class Meta(ProfileRow.Meta):
        verbose_name = "突发环境事件应急预案备案"

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        """Refuse a validity that ends before the filing. Raises ValidationError by field."""
        if backwards(self.filed_on, self.valid_until):
            raise ValidationError({"valid_until": "有效期早于备案日期，请核对"})


ROWS: tuple[type[ProfileRow], ...] = (
    Approval,
    Permit,
    Product,
    Material,
    Process,
    Outlet,
    Limit,
    Emission,
    Facility,
    HazardousWaste,
    EmergencyPlan,
)
