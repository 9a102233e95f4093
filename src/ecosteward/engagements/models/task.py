from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.engagements.models.base import Mode, Owned, TaskState
from ecosteward.engagements.models.contract import Contract, ServiceLine
from ecosteward.files.models import File


class Task(Owned):
    """One unit of a service line, planned for a day. Planned and due date are kept apart.

    A task of the plan knows its place in it (`period_no`, `ordinal`), so that planning again finds it; one that was
    added by hand has none. What was handed in last and what was said of it stand here, earlier rounds in the journal.
    `reviewers` are [name, unit, "无利害关系"] each.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="tasks", verbose_name="合同")
    line = models.ForeignKey(ServiceLine, models.PROTECT, related_name="tasks", verbose_name="服务清单项")
    title = models.CharField("任务", max_length=200)
    mode = models.CharField("服务方式", max_length=10, choices=Mode.choices, default=Mode.OFF_SITE)
    state = models.CharField("状态", max_length=10, choices=TaskState.choices, default=TaskState.PLANNED)
    assignee = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="承办人"
    )
    period_no = models.PositiveIntegerField("第几期", null=True, blank=True, editable=False)
    ordinal = models.PositiveIntegerField("期内第几项", null=True, blank=True, editable=False)
    planned_on = models.DateField("计划日期")
    due_on = models.DateField("应完成日期")
    done_on = models.DateField("完成日期", null=True, blank=True)
    submitted_on = models.DateField("提交验收日期", null=True, blank=True)
    evidence = models.TextField("完成情况", blank=True)
    evidence_files = models.TextField("完成依据附件", blank=True)
    judged_by = models.CharField("验收人", max_length=80, blank=True)
    on_behalf = models.BooleanField("凭书面验收登记", default=False)
    opinion = models.TextField("验收意见", blank=True)
    reviewers = models.JSONField("无利害关系的评审人", default=list, blank=True)
    acceptance_files = models.TextField("验收凭据", blank=True)
    returns = models.PositiveSmallIntegerField("退回次数", default=0)
    reason = models.TextField("退回或取消原因", blank=True)
    reminded_on = models.DateField("催办日期", null=True, blank=True)
    files = models.ManyToManyField(File, through="TaskFile", related_name="+", verbose_name="附件")

    class Meta:
        verbose_name = "任务"
        constraints = [
            models.UniqueConstraint(fields=["line", "period_no", "ordinal"], name="engagements_task_place"),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "due_on"], name="engagements_task_due"),
            models.Index(fields=["assignee", "state", "planned_on"], name="engagements_task_mine"),
            models.Index(fields=["client", "planned_on"], name="engagements_task_client"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a due date before the planned one."""
        if None not in {self.planned_on, self.due_on} and self.due_on < self.planned_on:
            raise ValidationError({"due_on": "应完成日期不能早于计划日期"})

    @property
    def is_open(self) -> bool:
        """Tell whether the agency still has work on it."""
        return self.state in {TaskState.PLANNED, TaskState.DOING}

    @property
    def is_overdue(self) -> bool:
        """Tell whether it should have been handed in by now."""
        return self.is_open and self.due_on < timezone.localdate()


class TaskFile(models.Model):
    """A file of one round of a task. The task's own row in the journal names it."""

    class Purpose(models.TextChoices):
        EVIDENCE = "evidence", "完成依据"
        ACCEPTANCE = "acceptance", "验收凭据"

    task = models.ForeignKey(Task, models.CASCADE, related_name="task_files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    round_no = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "任务附件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)


class WorkRecord(Owned):
    """What was done for a task, when, where and by whom (clause 4.3: timely, exact, complete).

    `people_names` and `file_names` repeat the relations in words, so that the journal's row says them too.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="work_records", verbose_name="任务")
    mode = models.CharField("服务方式", max_length=10, choices=Mode.choices, default=Mode.OFF_SITE)
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间")
    place = models.CharField("地点", max_length=120, blank=True)
    text = models.TextField("工作内容")
    found = models.TextField("发现的问题", blank=True)
    advised = models.TextField("意见建议", blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="记录人")
    people = models.ManyToManyField(User, related_name="+", verbose_name="出勤人员")
    people_names = models.TextField("出勤人员名单", blank=True, editable=False)
    files = models.ManyToManyField(File, related_name="+", blank=True, verbose_name="附件")
    file_names = models.TextField("附件清单", blank=True, editable=False)

    class Meta:
        verbose_name = "工作记录"
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["client", "started_at"], name="engagements_work_client")]

    def __str__(self) -> str:
        return f"{self.task} {timezone.localtime(self.started_at):%Y-%m-%d}"

    def clean(self) -> None:
        """Refuse work that ends before it starts, or has not happened yet, or was on site without a place."""
        if None in {self.started_at, self.ended_at}:
            return
        if self.ended_at <= self.started_at:
            raise ValidationError({"ended_at": "结束时间应晚于开始时间；跨日的工作请分日记录"})
        if self.ended_at > timezone.now():
            raise ValidationError({"ended_at": "结束时间还没有到，请在工作结束后记录"})
        if self.mode == Mode.ON_SITE and not self.place.strip():
            raise ValidationError({"place": "驻点服务请填写地点"})

    @property
    def hours(self) -> float:
        """Length in hours."""
        return round((self.ended_at - self.started_at).total_seconds() / 3600, 1)
