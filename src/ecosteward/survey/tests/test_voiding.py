"""A finding raised by mistake is voided: who may, what is kept, and where it no longer counts."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import Role, User
from ecosteward.clients.models import Assignment, Client
from ecosteward.journal.models import Entry
from ecosteward.journal.queries import words
from ecosteward.journal.services import SYSTEM, write
from ecosteward.survey import queries, services
from ecosteward.survey.models import Action, Finding, FindingState, Verdict
from ecosteward.survey.queries.findings import late
from ecosteward.survey.queries.submission import known_findings
from ecosteward.survey.tests.conftest import Enrols, MakesVisits, jpeg

Browse = Callable[[User], Browser]
Rows = Callable[[], int]
WHY = "复看现场，标签贴在桶的背面"
TODAY = timezone.localdate()


@pytest.fixture
def mate(person: Enrols, technician: User, enterprise: Client) -> User:
    """Be a technician of the same client who did not raise the finding."""
    someone = person(technician.organisation, Role.TECHNICIAN, "徐蕾")
    write(SYSTEM, "client.assigned", Assignment(client=enterprise, person=someone))
    return someone


@pytest.fixture
def voided(alone: Finding, technician: User) -> Finding:
    services.void_finding(technician, alone, WHY)
    return alone


def refused(who: User, finding: Finding, journal_rows: Rows) -> None:
    before, values = journal_rows(), Finding.objects.filter(pk=finding.pk).values().get()
    with pytest.raises(RefusedError):
        services.void_finding(who, Finding.objects.get(pk=finding.pk), WHY)
    assert journal_rows() == before
    assert Finding.objects.filter(pk=finding.pk).values().get() == values


def allowed(who: User, finding: Finding, journal_rows: Rows) -> None:
    before = journal_rows()
    services.void_finding(who, finding, WHY)
    assert journal_rows() == before + 1
    kept = Finding.objects.get(pk=finding.pk)
    assert (kept.state, kept.void_reason, kept.voided_on) == (FindingState.VOIDED, WHY, TODAY)


def test_who_raised_it_voids_it_while_the_enterprise_has_not_begun(
    alone: Finding, technician: User, mate: User, contact: User, officer: User, stranger: User, journal_rows: Rows
) -> None:
    for person in (mate, contact, officer, stranger):
        refused(person, alone, journal_rows)
    allowed(technician, alone, journal_rows)


@pytest.mark.parametrize("who", ["project_lead", "quality_lead", "director"])
@pytest.mark.parametrize("asked", [False, True])
def test_once_the_enterprise_has_begun_only_who_leads_voids_it(
    asked: bool,
    who: str,
    alone: Finding,
    technician: User,
    contact: User,
    request: pytest.FixtureRequest,
    journal_rows: Rows,
) -> None:
    lead: User = request.getfixturevalue(who)
    services.start_rectification(contact, alone)
    if asked:
        services.submit_rectification(contact, alone, "改好了", [jpeg()])
    refused(technician, alone, journal_rows)
    allowed(lead, alone, journal_rows)


def test_what_was_closed_once_is_not_voided_even_after_a_relapse(
    alone: Finding, contact: User, project_lead: User, journal_rows: Rows
) -> None:
    services.start_rectification(contact, alone)
    services.submit_rectification(contact, alone, "改好了", [jpeg()])
    services.approve(project_lead, alone)
    refused(project_lead, alone, journal_rows)
    services.reopen(project_lead, alone, "又有 3 只")
    refused(project_lead, alone, journal_rows)


def test_a_reason_is_wanted(alone: Finding, technician: User, journal_rows: Rows) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError, match="请写明作废原因"):
        services.void_finding(technician, alone, "  ")
    assert journal_rows() == before
    assert Finding.objects.get().state == FindingState.OPEN


def test_its_number_and_history_stay_and_the_next_number_is_another(voided: Finding, technician: User) -> None:
    step = voided.steps.latest("pk")
    assert (step.action, step.old, step.new, step.text) == (Action.VOID, FindingState.OPEN, FindingState.VOIDED, WHY)
    row = Entry.objects.filter(kind="survey.finding").latest("pk")
    assert (row.action, words(row), row.reason) == ("finding.voided", "作废", WHY)
    again = services.raise_finding(technician, voided.client, "B2.10", services.Judgement("另一处"), item_id="B2.10.05")
    assert again.number != voided.number
    assert again.former is None


def test_it_counts_nowhere(voided: Finding) -> None:
    rows, past_due = Finding.objects.all(), voided.due_on + dt.timedelta(1)
    numbers = queries.tally(rows, past_due)
    assert (numbers.total, numbers.open, numbers.overdue, numbers.by_topic) == (0, 0, 0, {})
    assert queries.counts_of([voided.client], past_due) == {}
    assert not rows.filter(late(past_due)).exists()
    assert queries.heat(rows).enterprises == 0
    assert not queries.findings(voided.client).exists()
    assert queries.findings(voided.client, state=FindingState.VOIDED).get() == voided


def test_what_a_visit_raised_is_shown_there_but_not_counted(finding: Finding, technician: User, browse: Browse) -> None:
    assert finding.visit is not None
    services.void_finding(technician, finding, WHY)
    (visit,) = queries.visits_between(finding.client, dt.date(2020, 1, 1), TODAY)
    assert getattr(visit, "raised") == 0  # noqa: B009  # an annotation
    assert not queries.findings_of(visit).exists()
    page = browse(technician).get(reverse("survey:visit", args=[visit.pk])).content.decode()
    assert "is-voided" in page
    assert WHY in page
    assert "0 个</span>" in page


def test_the_same_defect_seen_later_is_a_new_finding(finding: Finding, technician: User, answered: MakesVisits) -> None:
    services.void_finding(technician, finding, WHY)
    assert known_findings(finding.client_id, [finding.item_id]) == {}
    visit = answered()
    services.answer(technician, visit, finding.item_id, Verdict.FAILED, "缺第三章", place=finding.place)
    (found,) = services.submit_visit(technician, visit)
    assert found.pk != finding.pk
    assert (found.former, found.recurrences) == (None, 0)


def test_a_visit_joined_to_a_finding_voided_meanwhile_is_told_to_choose_again(
    finding: Finding, technician: User, answered: MakesVisits
) -> None:
    visit = answered()
    services.answer(technician, visit, finding.item_id, Verdict.FAILED, "缺第三章", place=finding.place)
    services.void_finding(technician, finding, WHY)
    with pytest.raises(ValidationError, match="请重新选择"):
        services.submit_visit(technician, visit, {finding.item_id: services.Decision(services.Course.LINK)})


def test_it_is_voided_on_screen_and_its_page_shows_it_struck_with_its_reason(
    alone: Finding, technician: User, contact: User, browse: Browse
) -> None:
    browser, url = browse(technician), reverse("survey:step", args=[alone.pk, "void"])
    unsaid = browser.post(url, {"text": ""})
    assert unsaid.status_code == 422
    assert "请写明作废原因" in unsaid.content.decode()
    assert browser.post(url, {"text": WHY}).status_code == 302
    for person in (technician, contact):
        page = browse(person).get(reverse("survey:finding", args=[alone.pk])).content.decode()
        assert f'<span class="is-voided"><span class="finding-said">{alone.place}：{alone.text}' in page
        assert f"不用整改，不计入统计。原因：{WHY}" in page
    assert "作废这个问题" not in page


def test_the_ledger_leaves_it_out_unless_it_is_asked_for(voided: Finding, contact: User, browse: Browse) -> None:
    browser, url = browse(contact), reverse("survey:findings")
    for state, found in (("", []), ("late", []), ("open", []), ("voided", [voided]), ("all", [voided])):
        page = browser.get(url, {"state": state})
        assert [line.row for line in page.context["lines"]] == found, state
    assert f"<s>{voided.text}</s> 作废：{WHY}" in page.content.decode()
    sent = browser.get(url, {"state": "voided", "export": "xlsx"}).content
    sheet: Any = load_workbook(io.BytesIO(sent)).active
    heads, row = ([cell.value for cell in line] for line in sheet.iter_rows(max_row=2))
    said = dict(zip(heads, row, strict=True))
    assert (said["编号"], said["状态"], said["作废原因"]) == (voided.number, "已作废", WHY)


def test_the_page_of_a_client_lists_it_apart(voided: Finding, technician: User, browse: Browse) -> None:
    page = browse(technician).get(reverse("survey:client", args=[voided.client_id]))
    assert list(page.context["voided"]) == [voided]
    assert not page.context["open"]
    assert page.context["tally"].total == 0
