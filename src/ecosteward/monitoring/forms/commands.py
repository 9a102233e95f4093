"""The form of a request to a device."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from ecosteward.pages.forms import PlainForm

_HISTORY = {"2061": "补采小时数据", "2051": "补采分钟数据", "2031": "补采日数据"}
ASKED = {
    **_HISTORY,
    "1012": "校时（设为平台时间）",
    "1011": "读取时钟",
    "1061": "读取实时数据间隔",
    "1062": "设置实时数据间隔",
    "1063": "读取分钟数据间隔",
    "1064": "设置分钟数据间隔",
    "2011": "开始上传实时数据",
    "2012": "停止上传实时数据",
    "1072": "修改访问密码",
}
# What each command carries besides: the name of its item in HJ 212 and the field it comes from.
_ITEMS = {"1062": ("RtdInterval", "seconds"), "1064": ("MinInterval", "minutes"), "1072": ("NewPW", "password")}
# How much history is asked for at once: the product's own bound, so that a mistyped year does not occupy a line for days.
_LONGEST = {"2061": dt.timedelta(days=31), "2051": dt.timedelta(days=7), "2031": dt.timedelta(days=366)}
_MINUTES = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)


class CommandForm(PlainForm):
    cn = forms.ChoiceField(label="命令", choices=list(ASKED.items()))
    begin = forms.DateTimeField(label="补采：起", required=False)
    end = forms.DateTimeField(label="补采：止", required=False)
    seconds = forms.IntegerField(label="实时数据间隔（s，30～3600）", required=False, min_value=30, max_value=3600)
    minutes = forms.TypedChoiceField(
        label="分钟数据间隔（min）", required=False, choices=[("", "不改"), *((each, each) for each in _MINUTES)]
    )
    password = forms.RegexField(
        r"^[A-Za-z0-9]{6}$",
        label="新密码",
        required=False,
        help_text="6 位英文字母或数字",
        error_messages={"invalid": "密码为 6 位英文字母或数字（半角）"},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen command needs, and for nothing else."""
        said = super().clean() or {}
        cn = said.get("cn", "")
        if cn in _HISTORY and not (said.get("begin") and said.get("end")):
            raise ValidationError("补采数据请填写起止时间")
        if cn in _HISTORY and said["end"] <= said["begin"]:
            raise ValidationError({"end": "截止时间应晚于开始时间"})
        if cn in _HISTORY and said["end"] - said["begin"] > _LONGEST[cn]:
            self.add_error("end", f"{ASKED[cn]}一次最多 {_LONGEST[cn].days} 天，请分几次下发")
        if cn in _ITEMS and _ITEMS[cn][1] not in self.errors and not said.get(_ITEMS[cn][1]):
            self.add_error(_ITEMS[cn][1], "这条命令须填写此项")
        return said

    def needed(self) -> list[tuple[BoundField, str]]:
        """Return each field with the commands that need it, parted by blanks; nothing where all do."""
        by_field = {"begin": _HISTORY, "end": _HISTORY} | {name: [code] for code, (_, name) in _ITEMS.items()}
        return [(bound, " ".join(by_field.get(bound.name, ()))) for bound in self.visible_fields()]

    def items(self) -> dict[str, str]:
        """Return what the command carries."""
        cn = self.cleaned_data["cn"]
        return {_ITEMS[cn][0]: str(self.cleaned_data[_ITEMS[cn][1]])} if cn in _ITEMS else {}

    def period(self) -> tuple[Any, Any]:
        """Return the time history is asked for; nothing for another command."""
        said = self.cleaned_data
        return (said["begin"], said["end"]) if said["cn"] in _HISTORY else (None, None)
