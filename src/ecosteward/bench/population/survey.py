"""Visits with their answers, and the findings with where they stand."""

import datetime as dt
import random
from collections.abc import Iterator
from itertools import count

from django.utils import timezone

from ecosteward.bench.population.people import Agency
from ecosteward.bench.population.rows import TODAY, batches, draws, made, owned, stored
from ecosteward.clients.models import Client
from ecosteward.standard.models import Topic
from ecosteward.standard.queries import EDITION, survey_topics
from ecosteward.survey.models import (
    Action,
    Answer,
    Finding,
    FindingState,
    FindingStep,
    Severity,
    Side,
    Verdict,
    Visit,
    VisitState,
)

_VISITS = 12  # of one client; the last is still to come
_HEAVY = 200  # every so many findings are the first client's
_STATES = [FindingState.CLOSED] * 7 + [FindingState.OPEN, FindingState.RECTIFYING, FindingState.SUBMITTED]
_TEXTS = ("危险废物贮存点未设置标志", "废气收集管道破损", "雨水口有油污", "自行监测频次不足", "台账记录不完整")
_NOW = timezone.now()


def make(clients: list[Client], agencies: dict[int, Agency], findings: int) -> None:
    """Make a year of monthly visits to each client and what they found; the first client has most."""
    topics = survey_topics()
    visits = made(visit for client in clients for visit in _visits(client, topics))
    inspectors = _inspectors(clients, agencies)
    made(
        Visit.inspectors.through(visit_id=visit.pk, user_id=person)
        for visit in visits
        for person in {inspectors[visit.client_id], agencies[visit.agency_id].staff[2].pk}
    )
    made(_answers(visits, topics, inspectors))
    for batch in batches(_findings(visits, findings, topics, inspectors)):
        made(_step(finding) for finding in stored(batch))


def _inspectors(clients: list[Client], agencies: dict[int, Agency]) -> dict[int, int]:
    return {client.pk: agencies[client.agency_id].technician(n // len(agencies)).pk for n, client in enumerate(clients)}


def _visits(client: Client, topics: tuple[Topic, ...]) -> Iterator[Visit]:
    for n in range(_VISITS):
        day = TODAY + dt.timedelta(days=client.pk % 28 - 30 * (_VISITS - 1 - n))
        handed_in = n < _VISITS - 1
        yield Visit(
            **owned(client),
            number=f"BENCH-V-{client.pk}-{n}",
            edition=EDITION,
            state=VisitState.SUBMITTED if handed_in else VisitState.PLANNED,
            planned_on=day,
            started_at=_NOW + (day - TODAY) if handed_in else None,
            topics=[topic.id for topic in topics],
        )


def _answers(visits: list[Visit], topics: tuple[Topic, ...], inspectors: dict[int, int]) -> Iterator[Answer]:
    """Answer all items in the first client's visits and three in every other's; one in ten is left to be verified."""
    items = [item.id for topic in topics for item in topic.items]
    number = count()
    for visit in visits:
        if visit.state != VisitState.SUBMITTED:
            continue
        for item in items if visit.client_id == visits[0].client_id else items[:3]:
            verdict = Verdict.UNSURE if next(number) % 10 == 0 else Verdict.CONFORMING
            yield Answer(
                **owned(visit.client),
                visit=visit,
                item_id=item,
                verdict=verdict,
                answered_by_id=inspectors[visit.client_id],
            )


def _findings(
    visits: list[Visit], number: int, topics: tuple[Topic, ...], inspectors: dict[int, int]
) -> Iterator[Finding]:
    done, draw = [visit for visit in visits if visit.state == VisitState.SUBMITTED], draws()
    for n in range(number):
        visit = done[n % (_VISITS - 1)] if n % _HEAVY == 0 else done[n % len(done)]
        yield _finding(n, visit, topics, inspectors[visit.client_id], draw)


def _finding(n: int, visit: Visit, topics: tuple[Topic, ...], by: int, draw: random.Random) -> Finding:
    topic, state = topics[n % len(topics)], draw.choice(_STATES)
    found = visit.planned_on
    due = found + dt.timedelta(days=draw.choice([7, 15, 30, 60, 90]))
    closed = due - dt.timedelta(days=3) if state == FindingState.CLOSED else None
    return Finding(
        **owned(visit.client),
        visit=visit,
        number=f"BENCH-F-{n}",
        topic_id=topic.id,
        item_id=topic.items[n % len(topic.items)].id,
        place=f"{n % 30} 号车间",
        text=f"第 {n} 个问题：{_TEXTS[n % len(_TEXTS)]}，现场检查时发现，须按相关标准要求整改到位",
        basis="GB 15562.2",
        severity=draw.choice(list(Severity)),
        suggestion="按标准设置标志牌，并建立检查制度",
        due_on=due,
        found_on=found,
        state=state,
        recurrences=1 if n % 30 == 0 else 0,
        closed_on=closed,
        look_back_on=closed and closed + dt.timedelta(days=90),
        raised_by_id=by,
        edition=EDITION,
    )


def _step(finding: Finding) -> FindingStep:
    return FindingStep(
        finding=finding,
        action=Action.RAISE,
        new=FindingState.OPEN,
        by_id=finding.raised_by_id,
        side=Side.AGENCY,
        visit_id=finding.visit_id,
    )
