from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ecosteward.accounts import rules
from ecosteward.journal.models import Record


class Kind(models.TextChoices):
    AGENCY = "agency", "服务机构"
    ENTERPRISE = "enterprise", "企业"
    PARK = "park", "园区"
    GOVERNMENT = "government", "政府部门"


class Role(models.TextChoices):
    DIRECTOR = "director", "机构负责人"
    QUALITY_LEAD = "quality_lead", "质量负责人"
    PROJECT_LEAD = "project_lead", "项目负责人"
    TECHNICIAN = "technician", "技术人员"
    ENTERPRISE_CONTACT = "enterprise_contact", "企业联系人"
    PARK_OFFICER = "park_officer", "园区管理人员"
    GOVERNMENT_OFFICER = "government_officer", "政府部门人员"


ROLES: dict[Kind, tuple[Role, ...]] = {
    Kind.AGENCY: (Role.DIRECTOR, Role.QUALITY_LEAD, Role.PROJECT_LEAD, Role.TECHNICIAN),
    Kind.ENTERPRISE: (Role.ENTERPRISE_CONTACT,),
    Kind.PARK: (Role.PARK_OFFICER,),
    Kind.GOVERNMENT: (Role.GOVERNMENT_OFFICER,),
}


class Organisation(Record):
    """An agency, or one of those it serves. The same enterprise served by two agencies is one organisation."""

    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    name = models.CharField("名称", max_length=120)
    credit_code = models.CharField(
        "统一社会信用代码",
        max_length=18,
        blank=True,
        validators=[rules.validate_credit_code],
        help_text="18 位，GB 32100",
    )
    credit_code_reason = models.CharField("未填信用代码的原因", max_length=120, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)

    class Meta:
        verbose_name = "组织"
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="accounts_organisation_credit_code",
                violation_error_message="已有相同统一社会信用代码的组织",
            )
        ]
        indexes = [models.Index(fields=["kind", "name"], name="accounts_organisation_name")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(Record, AbstractBaseUser):
    """A person. Belongs to one organisation and holds one or more of its roles.

    Attributes:
        enrolled_by: on the client side, the agency that gave this person their login. They see what that agency does
            for their organisation and nothing of another agency's: whoever hands out a login could use it.

    """

    hidden = frozenset({"password"})

    username = models.CharField(
        "登录名",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[\w.@+-]+$", "登录名只能用字母、数字、汉字和 . _ @ + -")],
        error_messages={"unique": "这个登录名已有人使用，请换一个"},
    )
    name = models.CharField("姓名", max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="people", verbose_name="所属组织")
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), verbose_name="角色", default=list)
    job = models.CharField("职务", max_length=40, blank=True)
    phone = models.CharField("手机", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    is_active = models.BooleanField("在用", default=True)
    enrolled_by = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="开通登录的机构"
    )

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "人员"
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="accounts_user_username",
                violation_error_message="这个登录名已有人使用，请换一个",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def agency_id(self) -> int | None:
        """Primary key of the agency the person works for; None on the client side."""
        return self.organisation_id if self.organisation.kind == Kind.AGENCY else None

    def has(self, *roles: Role) -> bool:
        """Tell whether the person holds any of the roles."""
        return self.is_active and any(role in self.roles for role in roles)

    @property
    def role_names(self) -> str:
        """Return the roles in words."""
        return "、".join(Role(role).label for role in self.roles)
