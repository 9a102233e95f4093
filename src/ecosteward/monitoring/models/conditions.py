from django.core.exceptions import ValidationError
from django.db import models

from ecosteward.accounts.models import User
from ecosteward.engagements.models import Owned
from ecosteward.files.models import File
from ecosteward.monitoring.models.places import Instrument, Point
from ecosteward.monitoring.models.series import Series
from ecosteward.monitoring.rules.spans import Span


class ConditionKind(models.TextChoices):
    """What a span of time was like; the letters are those of the platform's marks (HJ 75, HJ 76)."""

    STOPPED = "F", "排放源停运"
    STARTING = "St", "排放源启炉"
    STOPPING = "Sd", "排放源停炉"
    BANKED = "B", "排放源闷炉"
    CALIBRATION = "C", "校准"
    MAINTENANCE = "M", "维护"
    FAULT = "D", "故障"


class Condition(Owned):
    """A span of time that the enterprise or its maintainer marked, with why. What was marked stays; it is ended or voided."""

    point = models.ForeignKey(Point, models.PROTECT, related_name="conditions", verbose_name="点位")
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="因子")
    kind = models.CharField("标记", max_length=2, choices=ConditionKind.choices)
    begin = models.DateTimeField("起")
    end = models.DateTimeField("止", null=True, blank=True)
    text = models.CharField("原因与处理", max_length=400)
    marked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="标记人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)

    class Meta:
        verbose_name = "工况与设备标记"
        ordering = ["-begin", "-pk"]
        indexes = [models.Index(fields=["point", "begin"], name="monitoring_condition_begin")]

    def __str__(self) -> str:
        return f"{self.point} {self.get_kind_display()}"

    def clean(self) -> None:
        """Refuse a span that ends before it begins. Raises ValidationError by field."""
        if self.end is not None and self.end <= self.begin:
            raise ValidationError({"end": "结束时间应晚于开始时间"})


class CheckKind(models.TextChoices):
    ZERO = "zero", "零点校准"
    SPANNED = "span", "量程校准"
    STANDARD = "standard", "标准样品核查"
    COMPARISON = "comparison", "比对监测"
    MAINTENANCE = "maintenance", "维护保养"


class Check(Owned):
    """A calibration or check of an instrument; a failed one spoils the data back to the last that passed."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="checks", verbose_name="仪器")
    kind = models.CharField("类别", max_length=12, choices=CheckKind.choices)
    at = models.DateTimeField("时间")
    passed = models.BooleanField("合格")
    text = models.CharField("结果与处理", max_length=400, blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录")

    class Meta:
        verbose_name = "校准与核查"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.instrument} {self.get_kind_display()}"


class RevisionKind(models.TextChoices):
    RESENT = "resent", "设备重发"
    CORRECTED = "corrected", "人工修正"
    MANUAL = "manual", "手工监测替代"


class Revision(models.Model):
    """A newer value of a datum. The first stays where it is; the newest of these counts. Rows are only ever added."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="revisions", verbose_name="因子")
    span = models.SmallIntegerField("时段", choices=[(span.value, span.words) for span in Span])
    at = models.DateTimeField("数据时间")
    kind = models.CharField("来由", max_length=10, choices=RevisionKind.choices)
    value = models.FloatField("值")
    converted = models.FloatField("折算值")
    low = models.FloatField("最小值")
    high = models.FloatField("最大值")
    total = models.FloatField("累计值")
    mark = models.SmallIntegerField("标记")
    packet_id = models.BigIntegerField("报文", null=True)
    made_at = models.DateTimeField("时间")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="修正人")
    reason = models.CharField("原因", max_length=400, blank=True)

    class Meta:
        verbose_name = "数据更正"
        indexes = [
            models.Index(fields=["series", "span", "at", "id"], name="monitoring_revision_at"),
            # What people put in the place of data is rare among what devices sent again.
            models.Index(fields=["series"], condition=~models.Q(kind="resent"), name="monitoring_revision_by_people"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.at} {self.kind}"


class Result(Owned):
    """A manual result: a sample taken and analysed, by form or from a sheet."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="results", verbose_name="因子")
    at = models.DateTimeField("采样时间")
    value = models.FloatField("结果", null=True, blank=True)
    below = models.FloatField("检出限（未检出时填）", null=True, blank=True)
    laboratory = models.CharField("检测单位", max_length=80, blank=True)
    report = models.CharField("报告编号", max_length=80, blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报告")

    class Meta:
        verbose_name = "手工监测结果"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "at", "report"], name="monitoring_result_once", violation_error_message="已有同一结果"
            )
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.at:%Y-%m-%d}"

    def clean(self) -> None:
        """Refuse a result that is neither a value nor below a detection limit. Raises ValidationError by field."""
        if (self.value is None) == (self.below is None):
            raise ValidationError({"value": "请填写结果；未检出时只填检出限"})
