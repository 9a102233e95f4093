from typing import TYPE_CHECKING, Any, cast

from django import forms

from ecosteward.accounts.models import User
from ecosteward.engagements.models import PlanGoal
from ecosteward.engagements.rules.periods import period_words
from ecosteward.pages.forms import PlainForm

if TYPE_CHECKING:
    from django.http import QueryDict


class GoalsForm(PlainForm):
    """One text for each year, quarter and month of the contract, each with what the person saw there."""

    def __init__(self, *args: Any, periods: list[str], goals: dict[str, PlanGoal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for period in periods:
            self.fields[period] = forms.CharField(
                label=period_words(period),
                required=False,
                initial=goals[period].text if period in goals else "",
                show_hidden_initial=True,
                widget=forms.Textarea({"rows": 2, "class": "form-control"}),
            )

    def clean(self) -> dict[str, Any]:
        """Show what somebody else wrote meanwhile where the person would write over it unseen."""
        typed = super().clean() or {}
        for period in self.changed_data:
            bound = self[period]
            seen, now = self.data.get(bound.html_initial_name, ""), str(bound.initial or "")
            if _plain(now) not in {_plain(seen), _plain(typed.get(period, ""))}:
                self.add_error(period, f"别人刚把这里改成了“{now}”。再次保存将以您填写的为准")
                self.data = known = cast("QueryDict", self.data).copy()
                known[bound.html_initial_name] = now
        return typed


def _plain(text: str) -> str:
    """Return a text as it is compared: a browser sends other line ends than it was given."""
    return "\n".join(text.strip().splitlines())


class BulkAssignForm(PlainForm):
    """To whom several tasks go."""

    assignee = forms.ModelChoiceField(
        label="承办人", queryset=User.objects.none(), error_messages={"required": "请选择承办人"}
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people  # type: ignore[attr-defined]  # a model choice
