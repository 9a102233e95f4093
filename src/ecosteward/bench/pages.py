"""Server time and number of queries of every list and every home, at a province's size."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper
from ecosteward.bench.population import Populated
from ecosteward.config.settled import settle
from ecosteward.deliverables.models import Document
from ecosteward.engagements.models import Contract, Task
from ecosteward.monitoring.models import Alarm, Device, Point
from ecosteward.survey.models import Finding, Visit

ROUNDS = 30
WARM_UP = 3


@dataclass(frozen=True)
class Measured:
    """One page's figures: milliseconds of server time, of them the median in the database, and queries."""

    words: str
    median: float
    p95: float
    database: float
    queries: int
    kilobytes: float


class Clock:
    """Counts the queries that pass by, and the seconds they take."""

    def __init__(self) -> None:
        self.number, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *call: Any) -> Any:
        """Let one query through."""
        start = time.perf_counter()
        try:
            return execute(*call)
        finally:
            self.number += 1
            self.seconds += time.perf_counter() - start


def places(people: Populated) -> Iterator[tuple[str, User, str]]:
    """Yield each page to measure: words, who looks, address."""
    yield from _homes(people)
    yield from _lists(people)
    yield from _searches(people)
    yield from _of_client(people)


def _homes(people: Populated) -> Iterator[tuple[str, User, str]]:
    for role in ("director", "quality_lead", "project_lead", "technician", "contact", "officer", "county", "province"):
        yield f"首页：{role}", getattr(people, role), "/"


def _lists(people: Populated) -> Iterator[tuple[str, User, str]]:
    names = (
        "clients:list",
        "engagements:contracts",
        "engagements:tasks",
        "engagements:calendar",
        "engagements:notices",
        "survey:visits",
        "survey:findings",
        "survey:heat",
        "survey:unsure",
        "deliverables:list",
        "archive:list",
        "archive:expiring",
        "evaluation:list",
        "evaluation:opinions",
        "evaluation:improvements",
        "monitoring:overview",
        "monitoring:quality",
        "monitoring:strangers",
        "monitoring:alarms",
        "agency:overview",
        "agency:staff",
        "monitoring:results",
        "people:list",
        "standard:overview",
        "web:journal",
    )
    for name in names:
        yield name, people.director, reverse(name)
    for name in ("engagements:tasks", "survey:visits", "archive:list", "evaluation:list"):
        yield f"{name} project_lead", people.project_lead, reverse(name)
    for role in ("project_lead", "technician", "contact", "officer", "county", "province"):
        yield f"survey:findings {role}", getattr(people, role), reverse("survey:findings")
    everywhere = ("clients:list", "survey:heat", "monitoring:overview", "monitoring:quality", "monitoring:alarms")
    for name in (
        *everywhere,
        "web:places",
        "monitoring:places",
        "deliverables:list",
        "archive:list",
        "evaluation:opinions",
    ):
        yield f"{name} province", people.province, reverse(name)


def _searches(people: Populated) -> Iterator[tuple[str, User, str]]:
    """Yield lists as people narrow, sort and turn them over; the words searched for are in some rows or in none."""
    asked = {
        "clients:list": ("q=企业 0008", "sort=park__name"),
        "engagements:contracts": ("q=企业 0008", "state=running"),
        "engagements:tasks": ("q=企业 0008", "when=overdue", "state=open&mine=mine", "month=2026-11", "sort=-due_on"),
        "survey:visits": ("q=企业 0008", "state=planned", "mine=1", "page=999"),
        "survey:findings": (
            "q=油污",
            "q=无此问题",
            "q=BENCH-F-77",
            "state=all&q=油污",
            "state=all&q=无此问题",
            "state=late",
            "state=look_back",
            "state=closed",
            "sort=due_on",
            "sort=client__name",
            "sort=severity",
            "page=999",
            "state=all&page=999",
            "month=2026-08&state=all",
            f"client={people.client.pk}&state=all",
        ),
        "deliverables:list": ("q=总结", "state=review"),
        "archive:list": ("q=企业 0008", "sort=electronic", "page=999"),
        "archive:search": ("q=排污许可证", "q=废物委托", "q=登记编号 777"),
        "evaluation:list": ("q=企业 0008", "satisfied=very", "sort=complaints_open"),
        "evaluation:opinions": ("q=晚了", "state=overdue"),
        "monitoring:overview": ("q=企业 0008", "sort=online_count"),
        "monitoring:quality": ("q=企业 0008", "sort=-effective"),
        "monitoring:alarms": ("q=企业 0008", "state=all", "sort=since"),
        "web:journal": ("q=企业 00088", "q=无此企业", "page=999", "sort=at"),
    }
    for name, queries in asked.items():
        for query in queries:
            yield f"{name} {query}", people.director, f"{reverse(name)}?{query}"
    for query in ("q=油污", "state=all&q=无此问题", "state=all"):
        yield f"survey:findings {query} province", people.province, f"{reverse('survey:findings')}?{query}"


def _of_client(people: Populated) -> Iterator[tuple[str, User, str]]:
    """Yield the pages of the client that has most of everything, and of what stands under it."""
    client, director = people.client, people.director
    for name in ("page", "profile"):
        yield f"clients:{name}", director, reverse(f"clients:{name}", args=[client.pk])
    for room in ("survey", "engagements", "monitoring", "archive", "deliverables", "evaluation"):
        yield f"{room}:client", director, reverse(f"{room}:client", args=[client.pk])
    yield "archive:edit", director, reverse("archive:edit", args=[client.pk])
    yield "archive:cover", director, reverse("archive:cover", args=[client.pk])
    firsts: tuple[tuple[str, type[Model]], ...] = (
        ("survey:finding", Finding),
        ("survey:visit", Visit),
        ("survey:record", Visit),
        ("engagements:contract", Contract),
        ("engagements:task", Task),
        ("monitoring:point", Point),
        ("monitoring:data", Point),
        ("monitoring:packets", Device),
        ("monitoring:alarm", Alarm),
        ("deliverables:document", Document),
        ("archive:paper", Paper),
        ("evaluation:contract", Contract),
    )
    for name, model in firsts:
        first = model._default_manager.filter(client=client).earliest("pk")
        yield name, director, reverse(name, args=[first.pk])
    for name in ("engagements:contracts", "archive:list", "deliverables:list"):
        yield f"{name} contact", people.contact, reverse(name)


def measure(people: Populated, say: Callable[[Measured], None], only: str = "") -> list[Measured]:
    """Ask for each page many times in one process and return its figures. Raises RuntimeError for a failing page.

    Args:
        people: who looks.
        say: told each page's figures as soon as they are known.
        only: measure just the pages whose words hold this.

    """
    settle()  # as the web server does
    rows = []
    for words, user, address in places(people):
        if only in words:
            browser = Browser()
            browser.force_login(user)
            rows.append(_measure(browser, words, address))
            say(rows[-1])
    return rows


def _measure(browser: Browser, words: str, address: str) -> Measured:
    answer = browser.get(address)
    if answer.status_code != 200:  # noqa: PLR2004  # HTTP's word for done
        raise RuntimeError(f"{address} answers {answer.status_code}")
    for _ in range(WARM_UP):
        browser.get(address)
    rounds = [_timed(browser, address) for _ in range(ROUNDS)]
    times = sorted(total for total, _, _ in rounds)
    return Measured(
        words,
        statistics.median(times),
        p95=times[round(0.95 * (ROUNDS - 1))],
        database=statistics.median(database for _, database, _ in rounds),
        queries=rounds[0][2],
        kilobytes=len(answer.content) / 1024,
    )


def _timed(browser: Browser, address: str) -> tuple[float, float, int]:
    """Return milliseconds, of them in the database, and the number of queries."""
    clock = Clock()
    start = time.perf_counter()
    with connection.execute_wrapper(clock):
        browser.get(address)
    return (time.perf_counter() - start) * 1000, clock.seconds * 1000, clock.number
