import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from ecosteward.evaluation.models import NOT_TOUCHED, Aspect, Satisfaction
from ecosteward.pages.forms import PlainForm

LEVELS = [*Satisfaction.choices, (NOT_TOUCHED, "未涉及")]


class OpenSurveyForm(PlainForm):
    expires_on = forms.DateField(
        label="截止日期", help_text="过了这一天链接失效", initial=lambda: timezone.localdate() + dt.timedelta(14)
    )


class SurveyForm(PlainForm):
    """The satisfaction form that a client fills in on a phone."""

    respondent = forms.CharField(label="填表人", max_length=40, error_messages={"required": "请填写填表人"})
    overall = forms.ChoiceField(
        label="总体评价",
        choices=Satisfaction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择总体评价"},
    )
    opinion = forms.CharField(
        label="意见和建议", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for aspect in Aspect:
            self.fields[str(aspect)] = forms.ChoiceField(
                label=str(aspect.label),
                choices=LEVELS,
                widget=forms.RadioSelect,
                error_messages={"required": f"请为“{aspect.label}”选择一项"},
            )

    def aspects(self) -> list[forms.BoundField]:
        """Return the seven aspects in order."""
        return [self[str(aspect)] for aspect in Aspect]

    def answers(self) -> dict[str, str]:
        """Return the level chosen for each aspect."""
        return {str(aspect): self.cleaned_data[str(aspect)] for aspect in Aspect}
