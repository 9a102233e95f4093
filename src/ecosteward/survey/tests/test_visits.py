"""Planning and starting visits."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.journal.models import Entry
from ecosteward.standard import queries as standard
from ecosteward.survey import services
from ecosteward.survey.models import Visit, VisitState
from ecosteward.survey.queries.checklist import checklist
from ecosteward.survey.tests.conftest import MakesVisits

DAY = dt.date(2026, 3, 18)


@pytest.fixture
def planned(technician: User, project_lead: User, enterprise: Client) -> Visit:
    return services.plan_visit(technician, enterprise, DAY, [technician, project_lead])


def test_a_visit_covers_all_11_topics_unless_told_otherwise(planned: Visit) -> None:
    assert len(planned.topics) == 11
    assert planned.edition == standard.EDITION
    assert checklist(planned).progress.total == sum(len(topic.items) for topic in standard.survey_topics())


def test_chosen_topics_stand_in_printed_order_once(technician: User, enterprise: Client) -> None:
    visit = services.plan_visit(technician, enterprise, DAY, [technician], topics=["B2.11", "B2.02", "B2.11"])
    assert visit.topics == ["B2.02", "B2.11"]


@pytest.mark.parametrize("topics", [[], ["B2.12"], ["B2.01", "X"]])
def test_topics_that_table_b2_does_not_have_are_refused(
    topics: list[str], technician: User, enterprise: Client
) -> None:
    with pytest.raises(ValidationError, match="至少选择一类"):
        services.plan_visit(technician, enterprise, DAY, [technician], topics=topics)


def test_an_inspector_serves_the_enterprise(
    technician: User, colleague: User, stranger: User, enterprise: Client, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    for person in (colleague, stranger):
        with pytest.raises(ValidationError, match="请先指派"):
            services.plan_visit(technician, enterprise, DAY, [technician, person])
    assert (Visit.objects.count(), journal_rows()) == (0, before)


def test_planning_is_one_row_that_names_the_inspectors(planned: Visit) -> None:
    (row,) = Entry.objects.filter(kind="survey.visit")
    assert row.changes["inspectors"] == [None, ["吕岩", "韩松"]]


def test_a_client_plans_no_visit(contact: User, enterprise: Client, journal_rows: Callable[[], int]) -> None:
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.plan_visit(contact, enterprise, DAY, [])
    assert journal_rows() == before


def test_a_topic_is_left_out_with_a_reason_and_taken_in_again(technician: User, planned: Visit) -> None:
    whole = checklist(planned).progress.total
    services.set_topic(technician, planned, "B2.11", "不是土壤污染重点监管单位")
    assert checklist(planned).progress.total == whole - 10
    services.set_topic(technician, planned, "B2.11", " ")
    assert planned.not_applicable == {}


def test_not_every_topic_can_be_left_out(technician: User, started: MakesVisits) -> None:
    visit = started("B2.05")
    with pytest.raises(ValidationError, match="至少保留一类"):
        services.set_topic(technician, visit, "B2.05", "不涉及")
    visit.refresh_from_db()
    with pytest.raises(ValidationError, match="本次选定"):
        services.set_topic(technician, visit, "B2.06", "不涉及")


def test_times_that_cannot_be_are_refused(technician: User, planned: Visit) -> None:
    ahead = timezone.now() + dt.timedelta(hours=1)
    with pytest.raises(ValidationError, match="开始时间还没到"):
        services.start_visit(technician, planned, ahead)
    planned.refresh_from_db()
    services.start_visit(technician, planned, timezone.now() - dt.timedelta(hours=3))
    assert planned.started_at is not None
    planned.ended_at = planned.started_at - dt.timedelta(minutes=1)
    with pytest.raises(ValidationError, match="不能早于开始时间"):
        services.change_visit(technician, planned)


def test_a_load_no_plant_runs_at_is_refused(technician: User, planned: Visit) -> None:
    planned.load = 800
    with pytest.raises(ValidationError, match="请核对"):
        services.change_visit(technician, planned)


def test_only_who_leads_takes_a_visit_off_the_plan_and_says_why(
    technician: User, project_lead: User, planned: Visit, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.cancel_visit(technician, planned, "停产")
    with pytest.raises(ValidationError, match="取消检查的原因"):
        services.cancel_visit(project_lead, planned, " ")
    assert journal_rows() == before
    services.cancel_visit(project_lead, planned, "企业停产检修")
    assert not Visit.objects.exists()
    row = Entry.objects.latest("pk")
    assert (row.action, row.reason) == ("visit.cancelled", "企业停产检修")


def test_a_visit_that_has_begun_is_not_taken_off_the_plan(project_lead: User, started: MakesVisits) -> None:
    with pytest.raises(RefusedError):
        services.cancel_visit(project_lead, started(), "停产")


def test_a_visit_handed_in_is_frozen(technician: User, answered: MakesVisits) -> None:
    visit = answered()
    services.submit_visit(technician, visit)
    visit.refresh_from_db()
    assert visit.state == VisitState.SUBMITTED
    with pytest.raises(RefusedError):
        services.change_visit(technician, visit)
    with pytest.raises(RefusedError):
        services.set_topic(technician, visit, "B2.05", "不涉及")
