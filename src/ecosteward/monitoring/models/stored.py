"""Rows that come by the thousand: partitioned by month (store/partitions.py), written by COPY, never through the journal."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ecosteward.monitoring.models.series import Series


class Packet(models.Model):
    """A packet as it came, with its verdict. The same bytes of the same device stand here once.

    Attributes:
        bucket: first day of the month the packet says it is of; what it is partitioned by.
        told: codes of its faults and deviations (`norms.hj212.deviations`, and the gateway's own).
        seal: number of the batch it was sealed in (`Seal`).

    """

    pk = models.CompositePrimaryKey("bucket", "device_id", "digest")
    bucket = models.DateField("月份")
    device_id = models.BigIntegerField("数采仪")
    digest = models.BinaryField("摘要")
    id = models.BigIntegerField("编号")
    received_at = models.DateTimeField("接收时间")
    cn = models.CharField("命令", max_length=8)
    data_at = models.DateTimeField("数据时间", null=True)
    verdict = models.CharField("结论", max_length=8)
    told = ArrayField(models.TextField(), verbose_name="说明")
    slot = models.SmallIntegerField("网关")
    seal = models.BigIntegerField("封存批次")
    raw = models.BinaryField("原文")

    class Meta:
        managed = False
        db_table = "monitoring_packet"
        verbose_name = "报文"

    def __str__(self) -> str:
        return f"{self.device_id} {self.cn} {self.received_at}"


class Repeat(models.Model):
    """A packet that came once more, bytes for bytes."""

    bucket = models.DateField("月份")
    device_id = models.BigIntegerField("数采仪")
    digest = models.BinaryField("摘要")
    received_at = models.DateTimeField("接收时间")

    class Meta:
        verbose_name = "重复报文"
        indexes = [models.Index(fields=["device_id", "received_at"], name="monitoring_repeat_at")]

    def __str__(self) -> str:
        return f"{self.device_id} {self.received_at}"


class Chain(models.Model):
    """Where one gateway's chain of seals ends. A gateway takes a free slot and holds it while it runs."""

    slot = models.SmallIntegerField("网关", primary_key=True)
    number = models.BigIntegerField("封存批次", default=0)
    digest = models.BinaryField("摘要", default=bytes(32))

    class Meta:
        verbose_name = "封存链头"

    def __str__(self) -> str:
        return f"{self.slot}-{self.number}"


class Seal(models.Model):
    """One batch of packets stored together: SHA-256 of the seal before and of the packets' digests, in order of id."""

    slot = models.SmallIntegerField("网关")
    number = models.BigIntegerField("封存批次")
    at = models.DateTimeField("时间")
    packets = models.IntegerField("报文数")
    previous = models.BinaryField("前一摘要")
    digest = models.BinaryField("摘要")

    class Meta:
        verbose_name = "封存"
        constraints = [models.UniqueConstraint(fields=["slot", "number"], name="monitoring_seal_once")]

    def __str__(self) -> str:
        return f"{self.slot}-{self.number}"


class Due(models.Model):
    """An hour of a point that has new data and waits to be judged, not before `due_at`."""

    point_id = models.BigIntegerField("点位")
    hour = models.DateTimeField("小时")
    due_at = models.DateTimeField("不早于")
    late = models.BooleanField("迟到或重发的数据", default=False)

    class Meta:
        verbose_name = "待判定"
        constraints = [models.UniqueConstraint(fields=["point_id", "hour"], name="monitoring_due_once")]
        indexes = [models.Index(fields=["due_at"], name="monitoring_due_at")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.hour}"


class Kept(models.Model):
    """A month that was moved to a Parquet file (归档月份)."""

    table = models.CharField("数据表", max_length=40)
    month = models.DateField("月份")
    number = models.PositiveSmallIntegerField("序号", default=1)
    name = models.CharField("文件", max_length=200)
    sha256 = models.CharField("摘要", max_length=64)
    size = models.BigIntegerField("字节数")
    rows = models.BigIntegerField("行数")
    moved_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "归档月份"
        constraints = [models.UniqueConstraint(fields=["table", "month", "number"], name="monitoring_kept_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.month}"


class Verdict(models.Model):
    """A verdict as store/rows.py lays it down, for counting in the database."""

    pk = models.CompositePrimaryKey("series_id", "span", "at")
    series = models.ForeignKey(Series, models.DO_NOTHING, related_name="verdicts", verbose_name="因子")
    span = models.SmallIntegerField("时段")
    at = models.DateTimeField("起")
    mean = models.FloatField("均值")
    converted = models.FloatField("折算值")
    amount = models.FloatField("排放量（kg）")
    counted = models.IntegerField("有效数据数")
    due = models.IntegerField("应有数据数")
    validity = models.SmallIntegerField("有效性")
    exceedance = models.SmallIntegerField("超标")
    notes = models.IntegerField("说明")

    class Meta:
        managed = False
        db_table = "monitoring_verdict"
        verbose_name = "判定"

    def __str__(self) -> str:
        return f"{self.series_id} {self.span} {self.at}"
