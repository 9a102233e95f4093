"""The only writers of the archive."""

from ecosteward.archive.services.contracts import file_in_contract, keep_contract_file
from ecosteward.archive.services.papers import bring, change, discard, file_on_slot, place, replace
from ecosteward.archive.services.slots import set_slot, set_slots

__all__ = [
    "bring",
    "change",
    "discard",
    "file_in_contract",
    "file_on_slot",
    "keep_contract_file",
    "place",
    "replace",
    "set_slot",
    "set_slots",
]
