"""The only writers of the archive."""

from ecosteward.archive.services.contracts import file_in_contract, keep_contract_file, place_in_contract
from ecosteward.archive.services.dropping import Place, drop
from ecosteward.archive.services.exporting import export
from ecosteward.archive.services.papers import bring, change, discard, file_on_slot, place, replace, show
from ecosteward.archive.services.slots import set_slot, set_slots

__all__ = [
    "Place",
    "bring",
    "change",
    "discard",
    "drop",
    "export",
    "file_in_contract",
    "file_on_slot",
    "keep_contract_file",
    "place",
    "place_in_contract",
    "replace",
    "set_slot",
    "set_slots",
    "show",
]
