"""The form of a request to a device."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

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
_MINUTES = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)


class CommandForm(PlainForm):
    cn = forms.ChoiceField(label="命令", choices=list(ASKED.items()))
    begin = forms.DateTimeField(label="起（补采时填）", required=False)
    end = forms.DateTimeField(label="止（补采时填）", required=False)
    seconds = forms.IntegerField(label="实时数据间隔（s，30～3600）", required=False, min_value=30, max_value=3600)
    minutes = forms.TypedChoiceField(
        label="分钟数据间隔（min）", required=False, choices=[("", "不改"), *((each, each) for each in _MINUTES)]
    )
    password = forms.CharField(label="新密码（6 位字母或数字）", required=False, min_length=6, max_length=6)

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen command needs, and for nothing else."""
        said = super().clean() or {}
        cn = said.get("cn", "")
        if cn in _HISTORY and not (said.get("begin") and said.get("end")):
            raise ValidationError("补采数据请填写起止时间")
        if cn in _ITEMS and not said.get(_ITEMS[cn][1]):
            self.add_error(_ITEMS[cn][1], "这条命令须填写此项")
        return said

    def items(self) -> dict[str, str]:
        """Return what the command carries."""
        cn = self.cleaned_data["cn"]
        return {_ITEMS[cn][0]: str(self.cleaned_data[_ITEMS[cn][1]])} if cn in _ITEMS else {}

    def period(self) -> tuple[Any, Any]:
        """Return the time history is asked for; nothing for another command."""
        said = self.cleaned_data
        return (said["begin"], said["end"]) if said["cn"] in _HISTORY else (None, None)
