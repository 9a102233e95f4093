"""Words and the common part of this room's records."""

from django.db import models

from ecosteward.accounts.models import Organisation
from ecosteward.clients.models import Client
from ecosteward.journal.models import Record


class Mode(models.TextChoices):
    """How a service is given (clause 5.1)."""

    ON_SITE = "on_site", "驻点"
    OFF_SITE = "off_site", "非驻点"


class Period(models.TextChoices):
    """How often a service line comes round within the contract's term."""

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
    """A task that was not accepted is 进行中 again; how often it came back is kept beside."""

    PLANNED = "planned", "待办"
    DOING = "doing", "进行中"
    SUBMITTED = "submitted", "待验收"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"


class PaperKind(models.TextChoices):
    """Papers a contract is signed with (clauses 4.3, 6.2)."""

    CONTRACT = "contract", "合同文本"
    ANNEX = "annex", "技术附件"
    CONFIDENTIALITY = "confidentiality", "保密协议"
    AMENDMENT = "amendment", "变更协议"
    OTHER = "other", "其他附件"


class Owned(Record):
    """What belongs to a client of an agency."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")
    client = models.ForeignKey(Client, models.PROTECT, related_name="%(class)ss", verbose_name="服务对象")

    class Meta:
        abstract = True
