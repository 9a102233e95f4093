from django import forms

from ecosteward.pages.forms import PlainForm


class NoForm(PlainForm):
    """A step that needs no words."""


class ReasonForm(PlainForm):
    reason = forms.CharField(
        label="原因", widget=forms.Textarea, max_length=500, error_messages={"required": "请写明原因，对方据此办理"}
    )


class CommentForm(PlainForm):
    place = forms.CharField(label="位置", max_length=80, required=False, help_text="如：3.8 废气，表 12 第 2 行")
    text = forms.CharField(label="意见", widget=forms.Textarea, max_length=2000)


class ReceiptForm(PlainForm):
    name = forms.CharField(
        label="签收人", max_length=40, required=False, help_text="本人签收可不填；凭纸质签收登记的填签收人姓名"
    )
    on = forms.DateField(label="签收日期", required=False, help_text="不填为今天")
