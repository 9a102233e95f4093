import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from ecosteward.accounts.models import User
from ecosteward.engagements.models.base import ContractState, Mode, Owned, PaperKind, Period
from ecosteward.files.models import File
from ecosteward.standard import queries as standard

MOST_PER_PERIOD = 100

# Drafts, and drafts that were given up: neither is a contract yet.
NEVER_SIGNED = Q(state=ContractState.DRAFT) | Q(state=ContractState.ENDED, signed_on=None)


class Contract(Owned):
    """A service contract (clauses 4.3, 6): keeps the edition of the standard it was signed under."""

    number = models.CharField("合同编号", max_length=60)
    title = models.CharField("合同名称", max_length=160)
    edition = models.CharField("标准版本", max_length=40)
    state = models.CharField("状态", max_length=10, choices=ContractState.choices, default=ContractState.DRAFT)
    signed_on = models.DateField("签订日期", null=True, blank=True)
    starts_on = models.DateField("服务开始")
    ends_on = models.DateField("服务结束")
    amount = models.DecimalField(
        "合同金额（元）", max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    mode = models.CharField("服务方式", max_length=10, choices=Mode.choices, default=Mode.OFF_SITE)
    acceptance_method = models.TextField("验收方式及内容", blank=True)
    quality_lead = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="质量负责人"
    )
    project_lead = models.ForeignKey(User, models.PROTECT, related_name="led_contracts", verbose_name="项目负责人")
    finished_on = models.DateField("归档或解除日期", null=True, blank=True)
    end_reason = models.TextField("解除原因", blank=True)

    class Meta:
        verbose_name = "服务合同"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"],
                name="engagements_contract_number",
                violation_error_message="本机构已有这个合同编号，请换一个",
            )
        ]
        indexes = [models.Index(fields=["agency", "state", "ends_on"], name="engagements_contract_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def standard_title(self) -> str:
        """Return what the edition of the standard is called."""
        edition = standard.edition(self.edition)
        return f"{edition.title}（{edition.city} {edition.year}）"

    @property
    def is_given_up(self) -> bool:
        """Tell whether it was a draft to its end, never signed."""
        return self.state == ContractState.ENDED and self.signed_on is None

    def clean(self) -> None:
        """Refuse a term that ends before it starts."""
        if None not in {self.starts_on, self.ends_on} and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "服务结束不能早于服务开始，请核对日期"})


class ServiceLine(Owned):
    """One line of the contract's service list: what is done, how often, and what proves it done.

    A line without dates of its own runs as long as the contract does.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="lines", verbose_name="合同")
    service_id = models.CharField("规范服务", max_length=12, blank=True)
    name = models.CharField("服务内容", max_length=160)
    unit = models.CharField("单位", max_length=10, default="次")
    quantity = models.PositiveIntegerField(
        "每期数量",
        default=1,
        validators=[
            MinValueValidator(1, "每期数量至少为 1"),
            MaxValueValidator(MOST_PER_PERIOD, f"每期最多 {MOST_PER_PERIOD}；数量大的请换更大的单位，如“轮”“批”"),
        ],
        help_text="每期做几个单位；每个单位生成一项任务",
    )
    period = models.CharField("周期", max_length=10, choices=Period.choices, default=Period.ONCE)
    mode = models.CharField("服务方式", max_length=10, choices=Mode.choices, default=Mode.OFF_SITE)
    evidence = models.CharField("完成依据", max_length=200, help_text="交出什么算完成，如报告、记录、回执")
    starts_on = models.DateField("本项开始", null=True, blank=True, help_text="不填则与合同相同")
    ends_on = models.DateField("本项结束", null=True, blank=True, help_text="不填则与合同相同")
    assignee = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="默认承办人"
    )

    class Meta:
        verbose_name = "服务清单项"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def first_day(self) -> dt.date:
        """First day of the line's term."""
        return self.starts_on or self.contract.starts_on

    @property
    def last_day(self) -> dt.date:
        """Last day of the line's term."""
        return self.ends_on or self.contract.ends_on

    def clean(self) -> None:
        """Refuse a term that is turned round or leaves the contract's."""
        if self.last_day < self.first_day:
            raise ValidationError({"ends_on": "本项结束不能早于开始，请核对日期"})
        if self.first_day < self.contract.starts_on or self.last_day > self.contract.ends_on:
            first, last = self.contract.starts_on, self.contract.ends_on
            raise ValidationError(f"本项日期应在合同期限 {first:%Y-%m-%d} 至 {last:%Y-%m-%d} 之内")


class ContractPaper(Owned):
    """A paper of the contract, or the reason why there is none."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="contract_papers", verbose_name="合同")
    kind = models.CharField("文件类别", max_length=16, choices=PaperKind.choices)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件")
    reason = models.CharField("未附原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "合同文件"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file=None) ^ Q(reason=""),
                name="engagements_paper_or_reason",
                violation_error_message="请上传文件，或写明未附的原因",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file or self.reason}"


class TeamMember(Owned):
    """A person of the project team with their share of the work (clause 4.3)."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="team", verbose_name="合同")
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="人员")
    duty = models.CharField("职责分工", max_length=80)

    class Meta:
        verbose_name = "项目组成员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "person"],
                name="engagements_member_once",
                violation_error_message="此人已在项目组中",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.duty}"


class Amendment(Owned):
    """A change both sides agreed after signing: what, why and from when."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="amendments", verbose_name="合同")
    agreed_on = models.DateField("商定日期")
    what = models.TextField("变更内容")
    reason = models.TextField("变更原因")
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="变更协议")

    class Meta:
        verbose_name = "合同变更"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what[:60]


class PlanGoal(Owned):
    """What is to be reached in a year, quarter or month (Appendix F.1). `period` is 2026, 2026Q1 or 2026-03."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="goals", verbose_name="合同")
    period = models.CharField("期间", max_length=7)
    text = models.TextField("工作目标")

    class Meta:
        verbose_name = "计划目标"
        ordering = ["period"]
        constraints = [models.UniqueConstraint(fields=["contract", "period"], name="engagements_goal_once")]

    def __str__(self) -> str:
        return f"{self.contract.number} {self.period}"
