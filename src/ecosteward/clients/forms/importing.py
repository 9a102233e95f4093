from collections.abc import Sequence
from typing import Any

from django import forms

from ecosteward.accounts.models import Organisation, User
from ecosteward.clients.imports.columns import COLUMNS, Header
from ecosteward.clients.imports.rows import Manner
from ecosteward.clients.imports.sheet import Sheet
from ecosteward.pages.forms import PlainForm


class UploadForm(PlainForm):
    file = forms.FileField(
        label="企业名单（.xlsx）",
        widget=forms.ClearableFileInput({"accept": ".xlsx"}),
        error_messages={"empty": "文件是空的（0 字节），请确认原文件能打开后重新上传"},
    )


class ImportForm(PlainForm):
    """How a list is read: which sheet, where its headings are, which column holds what, how doubts are settled."""

    sheet = forms.TypedChoiceField(label="工作表", coerce=int)
    header_line = forms.IntegerField(
        label="表头在第几行", min_value=1, error_messages={"required": "请填表头所在的行号"}
    )
    blank_wrong_codes = forms.BooleanField(
        label="信用代码有误的行：代码留空并注明“原表代码有误，待核实”，照样导入", required=False
    )
    leave_out_errors = forms.BooleanField(label="仍有错误的行不导入，只导入其余各行", required=False)
    new_parks = forms.BooleanField(label="新建名单里有、系统里还没有的园区", required=False)
    reason = forms.CharField(label="没有信用代码的行注明原因", max_length=120, required=False, initial=Manner.reason)

    serving = forms.ModelChoiceField(User.objects.none(), label="导入的企业都由谁服务", required=False)

    def __init__(
        self, *args: Any, agency: Organisation, sheets: Sequence[Sheet], header: Header | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        serving = self.fields["serving"]
        assert isinstance(serving, forms.ModelChoiceField)
        serving.queryset = agency.people.filter(is_active=True).order_by("name")
        serving.empty_label = "以后再指派"
        sheet = self.fields["sheet"]
        assert isinstance(sheet, forms.TypedChoiceField)
        sheet.choices = [(index, f"{each.name}（{len(each.rows)} 行）") for index, each in enumerate(sheets)]
        titles = header.titles if header else ()
        choices = [("", "不导入"), *((str(at), f"{letter(at)}列 {title}") for at, title in enumerate(titles) if title)]
        for column in COLUMNS:
            asked = forms.TypedChoiceField(
                label=column.title, choices=choices, required=False, coerce=int, empty_value=None
            )
            asked.widget.attrs["class"] = "form-select form-select-sm"
            self.fields[f"column_{column.key}"] = asked

    def mapping(self) -> dict[str, int]:
        """Return the chosen column of each kind of content."""
        chosen = {column.key: self.cleaned_data[f"column_{column.key}"] for column in COLUMNS}
        return {key: at for key, at in chosen.items() if at is not None}

    def manner(self) -> Manner:
        """Return how doubtful things are taken."""
        given = self.cleaned_data
        return Manner(blank_wrong_codes=given["blank_wrong_codes"], reason=given["reason"] or Manner.reason)

    def columns(self) -> list[forms.BoundField]:
        """Return the fields that choose columns."""
        return [self[f"column_{column.key}"] for column in COLUMNS]


def letter(index: int) -> str:
    """Return a column's name in Excel, counted from 0: A, B … Z, AA."""
    name = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        name = chr(ord("A") + rest) + name
        index -= 1
    return name
