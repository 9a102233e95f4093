from django.db import models

from ecosteward.accounts.models import User
from ecosteward.engagements.models import Contract, Owned, Task
from ecosteward.files.models import File


class DocumentState(models.TextChoices):
    DRAFT = "draft", "草稿"
    REVIEW = "review", "待审签"
    RETURNED = "returned", "已退回"
    SIGNED = "signed", "已审签"
    DELIVERED = "delivered", "已交付"


class Document(Owned):
    """A service result (clause 7). Reviewed and signed off by the quality lead before it goes to the client."""

    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="合同"
    )
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="任务")
    category = models.CharField("成果类别", max_length=20)
    kind = models.CharField("文种", max_length=40, blank=True)
    subject_id = models.BigIntegerField("依据对象", null=True, blank=True)
    number = models.CharField("编号", max_length=60)
    title = models.CharField("题名", max_length=200)
    period = models.CharField("所属期间", max_length=20, blank=True)
    state = models.CharField("状态", max_length=12, choices=DocumentState.choices, default=DocumentState.DRAFT)
    words = models.JSONField("补充文字", default=dict, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="编制人")
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审签人")
    signed_at = models.DateTimeField("审签时间", null=True, blank=True)
    delivered_at = models.DateTimeField("交付时间", null=True, blank=True)
    template_version = models.CharField("模板版本", max_length=80, blank=True)
    data_digest = models.CharField("数据摘要", max_length=64, blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = "服务成果"
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="deliverables_document_number")]
        indexes = [models.Index(fields=["agency", "state"], name="deliverables_document_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
