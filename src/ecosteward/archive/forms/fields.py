"""Fields that several forms of the archive share."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from ecosteward.archive.models import ContractFile, Section
from ecosteward.archive.services import Place
from ecosteward.clients.models import Client
from ecosteward.standard.queries import archive_slot, archive_slots

Choices = list[tuple[str, list[tuple[str, str]]]]


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or several uploads; cleans to a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=ManyFilesInput({"multiple": True}), **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        given = data if isinstance(data, list) and data else [data or None]
        self.allow_empty_file = True  # an empty file is refused with the others, in the same words
        return [super(ManyFilesField, self).clean(each, initial) for each in given]


def slot_choices() -> Choices:
    """Return the slots under their classes."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for slot in archive_slots():
        groups.setdefault(f"{slot.category_no} {slot.category}", []).append((slot.id, f"{slot.no} {slot.name}"))
    return list(groups.items())


def contract_choices(client: Client) -> Choices:
    """Return the sections of each of a client's contract files: values "7:result"."""
    found = ContractFile.objects.filter(client=client).order_by("-contract_id")
    return [
        (f"合同档案 {file}", [(f"{file.contract_id}:{value}", label) for value, label in Section.choices])
        for file in found
    ]


def place_choices(client: Client) -> Choices:
    """Return every place a client's paper can go to."""
    return [*slot_choices(), *contract_choices(client)]


def chosen_place(value: str) -> Place:
    """Return the place a choice stands for. Raises LookupError or ValueError for what is none."""
    contract, mark, section = value.partition(":")
    if mark:
        return Place(contract_id=int(contract), section=Section(section))
    return Place(slot_id=archive_slot(value).id)
