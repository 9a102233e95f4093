"""How every other room reads the standard. An edition is parsed once per process and never changes."""

from datetime import date
from functools import cache
from typing import TypeVar

from ecosteward.standard import loader, rules
from ecosteward.standard.hits import Hit, everything
from ecosteward.standard.models import (
    ArchiveSlot,
    Audience,
    Clause,
    Edition,
    FlowStep,
    Item,
    LegalBasis,
    LegalDuty,
    Norm,
    NormEdition,
    ScoreRow,
    Service,
    Slip,
    StandingRow,
    SummaryItem,
    SummarySection,
    Topic,
)

Found = TypeVar("Found")
CODE = "生态环境法典"
EDITION = "xuzhou_2025"  # the edition new contracts are signed under


class UnknownService(KeyError):  # noqa: N818 - a sentence where it is raised
    """The edition has no service of this id."""


class UnknownId(KeyError):  # noqa: N818
    """The edition has no row of this id."""


class NormNotInForce(LookupError):  # noqa: N818
    """No edition of the norm applied on the day asked for."""


def edition(name: str = EDITION) -> Edition:
    """The whole edition; EditionError when its files are malformed."""
    return _load(name)


def service(id: str, edition: str = EDITION) -> Service:  # noqa: A002 - the word every caller uses
    """A service by id ("B1.05", "C.2-2", "D.4-1"); UnknownService when there is none."""
    try:
        return _services(edition)[id]
    except KeyError:
        raise UnknownService(id) from None


def services(edition: str = EDITION, audience: Audience | None = None) -> tuple[Service, ...]:
    """Services in printed order, all or those for one audience.

    For government these are the 16 services of Appendix C that D.1 to D.3 stand for, then D's 10 own.
    """
    everything = _load(edition).services
    if audience is None:
        return everything
    stood_for = {c for row in _load(edition).standing for c in row.stands_for if audience == "government"}
    return tuple(row for row in everything if row.audience == audience or row.id in stood_for)


def standing_rows(edition: str = EDITION) -> tuple[StandingRow, ...]:
    """D.1 to D.3: rows that refer to Appendix C instead of naming services."""
    return _load(edition).standing


def survey_topics(edition: str = EDITION) -> tuple[Topic, ...]:
    """The 11 topics of Table B-2."""
    return _load(edition).topics


def survey_topic(id: str, edition: str = EDITION) -> Topic:  # noqa: A002
    """A survey topic by id ("B2.08")."""
    return _one({topic.id: topic for topic in survey_topics(edition)}, id)


def survey_item(id: str, edition: str = EDITION) -> Item:  # noqa: A002
    """An item of a survey topic by id ("B2.08.03")."""
    return _one(_survey_items(edition), id)


def archive_slots(edition: str = EDITION) -> tuple[ArchiveSlot, ...]:
    """The 35 documents of Table E.1."""
    return _load(edition).slots


def archive_slot(id: str, edition: str = EDITION) -> ArchiveSlot:  # noqa: A002
    """A document of Table E.1 by id ("E.6-3")."""
    return _one({slot.id: slot for slot in archive_slots(edition)}, id)


def summary_sections(edition: str = EDITION) -> tuple[SummarySection, ...]:
    """The 5 sections of Appendix F, F.5 without sub-headings."""
    return _load(edition).sections


def summary_items(edition: str = EDITION) -> tuple[SummaryItem, ...]:
    """The 13 sub-headings of Appendix F."""
    return tuple(item for section in summary_sections(edition) for item in section.items)


def criteria(edition: str = EDITION) -> tuple[ScoreRow, ...]:
    """The 6 rows of Table G.1 with their indicators and criteria."""
    return _load(edition).score


def clauses(edition: str = EDITION) -> tuple[Clause, ...]:
    """The clauses 4 to 9 with their duties."""
    return _load(edition).clauses


def flow(edition: str = EDITION) -> tuple[FlowStep, ...]:
    """The 12 reconstructed steps of the service flow; show them marked 重构."""
    return _load(edition).flow


def norms(edition: str = EDITION) -> tuple[Norm, ...]:
    """The registry: the 25 references, then working norms, then laws."""
    return _load(edition).norms


def norm(code: str, on: date | None = None, edition: str = EDITION) -> NormEdition:
    """The edition of a norm in force on a day (the newest known without one).

    UnknownId when the code is not registered, NormNotInForce when no edition applied on that day.
    """
    editions = _one({norm.code: norm for norm in norms(edition)}, code).editions
    found = editions[-1] if on is None else rules.in_force(editions, on)
    if found is None:
        raise NormNotInForce(f"{code} 在 {on} 没有生效的版本")
    return found


def working_norms(code: str, edition: str = EDITION) -> tuple[Norm, ...]:
    """The norms the work really runs on, shown beside a cited one."""
    return tuple(norm for norm in norms(edition) if code in norm.beside)


def duty(id: str, edition: str = EDITION) -> LegalDuty:  # noqa: A002
    """A duty of law by id ("L.174")."""
    return _one({duty.id: duty for duty in _load(edition).duties}, id)


def legal_basis(id: str, on: date | None = None, edition: str = EDITION) -> LegalBasis:  # noqa: A002
    """What a duty rests on, on a day: the Code's article once it applies, before that the act it replaced."""
    found = duty(id, edition)
    code = _one({norm.code: norm for norm in norms(edition)}, CODE)
    if on is None or rules.in_force(code.editions, on):
        return LegalBasis(duty=found.name, text=f"《{CODE}》{found.article}", verified=True)
    return LegalBasis(duty=found.name, text=found.before, verified=found.before_verified)


def slips(ref: str | None = None, edition: str = EDITION) -> tuple[Slip, ...]:
    """All slips of the printed text, or those that concern one row or norm."""
    return tuple(slip for slip in _load(edition).slips if ref is None or ref in slip.refs)


def search(text: str, edition: str = EDITION) -> tuple[Hit, ...]:
    """Rows and items whose id, name, text or norms contain every word of the text; nothing for an empty one."""
    if not text.strip():
        return ()
    return tuple(hit for hit in _hits(edition) if rules.matches(hit.searched, text))


@cache
def _load(name: str) -> Edition:
    return loader.load(name)


@cache
def known_ids(edition: str = EDITION) -> frozenset[str]:
    """Every id the edition gives, norm codes included."""
    return frozenset(rules.all_ids(_load(edition)))


@cache
def _services(name: str) -> dict[str, Service]:
    return {service.id: service for service in _load(name).services}


@cache
def _survey_items(name: str) -> dict[str, Item]:
    return {item.id: item for topic in _load(name).topics for item in topic.items}


@cache
def _hits(name: str) -> tuple[Hit, ...]:
    return tuple(everything(_load(name)))


def _one(found: dict[str, Found], id: str) -> Found:  # noqa: A002
    try:
        return found[id]
    except KeyError:
        raise UnknownId(id) from None
