from typing import Any, cast

from django import forms
from django.core.validators import MinValueValidator
from django.forms import modelform_factory

from ecosteward.clients.forms.client import DegreesField
from ecosteward.clients.models import Client, ProfileRow
from ecosteward.clients.sections import Section
from ecosteward.pages.forms import RecordForm


class ProfileForm(RecordForm[ProfileRow]):
    """The form of one line of a section; rows it may point to are the same client's."""

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.client = client
        next(iter(self.visible_fields())).field.widget.attrs["autofocus"] = True
        for field in self.fields.values():
            if isinstance(field, forms.DecimalField):
                field.validators.append(MinValueValidator(0, "不能小于 0，请核对"))
            if isinstance(field, forms.ModelChoiceField):
                assert field.queryset is not None
                field.queryset = field.queryset.filter(client=client)


def form_for(section: Section) -> type[ProfileForm]:
    """Return the form of a section's lines."""
    places: dict[str, type[forms.Field]] = {}
    if "longitude" in section.asks:
        places = {"longitude": DegreesField, "latitude": DegreesField}
    made = modelform_factory(section.model, form=ProfileForm, fields=section.asks, field_classes=places)
    return cast("type[ProfileForm]", made)
