from ecosteward.archive.views.client import Add, Edit, client, cover
from ecosteward.archive.views.contracts import contract
from ecosteward.archive.views.dropping import drop_files
from ecosteward.archive.views.export import Export, verify
from ecosteward.archive.views.handover import (
    Draft,
    HandoverList,
    Receive,
    drop_draft,
    give_handover,
    handover,
    handover_list,
    handover_zip,
    receive_handover,
)
from ecosteward.archive.views.lists import ArchiveList, ExpiringList
from ecosteward.archive.views.papers import (
    Change,
    Discard,
    HandTo,
    Replace,
    paper,
    place_paper,
    place_papers,
    show_paper,
)
from ecosteward.archive.views.retention import DestructionList, DestructionPage, Propose, Retention, drop_rule
from ecosteward.archive.views.search import search_papers

__all__ = [
    "Add",
    "ArchiveList",
    "Change",
    "DestructionList",
    "DestructionPage",
    "Discard",
    "Draft",
    "Edit",
    "ExpiringList",
    "Export",
    "HandTo",
    "HandoverList",
    "Propose",
    "Receive",
    "Replace",
    "Retention",
    "client",
    "contract",
    "cover",
    "drop_draft",
    "drop_files",
    "drop_rule",
    "give_handover",
    "handover",
    "handover_list",
    "handover_zip",
    "paper",
    "place_paper",
    "place_papers",
    "receive_handover",
    "search_papers",
    "show_paper",
    "verify",
]
