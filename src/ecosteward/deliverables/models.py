from django.db import models
from django.db.models import Q

from ecosteward.accounts.models import Organisation, User
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Contract, Notice, Owned, Task
from ecosteward.files.models import File
from ecosteward.journal.models import Record


class Category(models.TextChoices):
    """The results that clause 7 names."""

    REPORT = "report", "专项技术报告"
    GUIDANCE = "guidance", "现场指导记录"
    ADVICE = "advice", "咨询意见或建议"
    TRAINING = "training", "培训"
    ARCHIVE = "archive", "一企一档整理"
    SUMMARY = "summary", "服务总结记录"
    PROCESS = "process", "其他过程文件"


class DocumentState(models.TextChoices):
    DRAFT = "draft", "草稿"
    REVIEW = "review", "待审签"
    RETURNED = "returned", "已退回"
    SIGNED = "signed", "已审签"
    DELIVERED = "delivered", "已交付"
    RECEIVED = "received", "已签收"
    SUPERSEDED = "superseded", "已被新版替代"
    WITHDRAWN = "withdrawn", "已作废"


class Document(Owned):
    """A service result (clause 7). Reviewed and signed off by the quality lead before it goes to the client.

    Attributes:
        kind: id of the kind it is made by; empty for a result that was uploaded.
        subject_id: primary key of what it is about, where its kind wants one (a visit, a scorecard…).
        period: "2026-03", "2026Q1" or "2026" where its kind covers a period.
        facts: what it was made from, frozen when it was signed; `data_digest` is the SHA-256 of it.

    """

    hidden = frozenset({"facts"})

    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="合同"
    )
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="任务")
    category = models.CharField("成果类别", max_length=20, choices=Category.choices)
    kind = models.CharField("文种", max_length=40, blank=True)
    subject_id = models.BigIntegerField("依据对象", null=True, blank=True)
    number = models.CharField("编号", max_length=60)
    revision = models.PositiveSmallIntegerField("版次", default=1)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replacements", verbose_name="替代"
    )
    title = models.CharField("题名", max_length=200)
    period = models.CharField("所属期间", max_length=20, blank=True)
    state = models.CharField("状态", max_length=12, choices=DocumentState.choices, default=DocumentState.DRAFT)
    words = models.JSONField("补充文字", default=dict, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="编制人")
    submitted_at = models.DateTimeField("提交审签时间", null=True, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审签人")
    signed_at = models.DateTimeField("审签时间", null=True, blank=True)
    delivered_at = models.DateTimeField("交付时间", null=True, blank=True)
    notice = models.OneToOneField(
        Notice, models.PROTECT, null=True, blank=True, related_name="document", verbose_name="交付通报"
    )
    received_by = models.CharField("签收人", max_length=40, blank=True)
    received_on = models.DateField("签收日期", null=True, blank=True)
    template_version = models.CharField("模板版本", max_length=80, blank=True)
    facts = models.JSONField("依据数据", default=dict, blank=True)
    data_digest = models.CharField("数据摘要", max_length=64, blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件")
    sheet = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="电子表格")

    class Meta:
        verbose_name = "服务成果"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"],
                name="deliverables_document_number",
                violation_error_message="编号已被使用",
            )
        ]
        indexes = [
            models.Index(fields=["agency", "state", "-created_at"], name="deliverables_document_state"),
            models.Index(fields=["client", "-created_at"], name="deliverables_document_client"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Comment(Owned):
    """What a reviewer remarks on a document."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="comments", verbose_name="服务成果")
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="审核人")
    place = models.CharField("位置", max_length=80, blank=True)
    text = models.TextField("审核意见", max_length=2000)

    class Meta:
        verbose_name = "审核意见"

    def __str__(self) -> str:
        return f"{self.document.number} {self.text[:40]}"


class Template(Record):
    """An agency's own template of a kind, for all its clients or for one. Never changed: a new one replaces it."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="只用于服务对象"
    )
    kind = models.CharField("文种", max_length=40)
    revision = models.PositiveSmallIntegerField("版次")
    file = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name="模板文件")
    note = models.CharField("说明", max_length=120, blank=True)
    retired = models.BooleanField("停用", default=False)

    class Meta:
        verbose_name = "文档模板"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "client", "kind", "revision"],
                nulls_distinct=False,
                name="deliverables_template_revision",
            ),
            models.UniqueConstraint(
                fields=["agency", "client", "kind"],
                condition=Q(retired=False),
                nulls_distinct=False,
                name="deliverables_template_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} V{self.revision}"


class Letterhead(Record):
    """What an agency's documents carry of its own."""

    agency = models.OneToOneField(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    code = models.CharField("机构代号", max_length=8)

    class Meta:
        verbose_name = "文头"

    def __str__(self) -> str:
        return self.code


class Serial(models.Model):
    """The last serial number given to documents of one code in one year. Locked while the next one is taken."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    code = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "流水号"
        constraints = [
            models.UniqueConstraint(fields=["agency", "code", "year"], name="deliverables_serial_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code}-{self.year}-{self.last:04d}"
