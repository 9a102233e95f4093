from typing import ClassVar

from django.db import models

from ecosteward.accounts.models import User
from ecosteward.engagements.models import Owned
from ecosteward.monitoring.models.devices import Device


class CommandState(models.TextChoices):
    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    ACCEPTED = "accepted", "已应答"
    DONE = "done", "执行成功"
    REFUSED = "refused", "设备拒绝"
    FAILED = "failed", "执行失败"
    EXPIRED = "expired", "超时未应答"


class Command(Owned):
    """A request of the platform to a device, and what came of it.

    Attributes:
        cn: the command of HJ 212, such as "1012" (set time) or "2061" (hours again).
        items: of CP, as a list of names and values.
        begin, end: the period that history is asked for.
        returned: QnRtn or ExeRtn of the answer.

    """

    device = models.ForeignKey(Device, models.PROTECT, related_name="commands", verbose_name="数采仪")
    cn = models.CharField("命令", max_length=4)
    items = models.JSONField("参数", default=list, blank=True)
    begin = models.DateTimeField("起", null=True, blank=True)
    end = models.DateTimeField("止", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=CommandState.choices, default=CommandState.WAITING)
    qn = models.CharField("请求编码 QN", max_length=20, blank=True)
    tries = models.PositiveSmallIntegerField("发送次数", default=0)
    returned = models.CharField("返回", max_length=4, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="下发人")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    hidden: ClassVar[frozenset[str]] = frozenset({"items"})  # may hold a password

    class Meta:
        verbose_name = "反控命令"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["device"], name="monitoring_command_open", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.cn}"
