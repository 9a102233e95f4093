"""Reading findings and visits: right numbers, and as many queries for many as for few."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.survey import queries, services
from ecosteward.survey.models import Answer, Finding, FindingState, Severity, Verdict, Visit
from ecosteward.survey.queries.checklist import overall, parts, together
from ecosteward.survey.services import Judgement
from ecosteward.survey.tests.conftest import MakesVisits, jpeg

TODAY = timezone.localdate()


@pytest.fixture
def ledger(technician: User, contact: User, project_lead: User, enterprise: Client) -> QuerySet[Finding]:
    """Four findings: open and late, open, closed, and one that came back."""

    def found(item: str, severity: Severity, days: int) -> Finding:
        said = Judgement(f"问题 {item}", "某处", severity, due_on=TODAY + dt.timedelta(days))
        return services.raise_finding(
            technician,
            enterprise,
            item[:5],
            said,
            item_id=item,
            found_on=TODAY - dt.timedelta(30),
            photos=[jpeg(colour=f"rgb({days + 100},0,0)")],
        )

    found("B2.10.05", Severity.MAJOR, -3)
    found("B2.10.06", Severity.SERIOUS, 3)
    for item, again in (("B2.08.05", False), ("B2.09.03", True)):
        finding = found(item, Severity.ORDINARY, 5)
        services.start_rectification(contact, finding)
        services.submit_rectification(contact, finding, "改好", [jpeg(colour="blue")])
        services.approve(project_lead, finding)
        if again:
            services.reopen(project_lead, finding, "又有")
    return Finding.objects.filter(client=enterprise)


def test_a_tally_counts_by_topic_severity_state_and_date(ledger: QuerySet[Finding]) -> None:
    numbers = queries.tally(ledger)
    assert (numbers.total, numbers.open, numbers.closed, numbers.overdue, numbers.recurring) == (4, 3, 1, 1, 1)
    assert numbers.rate == 25
    assert numbers.by_topic == {"B2.08": 1, "B2.09": 1, "B2.10": 2}
    assert numbers.by_severity[Severity.ORDINARY] == 2
    assert numbers.by_state[FindingState.OPEN] == 3
    assert queries.tally(ledger, TODAY + dt.timedelta(4)).overdue == 2


def test_a_tally_of_nothing_has_no_rate(enterprise: Client) -> None:
    assert queries.tally(Finding.objects.all()).rate is None


def test_counts_of_many_clients_take_one_query(
    ledger: QuerySet[Finding], enterprise: Client, park: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        found = queries.counts_of([enterprise, park])
    assert found == {enterprise.pk: queries.Counts(4, 3, 1, 0, 1)}
    with django_assert_num_queries(1):
        assert queries.counts_of(Client.objects.all()) == found


def test_findings_of_a_client_are_narrowed_as_asked(ledger: QuerySet[Finding], enterprise: Client) -> None:
    assert queries.findings(enterprise, state=FindingState.CLOSED).count() == 1
    assert queries.findings(enterprise, topic_id="B2.10").count() == 2
    assert queries.findings(enterprise, since=TODAY).count() == 0
    assert queries.findings(enterprise, until=TODAY - dt.timedelta(30)).count() == 4


def test_what_a_document_reads_of_findings_takes_as_many_queries_for_many_as_for_one(
    ledger: QuerySet[Finding], enterprise: Client, django_assert_num_queries: Any
) -> None:
    def read(rows: QuerySet[Finding]) -> None:
        for row in rows:
            assert row.client.name
            assert row.raised_by.name
            assert row.photos_before.all()
            list(row.photos_after.all())

    for rows in (queries.findings(enterprise)[:1], queries.findings(enterprise)):
        with django_assert_num_queries(3):
            read(rows)


def test_repeated_findings_are_those_that_came_back(ledger: QuerySet[Finding]) -> None:
    assert [row.item_id for row in queries.repeated(ledger)] == ["B2.09.03"]


def test_the_heat_table_counts_what_is_not_closed(
    ledger: QuerySet[Finding], enterprise: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        table = queries.heat(ledger)
    (line,) = table.lines
    assert [(cell.topic.no, cell.number, cell.level) for cell in line.cells if cell.number] == [
        ("9", 1, 2),
        ("10", 2, 4),
    ]
    assert (line.client, line.total, sum(table.totals), table.enterprises) == (enterprise, 3, 3, 1)
    assert queries.heat(ledger, most=0).lines == ()


def test_a_visit_is_found_in_its_month_with_what_it_raised_joined_and_reopened(
    technician: User, enterprise: Client, answered: MakesVisits
) -> None:
    for _ in range(2):
        visit = answered()
        services.answer(technician, visit, "B2.05.04", Verdict.FAILED, "缺章", place="办公室")
        services.submit_visit(technician, visit)
    found: Any = queries.visits_between(enterprise, TODAY, TODAY)
    assert [row.raised for row in found] == [1, 0]
    assert [queries.findings_of(row).count() for row in found] == [1, 1]
    assert not queries.visits_between(enterprise, TODAY - dt.timedelta(9), TODAY - dt.timedelta(1)).exists()


def test_an_unsure_item_is_listed_until_it_is_resolved(technician: User, answered: MakesVisits) -> None:
    visit = answered()
    services.answer(technician, visit, "B2.05.04", Verdict.UNSURE)
    assert not queries.unsure(Answer.objects.all()).exists()
    services.submit_visit(technician, visit)
    waiting = queries.unsure(Answer.objects.all()).get()
    services.resolve(technician, waiting, Verdict.CONFORMING, "齐全")
    assert not queries.unsure(Answer.objects.all()).exists()


def test_a_checklist_takes_as_many_queries_with_all_answers_as_with_none(
    technician: User, started: MakesVisits, answered: MakesVisits, django_assert_num_queries: Any
) -> None:
    empty, full = started(), answered()
    for item in ("B2.05.01", "B2.05.02"):
        services.photograph(technician, full, item, [jpeg()])
    with django_assert_num_queries(1):
        _read(empty)
    with django_assert_num_queries(2):
        _read(full)


def test_how_far_a_visit_is_by_topic_is_read_without_its_items(
    technician: User, answered: MakesVisits, django_assert_num_queries: Any
) -> None:
    visit = answered("B2.05", "B2.10")
    services.answer(technician, visit, "B2.05.04", Verdict.FAILED, "缺章")
    services.answer(technician, visit, "B2.05.05", Verdict.UNSURE)
    services.set_topic(technician, visit, "B2.10", "不产生危险废物")
    with django_assert_num_queries(1):
        shown = parts(visit)
    whole = queries.checklist(visit)
    assert [(each.topic, each.not_applicable, each.progress) for each in shown] == [
        (each.topic, each.not_applicable, each.progress) for each in whole.sections
    ]
    assert together(shown) == whole.progress == overall(visit)
    assert (whole.progress.failed, whole.progress.unsure) == (1, 1)


def _read(visit: Visit) -> None:
    for section in queries.checklist(visit).sections:
        for line in section.lines:
            assert line.answer is None or line.answer.answered_by.name
            assert len(line.photos) <= 1
