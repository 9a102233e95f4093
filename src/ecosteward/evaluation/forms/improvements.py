from typing import Any

from django import forms
from django.db.models import QuerySet

from ecosteward.accounts.models import User
from ecosteward.evaluation.models import Improvement
from ecosteward.pages.forms import PlainForm, RecordForm


class ImprovementForm(RecordForm[Improvement]):
    class Meta:
        model = Improvement
        fields = ["problem", "cause", "measure", "responsible", "due_on"]

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["responsible"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class FinishForm(PlainForm):
    result = forms.CharField(label="完成情况", max_length=1000, widget=forms.Textarea)


class VerifyForm(PlainForm):
    verification = forms.CharField(
        label="验证结论", max_length=1000, widget=forms.Textarea, help_text="措施有没有用，依据是什么"
    )


class ReturnForm(PlainForm):
    reason = forms.CharField(label="退回原因", max_length=500, widget=forms.Textarea)
