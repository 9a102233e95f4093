"""Clause 4, line by line, over plain data."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.agency.rules import (
    Credit,
    Facts,
    Lead,
    Line,
    Paper,
    Periods,
    Professional,
    Session,
    State,
    Term,
    due_within,
    judge,
)
from ecosteward.norms.kernel.months import months_later

ON = dt.date(2026, 6, 30)
YEARS = frozenset({2025})


def qualified(number: int) -> Professional:
    """Return somebody with nothing missing, senior in an environment-related field."""
    return Professional(
        pk=number,
        name=f"甲{number}",
        senior=True,
        background="环境工程",
        duties="现场检查",
        certificates=1,
        education_years=YEARS,
        appraisal_years=YEARS,
        confidential=True,
        confidential_proved=True,
    )


def whole(people: int = 5, **others: object) -> Facts:
    """Return the facts of an agency that meets every line."""
    facts = Facts(
        on=ON,
        professionals=tuple(qualified(number) for number in range(people)),
        credits=(
            Credit("platform", "信用中国", dt.date(2026, 6, 1), listed=False, proved=True),
            Credit("department", "生态环境部门公布名单", dt.date(2026, 6, 1), listed=False, proved=True),
        ),
        sessions=(Session(1, "排污许可", dt.date(2026, 5, 1), attended=5),),
        papers=tuple(Paper(kind, kind, proved=True) for kind in ("quality", "management", "training", "appraisal")),
        leads=(Lead("沈静", proved=True),),
        periods=Periods(credit_days=90, training_months=6),
    )
    return dataclasses.replace(facts, **others)  # type: ignore[arg-type]


def line(facts: Facts, number: str) -> Line:
    return next(each for each in judge(facts).lines if each.id == f"R.{number}")


def test_an_agency_with_every_paper_meets_every_line() -> None:
    assert judge(whole()).passed


@pytest.mark.parametrize(("people", "state"), [(4, State.NOT_MET), (5, State.MET), (6, State.MET)])
def test_five_professionals_are_enough_and_four_are_not(people: int, state: State) -> None:
    assert line(whole(people), "4.2.1").state == state


@pytest.mark.parametrize(("seniors", "state"), [(0, State.NOT_MET), (1, State.NOT_MET), (2, State.MET), (3, State.MET)])
def test_two_seniors_are_enough_and_one_is_not(seniors: int, state: State) -> None:
    people = tuple(dataclasses.replace(qualified(n), senior=n < seniors) for n in range(5))
    assert line(whole(professionals=people), "4.2.2").state == state


def test_a_senior_whose_certificate_is_not_on_file_leaves_the_line_to_be_checked() -> None:
    people = tuple(dataclasses.replace(qualified(n), senior=n < 2, title_proved=n != 1) for n in range(5))
    found = line(whole(professionals=people), "4.2.2")
    assert found.state == State.UNSURE
    assert "甲1" in found.why


def test_somebody_who_does_no_consulting_counts_neither_as_professional_nor_as_senior() -> None:
    people = tuple(dataclasses.replace(qualified(n), consulting=n > 0, senior=n < 2) for n in range(5))
    facts = whole(professionals=people)
    assert line(facts, "4.2.1").state == State.NOT_MET
    assert line(facts, "4.2.2").state == State.NOT_MET


def test_a_listing_fails_the_credit_line_however_fresh_the_query() -> None:
    listed = Credit("platform", "信用中国", ON, listed=True, proved=True)
    assert line(whole(credits=(listed,)), "4.1.1").state == State.NOT_MET


@pytest.mark.parametrize(("days_ago", "state"), [(90, State.MET), (91, State.UNSURE)])
def test_a_query_grows_stale_after_the_agencys_own_period(days_ago: int, state: State) -> None:
    query = Credit("platform", "信用中国", ON - dt.timedelta(days_ago), listed=False, proved=True)
    assert line(whole(credits=(query,)), "4.1.1").state == state


def test_without_a_period_set_a_query_is_to_be_checked_not_good_for_ever() -> None:
    assert line(whole(periods=Periods()), "4.1.1").state == State.UNSURE
    assert line(whole(periods=Periods()), "4.2.6").state == State.UNSURE


def test_the_newest_query_of_a_source_counts() -> None:
    old = Credit("platform", "信用中国", dt.date(2024, 1, 1), listed=True, proved=True)
    new = Credit("platform", "信用中国", ON, listed=False, proved=True)
    assert line(whole(credits=(old, new)), "4.1.1").state == State.MET
    assert line(whole(credits=(new, old)), "4.1.1").state == State.MET


def test_each_source_is_queried_on_its_own() -> None:
    only = Credit("platform", "信用中国", ON, listed=False, proved=True)
    assert line(whole(credits=(only,)), "4.1.2").state == State.NOT_MET


@pytest.mark.parametrize(
    ("leads", "state"),
    [
        ((), State.NOT_MET),
        ((Lead("沈静", proved=True),), State.MET),
        ((Lead("沈静", proved=False),), State.UNSURE),
        ((Lead("沈静", proved=True, active=False),), State.NOT_MET),
        ((Lead("沈静", proved=True), Lead("韩松", proved=True)), State.NOT_MET),
    ],
)
def test_there_is_exactly_one_quality_lead_with_a_letter(leads: tuple[Lead, ...], state: State) -> None:
    assert line(whole(leads=leads), "4.3.5").state == state


def test_somebody_acting_as_quality_lead_without_appointment_is_named() -> None:
    found = line(whole(unappointed=("马骁",)), "4.3.5")
    assert found.state == State.UNSURE
    assert "马骁" in found.why


def test_one_unsigned_agreement_fails_the_line_and_names_the_person() -> None:
    people = (*whole().professionals[:4], dataclasses.replace(qualified(9), confidential=False))
    found = line(whole(professionals=people), "4.3.11")
    assert found.state == State.NOT_MET
    assert [each.words for each in found.evidence] == ["甲9：未签保密协议"]


def test_a_signed_agreement_without_its_scan_is_to_be_checked() -> None:
    people = (*whole().professionals[:4], dataclasses.replace(qualified(9), confidential_proved=False))
    assert line(whole(professionals=people), "4.3.11").state == State.UNSURE


@pytest.mark.parametrize("gap", [{"background": ""}, {"certificates": 0}])
def test_a_file_without_background_or_qualification_is_incomplete(gap: dict[str, object]) -> None:
    people = (*whole().professionals[:4], dataclasses.replace(qualified(9), **gap))  # type: ignore[arg-type]
    assert line(whole(professionals=people), "4.2.4").state == State.NOT_MET


def test_a_person_noted_as_without_certificate_has_a_complete_file() -> None:
    people = (*whole().professionals[:4], dataclasses.replace(qualified(9), certificates=0, without_certificate=True))
    assert line(whole(professionals=people), "4.2.4").state == State.MET


def test_a_certificate_that_waits_for_the_director_leaves_the_file_to_be_checked() -> None:
    people = (*whole().professionals[:4], dataclasses.replace(qualified(9), certificates=0, awaiting=1))
    assert line(whole(professionals=people), "4.2.4").state == State.UNSURE


def test_a_certificate_that_has_run_out_leaves_the_file_to_be_checked() -> None:
    people = (*whole().professionals[:4], dataclasses.replace(qualified(9), certificates=0, expired=1))
    found = line(whole(professionals=people), "4.2.4")
    assert (found.state, [each.words for each in found.evidence]) == (State.UNSURE, ["甲9：证书已过期"])


@pytest.mark.parametrize(
    ("years", "state"), [((), State.NOT_MET), ((2024,), State.UNSURE), ((2025,), State.MET), ((2026,), State.MET)]
)
def test_education_and_appraisal_are_kept_up_to_the_year_before(years: tuple[int, ...], state: State) -> None:
    person = dataclasses.replace(qualified(9), education_years=frozenset(years))
    assert line(whole(professionals=(person,)), "4.2.5").state == state


def test_somebody_who_joined_this_year_need_not_have_been_appraised() -> None:
    person = dataclasses.replace(
        qualified(9), appraisal_years=frozenset(), education_years=frozenset(), joined_on=dt.date(2026, 3, 1)
    )
    assert line(whole(professionals=(person,)), "4.2.5").state == State.MET


@pytest.mark.parametrize(
    ("held_on", "state"), [(dt.date(2025, 12, 30), State.MET), (dt.date(2025, 12, 29), State.UNSURE)]
)
def test_the_last_training_lies_within_the_agencys_own_interval(held_on: dt.date, state: State) -> None:
    assert line(whole(sessions=(Session(1, "排污许可", held_on, attended=3),)), "4.2.6").state == state


def test_a_training_nobody_attended_or_yet_to_come_is_none() -> None:
    sessions = (Session(1, "甲", ON, attended=0), Session(2, "乙", ON + dt.timedelta(1), attended=3))
    assert line(whole(sessions=sessions), "4.2.6").state == State.NOT_MET


def test_duties_may_stand_in_each_file_instead_of_a_paper() -> None:
    assert line(whole(), "4.3.4").state == State.MET
    people = (*whole().professionals[:4], dataclasses.replace(qualified(9), duties=""))
    assert line(whole(professionals=people), "4.3.4").state == State.NOT_MET


def test_an_agency_without_records_meets_nothing() -> None:
    assert {each.state for each in judge(Facts(on=ON)).lines} == {State.NOT_MET}


@st.composite
def agencies(draw: st.DrawFn) -> Facts:
    """Draw an agency in any state."""
    people = draw(
        st.lists(
            st.builds(
                Professional,
                pk=st.integers(1, 99),
                name=st.sampled_from("甲乙丙丁"),
                consulting=st.booleans(),
                senior=st.booleans(),
                title_proved=st.booleans(),
                background=st.sampled_from(["", "环境工程"]),
                duties=st.sampled_from(["", "检查"]),
                certificates=st.integers(0, 2),
                without_certificate=st.booleans(),
                awaiting=st.integers(0, 1),
                expired=st.integers(0, 1),
                education_years=st.frozensets(st.integers(2020, 2026), max_size=3),
                appraisal_years=st.frozensets(st.integers(2020, 2026), max_size=3),
                confidential=st.booleans(),
                confidential_proved=st.booleans(),
            ),
            max_size=8,
        )
    )
    return whole(professionals=tuple(people))


_ORDER = [State.NOT_MET, State.UNSURE, State.MET]


@given(agencies(), st.integers(100, 200))
def test_adding_a_qualified_person_never_makes_a_line_worse(facts: Facts, number: int) -> None:
    more = dataclasses.replace(facts, professionals=(*facts.professionals, qualified(number)))
    for before, after in zip(judge(facts).lines, judge(more).lines, strict=True):
        assert _ORDER.index(after.state) >= _ORDER.index(before.state)


@given(agencies(), st.randoms())
def test_the_order_of_people_changes_no_state(facts: Facts, random: object) -> None:
    people = list(facts.professionals)
    random.shuffle(people)  # type: ignore[attr-defined]
    shuffled = dataclasses.replace(facts, professionals=tuple(people))
    assert [each.state for each in judge(facts).lines] == [each.state for each in judge(shuffled).lines]


@given(agencies())
def test_every_line_that_is_not_met_says_why(facts: Facts) -> None:
    assert all(each.why for each in judge(facts).lines)


@given(st.lists(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), max_size=20), st.integers(0, 90))
def test_what_lapses_within_a_span_is_all_of_it_and_soonest_first(days: list[dt.date], span: int) -> None:
    terms = [Term(str(number), day, "") for number, day in enumerate(days)]
    found = due_within(terms, ON, span)
    assert [each.term.until for each in found] == sorted(day for day in days if day <= ON + dt.timedelta(span))


@pytest.mark.parametrize(("left", "bucket"), [(-1, 0), (0, 30), (30, 30), (31, 60), (60, 60), (61, 90), (90, 90)])
def test_a_term_falls_into_the_narrowest_of_30_60_and_90_days(left: int, bucket: int) -> None:
    (found,) = due_within([Term("证书", ON + dt.timedelta(left), "")], ON)
    assert found.within == bucket


@given(st.dates(dt.date(2000, 1, 1), dt.date(2050, 1, 1)), st.integers(0, 60))
def test_months_are_counted_on_the_calendar(day: dt.date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + dt.timedelta(1)).day == 1
