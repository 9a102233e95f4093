"""The live qualification check of clause 4, and what is about to lapse."""

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from ecosteward.accounts.models import Organisation
from ecosteward.agency.models import Agreement, Certificate, CreditCheck
from ecosteward.agency.queries import facts
from ecosteward.agency.queries.people import policy
from ecosteward.agency.rules import Expiring, Line, Qualification, State, Term, due_within, judge
from ecosteward.norms.kernel.months import months_later
from ecosteward.standard.queries import clauses

Provider = Callable[[Organisation], Line]
_providers: dict[str, Provider] = {}


def provide(line_id: str, provider: Provider) -> None:
    """Let a floor above judge a line that rests on its records, such as the contracts of clause 4.3."""
    _providers[line_id] = provider


def qualification(agency: Organisation, on: dt.date | None = None) -> Qualification:
    """Judge every line of clause 4 as of a day (today by default), in the standard's order."""
    judged = {line.id: line for line in judge(facts.gather(agency, on or timezone.localdate())).lines}
    judged |= {line_id: provider(agency) for line_id, provider in _providers.items()}
    return Qualification(tuple(judged.get(line_id, _untold(line_id)) for line_id in texts()))


def texts() -> dict[str, tuple[str, str]]:
    """Return the items of clause 4 in order: id → (clause, words)."""
    own = (row for row in clauses() if row.no.startswith("4."))
    return {item.id: (item.clause, item.text) for row in own for item in row.items}


def _untold(line_id: str) -> Line:
    return Line(line_id, State.UNSURE, "由合同和工作记录证明")


def expiring(agency: Organisation, on: dt.date | None = None) -> tuple[Expiring, ...]:
    """Return what has lapsed or lapses within 90 days of a day (today by default), soonest first."""
    return due_within(_terms(agency), on or timezone.localdate())


def _terms(agency: Organisation) -> list[Term]:
    return [*_certificates(agency), *_agreements(agency), *_credit(agency), *_training(agency)]


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


def _credit(agency: Organisation) -> list[Term]:
    days = policy(agency).credit_days
    if days is None:
        return []
    newest = CreditCheck.objects.filter(agency=agency).order_by("source", "-queried_on", "-pk").distinct("source")
    return [
        Term(f"信用查询（{each.get_source_display()}）", each.queried_on + dt.timedelta(days), "agency:papers")
        for each in newest
    ]


def _training(agency: Organisation) -> list[Term]:
    months = policy(agency).training_months
    newest = facts.newest_session(agency)
    if months is None or newest is None:
        return []
    return [Term("下一次技术培训", months_later(newest.held_on, months), "agency:trainings")]
