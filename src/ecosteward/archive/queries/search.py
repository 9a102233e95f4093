"""Finding papers by what they say and by what they are called."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.functions import Collate

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.archive.models import PageText, Paper, State
from ecosteward.archive.rules import bigrams
from ecosteward.clients.models import Client
from ecosteward.pages.lists import says

PAGE_SIZE = 30
# In an order that no index has: led by one, PostgreSQL would try page after page and hope to find enough soon.
_ORDER = (Collate("layer", "C").desc(), "number", "pk")


class _Phrases(SearchQuery):
    """Words already in PostgreSQL's own form, past its parser, which knows no Chinese."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._text = text

    def as_sql(self, *_args: Any, **_options: Any) -> tuple[str, list[str]]:  # type: ignore[override]  # takes no template
        return "%s::tsquery", [self._text]


@dataclass(frozen=True)
class Hit:
    """A page that says what was looked for, in a paper the person may see."""

    paper: Paper
    also: int
    page: PageText
    excerpt: list[tuple[str, bool]]


@dataclass(frozen=True)
class Found:
    """One page of what a search found."""

    named: list[Paper]
    hits: list[Hit]
    more: bool


def search(user: User, text: str, *, client: Client | None = None, page: int = 1) -> Found:
    """Return papers whose name has every word, and pages that have every word, as far as the person sees them."""
    wanted = text[:100]
    if not bigrams.runs(wanted):
        return Found([], [], more=False)
    # A paper's file is its own agency's (`services.making`): told so, PostgreSQL looks through no other agency's.
    papers = visible(user, Paper.objects.exclude(state=State.DESTROYED).filter(file__agency_id=F("agency_id")))
    if client is not None:
        papers = papers.filter(client=client)
    papers = papers.select_related("client", "file")
    first = (page - 1) * PAGE_SIZE
    shown = list(_saying(wanted, papers).order_by(*_ORDER)[first : first + PAGE_SIZE + 1])
    named = list(_named(papers, wanted)[:PAGE_SIZE]) if page == 1 else []
    return Found(named, _hits(papers, shown[:PAGE_SIZE], wanted), more=len(shown) > PAGE_SIZE)


def _saying(wanted: str, papers: QuerySet[Paper]) -> QuerySet[PageText]:
    """Return the pages that have every word, of the papers alone.

    A common word stands on thousands of pages. As a case PostgreSQL reads the papers once and asks each page for its
    own; as a plain condition it looks for the paper of every page, because it expects few. Whether the pairs stand in
    order is read from the pages themselves, and so asked of these papers' pages alone.
    """
    ordered = ExpressionWrapper(Q(vector=_Phrases(bigrams.query(wanted))), BooleanField())
    mine = Case(When(layer__in=papers.values("file__sha256"), then=ordered), default=Value(False))
    return PageText.objects.filter(mine, vector=_Phrases(bigrams.loose(wanted))).defer("vector")


def _named(papers: QuerySet[Paper], wanted: str) -> QuerySet[Paper]:
    for word in wanted.split()[:5]:
        papers = papers.filter(says("title", word) | says("file__name", word))
    return papers.order_by("client__name", "-pk")


def _hits(papers: QuerySet[Paper], pages: list[PageText], wanted: str) -> list[Hit]:
    standing: dict[str, list[Paper]] = {}
    for paper in papers.filter(file__sha256__in={page.layer_id for page in pages}).order_by("pk"):
        standing.setdefault(paper.file.sha256, []).append(paper)
    return [
        Hit(found[0], len(found) - 1, page, bigrams.excerpt(page.text, wanted))
        for page in pages
        if (found := standing.get(page.layer_id))
    ]
