from django.db import models

from ecosteward.accounts.models import Organisation, User
from ecosteward.journal.models import Record


class StaffRecord(Record):
    """The basic file of one professional (clause 4.2)."""

    class Rank(models.TextChoices):
        NONE = "none", "无"
        JUNIOR = "junior", "初级"
        MIDDLE = "middle", "中级"
        SENIOR = "senior", "高级"
        CHIEF = "chief", "正高级"

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="staff", verbose_name="服务机构")
    person = models.OneToOneField(User, models.PROTECT, related_name="staff_record", verbose_name="人员")
    background = models.CharField("专业背景", max_length=120, blank=True)
    rank = models.CharField("技术职称", max_length=10, choices=Rank.choices, default=Rank.NONE)
    rank_field = models.CharField("职称专业", max_length=60, blank=True)
    environmental = models.BooleanField("环保相关专业职称", default=False)
    consulting = models.BooleanField("从事环境咨询类工作", default=True)

    class Meta:
        verbose_name = "专业技术人员档案"

    def __str__(self) -> str:
        return str(self.person)
