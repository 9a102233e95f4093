"""What passes between the agency and the client: notices and acceptance."""

from django.db import models

from ecosteward.accounts.models import User
from ecosteward.engagements.models.base import Owned
from ecosteward.engagements.models.contract import Contract
from ecosteward.files.models import File


class Notice(Owned):
    """A notice to the client at a main stage of the service, and the client's reply (clauses 6.1.2, 6.2.2, 6.3.2).

    `stage` is a step of the flow, "A.06".
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="notices", verbose_name="合同")
    stage = models.CharField("环节", max_length=8)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("通报内容")
    files = models.ManyToManyField(File, related_name="+", blank=True, verbose_name="附件")
    file_names = models.TextField("附件清单", blank=True, editable=False)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="通报人")
    sent_at = models.DateTimeField("通报时间")
    read_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="阅读人")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    reply = models.TextField("对方意见", blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回复人")
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)

    class Meta:
        verbose_name = "通报"
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["client", "read_at"], name="engagements_notice_unread")]

    def __str__(self) -> str:
        return self.title


class Acceptance(Owned):
    """The client's acceptance of a contract's results, with outside reviewers if wished (clause 6.2.2).

    `reviewers` is a list of [name, unit, "无利害关系"].
    """

    class Conclusion(models.TextChoices):
        PASSED = "passed", "验收合格"
        FAILED = "failed", "验收不合格"

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="acceptances", verbose_name="合同")
    held_on = models.DateField("验收日期")
    place = models.CharField("验收地点", max_length=120, blank=True)
    conclusion = models.CharField("验收结论", max_length=8, choices=Conclusion.choices)
    opinion = models.TextField("验收意见")
    accepted_by = models.CharField("服务对象验收人", max_length=80)
    on_behalf = models.BooleanField("凭书面验收登记", default=False)
    reviewers = models.JSONField("无利害关系的评审人", default=list, blank=True)
    files = models.ManyToManyField(File, related_name="+", blank=True, verbose_name="验收文件")
    file_names = models.TextField("验收文件清单", blank=True, editable=False)

    class Meta:
        verbose_name = "合同验收"
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.contract.number} {self.get_conclusion_display()}"
