from django.db import models

from ecosteward.monitoring.models.places import Point
from ecosteward.monitoring.models.series import Series


class Standing(models.Manager["Substitution"]):
    """Finds the entries that stand; those a later calculation replaced are left out."""

    def get_queryset(self) -> models.QuerySet["Substitution"]:
        return super().get_queryset().filter(replaced_at=None)


class Substitution(models.Model):
    """An entry of the substitution ledger (替代台账): an amount that stands in for one that could not be measured.

    What a later calculation changes is replaced, never overwritten: `every` finds the former entries too.
    """

    point = models.ForeignKey(Point, models.CASCADE, related_name="substitutions", verbose_name="点位")
    series = models.ForeignKey(Series, models.CASCADE, related_name="substitutions", verbose_name="因子")
    quarter = models.DateField("季度（首日）")
    begin = models.DateTimeField("起")
    end = models.DateTimeField("止")
    periods = models.PositiveIntegerField("时段数（h 或 d）")
    cause = models.CharField("原因", max_length=40)
    rate = models.FloatField("有效数据捕集率（%）", null=True)
    amount = models.FloatField("每时段替代量（kg）", null=True)
    rule = models.CharField("依据", max_length=200)
    inputs = models.JSONField("取值", default=dict)
    needs_check = models.BooleanField("待核", default=False)
    made_at = models.DateTimeField("计算时间")
    replaced_at = models.DateTimeField("被取代的时间", null=True)

    objects = Standing()
    every = models.Manager["Substitution"]()

    class Meta:
        verbose_name = "替代台账"
        ordering = ["begin", "pk"]
        indexes = [models.Index(fields=["series", "begin"], name="monitoring_substitution_at")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.begin}"

    @property
    def total(self) -> float | None:
        """The amount of all its periods, in kg; None where none can be told."""
        return None if self.amount is None else self.amount * self.periods


class PointDay(models.Model):
    """A day of a point counted: what the rates of transmission (传输率, 有效率, 传输有效率) are made of.

    Attributes:
        due: hours of its pollutants in which the source ran.
        came: those of them with data.
        valid: those of them that count.

    """

    point = models.ForeignKey(Point, models.CASCADE, related_name="days", verbose_name="点位")
    on = models.DateField("日期")
    due = models.PositiveIntegerField("应传（h·因子）")
    came = models.PositiveIntegerField("有数据")
    valid = models.PositiveIntegerField("有效")

    class Meta:
        verbose_name = "点位日统计"
        constraints = [models.UniqueConstraint(fields=["point", "on"], name="monitoring_point_day_once")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.on}"
