from typing import Any

from django import forms

from ecosteward.accounts.models import ROLES, Kind, Organisation, Role, User
from ecosteward.accounts.rules import normal_credit_code
from ecosteward.pages.forms import PlainForm, RecordForm

# The quality lead is appointed, with a paper, among the agency's staff.
_GIVEN = [role for role in ROLES[Kind.AGENCY] if role != Role.QUALITY_LEAD]
_ROLES = [(role.value, role.label) for role in _GIVEN]


class PersonForm(PlainForm):
    name = forms.CharField(label="姓名", max_length=40)
    username = forms.CharField(
        label="登录名",
        max_length=40,
        validators=User._meta.get_field("username").validators,
        help_text="姓名拼音或手机号均可，全平台不能重复，定后不改",
    )
    roles = forms.MultipleChoiceField(label="角色", choices=_ROLES, widget=forms.CheckboxSelectMultiple)
    job = forms.CharField(label="职务", max_length=40, required=False)
    phone = forms.CharField(label="手机", max_length=40, required=False)
    email = forms.EmailField(label="电子邮箱", required=False)

    def facts(self) -> dict[str, Any]:
        """Return what is given beside names and roles."""
        return {name: self.cleaned_data[name] for name in ("job", "phone", "email")}


class ChangePersonForm(RecordForm[User]):
    roles = forms.MultipleChoiceField(
        label="角色",
        choices=_ROLES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="质量负责人在“机构管理”中任命，这里不能改",
    )

    class Meta:
        model = User
        fields = ["name", "roles", "job", "phone", "email"]

    def clean_roles(self) -> list[Role]:
        """Return the roles chosen, with the appointed one where the person holds it."""
        kept = [Role.QUALITY_LEAD] if Role.QUALITY_LEAD in self.instance.roles else []
        return [*(role for role in _GIVEN if role.value in self.cleaned_data["roles"]), *kept]


class ReasonForm(PlainForm):
    reason = forms.CharField(label="原因", max_length=200, help_text="如：离职、调岗")


class OrganisationForm(RecordForm[Organisation]):
    class Meta:
        model = Organisation
        fields = ["name", "credit_code", "credit_code_reason", "address", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credit_code"] = forms.CharField(
            label="统一社会信用代码", max_length=40, required=False, widget=self.fields["credit_code"].widget
        )

    def clean_credit_code(self) -> str:
        """Return the code in its one form; the model checks it."""
        return normal_credit_code(self.cleaned_data["credit_code"])
