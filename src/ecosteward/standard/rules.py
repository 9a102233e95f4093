"""What must hold between the files of an edition, which editions of a norm apply when, and how text is searched."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from ecosteward.standard.models import Clause, Edition, Item, Norm, NormEdition, Service, Topic


def contradictions(edition: Edition) -> list[str]:
    """Everything in the edition that points to nothing or says the same id twice; empty when it is sound."""
    return [
        *(f"编号重复：{each}" for each, count in Counter(all_ids(edition)).items() if count > 1),
        *_unknown_norms(edition),
        *_unknown_references(edition),
        *(fault for norm in edition.norms for fault in _bad_succession(norm)),
    ]


def all_ids(edition: Edition) -> Iterator[str]:
    """Every id the edition gives, in printed order, norm codes included."""
    yield from (norm.code for norm in edition.norms)
    yield from (duty.id for duty in edition.duties)
    yield from (step.id for step in edition.flow)
    for row in item_rows(edition):
        yield row.id
        yield from (item.id for item in row.items)
    yield from (row.id for row in edition.standing)
    yield from (slot.id for slot in edition.slots)
    for section in edition.sections:
        yield section.id
        yield from (item.id for item in section.items)
    for score in edition.score:
        yield score.id
        for indicator in score.indicators:
            yield indicator.id
            yield from (criterion.id for criterion in indicator.criteria)
    yield from (slip.id for slip in edition.slips)


def item_rows(edition: Edition) -> tuple[Clause | Service | Topic, ...]:
    """Every row that is broken into items: clauses, services, survey topics."""
    return (*edition.clauses, *edition.services, *edition.topics)


def _unknown_norms(edition: Edition) -> Iterator[str]:
    registry = {norm.code for norm in edition.norms}
    for row in item_rows(edition):
        for holder in (row, *row.items):
            yield from (
                f"{holder.id}: norms: “{code}”不在标准登记册中" for code in holder.norms if code not in registry
            )
    for norm in edition.norms:
        yield from (f"norms.yaml: {norm.code}: beside: “{code}”未登记" for code in norm.beside if code not in registry)


def _unknown_references(edition: Edition) -> Iterator[str]:
    ids = set(all_ids(edition))
    slots, services = {slot.id for slot in edition.slots}, {service.id for service in edition.services}
    duties = {duty.id for duty in edition.duties}
    for service in edition.services:
        yield from (f"{service.id}: slots: 没有存档项“{slot}”" for slot in service.slots if slot not in slots)
    for row in edition.standing:
        yield from (f"{row.id}: stands_for: 没有服务“{code}”" for code in row.stands_for if code not in services)
    for slip in edition.slips:
        yield from (f"slips.yaml: {slip.id}: refs: 没有“{ref}”" for ref in slip.refs if ref not in ids)
    for item in items(edition):
        yield from (f"{item.id}: law: 没有“{duty}”" for duty in item.law if duty not in duties)


def items(edition: Edition) -> Iterator[Item]:
    """Every checkable item of the edition."""
    return (item for row in item_rows(edition) for item in row.items)


def _bad_succession(norm: Norm) -> Iterator[str]:
    for older, newer in pairwise(norm.editions):
        if not older.replaced_on or older.replaced_on != newer.effective_from:
            yield f"norms.yaml: {norm.code}: {older.number} 的废止日应等于 {newer.number} 的实施日"


def in_force(editions: Iterable[NormEdition], on: date) -> NormEdition | None:
    """The edition that applies on a day; one whose dates are not known applies until it is known not to."""
    for edition in reversed(tuple(editions)):
        begun = edition.effective_from is None or edition.effective_from <= on
        if begun and (edition.replaced_on is None or on < edition.replaced_on):
            return edition
    return None


def folded(text: str) -> str:
    """Text as it is compared in a search: full width as half, no case, no spaces."""
    bare = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return unicodedata.normalize("NFKC", bare)  # what lost a space between may make one letter now


# What people in the trade write for what the standard spells out.
SHORT = {
    "危废": "危险废物",
    "固废": "固体废物",
    "环评": "环境影响评价",
    "排污证": "排污许可证",
    "VOCs": "挥发性有机物",
    "双碳": "碳达峰",
}


def spelt_out(query: str) -> str:
    """Return a query with the trade's short words as the standard spells them."""
    words = folded(query)
    for short, long in SHORT.items():
        if folded(long) not in words:
            words = words.replace(folded(short), folded(long))
    return words


def matches(text: str, query: str) -> bool:
    """Whether every word of the query stands in the text, as typed or spelt out, or the whole without its spaces."""
    haystack = folded(text)
    return folded(query) in haystack or all(
        folded(word) in haystack or spelt_out(word) in haystack for word in query.split()
    )
