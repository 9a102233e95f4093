import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.engagements.models import Contract
from ecosteward.evaluation import services
from ecosteward.evaluation.models import (
    Complaint,
    ComplaintKind,
    Satisfaction,
    Scorecard,
    Survey,
)
from ecosteward.evaluation.tests.conftest import LEVELS

Browse = Callable[[User], Browser]
LISTS = ["list", "opinions", "improvements"]


def _fill(director: User, contact: User, contract: Contract, numbers: range) -> None:
    for number in numbers:
        for each in _contracts(contract, number):
            survey = services.open_survey(director, each, expires_on=timezone.localdate())
            services.answer_survey(survey.token, respondent="宋岚", overall=Satisfaction.VERY, answers=LEVELS)
            made = services.raise_complaint(
                contact, each.client, kind=ComplaintKind.ADVICE, text=f"建议{number}", contract=each
            )
            services.assign_complaint(director, made, director, timezone.localdate())
            services.plan_improvement(
                director,
                problem="甲",
                cause="乙",
                measure="丙",
                responsible=director,
                due_on=timezone.localdate(),
                client=each.client,
                contract=each,
            )


def _contracts(contract: Contract, number: int) -> Iterator[Contract]:
    """Yield the contract, and one more of the same client."""
    yield contract
    more = Contract.objects.get(pk=contract.pk)
    more.pk, more.number, more._state.adding = None, f"另{number}", True
    more.save()
    yield more


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("who", ["director", "technician", "contact"])
def test_lists_open_for_both_sides(
    browse: Browse,
    survey: Survey,
    complaint: Complaint,
    card: Scorecard,
    who: str,
    page: str,
    request: pytest.FixtureRequest,
) -> None:
    answer = browse(request.getfixturevalue(who)).get(reverse(f"evaluation:{page}"))
    assert answer.status_code == 200
    export = browse(request.getfixturevalue(who)).get(reverse(f"evaluation:{page}"), {"export": "xlsx"})
    assert export.content[:2] == b"PK"


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_who_does_not_serve_the_client_finds_nothing(
    browse: Browse, survey: Survey, complaint: Complaint, card: Scorecard, who: str, request: pytest.FixtureRequest
) -> None:
    browser = browse(request.getfixturevalue(who))
    for name, number in (
        ("contract", card.contract_id),
        ("client", card.client_id),
        ("survey", survey.pk),
        ("complaint", complaint.pk),
        ("scorecard", card.pk),
        ("scorecard_sign", card.pk),
        ("complaint_answer", complaint.pk),
    ):
        assert browser.get(reverse(f"evaluation:{name}", args=[number])).status_code == 404, name
    assert complaint.number not in browser.get(reverse("evaluation:opinions")).content.decode()


def test_pages_open_for_those_concerned(
    browse: Browse, director: User, contact: User, survey: Survey, complaint: Complaint, card: Scorecard
) -> None:
    item = services.plan_improvement(
        director,
        problem="甲",
        cause="乙",
        measure="丙",
        responsible=director,
        due_on=timezone.localdate(),
        client=card.client,
    )
    for user, pages in (
        (director, [("contract", card.contract_id), ("client", card.client_id), ("survey", survey.pk)]),
        (director, [("complaint", complaint.pk), ("improvement", item.pk)]),
        (contact, [("contract", card.contract_id), ("client", card.client_id), ("complaint", complaint.pk)]),
        (contact, [("scorecard", card.pk), ("scorecard_sign", card.pk), ("scorecard_discard", card.pk)]),
    ):
        for name, number in pages:
            assert browse(user).get(reverse(f"evaluation:{name}", args=[number])).status_code == 200, name


def test_late_complaints_are_filtered_and_marked(browse: Browse, director: User, complaint: Complaint) -> None:
    browser = browse(director)
    late = reverse("evaluation:opinions") + "?state=overdue"
    assert complaint.number not in browser.get(late).content.decode()
    Complaint.objects.update(due_on=timezone.localdate() - dt.timedelta(1), state="handling")
    page = browser.get(late).content.decode()
    assert complaint.number in page
    assert "已超期" in page


@pytest.mark.parametrize("page", [*LISTS, "contract", "client"])
def test_a_page_asks_the_database_as_often_for_twelve_rows_as_for_two(
    browse: Browse, director: User, contact: User, running: Contract, page: str
) -> None:
    browser = browse(director)
    arguments = {"contract": [running.pk], "client": [running.client_id]}.get(page, [])

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(reverse(f"evaluation:{page}", args=arguments)).status_code == 200
        return len(seen)

    _fill(director, contact, running, range(2))
    few = cost()
    _fill(director, contact, running, range(2, 12))
    assert cost() == few
