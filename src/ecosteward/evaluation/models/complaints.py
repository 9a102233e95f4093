import datetime as dt

from django.db import models
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.engagements.models import Contract, Owned
from ecosteward.evaluation.models.surveys import Survey
from ecosteward.files.models import File


class ComplaintKind(models.TextChoices):
    COMPLAINT = "complaint", "投诉"
    OPINION = "opinion", "意见"
    ADVICE = "advice", "建议"


class Channel(models.TextChoices):
    SITE = "site", "平台"
    PHONE = "phone", "电话"
    WECHAT = "wechat", "微信"
    EMAIL = "email", "邮件"
    MEETING = "meeting", "当面"
    LETTER = "letter", "函件"
    SURVEY = "survey", "满意度调查"


class ComplaintState(models.TextChoices):
    REGISTERED = "registered", "已登记"
    HANDLING = "handling", "处理中"
    ANSWERED = "answered", "已答复"
    CONFIRMED = "confirmed", "已确认"
    CLOSED = "closed", "已办结"


OPEN_STATES = (ComplaintState.REGISTERED, ComplaintState.HANDLING)


class Complaint(Owned):
    """An opinion or complaint of a client about the service, followed to its end (clause 9.1)."""

    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name="合同"
    )
    survey = models.ForeignKey(
        Survey, models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name="满意度调查"
    )
    number = models.CharField("编号", max_length=20)
    kind = models.CharField("类别", max_length=10, choices=ComplaintKind.choices)
    channel = models.CharField("方式", max_length=10, choices=Channel.choices)
    raised_by = models.CharField("反映人", max_length=60)
    raised_at = models.DateTimeField("反映时间")
    phone = models.CharField("联系电话", max_length=40, blank=True)
    text = models.TextField("内容")
    registered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    files = models.ManyToManyField(File, related_name="+", blank=True, verbose_name="附件")
    file_names = models.TextField("附件清单", blank=True, editable=False)
    state = models.CharField("状态", max_length=12, choices=ComplaintState.choices, default=ComplaintState.REGISTERED)
    assignee = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="complaints", verbose_name="受理人"
    )
    due_on = models.DateField("答复期限", null=True, blank=True)
    investigation = models.TextField("调查情况", blank=True)
    responsibility = models.TextField("责任分析", blank=True)
    measure = models.TextField("处理措施", blank=True)
    answer = models.TextField("答复", blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    confirmed_by = models.CharField("确认人", max_length=60, blank=True)
    confirmed_how = models.CharField("确认方式", max_length=120, blank=True)
    confirmed_on = models.DateField("确认日期", null=True, blank=True)
    reopened = models.PositiveSmallIntegerField("重新处理次数", default=0)
    root_cause = models.TextField("根本原因", blank=True)
    improvement = models.TextField("改进措施", blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)

    class Meta:
        verbose_name = "意见投诉"
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="evaluation_complaint_number")]
        indexes = [
            models.Index(fields=["agency", "state", "due_on"], name="evaluation_complaint_due"),
            models.Index(fields=["client", "-raised_at"], name="evaluation_complaint_client"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:40]}"

    @property
    def is_overdue(self) -> bool:
        """Tell whether the answer is late today."""
        return self.overdue(timezone.localdate())

    def overdue(self, on: dt.date) -> bool:
        """Tell whether the answer is late on a day."""
        return self.state in OPEN_STATES and self.due_on is not None and self.due_on < on
