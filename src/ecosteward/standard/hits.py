"""The edition as a flat list of things a search can find."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from ecosteward.standard.models import Clause, Edition, Service, Topic
from ecosteward.standard.rules import folded

KINDS = ("服务", "调查类别", "要点", "条款", "存档项", "总结", "评分", "标准", "法定义务", "勘误")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: `within` is the id of the row it stands in, its own where it is a row."""

    kind: str  # one of KINDS
    id: str
    title: str
    text: str
    within: str
    searched: str  # folded


def everything(edition: Edition) -> Iterator[Hit]:
    """Every row, item, document, heading, criterion, norm and slip of the edition."""
    return chain(
        *(_row("条款", row) for row in edition.clauses),
        *(_row("服务", row) for row in edition.services),
        *(_row("调查类别", row) for row in edition.topics),
        _documents(edition),
        _scores(edition),
        _norms(edition),
        (_hit("勘误", slip.id, slip.title, slip.reading, slip.id, slip.printed) for slip in edition.slips),
    )


def _hit(kind: str, id: str, title: str, text: str, within: str, *more: str) -> Hit:  # noqa: A002
    return Hit(kind, id, title, text, within, folded(" ".join((id, title, text, *more))))


def _row(kind: str, row: Clause | Service | Topic) -> Iterator[Hit]:
    title = row.title if isinstance(row, Clause) else row.name
    yield _hit(kind, row.id, title, row.clause, row.id, *row.norms)
    for item in row.items:
        yield _hit("要点", item.id, title, item.text, row.id, *item.norms, item.suggestion)


def _documents(edition: Edition) -> Iterator[Hit]:
    yield from (_hit("存档项", slot.id, slot.name, slot.category, slot.id) for slot in edition.slots)
    for section in edition.sections:
        yield _hit("总结", section.id, section.title, section.no, section.id)
        yield from (_hit("总结", item.id, item.title, section.title, item.id) for item in section.items)


def _scores(edition: Edition) -> Iterator[Hit]:
    for row in edition.score:
        yield _hit("评分", row.id, row.name, row.name, row.id)
        for indicator in row.indicators:
            yield from (
                _hit("评分", criterion.id, indicator.name, criterion.text, row.id) for criterion in indicator.criteria
            )


def _norms(edition: Edition) -> Iterator[Hit]:
    for norm in edition.norms:
        numbers = (text for each in norm.editions for text in (each.number, each.title))
        yield _hit("标准", norm.code, norm.title, norm.note, norm.code, *numbers)
    yield from (_hit("法定义务", duty.id, duty.name, duty.article, duty.id) for duty in edition.duties)
