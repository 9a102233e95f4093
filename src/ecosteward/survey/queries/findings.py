"""Reading the ledger of findings."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.lookups import DataContains
from django.db.models import Count, Prefetch, Q, QuerySet, Value
from django.utils import timezone

from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.survey.models import STANDING, Finding, FindingState, Pairs, Severity

_UNFINISHED = (FindingState.OPEN, FindingState.RECTIFYING)


@dataclass(frozen=True)
class Tally:
    """Numbers of findings, by what people ask for; voided ones count nowhere. `by_topic` is by id, such as "B2.08"."""

    total: int
    closed: int
    overdue: int
    recurring: int
    by_topic: dict[str, int]
    by_severity: dict[Severity, int]
    by_state: dict[FindingState, int]

    @property
    def open(self) -> int:
        """Return how many are not closed."""
        return self.total - self.closed

    @property
    def rate(self) -> int | None:
        """Return the share closed in percent (整改率); None where there is nothing."""
        return round(100 * self.closed / self.total) if self.total else None


@dataclass(frozen=True)
class Counts:
    """What one client's findings come to."""

    total: int = 0
    open: int = 0
    overdue: int = 0
    submitted: int = 0
    recurring: int = 0


def late(on: dt.date | None = None) -> Q:
    """Return the condition that a finding is overdue on a day: never stored, always by date."""
    return Q(state__in=_UNFINISHED, due_on__lt=on or timezone.localdate())


def extension_asked() -> Q:
    """Return the condition that an enterprise waits for an answer to its wish for more time."""
    return Q(wanted_until__isnull=False, state__in=_UNFINISHED)


def to_look_back(on: dt.date | None = None) -> Q:
    """Return the condition that a closed finding is due for another look (回头看) on a day."""
    return Q(state=FindingState.CLOSED, look_back_on__lte=on or timezone.localdate())


def maybe_saying(word: str) -> Q:
    """Return the condition that a finding has every pair of a word's characters: what an index tells of those to read.

    A single character has no pair and narrows nothing.
    """
    has = DataContains(Pairs("number", "place", "text"), Pairs(Value(word)))
    return Q(has) if len(word) > 1 else Q()


def findings(
    client: Client,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    state: FindingState | None = None,
    topic_id: str = "",
) -> QuerySet[Finding]:
    """Return a client's findings with their photographs, oldest first; those voided only where that state is asked for.

    Args:
        client: whose.
        since: found on or after this day.
        until: found on or before this day.
        state: only in this state.
        topic_id: only of this topic of Table B-2.

    """
    wanted = {"found_on__gte": since, "found_on__lte": until, "state": state, "topic_id": topic_id}
    chosen = {name: value for name, value in wanted.items() if value}
    rows = Finding.objects.filter(client=client, **chosen)
    return with_facts(rows if state else rows.filter(STANDING)).order_by("found_on", "pk")


def with_facts(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """Join in what lists and documents show of a finding, in a constant number of queries."""
    photos = File.objects.order_by("pk")
    return rows.select_related(
        "client", "client__park", "visit", "closed_by", "rectified_by", "raised_by"
    ).prefetch_related(Prefetch("photos_before", photos), Prefetch("photos_after", photos))


def tally(rows: QuerySet[Finding], on: dt.date | None = None) -> Tally:
    """Count findings by topic, severity, state and lateness: two queries, however many there are."""
    plain = rows.filter(STANDING).order_by()
    groups = plain.values_list("topic_id", "severity", "state").annotate(number=Count("pk"))
    by_topic: dict[str, int] = {}
    by_severity = dict.fromkeys(Severity, 0)
    by_state = dict.fromkeys(FindingState, 0)
    for topic, severity, state, number in groups:
        by_topic[topic] = by_topic.get(topic, 0) + number
        by_severity[Severity(severity)] += number
        by_state[FindingState(state)] += number
    rest = plain.aggregate(overdue=Count("pk", filter=late(on)), recurring=Count("pk", filter=Q(recurrences__gt=0)))
    return Tally(
        total=sum(by_state.values()),
        closed=by_state[FindingState.CLOSED],
        overdue=rest["overdue"],
        recurring=rest["recurring"],
        by_topic=dict(sorted(by_topic.items())),
        by_severity=by_severity,
        by_state=by_state,
    )


def counts_of(clients: Iterable[Client] | QuerySet[Client], on: dt.date | None = None) -> dict[int, Counts]:
    """Return what each client's findings come to, by the client's primary key: one query for all of them."""
    wanted = Q(client__in=clients) if isinstance(clients, QuerySet) else Q(client__in=[each.pk for each in clients])
    rows = (
        Finding.objects.filter(wanted, STANDING)
        .order_by()
        .values_list("client_id")
        .annotate(
            total=Count("pk"),
            open=Count("pk", filter=~Q(state=FindingState.CLOSED)),
            overdue=Count("pk", filter=late(on)),
            submitted=Count("pk", filter=Q(state=FindingState.SUBMITTED)),
            recurring=Count("pk", filter=Q(recurrences__gt=0)),
        )
    )
    return {client: Counts(*numbers) for client, *numbers in rows}


def repeated(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """Return those of the findings that came back after they were closed (反复), the most frequent first."""
    return rows.filter(STANDING, recurrences__gt=0).order_by("-recurrences", "-found_on")
