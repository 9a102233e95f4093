"""Server time and number of queries of every list and every home, at a province's size."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.bench.population import Populated

ROUNDS = 30
WARM_UP = 3


@dataclass(frozen=True)
class Measured:
    """One page's figures: milliseconds of server time, and queries."""

    words: str
    median: float
    p95: float
    queries: int
    kilobytes: float


class Counter:
    """Counts the queries that pass by."""

    number = 0

    def __call__(self, execute: Callable[..., Any], *call: Any) -> Any:
        """Let one query through."""
        self.number += 1
        return execute(*call)


def places(people: Populated) -> Iterator[tuple[str, User, str]]:
    """Yield each page to measure: words, who looks, address."""
    homes = ("director", "quality_lead", "project_lead", "technician", "contact", "officer")
    for role in homes:
        yield f"首页：{getattr(people, role).roles[0]}", getattr(people, role), "/"
    director = people.director
    lists = (
        "clients:list",
        "engagements:contracts",
        "engagements:tasks",
        "survey:visits",
        "survey:findings",
        "deliverables:list",
        "archive:list",
        "evaluation:list",
        "evaluation:opinions",
        "agency:overview",
        "standard:overview",
        "web:journal",
    )
    for name in lists:
        yield name, director, reverse(name)
    yield "survey:findings 按期限排序", director, reverse("survey:findings") + "?sort=due_on"
    yield "survey:findings 技术人员", people.technician, reverse("survey:findings")
    yield "survey:findings 园区", people.officer, reverse("survey:findings")
    for name in ("page", "profile"):
        yield f"clients:{name}", director, reverse(f"clients:{name}", args=[people.client.pk])
    for room in ("survey", "engagements", "archive", "deliverables", "evaluation"):
        yield f"{room}:client", director, reverse(f"{room}:client", args=[people.client.pk])


def measure(people: Populated, say: Callable[[Measured], None]) -> list[Measured]:
    """Ask for each page many times in one process and return its figures. Raises RuntimeError for a failing page."""
    rows = []
    for words, user, address in places(people):
        browser = Browser()
        browser.force_login(user)
        rows.append(_measure(browser, words, address))
        say(rows[-1])
    return rows


def _measure(browser: Browser, words: str, address: str) -> Measured:
    queries = Counter()
    with connection.execute_wrapper(queries):
        answer = browser.get(address)
    if answer.status_code != 200:  # noqa: PLR2004  # HTTP's word for done
        raise RuntimeError(f"{address} answers {answer.status_code}")
    for _ in range(WARM_UP):
        browser.get(address)
    times = sorted(_timed(browser, address) for _ in range(ROUNDS))
    p95 = times[round(0.95 * (ROUNDS - 1))]
    return Measured(words, statistics.median(times), p95, queries.number, len(answer.content) / 1024)


def _timed(browser: Browser, address: str) -> float:
    start = time.perf_counter()
    browser.get(address)
    return (time.perf_counter() - start) * 1000
