"""The standard as pages. It is public knowledge: everybody who can log in may read all of it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from ecosteward.standard import queries
from ecosteward.standard.addresses import address
from ecosteward.standard.hits import KINDS, Hit
from ecosteward.standard.models import Norm, NormEdition, Service, Slip

MOST_HITS = 200


@dataclass(frozen=True)
class Shown:
    """A norm as a page shows it: the edition in force on a day, and the working norms beside it."""

    norm: Norm
    edition: NormEdition | None
    beside: tuple[Norm, ...]


@dataclass(frozen=True)
class Found:
    """A search result with the page it leads to."""

    hit: Hit
    url: str


def overview(request: HttpRequest) -> HttpResponse:
    """What the edition is, its tables with their counts, the flow, the slips."""
    edition = queries.edition()
    counts = Counter([row.table for row in edition.services] + [norm.kind for norm in edition.norms])
    stood_for = sum(len(row.stands_for) for row in edition.standing)
    context = {"edition": edition, "counts": counts, "stood_for": stood_for, "sub_headings": queries.summary_items()}
    return _page(request, "overview", "服务规范", context)


def table(request: HttpRequest, table: str) -> HttpResponse:
    """One printed table, or the clauses, or the slips."""
    title, template, read = _TABLES[table]
    return _page(request, template, title, read(), here=table)


def service(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - the word of the address
    """One service: its clause, its items, its norms with their editions, the slips beside it."""
    try:
        row = queries.service(id)
    except queries.UnknownService as error:
        raise Http404(id) from error
    context = {"row": row, "norms": _shown(row.norms), "table_name": _TABLES[row.table.lower()][0]}
    return _page(request, "service", row.name, context, here=row.table.lower())


def topic(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    """One subject of the survey with everything that is looked at."""
    try:
        row = queries.survey_topic(id)
    except queries.UnknownId as error:
        raise Http404(id) from error
    return _page(request, "topic", row.name, {"row": row, "norms": _shown(row.norms)}, here="b2")


def norms(request: HttpRequest) -> HttpResponse:
    """The registry: what was in force on the day asked for, today without one."""
    asked, fault = request.GET.get("on", ""), ""
    try:
        on = date.fromisoformat(asked) if asked else timezone.localdate()
    except ValueError:
        on, fault = timezone.localdate(), "日期请写成 2026-11-23 这样；下面按今天列出"
    rows = _shown([norm.code for norm in queries.norms()], on)
    groups = [(kind, [row for row in rows if row.norm.kind == kind]) for kind in ("reference", "working", "law")]
    context = {"groups": groups, "on": on, "asked": asked, "fault": fault, "duties": queries.edition().duties}
    return _page(request, "norms", "标准与法律", context, here="norms")


def search(request: HttpRequest) -> HttpResponse:
    """Everything in the edition that says the words asked for."""
    text = request.GET.get("q", "").strip()
    hits = queries.search(text)
    ordered = sorted(hits[:MOST_HITS], key=lambda hit: KINDS.index(hit.kind))
    groups = [(kind, [Found(hit, address(hit.id)) for hit in found]) for kind, found in _by(ordered, lambda h: h.kind)]
    context = {"q": text, "groups": groups, "count": len(hits), "most": MOST_HITS}
    return _page(request, "search", "搜索服务规范", context, here="search")


def at(_request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002
    """Go to wherever an id is shown: the one address other rooms need to know."""
    try:
        return redirect(address(id))
    except queries.UnknownId as error:
        raise Http404(id) from error


def _services(name: str, group: Callable[[Service], str]) -> dict[str, Any]:
    rows = [row for row in queries.services() if row.table == name]
    standing = queries.standing_rows() if name == "D" else ()
    return {"groups": _by(rows, group), "standing": standing, "count": len(rows)}


def _readings() -> list[Slip]:
    return [slip for slip in queries.slips() if any(ref.startswith("G.") for ref in slip.refs)]


_TABLES: dict[str, tuple[str, str, Callable[[], dict[str, Any]]]] = {
    "requirements": ("第4至9章 要求", "requirements", lambda: {"rows": queries.clauses()}),
    "b1": ("表B-1 向企业提供服务", "services", lambda: _services("B1", lambda row: row.stage)),
    "b2": ("表B-2 环保状况调查要点", "topics", lambda: {"rows": queries.survey_topics()}),
    "c": ("附录C 向园区提供服务", "services", lambda: _services("C", lambda row: f"{row.category_no} {row.category}")),
    "d": ("附录D 向政府部门服务", "services", lambda: _services("D", lambda row: f"{row.category_no} {row.category}")),
    "e": (
        "附录E 一企一档资料存档表",
        "archive",
        lambda: {"groups": _by(queries.archive_slots(), lambda s: s.category)},
    ),
    "f": ("附录F 服务总结提纲", "summary", lambda: {"rows": queries.summary_sections()}),
    "g": ("附录G 服务考核评价表", "score", lambda: {"rows": queries.criteria(), "readings": _readings()}),
    "slips": ("原文勘误与读法", "slips", lambda: {"rows": queries.slips()}),
}


def _by(rows: Iterable[Any], key: Callable[[Any], str]) -> list[tuple[str, list[Any]]]:
    return [(name, list(found)) for name, found in groupby(rows, key)]


def _shown(codes: Iterable[str], on: date | None = None) -> list[Shown]:
    on = on or timezone.localdate()
    registry = {norm.code: norm for norm in queries.norms()}
    return [Shown(registry[code], _in_force(code, on), queries.working_norms(code)) for code in codes]


def _in_force(code: str, on: date) -> NormEdition | None:
    try:
        return queries.norm(code, on)
    except queries.NormNotInForce:
        return None


def _page(request: HttpRequest, template: str, title: str, context: dict[str, Any], here: str = "") -> HttpResponse:
    places = [("overview", "概览"), *((key, words[0].split(maxsplit=1)[0]) for key, words in _TABLES.items())]
    return render(
        request,
        f"standard/{template}.html",
        {"title": title, "here": here or template, "places": [*places, ("norms", "标准与法律")], **context},
    )
