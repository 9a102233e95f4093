from typing import Any

from django import forms

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.pages.forms import PlainForm


class TemplateForm(PlainForm):
    """An agency's own template."""

    upload = forms.FileField(
        label="模板文件", help_text="只收 .docx。先下载现在的模板，在 Word 或 WPS 里改好版式再传回来"
    )
    client = forms.ModelChoiceField(
        Client.objects.none(), label="适用对象", required=False, empty_label="本机构全部服务对象"
    )
    note = forms.CharField(label="说明", max_length=120, required=False, help_text="改了什么")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["client"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Client.objects.filter(agency_id=user.organisation_id).order_by("name")


class CodeForm(PlainForm):
    """The code that document numbers begin with."""

    code = forms.CharField(
        label="机构代号", max_length=8, help_text="2 至 8 位大写字母或数字，用在以后的编号里，如 QYHB-DC-2026-0001-V1"
    )
