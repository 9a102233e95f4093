import datetime as dt

from django.db import models
from django.db.models import Q

from ecosteward.accounts.models import Organisation, User
from ecosteward.files.models import File
from ecosteward.journal.models import Record


class CreditSource(models.TextChoices):
    PLATFORM = "platform", "公共信用信息服务平台"
    DEPARTMENT = "department", "相关部门公布的名单"


class AppraisalResult(models.TextChoices):
    EXCELLENT = "excellent", "优秀"
    COMPETENT = "competent", "合格"
    BASIC = "basic", "基本合格"
    NOT = "not", "不合格"


class PaperKind(models.TextChoices):
    QUALITY = "quality", "服务质量管理制度"
    DUTIES = "duties", "职责分工"
    MANAGEMENT = "management", "专业技术人员管理制度"
    TRAINING = "training", "培训制度"
    APPRAISAL = "appraisal", "考核制度"
    OTHER = "other", "其他制度"


class OfAgency(Record):
    """What an agency keeps about itself."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="服务机构")

    class Meta:
        abstract = True


class Policy(OfAgency):
    """What the standard leaves to the agency ("定期"): its own periods. Empty until the agency sets them."""

    credit_days = models.PositiveSmallIntegerField("信用查询有效天数", null=True, blank=True)
    training_months = models.PositiveSmallIntegerField("技术培训间隔月数", null=True, blank=True)
    education_hours = models.PositiveSmallIntegerField("每年继续教育学时", null=True, blank=True)

    class Meta:
        verbose_name = "机构自定周期"
        constraints = [models.UniqueConstraint(fields=["agency"], name="agency_policy_once")]

    def __str__(self) -> str:
        return "机构自定周期"


class CreditCheck(OfAgency):
    """One look-up of the agency in a list of dishonest or unlawful enterprises (clause 4.1)."""

    source = models.CharField("名单来源", max_length=12, choices=CreditSource.choices)
    platform = models.CharField("查询平台", max_length=120)
    queried_on = models.DateField("查询日期")
    listed = models.BooleanField("列入违法或失信企业名单", default=False)
    note = models.CharField("查询情况", max_length=200, blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="查询凭证")

    class Meta:
        verbose_name = "信用查询"
        indexes = [models.Index(fields=["agency", "source", "-queried_on"], name="agency_credit_newest")]

    def __str__(self) -> str:
        return f"{self.platform} {self.queried_on}"


class StaffRecord(OfAgency):
    """The basic file of one professional (clause 4.2)."""

    class Rank(models.TextChoices):
        NONE = "none", "无"
        JUNIOR = "junior", "初级"
        MIDDLE = "middle", "中级"
        SENIOR = "senior", "高级"
        CHIEF = "chief", "正高级"

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="staff", verbose_name="服务机构")
    person = models.OneToOneField(User, models.PROTECT, related_name="staff_record", verbose_name="人员")
    background = models.CharField(
        "专业背景", max_length=120, blank=True, help_text="所学专业、学历、毕业院校、从业年限"
    )
    duties = models.CharField("岗位职责", max_length=200, blank=True)
    consulting = models.BooleanField("从事环境咨询类工作", default=True)
    joined_on = models.DateField("入职日期", null=True, blank=True)
    left_on = models.DateField("离职日期", null=True, blank=True)
    rank = models.CharField("技术职称", max_length=10, choices=Rank.choices, default=Rank.NONE)
    rank_field = models.CharField("职称专业", max_length=60, blank=True)
    environmental = models.BooleanField("环保相关专业职称", default=False)
    ranked_on = models.DateField("职称取得日期", null=True, blank=True)
    rank_number = models.CharField("职称证书编号", max_length=60, blank=True)
    rank_file = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="职称证书"
    )
    without_certificate = models.BooleanField("暂无职业资质证书", default=False)

    class Meta:
        verbose_name = "专业技术人员档案"
        indexes = [models.Index(fields=["agency", "left_on"], name="agency_staff_present")]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def is_senior(self) -> bool:
        """Tell whether the title is senior or above, in a field related to environmental protection."""
        return self.environmental and self.rank in {self.Rank.SENIOR, self.Rank.CHIEF}


class OfStaff(OfAgency):
    """One entry of a professional's file."""

    staff = models.ForeignKey(StaffRecord, models.PROTECT, related_name="%(class)ss", verbose_name="人员")
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="附件")

    class Meta:
        abstract = True


class Confirmed(OfStaff):
    """An entry that the person may bring; it counts once the director has confirmed it."""

    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    confirmed_on = models.DateField("确认日期", null=True, blank=True)

    class Meta:
        abstract = True


class Certificate(Confirmed):
    """A professional qualification (职业资质)."""

    name = models.CharField("证书名称", max_length=80)
    number = models.CharField("证书编号", max_length=60, blank=True)
    issuer = models.CharField("发证机构", max_length=80, blank=True)
    issued_on = models.DateField("发证日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True, help_text="长期有效的不填")

    class Meta:
        verbose_name = "职业资质证书"
        indexes = [models.Index(fields=["agency", "valid_until"], name="agency_certificate_expiry")]

    def __str__(self) -> str:
        return f"{self.staff} {self.name}"

    def valid(self, on: dt.date) -> bool:
        """Tell whether it is confirmed and in force on a day."""
        return self.confirmed_on is not None and (self.valid_until is None or self.valid_until >= on)


class Education(Confirmed):
    """Continuing education outside the agency's own trainings; hours are class hours (学时)."""

    year = models.PositiveSmallIntegerField("年度")
    subject = models.CharField("学习内容", max_length=120)
    organiser = models.CharField("主办单位", max_length=80, blank=True)
    hours = models.DecimalField("学时", max_digits=5, decimal_places=1)

    class Meta:
        verbose_name = "继续教育"

    def __str__(self) -> str:
        return f"{self.staff} {self.year} {self.subject}"


class Appraisal(OfStaff):
    """How a professional was appraised in a year (岗位考评)."""

    year = models.PositiveSmallIntegerField("年度")
    result = models.CharField("考评结果", max_length=10, choices=AppraisalResult.choices)
    remark = models.CharField("评语", max_length=300, blank=True)

    class Meta:
        verbose_name = "岗位考评"
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "year"], name="agency_appraisal_year", violation_error_message="这一年度已有考评结果"
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.year}"


class Agreement(OfStaff):
    """A professional's agreement to keep the clients' secrets (clause 4.3)."""

    signed_on = models.DateField("签署日期")
    valid_until = models.DateField("有效期至", null=True, blank=True, help_text="长期有效的不填")

    class Meta:
        verbose_name = "保密协议"

    def __str__(self) -> str:
        return f"{self.staff} 保密协议"


class Training(OfAgency):
    """A technical training the agency held or sent people to (clause 4.2)."""

    topic = models.CharField("培训主题", max_length=120)
    held_on = models.DateField("培训日期")
    place = models.CharField("地点", max_length=120, blank=True)
    lecturer = models.CharField("讲师", max_length=80, blank=True)
    hours = models.DecimalField("学时", max_digits=5, decimal_places=1)
    summary = models.TextField("内容摘要", blank=True)

    class Meta:
        verbose_name = "培训"
        indexes = [models.Index(fields=["agency", "-held_on"], name="agency_training_newest")]

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"


class Attendance(OfAgency):
    """That a professional attended a training; its hours count into their continuing education."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="attendances", verbose_name="培训")
    staff = models.ForeignKey(StaffRecord, models.PROTECT, related_name="attendances", verbose_name="人员")

    class Meta:
        verbose_name = "参训"
        constraints = [models.UniqueConstraint(fields=["training", "staff"], name="agency_attendance_once")]

    def __str__(self) -> str:
        return f"{self.training.topic} · {self.staff}"


class TrainingFile(OfAgency):
    """A sign-in sheet, slides or photos of a training."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="papers", verbose_name="培训")
    file = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = "培训资料"

    def __str__(self) -> str:
        return f"{self.training.topic} · {self.file}"


class SystemPaper(OfAgency):
    """One edition of a rule of the agency's management system (clause 4.3)."""

    kind = models.CharField("类别", max_length=12, choices=PaperKind.choices)
    title = models.CharField("名称", max_length=120)
    edition = models.CharField("版次", max_length=30, blank=True)
    effective_on = models.DateField("实施日期")
    withdrawn_on = models.DateField("废止日期", null=True, blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = "管理制度"

    def __str__(self) -> str:
        return self.title


class Appointment(OfAgency):
    """The appointment of the agency's one quality lead (clause 4.3)."""

    person = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name="质量负责人")
    appointed_on = models.DateField("任命日期")
    ended_on = models.DateField("卸任日期", null=True, blank=True)
    letter = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="任命文件")

    class Meta:
        verbose_name = "质量负责人任命"
        constraints = [
            models.UniqueConstraint(
                fields=["agency"], condition=Q(ended_on=None), name="agency_appointment_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"质量负责人 {self.person}"
