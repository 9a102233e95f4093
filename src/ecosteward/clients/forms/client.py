from typing import Any

from django import forms
from django.db.models import QuerySet

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import Kind, User
from ecosteward.accounts.rules import credit_code_fault, normal_credit_code
from ecosteward.clients.models import Client, Stage
from ecosteward.clients.permissions import under
from ecosteward.clients.rules.places import degrees
from ecosteward.clients.services.stage import NEXT
from ecosteward.pages.forms import PlainForm, RecordForm
from ecosteward.pages.lists import Filters

_NAMES = ("name", "credit_code", "credit_code_reason")
_PLACE = ("site", "longitude", "latitude")
_ASKED: dict[str, tuple[str, ...]] = {
    Kind.ENTERPRISE: (
        *_NAMES,
        "industry_code",
        "industry",
        "scale",
        "started_on",
        *_PLACE,
        "park",
        "authority",
        "processes",
        "note",
    ),
    Kind.PARK: (
        *_NAMES,
        "rank",
        "area",
        *_PLACE,
        "leading_industries",
        "authority",
        "pollutants",
        "infrastructure",
        "note",
    ),
    Kind.GOVERNMENT: (*_NAMES, "site", "jurisdiction", "note"),
}


class DegreesField(forms.Field):
    """Takes degrees as a decimal or in degrees, minutes and seconds."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> float | None:
        """Return degrees. Raises ValidationError in words that say how to write them."""
        if value in self.empty_values:
            return None
        try:
            return degrees(str(value))
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class ClientForm(RecordForm[Client]):
    credit_code = forms.CharField(label="统一社会信用代码", required=False, max_length=40, help_text="18 位")
    credit_code_reason = forms.CharField(
        label="未填信用代码的原因", required=False, max_length=120, help_text="没有代码才填，如：筹建中"
    )
    longitude = DegreesField(label="经度", required=False, help_text="十进制度数或度分秒")
    latitude = DegreesField(label="纬度", required=False)

    class Meta:
        model = Client
        fields = list(dict.fromkeys(name for names in _ASKED.values() for name in names if name[:6] != "credit"))

    def __init__(self, *args: Any, user: User, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind = kind
        for name in set(self.fields) - {*_ASKED[kind], "record_version"}:
            del self.fields[name]
        self.order_fields(_ASKED[kind])
        self._offer("park", Kind.PARK, user)
        self._offer("authority", Kind.GOVERNMENT, user)
        if self.instance.pk:
            self.initial["credit_code"] = self.instance.organisation.credit_code
            self.initial["credit_code_reason"] = self.instance.organisation.credit_code_reason

    def _offer(self, name: str, kind: Kind, user: User) -> None:
        if name in self.fields:
            _rows(self, name, visible(user, Client).filter(kind=kind, agency=user.organisation).order_by("name"))

    def clean_credit_code(self) -> str:
        """Return the code in its one form. Raises ValidationError for a wrong one."""
        code = normal_credit_code(self.cleaned_data["credit_code"])
        if code and (fault := credit_code_fault(code)):
            raise forms.ValidationError(fault)
        return code

    def clean(self) -> dict[str, Any] | None:
        """Ask for a reason where there is no code."""
        given = super().clean() or self.cleaned_data
        if "credit_code" in given and not given["credit_code"] and not given.get("credit_code_reason"):
            self.add_error("credit_code_reason", "没有信用代码时请写明原因，如：筹建中、尚未取得营业执照")
        return given

    def facts(self) -> dict[str, Any]:
        """Return the client's fields as given, without the names that belong to its organisation."""
        left = {*_NAMES, "record_version"}
        return {name: self.cleaned_data[name] for name in self.fields if name not in left}


class ClientFilters(Filters):
    kind = forms.ChoiceField(label="类别")
    stage = forms.ChoiceField(label="服务阶段", choices=[("", "全部阶段"), *Stage.choices])
    park = forms.ModelChoiceField(Client.objects.none(), label="园区", empty_label="全部园区")
    authority = forms.ModelChoiceField(Client.objects.none(), label="主管部门", empty_label="全部主管部门")
    industry = forms.ChoiceField(label="行业")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = visible(self.user, Client)
        industries = seen.exclude(industry="").values_list("industry", flat=True).distinct().order_by("industry")
        _choices(self, "kind", [("", "全部类别"), *(choice for choice in Kind.choices if choice[0] != Kind.AGENCY)])
        _choices(self, "industry", [("", "全部行业"), *((name, name) for name in industries)])
        _rows(self, "park", seen.filter(kind=Kind.PARK).order_by("name"))
        _rows(self, "authority", seen.filter(kind=Kind.GOVERNMENT).order_by("name"))

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that match; under an authority are also the enterprises of its parks."""
        authority = self.cleaned_data.pop("authority", None)
        narrowed = super().narrow(rows)
        return narrowed.filter(under(authority)) if authority else narrowed


class StageForm(PlainForm):
    stage = forms.ChoiceField(label="改为", widget=forms.RadioSelect)
    reason = forms.CharField(label="原因", max_length=200, required=False, help_text="结束服务时必填")

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "stage", [(stage.value, stage.label) for stage in NEXT[Stage(client.stage)]])


class AssignForm(PlainForm):
    person = forms.ModelChoiceField(User.objects.none(), label="服务人员", empty_label="请选择")

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "person", colleagues.order_by("name"))


def _choices(form: forms.BaseForm, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _rows(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
