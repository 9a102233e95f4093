from django.core.exceptions import ValidationError
from django.db import models

from ecosteward.clients.rules.numbers import backwards
from ecosteward.engagements.models import Owned
from ecosteward.monitoring.models.places import Instrument, Point
from ecosteward.norms.kernel.units import same


class Role(models.TextChoices):
    POLLUTANT = "pollutant", "污染物"
    FLOW = "flow", "流量"
    OXYGEN = "oxygen", "含氧量"
    PARAMETER = "parameter", "烟气、水质参数"
    CONTROL = "control", "治理设施参数"
    POWER = "power", "用电"
    CONDITION = "condition", "生产工况"


class Series(Owned):
    """One factor at one point: what a curve shows. The gateway makes it when the factor comes for the first time.

    Attributes:
        code: of HJ 212-2017; the codes of 2005 are brought into it.
        unit: of the values stored.
        low, high: what the instrument can measure; a value outside is marked.
        detection_limit: in `unit`.
        facility: for a control parameter or power, which facility it belongs to.
        running_from: for those, the value from which the facility counts as running.

    """

    point = models.ForeignKey(Point, models.PROTECT, related_name="series", verbose_name="点位")
    code = models.CharField("因子编码", max_length=16)
    name = models.CharField("因子名称", max_length=60)
    unit = models.CharField("单位", max_length=20, blank=True)
    role = models.CharField("用途", max_length=10, choices=Role.choices, default=Role.POLLUTANT)
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, null=True, blank=True, related_name="series", verbose_name="仪器"
    )
    low = models.FloatField("量程下限", null=True, blank=True)
    high = models.FloatField("量程上限", null=True, blank=True)
    detection_limit = models.FloatField("检出限", null=True, blank=True)
    facility = models.CharField("所属设施", max_length=80, blank=True)
    running_from = models.FloatField("判为运行的下限值", null=True, blank=True)
    stopped_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "监测因子"
        verbose_name_plural = "监测因子"
        ordering = ["point_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "code"], name="monitoring_series_once", violation_error_message="该点位已有此因子"
            )
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.name}"

    def clean(self) -> None:
        """Refuse a range that ends before it begins. Raises ValidationError by field."""
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValidationError({"high": "量程上限应大于下限"})


class Basis(models.TextChoices):
    HOUR = "hour", "小时均值"
    DAY = "day", "日均值"
    MONTH = "month", "月均值"


class SeriesLimit(Owned):
    """What a series may come to, as the permit or the norm says."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="limits", verbose_name="因子")
    upper = models.FloatField("限值（上限）", null=True, blank=True)
    lower = models.FloatField("下限", null=True, blank=True, help_text="只有范围值才填，如 pH 的 6")
    unit = models.CharField("单位", max_length=20, blank=True)
    basis = models.CharField("判定时段", max_length=5, choices=Basis.choices, default=Basis.HOUR)
    converted = models.BooleanField("按基准含氧量折算后比较", default=False)
    inclusive = models.BooleanField("等于限值即超标", default=False)
    since = models.DateField("执行日期", null=True, blank=True)
    until = models.DateField("截止日期", null=True, blank=True)
    source = models.CharField("依据", max_length=200, help_text="标准号、表号、级别，或许可证页码")
    verified = models.BooleanField("已与官方文本逐字核对", default=False)

    class Meta:
        verbose_name = "监测限值"
        ordering = ["series_id", "basis", "-since"]

    def __str__(self) -> str:
        return f"{self.series} {self.get_basis_display()}"

    @property
    def compared(self) -> bool:
        """Tell whether values are held against it: never in another unit than theirs."""
        return same(self.unit, self.series.unit)

    def clean(self) -> None:
        """Refuse a limit without a value or that ends before it begins. Raises ValidationError by field."""
        if self.upper is None and self.lower is None:
            raise ValidationError({"upper": "请填写上限或下限"})
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValidationError({"lower": "下限大于上限，请核对"})
        if backwards(self.since, self.until):
            raise ValidationError({"until": "截止日期早于执行日期，请核对"})


_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class Quota(Owned):
    """How much of a pollutant an enterprise may emit in a year by its permit."""

    code = models.CharField("因子编码", max_length=16)
    name = models.CharField("污染物", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    tonnes = models.DecimalField("许可排放量（t）", max_digits=16, decimal_places=6)
    source = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已与许可证逐字核对", default=False)

    class Meta:
        verbose_name = "许可排放量"
        ordering = ["client_id", "-year", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "code", "year"],
                name="monitoring_quota_once",
                violation_error_message="该污染物本年度已有许可排放量",
            )
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.name} {self.year}"

    def clean(self) -> None:
        """Refuse an amount or a year that cannot be. Raises ValidationError by field."""
        tonnes, year = (getattr(self, name) for name in ("tonnes", "year"))  # None where the form's field is wrong
        if tonnes is not None and tonnes < 0:
            raise ValidationError({"tonnes": "许可排放量不能小于 0"})
        if year is not None and not _FIRST_YEAR <= year < _LAST_YEAR:
            raise ValidationError({"year": "请填写四位年份，如 2026"})
