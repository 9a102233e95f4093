"""Instruments of gas out of control or overdue: which hours do not count, why, and what is judged again."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import User
from ecosteward.journal.models import Entry
from ecosteward.monitoring.models import CheckKind, Due, Instrument, InstrumentSort, Point
from ecosteward.monitoring.queries.places import clocks_of
from ecosteward.monitoring.rules import control
from ecosteward.monitoring.rules.grounds import grounds, notes
from ecosteward.monitoring.rules.places import Clock, Factor, Place
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Note, Validity
from ecosteward.monitoring.services import checks, setup
from ecosteward.monitoring.tests.sample import check, data, factor, judged, place
from ecosteward.norms.hj75.intervals import SORTS, Every

WEEKLY = Clock("zero", Every(7, "d"), "HJ 75-2017 11.2", verified=False)
WEEK = 7 * 24
DAY = dt.timedelta(days=1)


def timed(*clocks: Clock) -> Factor:
    return factor(1, instrument_id=7, clocks=clocks or (WEEKLY,))


def hour(here: Place, *done: Any) -> tuple[Validity, Note, Any]:
    sheet = judged(here, [data(1, [20.0] * 60)], checks=done)
    return Validity(int(sheet.validity[0, 0])), Note(int(sheet.notes[0, 0])), sheet


@pytest.mark.parametrize(("ago", "expected"), [(WEEK - 1, Validity.VALID), (WEEK, Validity.INVALID)])
def test_an_hour_from_the_moment_due_on_does_not_count(ago: int, expected: Validity) -> None:
    validity, told, _ = hour(place(timed()), check(-ago, passed=True, instrument=7, kind="zero"))
    assert validity == expected
    assert bool(told & Note.OVERDUE) is bool(told & Note.UNVERIFIED) is (expected == Validity.INVALID)


def test_a_calibration_done_ends_it_and_another_kind_does_not() -> None:
    late = check(-2 * WEEK, passed=True, instrument=7, kind="zero")
    for kind, expected in (("zero", Validity.VALID), ("span", Validity.INVALID)):
        assert hour(place(timed()), late, check(0, passed=True, instrument=7, kind=kind))[0] == expected


def test_a_failed_check_puts_it_out_of_control_until_the_next_that_passes() -> None:
    failed = check(-5, passed=False, instrument=7, kind="span")
    validity, told, _ = hour(place(factor(1, instrument_id=7)), failed)
    assert (validity, bool(told & Note.OUT_OF_CONTROL)) == (Validity.INVALID, True)
    again = check(0, passed=True, instrument=7, kind="span")
    assert hour(place(factor(1, instrument_id=7)), failed, again)[0] == Validity.VALID


@pytest.mark.parametrize("here", [place(timed(), kind="water"), place(factor(1, clocks=(WEEKLY,)))])
def test_waste_water_and_factors_without_an_instrument_have_no_such_rule(here: Place) -> None:
    late = check(-2 * WEEK, passed=True, instrument=7, kind="zero")
    assert not hour(here, late)[1] & (Note.OVERDUE | Note.OUT_OF_CONTROL)


def test_without_a_record_or_a_clock_nothing_is_overdue() -> None:
    assert hour(place(timed()))[0] == Validity.VALID
    assert hour(place(factor(1, instrument_id=7)), check(-999, passed=True, instrument=7, kind="zero"))[0] == (
        Validity.VALID
    )


def test_an_hour_that_is_missing_stays_missing() -> None:
    sheet = judged(place(timed()), checks=(check(-2 * WEEK, passed=True, instrument=7, kind="zero"),))
    assert (sheet.validity[0, 0], sheet.notes[0, 0] & Note.OVERDUE) == (Validity.MISSING, 0)


def test_the_grounds_name_the_rule_and_the_interval() -> None:
    here = place(timed())
    _, _, sheet = hour(here, check(-WEEK, passed=True, instrument=7, kind="zero"))
    row = sheet.flat(here.series, Span.HOUR, np.array(["2026-06-10"], "M8[us]"))[0]
    assert "超期未校准" in notes(row)
    said = grounds(here, here.factors[0], row)
    assert "HJ 75-2017 11.2：零点校准间隔 7 d（待核）" in said
    assert "自到期时刻起" in said


def test_why_is_told_with_the_calibration_the_interval_and_the_day_due() -> None:
    late = check(-WEEK, passed=True, instrument=7, kind="zero")
    (said,) = control.why(timed(), check(0, passed=True).at, [late])
    assert said.startswith(
        "超期：零点校准 2026-06-03 08:00 合格，间隔 7 d（HJ 75-2017 11.2，待核），2026-06-10 08:00 到期"
    )


def test_its_own_days_take_the_place_of_the_norms_and_name_who_set_them() -> None:
    found = {each.kind: each for each in control.clocks("extractive", 5, None, "运维方案（甲设定）")}
    assert found["zero"].every == found["span"].every == Every(5, "d")
    assert "运维方案" in found["zero"].words
    assert found["comparison"].every == Every(3, "month")
    assert [each.kind for each in control.clocks("flow", 5, None, "")] == ["zero", "comparison"]
    assert [each.kind for each in control.clocks("", None, 90, "")] == ["comparison"]
    assert control.clocks("", None, None, "") == ()


def test_the_sorts_of_instruments_are_those_of_the_table() -> None:
    assert {key: words for key, words in InstrumentSort.choices if key} == SORTS


@given(st.lists(st.tuples(st.integers(-900, 0), st.booleans(), st.sampled_from(["zero", "span"])), max_size=8))
def test_an_hour_in_trouble_always_says_why_and_one_without_never(done: list[tuple[int, bool, str]]) -> None:
    own = [check(at, passed=passed, instrument=7, kind=kind) for at, passed, kind in done]
    here = timed(WEEKLY, Clock("span", Every(1, "month"), "x", verified=False))
    moment = check(0, passed=True).at
    ordered = control.of_instrument(here, own)
    found = control.trouble(here, np.array([moment]), ordered).any[0]
    assert bool(control.why(here, moment, ordered)) is bool(found)


@pytest.fixture
def analyser(point: Point, technician: User) -> Instrument:
    """Be an analyser of the point that is calibrated every week."""
    made = Instrument(agency=point.agency, client=point.client, point=point, name="SO₂ 分析仪", sort="extractive")
    setup.add(technician, made)
    return made


@pytest.mark.django_db
def test_who_sets_an_interval_is_noted_and_it_must_rest_on_something(analyser: Instrument, director: User) -> None:
    analyser.calibrate_days = 5
    with pytest.raises(ValidationError, match="写明依据"):
        setup.change(director, analyser)
    analyser.interval_basis = "运维方案 3.2"
    setup.change(director, analyser)
    analyser.refresh_from_db()
    assert analyser.interval_by == director
    assert "运维方案 3.2（周明远设定）" in next(iter(clocks_of(analyser))).words
    analyser.name = "SO₂ 分析仪 2"
    setup.change(director, analyser)
    assert analyser.interval_by == director


@pytest.mark.django_db
def test_an_interval_of_no_days_is_refused(analyser: Instrument, director: User) -> None:
    analyser.verify_days, analyser.interval_basis = 0, "方案"
    with pytest.raises(ValidationError, match="大于 0"):
        setup.change(director, analyser)


@pytest.mark.django_db
def test_who_may_not_keep_points_changes_no_interval(analyser: Instrument, contact: User, technician: User) -> None:
    analyser.sort = "particle"
    rows = Entry.objects.count()
    with pytest.raises(RefusedError):
        setup.change(contact, analyser)
    analyser.refresh_from_db()
    assert (analyser.sort, Entry.objects.count()) == ("extractive", rows)
    analyser.sort = "particle"
    setup.change(technician, analyser)
    assert Entry.objects.count() == rows + 1


@pytest.mark.django_db
def test_another_interval_has_the_hours_judged_again_once_there_is_a_check(
    analyser: Instrument, technician: User
) -> None:
    analyser.sort = "particle"
    setup.change(technician, analyser)
    assert not Due.objects.exists()
    checks.record(technician, analyser, CheckKind.ZERO, timezone.now() - DAY, passed=True)
    Due.objects.all().delete()
    analyser.sort = "in_situ"
    setup.change(technician, analyser)
    assert Due.objects.filter(point_id=analyser.point_id).count() > 24
    Due.objects.all().delete()
    analyser.maker = "某厂"
    setup.change(technician, analyser)
    assert not Due.objects.exists()


@pytest.mark.django_db
def test_a_check_recorded_late_has_all_hours_judged_again_that_it_makes_timely(
    analyser: Instrument, technician: User
) -> None:
    now = timezone.now()
    checks.record(technician, analyser, CheckKind.ZERO, now - 20 * DAY, passed=True)
    checks.record(technician, analyser, CheckKind.SPANNED, now - 8 * DAY, passed=True)
    Due.objects.all().delete()
    checks.record(technician, analyser, CheckKind.ZERO, now - 10 * DAY, passed=True)
    hours = Due.objects.values_list("hour", flat=True)
    assert max(hours) > now - DAY  # not only up to the calibration of the span
