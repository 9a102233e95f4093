"""Two phones at once: each waits for the other and nothing is lost or doubled."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.journal.models import Entry
from ecosteward.journal.queries import check
from ecosteward.journal.services import StaleError
from ecosteward.survey import services
from ecosteward.survey.models import Answer, Finding, Verdict
from ecosteward.survey.services import Judgement
from ecosteward.survey.tests.conftest import MakesVisits

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")


def at_once(*steps: Callable[[], T]) -> list[T | Exception]:
    """Run steps in threads that start together; return what each gave or raised."""
    barrier = Barrier(len(steps))

    def run(step: Callable[[], T]) -> T | Exception:
        barrier.wait()
        try:
            return step()
        except Exception as error:  # noqa: BLE001  # the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


def test_of_two_different_answers_one_is_kept_and_the_other_is_told(
    technician: User, project_lead: User, started: MakesVisits
) -> None:
    visit = started()
    results = at_once(
        lambda: services.answer(technician, visit, "B2.05.01", Verdict.CONFORMING, seen=0),
        lambda: services.answer(project_lead, visit, "B2.05.01", Verdict.FAILED, "没有披露", seen=0),
    )
    (kept,) = Answer.objects.all()
    assert [type(result) for result in results if result != kept] == [StaleError]
    assert Entry.objects.filter(kind="survey.answer").count() == 1


def test_answers_to_different_items_do_not_disturb_each_other(
    technician: User, project_lead: User, started: MakesVisits
) -> None:
    visit = started()
    steps = [
        lambda item=f"B2.05.{number:02d}", by=by: services.answer(by, visit, item, Verdict.CONFORMING, seen=0)
        for number, by in enumerate([technician, project_lead] * 4, start=1)
    ]
    assert all(isinstance(result, Answer) for result in at_once(*steps))
    assert Answer.objects.count() == 8
    assert list(check()) == []


def test_a_visit_handed_in_twice_at_once_raises_its_findings_once(
    technician: User, project_lead: User, answered: MakesVisits
) -> None:
    visit = answered()
    services.answer(technician, visit, "B2.05.04", Verdict.FAILED, "缺章")
    results = at_once(
        lambda: services.submit_visit(technician, visit), lambda: services.submit_visit(project_lead, visit)
    )
    assert sum(isinstance(result, RefusedError) for result in results) == 1
    assert Finding.objects.count() == 1


def test_numbers_given_at_once_are_all_different_and_without_gaps(technician: User, enterprise: Client) -> None:
    def found() -> Finding:
        said = Judgement("无标签")
        return services.raise_finding(
            technician, enterprise, "B2.10", said, item_id="B2.10.05", found_on=dt.date(2026, 3, 1)
        )

    at_once(*[found] * 6)
    numbers = Finding.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"WT-2026-{number:04d}" for number in range(1, 7)]
