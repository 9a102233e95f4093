from ecosteward.archive.views.client import Add, Edit, client, cover
from ecosteward.archive.views.contracts import contract
from ecosteward.archive.views.dropping import drop_files
from ecosteward.archive.views.export import Export, verify
from ecosteward.archive.views.lists import ArchiveList, ExpiringList
from ecosteward.archive.views.papers import Change, Discard, Replace, paper, place_paper, show_paper
from ecosteward.archive.views.search import search_papers

__all__ = [
    "Add",
    "ArchiveList",
    "Change",
    "Discard",
    "Edit",
    "ExpiringList",
    "Export",
    "Replace",
    "client",
    "contract",
    "cover",
    "drop_files",
    "paper",
    "place_paper",
    "search_papers",
    "show_paper",
    "verify",
]
