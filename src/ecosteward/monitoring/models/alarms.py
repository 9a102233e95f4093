from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from ecosteward.accounts.models import Organisation, Role, User
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Owned
from ecosteward.journal.models import Record
from ecosteward.monitoring.models.places import Point
from ecosteward.monitoring.models.series import Series
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.survey.models import Finding

CAUSES = {
    Cause.APPROACHING: "接近限值",
    Cause.OVER: "超标",
    Cause.PERSISTENT: "持续超标",
    Cause.OFFLINE: "离线",
    Cause.INVALID: "数据无效",
    Cause.FROZEN: "恒值",
    Cause.JUMP: "突变",
    Cause.FACILITY_OFF: "治理设施未同步运行",
    Cause.TOTAL: "总量预警",
}


class Level(models.IntegerChoices):
    NOTICE = 1, "提示"
    WARNING = 2, "预警"
    ALARM = 3, "报警"
    URGENT = 4, "紧急"


class AlarmRule(Record):
    """When an agency wants an alarm, for all its clients or for one.

    Attributes:
        threshold: per cent of the limit (approaching), hours on end (persistent), minutes of silence (offline), per
            cent of the permitted amount (total); empty where the cause needs none.
        escalates_after: minutes without anybody acknowledging it; empty for never.

    """

    agency = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="服务机构")
    client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="服务对象")
    cause = models.CharField("原因", max_length=12, choices=list(CAUSES.items()))
    threshold = models.FloatField("阈值", null=True, blank=True)
    level = models.PositiveSmallIntegerField("级别", choices=Level.choices)
    escalates_after = models.PositiveIntegerField("未确认升级（min）", null=True, blank=True)
    on = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "报警规则"
        ordering = ["agency_id", "client_id", "cause", "threshold"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "client", "cause", "threshold"],
                nulls_distinct=False,
                name="monitoring_alarm_rule_once",
                violation_error_message="已有相同的规则",
            )
        ]

    def __str__(self) -> str:
        return self.get_cause_display()


class AlarmState(models.TextChoices):
    OPEN = "open", "未确认"
    ACKNOWLEDGED = "acknowledged", "已确认"
    SILENCED = "silenced", "已静音"
    CLOSED = "closed", "已关闭"


class Alarm(Owned):
    """Something that somebody has to look at. One is open for each cause at a time (`key`).

    Attributes:
        since, last_at: the periods it was first and last seen in; not when we noticed.
        gone_at: the period from which it is over; empty while it stands.
        waits_since: since when nobody has acknowledged it.
        escalates_after: minutes of that after which it rises by a level, from the rule that raised it.

    """

    point = models.ForeignKey(Point, models.PROTECT, related_name="alarms", verbose_name="点位")
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="alarms", verbose_name="因子"
    )
    cause = models.CharField("原因", max_length=12, choices=list(CAUSES.items()))
    stage = models.CharField("档次", max_length=12, blank=True)
    key = models.CharField("同一原因", max_length=80)
    level = models.PositiveSmallIntegerField("级别", choices=Level.choices)
    state = models.CharField("状态", max_length=12, choices=AlarmState.choices, default=AlarmState.OPEN)
    text = models.CharField("内容", max_length=300)
    value = models.FloatField("数值", null=True, blank=True)
    bound = models.FloatField("限值", null=True, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    rule = models.CharField("依据", max_length=200, blank=True)
    needs_check = models.BooleanField("待核", default=False)
    since = models.DateTimeField("开始")
    last_at = models.DateTimeField("最近")
    times = models.PositiveIntegerField("次数", default=1)
    gone_at = models.DateTimeField("恢复正常", null=True, blank=True)
    holder = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理人")
    silent_until = models.DateTimeField("静音至", null=True, blank=True)
    waits_since = models.DateTimeField("等待确认自", default=timezone.now)
    escalates_after = models.PositiveIntegerField("未确认升级（min）", null=True, blank=True)
    escalated_at = models.DateTimeField("升级时间", null=True, blank=True)
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, blank=True, related_name="alarms", verbose_name="问题"
    )
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)
    why_closed = models.CharField("关闭原因", max_length=400, blank=True)

    class Meta:
        verbose_name = "报警"
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(closed_at=None), name="monitoring_alarm_one_open"
            )
        ]
        indexes = [
            models.Index(fields=["agency", "-since"], name="monitoring_alarm_since"),
            models.Index(fields=["point", "-since"], name="monitoring_alarm_point"),
            models.Index(fields=["key", "-last_at"], name="monitoring_alarm_key"),
            models.Index(
                fields=["point", "state", "client"],
                name="monitoring_alarm_unclosed",
                condition=models.Q(closed_at=None),
            ),
            models.Index(fields=["client", "state", "-since"], name="monitoring_alarm_client"),
        ]

    def __str__(self) -> str:
        return self.text


class ChannelKind(models.TextChoices):
    EMAIL = "email", "电子邮件"
    WECOM = "wecom", "企业微信群机器人"
    DINGTALK = "dingtalk", "钉钉群机器人"
    FEISHU = "feishu", "飞书群机器人"
    WEBHOOK = "webhook", "通用 Webhook（JSON）"


class Channel(Record):
    """Where an agency's alarms are sent besides the app; for one client or for all.

    Attributes:
        address: e-mail addresses, by commas, or the robot's address.
        secret: for signing (钉钉, 飞书), empty where the robot needs none.

    """

    agency = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="服务机构")
    client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="服务对象")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("方式", max_length=10, choices=ChannelKind.choices)
    address = models.CharField("地址", max_length=500)
    secret = models.CharField("加签密钥", max_length=200, blank=True)
    least = models.PositiveSmallIntegerField("最低级别", choices=Level.choices, default=Level.WARNING)
    on = models.BooleanField("启用", default=True)

    hidden: ClassVar[frozenset[str]] = frozenset({"address", "secret"})

    class Meta:
        verbose_name = "推送渠道"
        ordering = ["agency_id", "name"]

    def __str__(self) -> str:
        return self.name


class Recipient(Record):
    """Who has an e-mail at their own address when an alarm is raised at a level, or rises to it (邮件提醒).

    Attributes:
        cause: empty for every cause.
        role, person: one of them; of a role those who have to do with the client.

    """

    agency = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="服务机构")
    client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="服务对象")
    cause = models.CharField("原因", max_length=12, choices=list(CAUSES.items()), blank=True)
    level = models.PositiveSmallIntegerField("级别", choices=Level.choices)
    role = models.CharField("角色", max_length=20, choices=Role.choices, blank=True)
    person = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="人员")
    on = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "邮件提醒"
        ordering = ["-level", "cause", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "client", "cause", "level", "role", "person"],
                nulls_distinct=False,
                name="monitoring_recipient_once",
                violation_error_message="已有相同的邮件提醒",
            )
        ]

    def __str__(self) -> str:
        return self.person.name if self.person else self.get_role_display()

    def clean(self) -> None:
        """Refuse a row that names nobody, or a role and a person. Raises ValidationError by field."""
        if bool(self.role) == (self.person_id is not None):
            raise ValidationError({"role": "请选择一个角色或一个人，两者选一"})


class MailChoice(Record):
    """Whether a person wants mail about alarms; they alone say so. Without a row they do."""

    person = models.OneToOneField(User, models.CASCADE, related_name="+", verbose_name="人员")
    declined = models.BooleanField("不接收报警邮件", default=False)

    class Meta:
        verbose_name = "报警邮件设置"

    def __str__(self) -> str:
        return self.person.name

    @property
    def agency_id(self) -> int | None:
        """Primary key of the agency whose journal tells of it."""
        return self.person.agency_id or self.person.enrolled_by_id


class Sending(models.Model):
    """One message about one alarm through one channel, or to one person's mail, and what came of it (推送记录).

    Attributes:
        alarm: empty for a test of the channel.
        channel, person: one of them.
        next_at: not to be tried before.
        answer: what the other side said to the last try, or why there was none.

    """

    alarm = models.ForeignKey(
        Alarm, models.CASCADE, null=True, blank=True, related_name="sendings", verbose_name="报警"
    )
    channel = models.ForeignKey(
        Channel, models.CASCADE, null=True, blank=True, related_name="sendings", verbose_name="渠道"
    )
    person = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="收件人")
    event = models.CharField("事件", max_length=20)
    text = models.TextField("内容")
    next_at = models.DateTimeField("下次发送", default=timezone.now)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    tried_at = models.DateTimeField("最近发送", null=True)
    sent_at = models.DateTimeField("送达时间", null=True)
    failed_at = models.DateTimeField("放弃时间", null=True)
    answer = models.CharField("对方答复", max_length=400, blank=True)
    made_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "推送记录"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["alarm", "channel", "event"], name="monitoring_sending_once"),
            models.UniqueConstraint(fields=["alarm", "person", "event"], name="monitoring_sending_person_once"),
            models.CheckConstraint(
                condition=models.Q(channel=None) ^ models.Q(person=None), name="monitoring_sending_to_one"
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_at"],
                name="monitoring_sending_waiting",
                condition=models.Q(sent_at=None, failed_at=None),
            ),
            models.Index(fields=["channel", "-tried_at"], name="monitoring_sending_tried"),
            models.Index(fields=["person", "-tried_at"], name="monitoring_sending_mailed"),
        ]

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.channel_id or self.person_id} {self.event}"

    @property
    def to(self) -> str:
        """Return where it goes, in words."""
        return self.channel.name if self.channel else f"{self.person}（本人邮箱）"
