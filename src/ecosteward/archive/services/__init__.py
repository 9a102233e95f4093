"""The only writers of the archive."""

from ecosteward.archive.services.contracts import file_in_contract, keep_contract_file, place_in_contract
from ecosteward.archive.services.destruction import approve_destruction, propose_destruction, refuse_destruction
from ecosteward.archive.services.dropping import Place, drop
from ecosteward.archive.services.exporting import export
from ecosteward.archive.services.handover import draft_handover, drop_handover, give, receive, record_receipt
from ecosteward.archive.services.papers import bring, change, discard, file_on_slot, hand_to, place, replace, show
from ecosteward.archive.services.retention import keep_longer, set_retention, unset_retention
from ecosteward.archive.services.slots import set_slot, set_slots

__all__ = [
    "Place",
    "approve_destruction",
    "bring",
    "change",
    "discard",
    "draft_handover",
    "drop",
    "drop_handover",
    "export",
    "file_in_contract",
    "file_on_slot",
    "give",
    "hand_to",
    "keep_contract_file",
    "keep_longer",
    "place",
    "place_in_contract",
    "propose_destruction",
    "receive",
    "record_receipt",
    "refuse_destruction",
    "replace",
    "set_retention",
    "set_slot",
    "set_slots",
    "show",
    "unset_retention",
]
