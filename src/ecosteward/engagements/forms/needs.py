import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms

from ecosteward.engagements.models import Decision
from ecosteward.engagements.rules.fit import NOT_YET, Asked, Fit, Hand, fit, suits
from ecosteward.engagements.services.needs import Wish
from ecosteward.pages.forms import PlainForm


@dataclass(frozen=True)
class Chosen:
    """One need that was picked on the first page."""

    name: str
    service_id: str = ""


class AssessForm(PlainForm):
    """The second page of an assessment: for each need who would do it, what it takes, and what is decided."""

    assessed_on = forms.DateField(label="评估日期")
    starts_on = forms.DateField(label="拟服务开始")
    ends_on = forms.DateField(label="拟服务结束")
    load_limit = forms.IntegerField(
        label="每人在办任务上限", min_value=1, max_value=1000, help_text="机构自定；达到此数即提示"
    )
    situation = forms.CharField(
        label="服务对象实际情况", required=False, widget=forms.Textarea, help_text="规模、行业、环保现状、发展规划需要"
    )
    conclusion = forms.CharField(label="评估结论", required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, chosen: list[Chosen], hands: dict[int, Hand], people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen, self.hands = chosen, hands
        for number, need in enumerate(chosen):
            self._add(number, need, people)

    def _add(self, number: int, need: Chosen, people: Any) -> None:
        suited = [pk for pk, hand in self.hands.items() if suits(need.name, hand)]
        small = {"class": "form-control form-control-sm"}
        self.fields[f"{number}-people"] = forms.ModelMultipleChoiceField(
            label="拟派人员",
            queryset=people,
            initial=suited,
            required=False,
            widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
        )
        self.fields[f"{number}-certificate"] = forms.CharField(
            label="需要的证书或资质", max_length=80, required=False, widget=forms.TextInput(small)
        )
        self.fields[f"{number}-decision"] = forms.ChoiceField(
            label="决定",
            choices=[("", "按评估"), *Decision.choices],
            required=False,
            widget=forms.Select({"class": "form-select form-select-sm"}),
        )
        self.fields[f"{number}-note"] = forms.CharField(
            label="说明", max_length=200, required=False, widget=forms.TextInput(small)
        )

    def clean(self) -> None:
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "拟服务结束不能早于开始")

    def rows(self) -> list[tuple[Chosen, dict[str, Any], Fit]]:
        """Return each need with its fields and what can be said of it as the form stands."""
        names = ("people", "certificate", "decision", "note")
        return [
            (need, {name: self[f"{number}-{name}"] for name in names}, self._fit(number, need))
            for number, need in enumerate(self.chosen)
        ]

    def general(self) -> list[Any]:
        """Return the fields that are not one need's."""
        return [self[name] for name in self.base_fields]

    def wishes(self) -> list[Wish]:
        """Return the needs as they were filled in."""
        given = self.cleaned_data
        return [
            Wish(
                name=need.name,
                service_id=need.service_id,
                certificate=given[f"{number}-certificate"].strip(),
                people=tuple(given[f"{number}-people"]),
                decision=given[f"{number}-decision"],
                note=given[f"{number}-note"],
            )
            for number, need in enumerate(self.chosen)
        ]

    def _fit(self, number: int, need: Chosen) -> Fit:
        people = self[f"{number}-people"].value() or []
        thought_of = [self.hands[int(pk)] for pk in people if str(pk).isdecimal() and int(pk) in self.hands]
        if not thought_of:
            return NOT_YET
        until = self._day("ends_on") or dt.date.max
        limit = str(self["load_limit"].value() or "")
        asked = Asked(
            need.name, self[f"{number}-certificate"].value() or "", until, int(limit) if limit.isdecimal() else 20
        )
        return fit(asked, thought_of)

    def _day(self, name: str) -> dt.date | None:
        value = self[name].value()
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        except (TypeError, ValueError):
            return None
