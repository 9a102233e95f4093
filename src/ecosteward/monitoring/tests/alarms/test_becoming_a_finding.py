"""An alarm becomes a finding in one step, and the finding's end is the alarm's."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import User
from ecosteward.journal.models import Entry
from ecosteward.monitoring.models import Alarm, AlarmState, Level, Point, PointKind
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.monitoring.rules.topics import item_of
from ecosteward.monitoring.services import alarms
from ecosteward.monitoring.services.alarms.findings import judgement_of
from ecosteward.monitoring.tests.alarms.conftest import MakesSigns
from ecosteward.standard.queries import survey_topics
from ecosteward.survey import services as survey
from ecosteward.survey.models import Finding, FindingState, Severity
from ecosteward.survey.queries.deadlines import days_of
from ecosteward.survey.rules.deadlines import due
from ecosteward.survey.tests.conftest import jpeg

pytestmark = pytest.mark.django_db
Rows = Callable[[], int]


def refused(who: User, alarm: Alarm, journal_rows: Rows) -> None:
    before = journal_rows()
    with pytest.raises(RefusedError):
        alarms.turn_into_finding(who, Alarm.objects.get(pk=alarm.pk))
    assert (journal_rows(), Finding.objects.count()) == (before, 0)
    assert Alarm.objects.get(pk=alarm.pk).finding is None


def closed(finding: Finding, contact: User, lead: User) -> None:
    survey.start_rectification(contact, finding)
    survey.submit_rectification(contact, finding, "更换喷淋层，复测达标", [jpeg()])
    survey.approve(lead, finding)


def test_only_who_serves_the_client_turns_it_and_both_are_told_once(
    alarm: Alarm, technician: User, contact: User, officer: User, colleague: User, stranger: User, journal_rows: Rows
) -> None:
    for person in (contact, officer, colleague, stranger):
        refused(person, alarm, journal_rows)
    before = journal_rows()
    finding = alarms.turn_into_finding(technician, alarm)
    assert journal_rows() == before + 2
    told = list(Entry.objects.order_by("-pk").values_list("action", flat=True)[:2])
    assert told == ["alarm.turned", "finding.raised"]
    kept = Alarm.objects.get()
    assert (kept.finding, kept.state, kept.holder) == (finding, AlarmState.ACKNOWLEDGED, technician)


def test_the_finding_says_what_where_how_grave_on_what_basis_and_by_when(alarm: Alarm, technician: User) -> None:
    finding = alarms.turn_into_finding(technician, alarm)
    assert (finding.topic_id, finding.item_id, finding.place) == ("B2.08", "B2.08.03", "DA001 锅炉排放口")
    assert finding.text.startswith(alarm.text)
    assert "自 2026-06-15 12:00" in finding.text
    assert finding.severity == Severity.SERIOUS
    assert finding.basis.startswith("GB 13271-2014 表3；")
    assert not finding.basis_verified
    days = days_of(alarm.agency_id)
    assert finding.due_on == due(timezone.localdate(), Severity.SERIOUS, days)


def test_somebody_who_judges_otherwise_is_heard(alarm: Alarm, technician: User) -> None:
    said = survey.Judgement("CEMS 采样管漏气", "监测站房", Severity.ORDINARY, basis="HJ 75")
    finding = alarms.turn_into_finding(technician, alarm, said)
    assert (finding.text, finding.place, finding.severity, finding.basis) == (
        "CEMS 采样管漏气",
        "监测站房",
        Severity.ORDINARY,
        "HJ 75",
    )


def test_it_is_turned_once_and_then_closed_by_the_finding_alone(
    alarm: Alarm, technician: User, journal_rows: Rows
) -> None:
    alarms.turn_into_finding(technician, alarm)
    before = journal_rows()
    with pytest.raises(RefusedError):
        alarms.turn_into_finding(technician, Alarm.objects.get())
    with pytest.raises(RefusedError):
        alarms.close(technician, Alarm.objects.get(), "已恢复")
    assert (journal_rows(), Finding.objects.count()) == (before, 1)


def test_closing_the_finding_closes_the_alarm_with_one_row_more(
    alarm: Alarm, technician: User, project_lead: User, contact: User, journal_rows: Rows
) -> None:
    finding = alarms.turn_into_finding(technician, alarm)
    survey.start_rectification(contact, finding)
    survey.submit_rectification(contact, finding, "更换喷淋层", [jpeg()])
    assert Alarm.objects.get().closed_at is None
    before = journal_rows()
    survey.approve(project_lead, finding)
    kept = Alarm.objects.get()
    assert (kept.state, kept.why_closed) == (AlarmState.CLOSED, f"问题 {finding.number} 已销号")
    assert kept.closed_at is not None
    assert journal_rows() == before + 2


def test_voiding_the_finding_closes_the_alarm(alarm: Alarm, technician: User) -> None:
    finding = alarms.turn_into_finding(technician, alarm)
    survey.void_finding(technician, finding, "当时在做校准")
    assert Alarm.objects.get().why_closed == f"问题 {finding.number} 已作废"


def test_a_finding_that_cannot_be_closed_leaves_the_alarm(alarm: Alarm, technician: User, contact: User) -> None:
    finding = alarms.turn_into_finding(technician, alarm)
    survey.start_rectification(contact, finding)
    with pytest.raises(RefusedError):
        survey.approve(technician, finding)
    assert Alarm.objects.get().closed_at is None


def test_a_finding_opened_again_leaves_the_alarm_closed_and_the_next_one_names_it(
    alarm: Alarm, sign: MakesSigns, technician: User, project_lead: User, contact: User
) -> None:
    finding = alarms.turn_into_finding(technician, alarm)
    closed(finding, contact, project_lead)
    survey.reopen(project_lead, finding, "又超标")
    assert Alarm.objects.get().state == AlarmState.CLOSED
    closed(finding, contact, project_lead)
    alarms.take([sign(hour=5)])
    again = alarms.turn_into_finding(technician, Alarm.objects.get(closed_at=None))
    assert (again.former, again.recurrences) == (finding, finding.recurrences + 1)
    assert Finding.objects.get(pk=finding.pk).state == FindingState.CLOSED


def test_every_cause_at_every_place_has_an_item_of_table_b_2() -> None:
    items = {item.id for topic in survey_topics() for item in topic.items}
    found = {item_of(Alarm(cause=cause, point=Point(kind=kind))) for cause in Cause for kind in PointKind}
    assert found <= items
    assert len(found) > 5


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        (Level.NOTICE, Severity.ADVICE),
        (Level.WARNING, Severity.ORDINARY),
        (Level.ALARM, Severity.SERIOUS),
        (Level.URGENT, Severity.MAJOR),
    ],
)
def test_severity_follows_level(level: Level, severity: Severity, alarm: Alarm) -> None:
    alarm.level = level
    assert judgement_of(alarm).severity == severity
