"""Which rules hold for a client: its own, else the agency's, else the defaults."""

from collections.abc import Iterable

from django.db.models import QuerySet

from ecosteward.clients.models import Client
from ecosteward.monitoring.models import AlarmRule, Level
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.monitoring.rules.thresholds import DEFAULTS, Threshold

# (agency, client or None, cause) → rows; a cause that is switched off has none.
Book = dict[tuple[int, int | None, Cause], list[Threshold]]


def book(agencies: Iterable[int]) -> Book:
    """Return all rules of some agencies. One query."""
    found: Book = {}
    for rule in AlarmRule.objects.filter(agency_id__in=set(agencies)):
        rows = found.setdefault((rule.agency_id, rule.client_id, Cause(rule.cause)), [])
        if rule.on:
            rows.append(Threshold(Cause(rule.cause), rule.threshold, Level(rule.level), rule.escalates_after))
    return found


def in_force(rules: Book, client: Client, cause: Cause) -> list[Threshold]:
    """Return the rules of a cause that hold for a client: one rule of its own takes the place of all others."""
    for owner in (client.pk, None):
        if (client.agency_id, owner, cause) in rules:
            return rules[client.agency_id, owner, cause]
    return [row for row in DEFAULTS if row.cause == cause]


def own_rules(agency_id: int, cause: Cause) -> QuerySet[AlarmRule]:
    """Return an agency's rules of a cause for all its clients."""
    return AlarmRule.objects.filter(agency_id=agency_id, client=None, cause=cause)
