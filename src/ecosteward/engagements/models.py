from django.db import models

from ecosteward.accounts.models import Organisation, User
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.journal.models import Record


class Mode(models.TextChoices):
    ON_SITE = "on_site", "驻点"
    OFF_SITE = "off_site", "非驻点"


class Period(models.TextChoices):
    ONCE = "once", "一次性"
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    YEAR = "year", "每年"


class ContractState(models.TextChoices):
    DRAFT = "draft", "拟订"
    RUNNING = "running", "履行中"
    ACCEPTED = "accepted", "已验收"
    CLOSED = "closed", "已归档"
    ENDED = "ended", "已解除"


class TaskState(models.TextChoices):
    PLANNED = "planned", "待办"
    DOING = "doing", "进行中"
    SUBMITTED = "submitted", "待验收"
    RETURNED = "returned", "已退回"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"


class Owned(Record):
    """What belongs to a client of an agency."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    client = models.ForeignKey(Client, models.PROTECT, related_name="%(class)ss", verbose_name="服务对象")

    class Meta:
        abstract = True


class Contract(Owned):
    """A service contract (clauses 4.3, 6): keeps the edition of the standard it was signed under."""

    number = models.CharField("合同编号", max_length=60)
    title = models.CharField("合同名称", max_length=160)
    edition = models.CharField("标准版本", max_length=40)
    state = models.CharField("状态", max_length=10, choices=ContractState.choices, default=ContractState.DRAFT)
    signed_on = models.DateField("签订日期", null=True, blank=True)
    starts_on = models.DateField("服务开始")
    ends_on = models.DateField("服务结束")
    amount = models.DecimalField("合同金额（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    acceptance_method = models.TextField("验收方式及内容", blank=True)
    quality_lead = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="质量负责人")
    project_lead = models.ForeignKey(User, models.PROTECT, related_name="led_contracts", verbose_name="项目负责人")

    class Meta:
        verbose_name = "服务合同"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"],
                name="engagements_contract_number",
                violation_error_message="合同编号已存在",
            )
        ]
        indexes = [models.Index(fields=["agency", "state", "ends_on"], name="engagements_contract_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ServiceLine(Owned):
    """One line of the contract's service list: what is done, how often, and what proves it done."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="lines", verbose_name="合同")
    service_id = models.CharField("规范服务", max_length=12, blank=True)
    name = models.CharField("服务内容", max_length=160)
    unit = models.CharField("单位", max_length=10, default="次")
    quantity = models.PositiveIntegerField("每期数量", default=1)
    period = models.CharField("周期", max_length=10, choices=Period.choices, default=Period.ONCE)
    mode = models.CharField("服务方式", max_length=10, choices=Mode.choices, default=Mode.OFF_SITE)
    evidence = models.CharField("完成依据", max_length=200)

    class Meta:
        verbose_name = "服务清单项"

    def __str__(self) -> str:
        return self.name


class Task(Owned):
    """One unit of a service line, planned for a day. Planned and due date are kept apart."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="tasks", verbose_name="合同")
    line = models.ForeignKey(ServiceLine, models.PROTECT, related_name="tasks", verbose_name="服务清单项")
    title = models.CharField("任务", max_length=160)
    mode = models.CharField("服务方式", max_length=10, choices=Mode.choices, default=Mode.OFF_SITE)
    state = models.CharField("状态", max_length=10, choices=TaskState.choices, default=TaskState.PLANNED)
    assignee = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="承办人"
    )
    planned_on = models.DateField("计划日期")
    due_on = models.DateField("应完成日期")
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        verbose_name = "任务"
        indexes = [
            models.Index(fields=["agency", "state", "due_on"], name="engagements_task_due"),
            models.Index(fields=["assignee", "state", "planned_on"], name="engagements_task_mine"),
        ]

    def __str__(self) -> str:
        return self.title


class WorkRecord(Owned):
    """What was done for a task, when, where and by whom (clause 4.3: timely, exact, complete)."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="work_records", verbose_name="任务")
    mode = models.CharField("服务方式", max_length=10, choices=Mode.choices, default=Mode.OFF_SITE)
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间")
    place = models.CharField("地点", max_length=120, blank=True)
    text = models.TextField("工作内容")
    people = models.ManyToManyField(User, related_name="+", verbose_name="出勤人员")
    files = models.ManyToManyField(File, related_name="+", blank=True, verbose_name="附件")

    class Meta:
        verbose_name = "工作记录"

    def __str__(self) -> str:
        return f"{self.task} {self.started_at:%Y-%m-%d}"
