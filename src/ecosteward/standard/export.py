"""The edition as plain data, for other programs and for people who read a terminal."""

from collections.abc import Iterable, Iterator
from typing import Any

from ecosteward.standard.models import Edition, Frozen, Norm, ScoreRow, Service

Plain = dict[str, Any]


def as_data(edition: Edition) -> dict[str, list[Plain]]:
    """Every table under its printed letter; each row has id, its number and name, norms and items."""
    return {
        "normative_references": [_reference(edition, norm) for norm in edition.norms if norm.kind == "reference"],
        "B1": _services(edition, "B1"),
        "B2": _rows(edition.topics),
        "C": _services(edition, "C"),
        "D": [*_rows(edition.standing), *_services(edition, "D")],
        "E": _rows(edition.slots),
        "F": _rows(edition.sections),
        "G": [_score(row) for row in edition.score],
        "requirements": _rows(edition.clauses),
        "slips": [row.model_dump(mode="json") for row in edition.slips],
    }


def as_text(edition: Edition) -> Iterator[str]:
    """The same as lines to read: one per row, its items indented below it."""
    yield f"{edition.title}（{edition.city} {edition.year}）"
    for table, rows in as_data(edition).items():
        yield f"\n{table}（{len(rows)}）"
        for row in rows:
            yield from _lines(row)


def _lines(row: Plain) -> Iterator[str]:
    group = row.get("stage") or row.get("category") or ""
    norms = f"  [{'、'.join(row['norms'])}]" if row.get("norms") else ""
    yield f"  {row['id']}  {group}{' · ' if group else ''}{row.get('name') or row['title']}{norms}"
    for item in row.get("items", ()):
        points = f"（{item['points']:+g}）" if "points" in item else ""
        yield f"      {item['id']}  {item.get('text') or item['title']}{points}"


def _rows(rows: Iterable[Frozen]) -> list[Plain]:
    return [{"norms": [], "items": []} | row.model_dump(mode="json") for row in rows]


def _services(edition: Edition, table: str) -> list[Plain]:
    chosen: Iterable[Service] = (row for row in edition.services if row.table == table)
    return _rows(chosen)


def _reference(edition: Edition, norm: Norm) -> Plain:
    beside = [other.code for other in edition.norms if norm.code in other.beside]
    return {"id": norm.code, "norms": beside, "items": []} | norm.model_dump(mode="json", exclude={"beside"})


def _score(row: ScoreRow) -> Plain:
    items = [item.model_dump(mode="json") for indicator in row.indicators for item in indicator.criteria]
    return row.model_dump(mode="json") | {"norms": [], "items": items}
