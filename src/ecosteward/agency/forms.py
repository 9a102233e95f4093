from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ecosteward.accounts.models import Role, User
from ecosteward.agency.models import (
    Agreement,
    Appointment,
    Appraisal,
    Certificate,
    CreditCheck,
    Education,
    Policy,
    StaffRecord,
    SystemPaper,
    Training,
)
from ecosteward.pages.forms import FilesField, PlainForm, RecordForm

_GIVEN_ROLES = [(role.value, role.label) for role in (Role.DIRECTOR, Role.PROJECT_LEAD, Role.TECHNICIAN)]


def scan(label: str) -> forms.FileField:
    """Return a field for one scanned paper."""
    return forms.FileField(label=label, required=False, help_text="PDF 或照片；不选则保留已有的")


class StaffForm(RecordForm[StaffRecord]):
    upload = scan("职称证书扫描件")

    class Meta:
        model = StaffRecord
        fields = [
            "background",
            "duties",
            "consulting",
            "joined_on",
            "rank",
            "rank_field",
            "environmental",
            "ranked_on",
            "rank_number",
            "without_certificate",
        ]


class NewStaffForm(StaffForm):
    """Open a file for somebody who has an account, or enrol somebody new."""

    person = forms.ModelChoiceField(
        label="已有账号的人员", queryset=User.objects.none(), required=False, empty_label="（新人员，填写下面三项）"
    )
    name = forms.CharField(label="姓名", max_length=40, required=False)
    username = forms.CharField(
        label="登录名", max_length=40, required=False, validators=User._meta.get_field("username").validators
    )
    roles = forms.MultipleChoiceField(
        label="角色", choices=_GIVEN_ROLES, required=False, widget=forms.CheckboxSelectMultiple
    )
    phone = forms.CharField(label="手机", max_length=40, required=False)
    field_order = ["person", "name", "username", "roles", "phone"]

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
        if not people.exists():
            del self.fields["person"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("person"):
            for name, words in (("name", "请填写姓名"), ("username", "请填写登录名"), ("roles", "请选择角色")):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return given


class LeaveForm(PlainForm):
    left_on = forms.DateField(label="离职日期")
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea)


class ReasonForm(PlainForm):
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea)


class CertificateForm(RecordForm[Certificate]):
    upload = scan("证书扫描件")

    class Meta:
        model = Certificate
        fields = ["name", "number", "issuer", "issued_on", "valid_until"]


class EducationForm(RecordForm[Education]):
    upload = scan("证明材料")

    class Meta:
        model = Education
        fields = ["year", "subject", "organiser", "hours"]


class AppraisalForm(RecordForm[Appraisal]):
    upload = scan("考评表")

    class Meta:
        model = Appraisal
        fields = ["year", "result", "remark"]
        widgets = {"remark": forms.Textarea}


class AgreementForm(RecordForm[Agreement]):
    upload = scan("协议扫描件")

    class Meta:
        model = Agreement
        fields = ["signed_on", "valid_until"]


class TrainingForm(RecordForm[Training]):
    attended = forms.ModelMultipleChoiceField(
        label="参加人员",
        queryset=StaffRecord.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选参加培训的人员"},
    )
    uploads = FilesField(label="签到表、课件、照片", required=False, help_text="可一次选多个")

    class Meta:
        model = Training
        fields = ["topic", "held_on", "place", "lecturer", "hours", "summary"]

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["attended"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = people
        if self.instance.pk:
            self.initial["attended"] = list(self.instance.attendances.values_list("staff_id", flat=True))


class PaperForm(RecordForm[SystemPaper]):
    upload = scan("制度文件")

    class Meta:
        model = SystemPaper
        fields = ["kind", "title", "edition", "effective_on"]


class WithdrawForm(PlainForm):
    withdrawn_on = forms.DateField(label="废止日期")
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea)


class CreditForm(RecordForm[CreditCheck]):
    listed = forms.TypedChoiceField(
        label="查询结果",
        choices=[("", "请选择"), ("no", "未列入违法或失信企业名单"), ("yes", "列入违法或失信企业名单")],
        coerce=lambda value: value == "yes",
    )
    upload = scan("查询报告或截图")

    class Meta:
        model = CreditCheck
        fields = ["source", "platform", "queried_on", "listed", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["listed"] = ("yes" if self.instance.listed else "no") if self.instance.pk else ""


class AppointmentForm(RecordForm[Appointment]):
    upload = scan("任命文件")
    reason = forms.CharField(label="任命或变更原因", max_length=200, required=False)

    class Meta:
        model = Appointment
        fields = ["person", "appointed_on"]

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class PolicyForm(RecordForm[Policy]):
    class Meta:
        model = Policy
        fields = ["credit_days", "training_months", "education_hours"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("credit_days", "training_months"):
            if given.get(name) == 0:
                self.add_error(name, ValidationError("请填写大于 0 的数"))
        return given
