from typing import Any

from django import forms

from ecosteward.archive.models import Paper
from ecosteward.archive.queries.retention import places
from ecosteward.archive.rules.retention import SHORTEST
from ecosteward.pages.forms import PlainForm


class RetentionForm(PlainForm):
    place = forms.ChoiceField(label="适用于", required=False)
    years = forms.IntegerField(
        label="保存年限（年）", required=False, min_value=SHORTEST, max_value=200, help_text=f"不少于 {SHORTEST} 年"
    )
    forever = forms.BooleanField(label="永久保存", required=False)
    basis = forms.CharField(label="依据", max_length=120, required=False, help_text="如有专门规定，写明文件名称和条款")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "全部存档文件"), *places()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and bool(given.get("years")) == given["forever"]:
            self.add_error("years", "请填写年限，或勾选“永久保存”，二者取一")
        return given


class PapersForm(PlainForm):
    """Papers ticked in a list."""

    paper = forms.ModelMultipleChoiceField(
        label="文件", queryset=Paper.objects.none(), error_messages={"required": "请至少勾选一份文件"}
    )

    def __init__(self, *args: Any, papers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].queryset = papers  # type: ignore[attr-defined]


class ProposalForm(PapersForm):
    opinion = forms.CharField(
        label="鉴定意见", widget=forms.Textarea, max_length=1000, help_text="逐份看过、不需要继续保存的理由"
    )


class DecisionForm(PlainForm):
    decision = forms.CharField(label="批准意见", widget=forms.Textarea, max_length=1000, required=False)


class HandoverForm(PapersForm):
    project = forms.CharField(label="项目", max_length=240, help_text="项目或合同名称，印在清单上")
    supervisor = forms.CharField(label="监交人", max_length=40, required=False)
    note = forms.CharField(label="说明", widget=forms.Textarea, max_length=1000, required=False)


class ReceiptForm(PlainForm):
    receiver = forms.CharField(label="接收人", max_length=40, help_text="在打印的清单上签字的人")
