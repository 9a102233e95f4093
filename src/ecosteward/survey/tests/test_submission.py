"""Handing in a visit: failed answers become findings, all or none."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.journal.models import Entry
from ecosteward.survey import services
from ecosteward.survey.models import (
    Action,
    Deadlines,
    Finding,
    FindingState,
    Pace,
    Severity,
    Verdict,
    Visit,
    VisitState,
)
from ecosteward.survey.queries.submission import obstacles_of
from ecosteward.survey.services import Course, Decision, Judgement
from ecosteward.survey.tests.conftest import MakesVisits, jpeg

ITEM = "B2.10.05"  # containers without labels: 较大, GB 18597


@pytest.fixture
def failed(technician: User, answered: MakesVisits) -> Callable[..., Visit]:
    """Make a visit in which the drums had no labels."""

    def make(place: str = "危废暂存间", note: str = "17 只吨桶无标签") -> Visit:
        visit = answered("B2.10")
        services.answer(technician, visit, ITEM, Verdict.FAILED, note, [jpeg()], place=place)
        return visit

    return make


def closed(finding: Finding, contact: User, project_lead: User) -> Finding:
    services.start_rectification(contact, finding)
    services.submit_rectification(contact, finding, "补贴标签", [jpeg("后.jpg", "green")])
    services.approve(project_lead, finding)
    return finding


def test_a_finding_takes_over_what_the_item_and_the_agencys_rules_say(technician: User, failed: Any) -> None:
    visit = failed()
    Visit.objects.filter(pk=visit.pk).update(started_at=dt.datetime(2026, 3, 18, 1, tzinfo=dt.UTC))
    (found,) = services.submit_visit(technician, visit)
    assert (found.topic_id, found.item_id, found.place, found.text) == ("B2.10", ITEM, "危废暂存间", "17 只吨桶无标签")
    assert found.severity == Severity.SERIOUS
    assert (found.found_on, found.due_on) == (dt.date(2026, 3, 18), dt.date(2026, 4, 2))
    assert found.pace == Pace.BY_DATE
    assert found.suggestion == "补贴标签，内容填写齐全"
    assert "《危险废物贮存污染控制标准》（GB 18597-2023）" in found.basis
    assert "附录B 表B-2 序号10" in found.basis
    assert not found.basis_verified
    assert found.photos_before.count() == 1
    assert found.raised_by == technician


def test_an_agencys_own_deadlines_apply(technician: User, director: User, failed: Any) -> None:
    services.change_deadlines(director, Deadlines(agency=director.organisation, serious=3))
    (found,) = services.submit_visit(technician, failed())
    assert found.due_on == found.found_on + dt.timedelta(3)
    assert found.pace == Pace.AT_ONCE


def test_only_who_runs_the_agency_changes_its_deadlines(
    technician: User, quality_lead: User, stranger: User, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    for person in (technician, stranger):
        with pytest.raises(RefusedError):
            services.change_deadlines(person, Deadlines(agency=quality_lead.organisation, serious=1))
    assert journal_rows() == before
    services.change_deadlines(quality_lead, Deadlines(agency=quality_lead.organisation, serious=10))
    assert journal_rows() == before + 1


def test_inspectors_may_judge_otherwise_than_the_item(technician: User, failed: Any) -> None:
    due = dt.date.today() + dt.timedelta(2)  # noqa: DTZ011
    said = Judgement("桶倒了", "罐区", Severity.MAJOR, "立即扶正", due)
    (found,) = services.submit_visit(technician, failed(), {ITEM: Decision(Course.NEW, said)})
    assert (found.severity, found.due_on, found.suggestion, found.place) == (Severity.MAJOR, due, "立即扶正", "罐区")


def test_a_visit_is_not_handed_in_while_something_is_missing(technician: User, started: MakesVisits) -> None:
    visit = started()
    services.answer(technician, visit, "B2.05.01", Verdict.FAILED)
    services.answer(technician, visit, "B2.05.02", Verdict.NOT_APPLICABLE)
    visit.production = ""
    services.change_visit(technician, visit, [technician])
    with pytest.raises(ValidationError) as refused:
        services.submit_visit(technician, visit)
    assert refused.value.messages == [
        "还有 6 项没有判定",
        "有 2 项“不符合”或“不适用”没有写情况说明",
        "检查人员不足两人，请补充检查人员，或写明原因",
        "请补充检查信息：生产状况",
    ]
    assert not Finding.objects.exists()
    assert Visit.objects.get().state == VisitState.DOING


def test_one_inspector_alone_states_why(technician: User, answered: MakesVisits) -> None:
    visit = answered()
    services.change_visit(technician, visit, [technician])
    assert obstacles_of(visit) == ["检查人员不足两人，请补充检查人员，或写明原因"]
    visit.alone_reason = "另一人送样"
    services.change_visit(technician, visit)
    assert services.submit_visit(technician, visit) == []


def test_a_visit_is_handed_in_once(technician: User, failed: Any, journal_rows: Callable[[], int]) -> None:
    visit = failed()
    services.submit_visit(technician, visit)
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.submit_visit(technician, visit)
    assert journal_rows() == before
    assert Finding.objects.count() == 1


def test_nobody_else_hands_a_visit_in(
    colleague: User, contact: User, stranger: User, failed: Any, journal_rows: Callable[[], int]
) -> None:
    visit = failed()
    before = journal_rows()
    for person in (colleague, contact, stranger):
        with pytest.raises(RefusedError):
            services.submit_visit(person, visit)
    assert journal_rows() == before


def test_a_fault_in_the_last_finding_leaves_none_of_them(
    technician: User, failed: Any, journal_rows: Callable[[], int]
) -> None:
    visit = failed()
    services.answer(technician, visit, "B2.10.06", Verdict.FAILED, "混放")
    before = journal_rows()
    too_early = Decision(Course.NEW, Judgement("混放", due_on=dt.date(2020, 1, 1)))
    with pytest.raises(ValidationError, match="不能早于发现日期"):
        services.submit_visit(technician, visit, {"B2.10.06": too_early})
    assert (Finding.objects.count(), journal_rows(), Visit.objects.get().state) == (0, before, VisitState.DOING)


def test_what_is_seen_again_at_the_same_place_joins_the_open_finding(technician: User, failed: Any) -> None:
    (first,) = services.submit_visit(technician, failed())
    second = failed(note="还是没贴")
    assert services.submit_visit(technician, second) == [first]
    assert Finding.objects.count() == 1
    step = first.steps.latest("pk")
    assert (step.action, step.text, step.visit_id) == (Action.SEE_AGAIN, "还是没贴", second.pk)
    assert Finding.objects.get().text == "17 只吨桶无标签"


def test_what_is_seen_at_another_place_is_a_finding_of_its_own(technician: User, failed: Any) -> None:
    services.submit_visit(technician, failed())
    (second,) = services.submit_visit(technician, failed(place="罐区"))
    assert Finding.objects.count() == 2
    assert second.former is None


def test_a_closed_finding_seen_again_is_open_again_as_a_recurrence(
    technician: User, contact: User, project_lead: User, failed: Any
) -> None:
    (first,) = services.submit_visit(technician, failed())
    closed(first, contact, project_lead)
    (again,) = services.submit_visit(technician, failed(note="又有 3 只"))
    assert again.pk == first.pk
    found = Finding.objects.get()
    assert (found.state, found.recurrences, found.closed_on, found.rectification) == (FindingState.OPEN, 1, None, "")
    assert found.photos_after.count() == 0
    assert found.steps.filter(action=Action.SUBMIT).get().photos.count() == 1


def test_a_closed_finding_may_be_answered_by_a_new_one_linked_to_it(
    technician: User, contact: User, project_lead: User, failed: Any
) -> None:
    (first,) = services.submit_visit(technician, failed())
    closed(first, contact, project_lead)
    (second,) = services.submit_visit(technician, failed(), {ITEM: Decision(Course.NEW)})
    assert (second.former_id, second.recurrences) == (first.pk, 1)
    assert Finding.objects.get(pk=first.pk).state == FindingState.CLOSED


def test_a_course_that_the_former_finding_no_longer_allows_is_refused(technician: User, failed: Any) -> None:
    with pytest.raises(ValidationError, match="请重新选择"):
        services.submit_visit(technician, failed(), {ITEM: Decision(Course.REOPEN)})
    assert not Finding.objects.exists()


def test_answers_of_a_topic_marked_as_not_concerning_raise_nothing(technician: User, answered: MakesVisits) -> None:
    visit = answered("B2.05", "B2.11")
    services.answer(technician, visit, "B2.11.01", Verdict.FAILED, "没有查询名录")
    visit.refresh_from_db()
    services.set_topic(technician, visit, "B2.11", "不是重点监管单位")
    assert services.submit_visit(technician, visit) == []


def test_findings_of_two_agencies_and_years_are_numbered_apart(technician: User, enterprise: Client) -> None:
    numbers = [
        services.raise_finding(
            technician, enterprise, "B2.10", Judgement("无标签"), item_id=ITEM, found_on=dt.date(year, 3, 1)
        ).number
        for year in (2025, 2025, 2026)
    ]
    assert numbers == ["WT-2025-0001", "WT-2025-0002", "WT-2026-0001"]


def test_each_finding_is_one_row_of_its_own(technician: User, failed: Any) -> None:
    (found,) = services.submit_visit(technician, failed())
    rows = Entry.objects.filter(kind="survey.finding")
    assert [(row.action, row.object_id) for row in rows] == [("finding.raised", found.pk)]
    assert "现场.jpg" in rows.get().changes["photos_before"][1][0]
