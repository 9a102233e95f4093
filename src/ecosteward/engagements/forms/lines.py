from typing import Any

from django import forms

from ecosteward.engagements.forms.choices import people_of
from ecosteward.engagements.models import Contract, Mode, Period, ServiceLine
from ecosteward.engagements.models.contract import MOST_PER_PERIOD
from ecosteward.pages.forms import PlainForm, RecordForm, say
from ecosteward.standard.models import Service


class LineForm(RecordForm[ServiceLine]):
    class Meta:
        model = ServiceLine
        fields = ["name", "unit", "quantity", "period", "mode", "evidence", "assignee", "starts_on", "ends_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people_of(self.instance.agency)  # type: ignore[attr-defined]  # a model choice


class PickForm(PlainForm):
    """Pick services from the standard's tables: one small row of fields for each."""

    def __init__(self, *args: Any, contract: Contract, services: tuple[Service, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = services
        for service in services:
            self._add(service, contract)

    def _add(self, service: Service, contract: Contract) -> None:
        small = {"class": "form-control form-control-sm"}
        select = {"class": "form-select form-select-sm"}
        words = service.name
        fields = {
            "take": forms.BooleanField(required=False, widget=_box(service)),
            "quantity": forms.IntegerField(
                initial=1,
                required=False,
                min_value=1,
                max_value=MOST_PER_PERIOD,
                widget=forms.TextInput({**small, "inputmode": "numeric", "aria-label": f"{words} 每期数量"}),
            ),
            "period": forms.ChoiceField(
                choices=Period.choices, required=False, widget=forms.Select({**select, "aria-label": f"{words} 周期"})
            ),
            "mode": forms.ChoiceField(
                choices=Mode.choices,
                initial=contract.mode,
                required=False,
                widget=forms.Select({**select, "aria-label": f"{words} 服务方式"}),
            ),
        }
        for name, field in fields.items():
            say(field)
            self.fields[f"{service.id}-{name}"] = field

    def rows(self) -> list[tuple[Service, dict[str, Any]]]:
        """Return each service with its fields, for the template."""
        names = ("take", "quantity", "period", "mode")
        return [(service, {name: self[f"{service.id}-{name}"] for name in names}) for service in self.services]

    def clean(self) -> None:
        if not self.errors and not self.picked():
            raise forms.ValidationError("还没有勾选服务")

    def picked(self) -> list[tuple[Service, dict[str, Any]]]:
        """Return the services that were ticked, with what was filled in for each."""
        given = self.cleaned_data
        names = ("quantity", "period", "mode")
        return [
            (service, {name: given[key] for name in names if given.get(key := f"{service.id}-{name}")})
            for service in self.services
            if given.get(f"{service.id}-take")
        ]


def _box(service: Service) -> forms.CheckboxInput:
    return forms.CheckboxInput({"aria-label": f"选取 {service.name}"})
