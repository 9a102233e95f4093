"""The live qualification check of clause 4, and what is about to lapse."""

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from ecosteward.accounts.models import Organisation
from ecosteward.agency.models import Agreement, Certificate, CreditSource
from ecosteward.agency.queries import facts
from ecosteward.agency.rules import Expiring, Facts, Line, Qualification, State, Term, due_within, judge
from ecosteward.norms.kernel.months import months_later
from ecosteward.standard.queries import clauses

Provider = Callable[[Organisation], Line]
_providers: dict[str, Provider] = {}


def provide(line_id: str, provider: Provider) -> None:
    """Let a floor above judge a line that rests on its records, such as the contracts of clause 4.3."""
    _providers[line_id] = provider


def qualification(agency: Organisation, known: Facts | None = None) -> Qualification:
    """Judge every line of clause 4 in the standard's order: as of the day of what is `known`, today by default."""
    known = known or facts.gather(agency, timezone.localdate())
    judged = {line.id: line for line in judge(known).lines}
    judged |= {line_id: provider(agency) for line_id, provider in _providers.items()}
    return Qualification(tuple(judged.get(line_id, _untold(line_id)) for line_id in texts()))


def texts() -> dict[str, tuple[str, str]]:
    """Return the items of clause 4 in order: id → (clause, words)."""
    own = (row for row in clauses() if row.no.startswith("4."))
    return {item.id: (item.clause, item.text) for row in own for item in row.items}


def _untold(line_id: str) -> Line:
    return Line(line_id, State.UNSURE, "由合同和工作记录证明")


def expiring(agency: Organisation, known: Facts | None = None) -> tuple[Expiring, ...]:
    """Return what has lapsed or lapses within 90 days of the day of what is `known` (today by default), soonest first."""
    known = known or facts.gather(agency, timezone.localdate())
    terms = [*_certificates(agency), *_agreements(agency), *_credit(known), *_training(known)]
    return due_within(terms, known.on)


def _certificates(agency: Organisation) -> list[Term]:
    held = Certificate.objects.filter(agency=agency, staff__left_on=None, staff__person__is_active=True)
    held = held.exclude(confirmed_on=None).select_related("staff__person")
    return [
        Term(f"{each.staff} {each.name}", each.valid_until, "agency:person", each.staff_id)
        for each in held
        if each.valid_until
    ]


def _agreements(agency: Organisation) -> list[Term]:
    signed = Agreement.objects.filter(agency=agency, staff__left_on=None, staff__person__is_active=True)
    newest = signed.order_by("staff_id", "-signed_on", "-pk").distinct("staff_id").select_related("staff__person")
    return [
        Term(f"{each.staff} 保密协议", each.valid_until, "agency:person", each.staff_id)
        for each in newest
        if each.valid_until
    ]


def _credit(known: Facts) -> list[Term]:
    days = known.periods.credit_days
    if days is None:
        return []
    return [
        Term(f"信用查询（{CreditSource(each.source).label}）", each.queried_on + dt.timedelta(days), "agency:papers")
        for each in known.credits
    ]


def _training(known: Facts) -> list[Term]:
    months, newest = known.periods.training_months, next((each for each in known.sessions if each.attended), None)
    if months is None or newest is None:
        return []
    return [Term("下一次技术培训", months_later(newest.held_on, months), "agency:trainings")]
