from typing import Any

from django import forms

from ecosteward.engagements.forms.lines import LineForm
from ecosteward.pages.forms import PlainForm


class ExtendForm(PlainForm):
    ends_on = forms.DateField(label="新的服务结束日期")
    agreed_on = forms.DateField(label="商定日期")
    reason = forms.CharField(label="变更原因", widget=forms.Textarea)
    agreement = forms.FileField(label="变更协议", required=False)


class AmendLineForm(LineForm):
    """A line of a running contract: its period and first day stay, because its tasks are counted from them."""

    agreed_on = forms.DateField(label="商定日期")
    reason = forms.CharField(label="变更原因", widget=forms.Textarea)
    agreement = forms.FileField(label="变更协议", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["period"].disabled = self.fields["starts_on"].disabled = True
            self.fields["period"].help_text = "履行中不能改；要改请结束本项，再新增一项"
