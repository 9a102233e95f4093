"""The rules of a survey and a rectification, without a database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.standard import queries as standard
from ecosteward.standard.models import Item
from ecosteward.survey.models import Action, Finding, FindingState, Pace, Severity, Side, Verdict
from ecosteward.survey.rules import basis, deadlines, duplicates
from ecosteward.survey.rules.duplicates import Course
from ecosteward.survey.rules.progress import Progress, Said, obstacles, progress, wants_words
from ecosteward.survey.rules.rectification import TABLE, after, may_recheck, may_void, overdue, too_late, whose_turn

DAY = dt.date(2026, 3, 18)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))
ALL_ITEMS = [item for topic in standard.survey_topics() for item in topic.items]


def test_a_finding_is_closed_by_a_recheck_and_by_nothing_else() -> None:
    closing = {key for key, (new, _) in TABLE.items() if new == FindingState.CLOSED and key[0] != FindingState.CLOSED}
    assert closing == {(FindingState.SUBMITTED, Action.APPROVE)}


def test_the_enterprise_never_takes_a_step_that_judges() -> None:
    judging = {Action.APPROVE, Action.SEND_BACK, Action.CHANGE, Action.REOPEN, Action.LOOK_BACK, Action.SEE_AGAIN}
    judging |= {Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION, Action.VOID}
    for (_, action), (_, sides) in TABLE.items():
        assert action not in judging or sides == {Side.AGENCY}


def test_a_park_or_an_office_may_only_comment() -> None:
    assert {action for (_, action), (_, sides) in TABLE.items() if Side.SUPERVISOR in sides} == {Action.COMMENT}


@given(st.sampled_from(FindingState), st.sampled_from(Action), st.sampled_from(Side))
def test_a_step_outside_the_table_leads_nowhere(state: FindingState, action: Action, side: Side) -> None:
    allowed = (state, action) in TABLE and side in TABLE[state, action][1]
    assert (after(state, action, side) is not None) == allowed


@given(st.integers(1), st.one_of(st.none(), st.integers(1)))
def test_nobody_rechecks_what_they_rectified(person: int, rectified_by: int | None) -> None:
    assert may_recheck(person, rectified_by) == (person != rectified_by)


@given(st.sampled_from(FindingState), st.booleans(), st.booleans(), st.booleans())
def test_what_was_closed_once_is_never_voided_and_what_the_enterprise_began_only_by_who_leads(
    state: FindingState, raised: bool, leads: bool, was_closed: bool
) -> None:
    may = may_void(state, raised=raised, leads=leads, was_closed=was_closed)
    assert not may or (not was_closed and state not in {FindingState.CLOSED, FindingState.VOIDED})
    assert not may or leads or (raised and state == FindingState.OPEN)
    assert may_void(FindingState.OPEN, raised=True, leads=False, was_closed=False)


@given(st.sampled_from(FindingState), DAYS, DAYS)
def test_only_what_waits_for_the_enterprise_is_late_and_only_after_its_day(
    state: FindingState, due: dt.date, on: dt.date
) -> None:
    waits = state in {FindingState.OPEN, FindingState.RECTIFYING}
    assert overdue(state, due, on) == (waits and on > due)
    assert not overdue(state, on, on)


def test_it_is_the_agencys_turn_once_closure_is_asked_for() -> None:
    turns = [whose_turn(state) for state in FindingState]
    assert turns == [Side.ENTERPRISE, Side.ENTERPRISE, Side.AGENCY, None, None]


@given(DAYS, st.sampled_from(Severity))
def test_graver_findings_are_due_no_later(found: dt.date, severity: Severity) -> None:
    order = [deadlines.due(found, each, deadlines.Days()) for each in Severity]
    assert order == sorted(order)
    assert deadlines.due(found, severity, deadlines.Days()) > found


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, Pace.AT_ONCE), (7, Pace.AT_ONCE), (8, Pace.BY_DATE), (30, Pace.BY_DATE), (31, Pace.LONG_TERM)],
)
def test_the_kind_of_rectification_follows_the_deadline(days: int, expected: Pace) -> None:
    assert deadlines.pace(DAY, DAY + dt.timedelta(days)) == expected


def test_the_same_place_is_proposed_as_the_same_defect_and_another_place_as_another() -> None:
    assert duplicates.proposed(None, "", "危废库") == Course.NEW
    assert duplicates.proposed(FindingState.OPEN, "危废库 ", "危废库") == Course.LINK
    assert duplicates.proposed(FindingState.CLOSED, "ＤＡ００３排气筒", "da003 排气筒") == Course.REOPEN
    assert duplicates.proposed(FindingState.OPEN, "危废库", "罐区") == Course.NEW
    assert duplicates.proposed(FindingState.VOIDED, "危废库", "危废库") == Course.NEW


@given(st.one_of(st.none(), st.sampled_from(FindingState)), st.text(max_size=8), st.text(max_size=8))
def test_what_is_proposed_is_always_possible(state: FindingState | None, then: str, now: str) -> None:
    assert duplicates.proposed(state, then, now) in duplicates.courses(state)


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.sampled_from(["", *Verdict]), st.sampled_from(["", "有"])))
)
def test_progress_counts_each_item_once(answers: dict[str, tuple[str, str]]) -> None:
    said = {item: Said(item, verdict, note) for item, (verdict, note) in answers.items()}
    done = progress("abcd", said)
    given_here = [said[item] for item in "abcd" if item in said and said[item].verdict]
    assert (done.done, done.total) == (len(given_here), 4)
    assert done.failed + done.unsure <= done.done
    assert done.complete == (done.done == 4 and not any(wants_words(each.verdict, each.note) for each in given_here))
    assert 0 <= done.percent <= 100


def test_each_obstacle_says_what_to_do() -> None:
    said = obstacles(Progress(8, 10, wanting=2), 1, "", ["生产状况"])
    assert said == [
        "还有 2 项没有判定",
        "有 2 项“不符合”或“不适用”没有写情况说明",
        "检查人员不足两人，请补充检查人员，或写明原因",
        "请补充检查信息：生产状况",
    ]
    assert obstacles(Progress(10, 10), 1, "另一人随车送样", []) == []


@pytest.mark.parametrize("item", ALL_ITEMS, ids=lambda item: item.id)
def test_every_item_of_the_standard_has_a_basis_that_fits(item: Item) -> None:
    for day in (dt.date(2026, 3, 18), dt.date(2026, 9, 1)):
        found = basis.grounds(item, day, standard.EDITION)
        assert item.clause in found[-1].text
        assert len(basis.words(found)) <= (Finding._meta.get_field("basis").max_length or 0)


def test_the_basis_is_what_was_in_force_on_the_day() -> None:
    item = standard.survey_item("B2.01.01")
    before, after_ = (
        basis.grounds(item, day, standard.EDITION) for day in (dt.date(2026, 8, 14), dt.date(2026, 8, 15))
    )
    assert "生态环境法典" not in basis.words(before)
    assert not basis.verified(before)
    assert "《生态环境法典》第107条" in basis.words(after_)


def test_a_norm_that_was_not_in_force_is_said_not_invented() -> None:
    item = standard.survey_item("B2.08.09")
    found = basis.grounds(item, dt.date(2015, 1, 1), standard.EDITION)
    assert basis.Ground("GB 37822（当日无生效版本）", verified=False) in found


def test_a_text_whose_number_repeats_its_title_is_named_once() -> None:
    found = basis.grounds(standard.survey_item("B2.01.01"), dt.date(2026, 9, 1), standard.EDITION)
    assert found[0].text == "《建设项目环境影响评价分类管理名录（2021年版）》"


@given(state=st.sampled_from(FindingState), action=st.sampled_from(Action), side=st.sampled_from(Side))
def test_a_step_is_too_late_only_where_another_state_allows_it(state: FindingState, action: Action, side: Side) -> None:
    allowed_in = {other for other in FindingState if after(other, action, side)}
    assert too_late(state, action, side) == (bool(allowed_in) and state not in allowed_in)
