from django.core.exceptions import ValidationError
from django.db import models

from ecosteward.accounts.models import User
from ecosteward.clients.models import Outlet
from ecosteward.clients.rules import places
from ecosteward.engagements.models import Owned
from ecosteward.monitoring.rules.spans import MINUTE_LENGTHS


class PointKind(models.TextChoices):
    GAS = "gas", "废气排放口"
    WATER = "water", "废水排放口"
    RAIN = "rain", "雨水排放口"
    BOUNDARY = "boundary", "厂界无组织"
    NOISE = "noise", "噪声"
    PROCESS = "process", "工况与用电"
    AIR = "air", "环境空气站"
    SURFACE = "surface", "地表水断面"


class Point(Owned):
    """A place that is watched (监测点位): an outlet of an enterprise, a facility, or a station of the environment.

    Attributes:
        reference_oxygen: per cent; concentrations are converted to it where the limit says so.
        grade: what the environment is to be: a class of GB 3095 ("一类", "二类") or GB 3838 ("I" to "V").
        minutes: how long the minute data of this place are, in minutes.

    """

    kind = models.CharField("类别", max_length=10, choices=PointKind.choices)
    outlet = models.OneToOneField(
        Outlet, models.PROTECT, null=True, blank=True, related_name="point", verbose_name="排放口"
    )
    name = models.CharField("点位名称", max_length=80)
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    reference_oxygen = models.FloatField("基准含氧量（%）", null=True, blank=True)
    grade = models.CharField("执行类别（目标）", max_length=8, blank=True)
    minutes = models.PositiveSmallIntegerField("分钟数据间隔（min）", default=1)
    started_on = models.DateField("联网日期", null=True, blank=True)
    stopped_on = models.DateField("停用日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = "监测点位"
        ordering = ["client_id", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "name"],
                name="monitoring_point_once",
                violation_error_message="该单位已有同名点位",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse what cannot be. Raises ValidationError by field."""
        if fault := places.place_fault(self.longitude, self.latitude):
            raise ValidationError({"longitude": fault})
        if self.minutes not in MINUTE_LENGTHS:
            raise ValidationError({"minutes": "分钟数据间隔应能整除 60，如 1、5、10、15、30"})
        if self.reference_oxygen is not None and not 0 <= self.reference_oxygen < 21:  # noqa: PLR2004  # oxygen of air
            raise ValidationError({"reference_oxygen": "基准含氧量应在 0 与 21 之间"})


class InstrumentSort(models.TextChoices):
    """What HJ 75 tells apart by how often it is calibrated; the keys are those of `norms/data/hj75_intervals.csv`."""

    UNKNOWN = "", "不判断超期"
    AUTO = "auto", "具有自动校准功能的颗粒物、气态污染物 CEMS"
    PARTICLE = "particle", "无自动校准功能的颗粒物 CEMS"
    IN_SITU = "in_situ", "无自动校准功能的直接测量法气态污染物 CEMS"
    EXTRACTIVE = "extractive", "无自动校准功能的抽取式气态污染物 CEMS"
    FLOW_AUTO = "flow_auto", "具有自动校准功能的流速 CMS"
    FLOW = "flow", "无自动校准功能的流速 CMS"


class Instrument(Owned):
    """An analyser or meter of a point.

    Attributes:
        sort: says how often HJ 75 wants it calibrated and checked; without one, and without days of its own, nothing
            is overdue.
        calibrate_days, verify_days: its own intervals, which take the place of the norm's.
        interval_basis, interval_by: what these rest on, and who set them.

    """

    point = models.ForeignKey(Point, models.PROTECT, related_name="instruments", verbose_name="点位")
    name = models.CharField("仪器名称", max_length=80)
    maker = models.CharField("生产厂家", max_length=80, blank=True)
    model = models.CharField("型号", max_length=60, blank=True)
    serial = models.CharField("出厂编号", max_length=60, blank=True)
    method = models.CharField("测量原理", max_length=60, blank=True)
    certificate = models.CharField("适用性检测报告（环保认证）编号", max_length=80, blank=True)
    sort = models.CharField("校准要求的类别", max_length=10, choices=InstrumentSort.choices, blank=True)
    calibrate_days = models.PositiveSmallIntegerField("零点、量程校准间隔（d）", null=True, blank=True)
    verify_days = models.PositiveSmallIntegerField("校验（比对）间隔（d）", null=True, blank=True)
    interval_basis = models.CharField("间隔的依据", max_length=200, blank=True)
    interval_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="间隔设定人"
    )
    accepted_on = models.DateField("验收日期", null=True, blank=True)
    stopped_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "监测仪器"
        ordering = ["point_id", "pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.model}".strip()

    def clean(self) -> None:
        """Refuse an interval of no length, or one of its own that rests on nothing. Raises ValidationError by field."""
        for name in ("calibrate_days", "verify_days"):
            if getattr(self, name) == 0:
                raise ValidationError({name: "请填写大于 0 的天数；按规范的间隔请留空"})
        if (self.calibrate_days or self.verify_days) and not self.interval_basis.strip():
            raise ValidationError({"interval_basis": "自行设定间隔的，请写明依据，如运维方案、当地要求的名称和条款"})
