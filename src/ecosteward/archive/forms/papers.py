from typing import Any

from django import forms

from ecosteward.archive.forms.fields import ManyFilesField, chosen_place, place_choices
from ecosteward.archive.models import Paper
from ecosteward.archive.rules.suggestion import period
from ecosteward.archive.services import Place
from ecosteward.clients.models import Client
from ecosteward.pages.forms import PlainForm, RecordForm

_PERIOD_HELP = "如 2026、2026Q3、2026-07；报告、台账、联单等按期归档的资料填写"


class PeriodMixin:
    """Brings a typed period into one form where it speaks of one; keeps it as typed otherwise."""

    cleaned_data: dict[str, Any]

    def clean_period(self) -> str:
        typed: str = self.cleaned_data["period"]
        return period(typed) or typed


class AddForm(PeriodMixin, PlainForm):
    """Files with what is known of them, for one place."""

    file = ManyFilesField(label="文件", help_text="可一次选多个")
    place = forms.ChoiceField(label="归入", required=False)
    title = forms.CharField(label="题名", max_length=200, required=False, help_text="不填则用文件名")
    dated_on = forms.DateField(label="文件日期", required=False)
    valid_until = forms.DateField(label="有效期至", required=False, help_text="许可证、协议等有期限的资料填写")
    period = forms.CharField(label="所属期间", max_length=20, required=False, help_text=_PERIOD_HELP)
    shared = forms.BooleanField(label="服务对象可见", required=False, initial=True)

    def __init__(self, *args: Any, client: Client, filing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = place_choices(client) if filing else []
        self.fields["place"].choices = [("", "待归位（先放着，稍后归类）"), *choices]  # type: ignore[attr-defined]
        if not filing:
            del self.fields["place"], self.fields["shared"]

    def clean_place(self) -> Place:
        value = self.cleaned_data["place"]
        return chosen_place(value) if value else Place()


class PaperForm(PeriodMixin, RecordForm[Paper]):
    class Meta:
        model = Paper
        fields = ("title", "dated_on", "valid_until", "period", "reference", "copies", "original", "secrecy")
        help_texts = {
            "period": _PERIOD_HELP,
            "reference": "文件上印的文号或编号；没有的不填",
            "copies": "纸质档的份数，印在移交清单上",
            "secrecy": "按文件上标注的填写，如内部、秘密；没有标注的不填",
        }


class ReplaceForm(PeriodMixin, PlainForm):
    file = forms.FileField(label="新文件", allow_empty_file=True)
    title = forms.CharField(label="题名", max_length=200)
    dated_on = forms.DateField(label="文件日期", required=False)
    valid_until = forms.DateField(label="有效期至", required=False)
    period = forms.CharField(label="所属期间", max_length=20, required=False, help_text=_PERIOD_HELP)
    reason = forms.CharField(label="替换原因", max_length=200, required=False, help_text="如换发、延续、修订")


class DiscardForm(PlainForm):
    reason = forms.CharField(label="退回原因", max_length=200, help_text="如：不是本企业的资料、内容重复、看不清需重拍")


class HandToForm(PlainForm):
    client = forms.ModelChoiceField(label="真正所属的服务对象", queryset=Client.objects.none(), empty_label="请选择")
    reason = forms.CharField(label="归错的原因", max_length=200)

    def __init__(self, *args: Any, clients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = clients  # type: ignore[attr-defined]
