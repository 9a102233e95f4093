import re
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Upper

from ecosteward.engagements.models import Owned
from ecosteward.monitoring.models.places import Point
from ecosteward.monitoring.rules.spans import MINUTE_LENGTHS

_MN = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,39}")
_PASSWORD = re.compile(r"(?!.*[;,=&])[!-~]{1,40}")  # what can stand in PW= of a packet
_LONGEST = 3600  # s
_KEY = re.compile(r"[0-9A-F]{32}")


class Protocol(models.TextChoices):
    UNKNOWN = "", "按报文识别"
    HJ212_2005 = "2005", "HJ/T 212-2005"
    HJ212_2017 = "2017", "HJ 212-2017"
    HJ212_2025 = "2025", "HJ 212-2025"


class Device(Owned):
    """A data logger (数采仪), known by its MN and password.

    Attributes:
        realtime_seconds, minutes: how often it is to send; its silence and its gaps are measured by them.
        key: of SM4, 32 hexadecimal digits; empty where it sends in plain text.
        bare: its packets carry no password and are believed without.
        keeps_clock: its clock is set by us where it is off.
        asks_again: what it did not send is asked for again.

    """

    point = models.ForeignKey(Point, models.PROTECT, related_name="devices", verbose_name="点位")
    mn = models.CharField("设备唯一标识 MN", max_length=40)
    password = models.CharField("访问密码 PW", max_length=40, default="123456")
    bare = models.BooleanField(
        "报文不带密码",
        default=False,
        help_text="只在数采仪确实不发 PW 时勾选：任何人知道 MN 就能冒充它；带了密码的报文仍须密码相符",
    )
    protocol = models.CharField("协议版本", max_length=4, choices=Protocol.choices, blank=True)
    key = models.CharField("SM4 密钥（十六进制）", max_length=32, blank=True)
    maker = models.CharField("厂家与型号", max_length=80, blank=True)
    serial = models.CharField("出厂编号", max_length=60, blank=True)
    realtime_seconds = models.PositiveSmallIntegerField("实时数据间隔（s）", default=30)
    minutes = models.PositiveSmallIntegerField("分钟数据间隔（min）", default=10)
    keeps_clock = models.BooleanField("自动校时", default=True)
    asks_again = models.BooleanField("自动补采缺数", default=True)
    started_on = models.DateField("启用日期", null=True, blank=True)
    stopped_on = models.DateField("停用日期", null=True, blank=True)

    hidden: ClassVar[frozenset[str]] = frozenset({"password", "key"})

    class Meta:
        verbose_name = "数采仪"
        ordering = ["mn"]
        constraints = [
            models.UniqueConstraint(
                Upper("mn"), name="monitoring_device_mn", violation_error_message="该 MN 已经登记过（不分大小写）"
            )
        ]

    def __str__(self) -> str:
        return self.mn

    def clean(self) -> None:
        """Refuse an MN or a key that no packet can carry. Raises ValidationError by field."""
        if not _MN.fullmatch(self.mn):
            raise ValidationError({"mn": "MN 只能由字母、数字和 _ - . 组成，HJ 212-2017 为 24 位"})
        if not _PASSWORD.fullmatch(self.password):
            raise ValidationError({"password": "访问密码不能有汉字、全角字符、空格和 ; , = &"})
        if not 1 <= self.realtime_seconds <= _LONGEST:
            raise ValidationError({"realtime_seconds": "实时数据间隔应在 1 与 3600 s 之间"})
        if self.minutes not in MINUTE_LENGTHS:
            raise ValidationError({"minutes": "分钟数据间隔应能整除 60，如 1、5、10、15、30"})
        self.key = self.key.upper().removeprefix("0X")
        if self.key and not _KEY.fullmatch(self.key):
            raise ValidationError({"key": "SM4 密钥为 32 位十六进制数字"})


class Link(models.Model):
    """How a device is connected now, or was last. The gateway alone writes it, every few seconds at most."""

    device = models.OneToOneField(Device, models.CASCADE, primary_key=True, related_name="link", verbose_name="数采仪")
    slot = models.SmallIntegerField("网关", null=True)
    remote = models.CharField("远端地址", max_length=60, blank=True)
    connected_at = models.DateTimeField("连接时间", null=True)
    closed_at = models.DateTimeField("断开时间", null=True)
    heard_at = models.DateTimeField("最近报文", null=True)
    data_at = models.DateTimeField("最近数据时间", null=True)
    clock_offset = models.FloatField("时钟偏差（s）", null=True)
    packets = models.BigIntegerField("报文数", default=0)

    class Meta:
        verbose_name = "连接状态"

    def __str__(self) -> str:
        return f"{self.device_id} {self.remote}"


class Count(models.Model):
    """How many packets of one kind a device sent in one hour; device 0 is everyone who is not known.

    `what` is `good`, `deviant`, `repeated`, `noise`, or `fault:` and its code of `norms.hj212.deviations`, or one of
    the gateway's own: `fault:unknown_device`, `fault:wrong_password`, `fault:flood`, `fault:time_unbelievable`.
    """

    device_id = models.BigIntegerField("数采仪")
    hour = models.DateTimeField("小时")
    what = models.CharField("种类", max_length=40)
    packets = models.BigIntegerField("报文数")

    class Meta:
        verbose_name = "报文计数"
        constraints = [models.UniqueConstraint(fields=["device_id", "hour", "what"], name="monitoring_count_once")]
        indexes = [models.Index(fields=["hour"], name="monitoring_count_hour")]

    def __str__(self) -> str:
        return f"{self.device_id} {self.hour} {self.what} {self.packets}"


class Stranger(models.Model):
    """Somebody the gateway does not know, or does not believe, with the first bytes of what was sent last."""

    mn = models.CharField("MN", max_length=60, blank=True)
    remote = models.CharField("远端地址", max_length=60)
    why = models.CharField("原因", max_length=40)
    first_at = models.DateTimeField("首次")
    last_at = models.DateTimeField("最近")
    packets = models.BigIntegerField("次数")
    sample = models.BinaryField("样本", max_length=2048)

    class Meta:
        verbose_name = "陌生设备"
        constraints = [models.UniqueConstraint(fields=["mn", "remote", "why"], name="monitoring_stranger_once")]
        indexes = [models.Index(fields=["-last_at"], name="monitoring_stranger_last")]

    def __str__(self) -> str:
        return f"{self.mn} {self.remote} {self.why}"
