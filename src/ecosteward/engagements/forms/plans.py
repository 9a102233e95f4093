from typing import Any

from django import forms

from ecosteward.accounts.models import User
from ecosteward.engagements.models import PlanGoal
from ecosteward.engagements.rules.periods import period_words
from ecosteward.pages.forms import PlainForm, SharedForm


class GoalsForm(SharedForm):
    """One text for each year, quarter and month of the contract, each with what the person saw there."""

    def __init__(self, *args: Any, periods: list[str], goals: dict[str, PlanGoal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for period in periods:
            self.fields[period] = forms.CharField(
                label=period_words(period),
                required=False,
                initial=goals[period].text if period in goals else "",
                widget=forms.Textarea({"rows": 2, "class": "form-control"}),
            )
        self.show_seen(*periods)

    def clean(self) -> dict[str, Any]:
        """Tell of goals that somebody else wrote meanwhile."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self.warn(*self.fields)
        return given


class BulkAssignForm(PlainForm):
    """To whom several tasks go."""

    assignee = forms.ModelChoiceField(
        label="承办人", queryset=User.objects.none(), error_messages={"required": "请选择承办人"}
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people  # type: ignore[attr-defined]  # a model choice
