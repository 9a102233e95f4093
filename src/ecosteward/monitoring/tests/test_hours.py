"""Hours of a place: validity, marks, conversion, amounts, limits."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.monitoring.rules import letters
from ecosteward.monitoring.rules.marks import unpacked
from ecosteward.monitoring.rules.sheets import Sheet
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Exceedance, Note, Validity
from ecosteward.monitoring.tests.sample import BEGIN, NAN, bound, check, data, day, factor, judged, place, span

SO2, OXYGEN, FLOW = factor(1), factor(2, "a19001"), factor(3, "a00000")
VALUES = st.lists(st.one_of(st.just(NAN), st.floats(0.1, 500)), min_size=60, max_size=60)
MARKS = st.lists(st.sampled_from(["N", "", "C", "M", "D", "T", "B", "F", "S"]), min_size=60, max_size=60)


def _validity(sheet: Sheet, at: int = 0) -> Validity:
    return Validity(int(sheet.validity[at, 0]))


def _letter(sheet: Sheet, at: int = 0) -> str:
    return str(letters.platform().letters[sheet.mark[at, 0]])


@pytest.mark.parametrize(("valid", "expected"), [(44, Validity.INVALID), (45, Validity.VALID), (60, Validity.VALID)])
def test_an_hour_is_valid_from_45_valid_minutes_on(valid: int, expected: Validity) -> None:
    sheet = judged(
        place(SO2), [data(1, [10.0] * valid + [99.0] * (60 - valid), mark=["N"] * valid + ["D"] * (60 - valid))]
    )
    assert _validity(sheet) == expected
    assert sheet.counted[0, 0] == valid
    if expected == Validity.VALID:
        assert sheet.mean[0, 0] == pytest.approx(10.0)


@pytest.mark.parametrize(("number", "expected"), [(4, Validity.INVALID), (5, Validity.VALID)])
def test_data_of_ten_minutes_stand_for_the_minutes_they_cover_and_that_is_to_be_checked(
    number: int, expected: Validity
) -> None:
    sheet = judged(place(SO2, minutes=10), [data(1, [20.0] * number, minutes=10)])
    assert _validity(sheet) == expected
    assert sheet.notes[0, 0] & Note.UNVERIFIED


@given(VALUES, MARKS, st.randoms())
def test_the_order_of_rows_does_not_matter(values: list[float], marks: list[str], chance: Any) -> None:
    found = data(1, values, mark=marks)
    places = list(range(60))
    chance.shuffle(places)
    one, other = (
        judged(place(SO2), [each]).flat(np.array([1], np.int32), Span.HOUR, np.array([BEGIN]))
        for each in (found, found[places])
    )
    assert one.tobytes() == other.tobytes()


@given(VALUES, MARKS, st.floats(0.1, 400))
def test_what_is_not_valid_is_never_judged_over(values: list[float], marks: list[str], upper: float) -> None:
    sheet = judged(place(factor(1, bounds=(bound(upper),))), [data(1, values, mark=marks)])
    if _validity(sheet) != Validity.VALID:
        assert sheet.exceedance[0, 0] == Exceedance.NOT_JUDGED
        assert np.isnan(sheet.amount[0, 0])
    else:
        assert sheet.exceedance[0, 0] in (Exceedance.WITHIN, Exceedance.OVER)


@given(st.floats(0.1, 100), st.floats(0, 100), st.floats(1, 100))
def test_a_higher_mean_is_never_judged_milder(value: float, more: float, upper: float) -> None:
    here = place(factor(1, bounds=(bound(upper),)))
    lower, higher = (judged(here, [data(1, [each] * 60)]).exceedance[0, 0] for each in (value, value + more))
    assert not (lower == Exceedance.OVER and higher == Exceedance.WITHIN)


@pytest.mark.parametrize(
    ("value", "inclusive", "expected"),
    [
        (50.0, False, Exceedance.WITHIN),
        (50.0, True, Exceedance.OVER),
        (50.1, False, Exceedance.OVER),
        (49.9, True, Exceedance.WITHIN),
    ],
)
def test_equal_to_the_limit_is_not_over_unless_the_limit_says_so(
    value: float, inclusive: bool, expected: Exceedance
) -> None:
    sheet = judged(place(factor(1, bounds=(bound(50.0, inclusive=inclusive),))), [data(1, [value] * 60)])
    assert sheet.exceedance[0, 0] == expected
    assert sheet.limit_id[0, 0] == 1


def test_a_limit_holds_on_its_days_only_and_in_its_own_unit() -> None:
    for wrong in ({"since": day(11)}, {"until": day(9)}, {"unit": "mg/L"}, {"basis": "day"}):
        sheet = judged(place(factor(1, bounds=(bound(50.0, **wrong),))), [data(1, [90.0] * 60)])
        assert sheet.exceedance[0, 0] == Exceedance.NOT_JUDGED, wrong
    right = judged(place(factor(1, bounds=(bound(50.0, since=day(10), until=day(10)),))), [data(1, [90.0] * 60)])
    assert right.exceedance[0, 0] == Exceedance.OVER
    assert right.multiple[0, 0] == pytest.approx(0.8)


def test_of_several_limits_the_one_that_is_broken_worst_is_told_of() -> None:
    limits = (bound(100.0, id=4), bound(50.0, id=5), bound(80.0, id=6))
    sheet = judged(place(factor(1, bounds=limits)), [data(1, [90.0] * 60)])
    assert (sheet.exceedance[0, 0], sheet.limit_id[0, 0]) == (Exceedance.OVER, 5)
    assert not sheet.notes[0, 0] & Note.APPROACHING


@pytest.mark.parametrize(("value", "near"), [(39.9, False), (40.0, True), (50.0, True), (50.5, False)])
def test_from_eight_tenths_of_the_limit_on_a_mean_approaches_it(value: float, near: bool) -> None:
    sheet = judged(place(factor(1, bounds=(bound(50.0),))), [data(1, [value] * 60)])
    assert bool(sheet.notes[0, 0] & Note.APPROACHING) is near


@pytest.mark.parametrize("verified", [True, False])
def test_a_verdict_by_a_limit_not_compared_with_its_source_is_to_be_checked(verified: bool) -> None:
    sheet = judged(place(factor(1, bounds=(bound(50.0, verified=verified),))), [data(1, [9.0] * 60)])
    assert bool(sheet.notes[0, 0] & Note.UNVERIFIED) is not verified


def test_the_converted_mean_is_compared_and_the_measured_one_weighed() -> None:
    limit = bound(50.0, converted=True)
    here = place(factor(1, bounds=(limit,)), OXYGEN, FLOW, oxygen=9.0)
    sheet = judged(here, [data(1, [40.0] * 60), data(2, [13.0] * 60), data(3, [2.0] * 60)])
    assert sheet.converted[0, 0] == pytest.approx(40 * (21 - 9) / (21 - 13))
    assert sheet.exceedance[0, 0] == Exceedance.OVER
    assert sheet.amount[0, 0] == pytest.approx(40 * 2 * 3600 * 1e-6)


@pytest.mark.parametrize("oxygen", [NAN, 21.0, 25.0])
def test_without_oxygen_to_convert_by_a_converted_limit_is_not_judged(oxygen: float) -> None:
    here = place(factor(1, bounds=(bound(1.0, converted=True),)), OXYGEN, oxygen=9.0)
    sheet = judged(here, [data(1, [40.0] * 60), data(2, [oxygen] * 60)])
    assert np.isnan(sheet.converted[0, 0])
    assert sheet.exceedance[0, 0] == Exceedance.NOT_JUDGED


def test_where_no_oxygen_is_measured_what_was_sent_converted_stands_and_is_to_be_checked() -> None:
    found = data(1, [40.0] * 60)
    found["converted"] = 66.0
    sheet = judged(place(factor(1, bounds=(bound(50.0, converted=True),)), oxygen=9.0), [found])
    assert (sheet.converted[0, 0], sheet.exceedance[0, 0]) == (66.0, Exceedance.OVER)
    assert sheet.notes[0, 0] & Note.UNVERIFIED


def test_an_hour_sent_stands_only_where_no_minute_came() -> None:
    sent = data(1, [30.0], minutes=60)
    alone = judged(place(SO2), sent=[sent])
    assert (_validity(alone), alone.mean[0, 0]) == (Validity.VALID, 30.0)
    assert alone.notes[0, 0] & Note.FROM_HOURS
    assert alone.notes[0, 0] & Note.UNVERIFIED
    both = judged(place(SO2), [data(1, [10.0] * 60)], [sent])
    assert both.mean[0, 0] == pytest.approx(10.0)
    assert not both.notes[0, 0] & Note.FROM_HOURS
    poor = judged(place(SO2), [data(1, [10.0] * 20)], [sent])
    assert _validity(poor) == Validity.INVALID


def test_an_hour_a_person_set_stands_before_its_minutes() -> None:
    sheet = judged(place(SO2), [data(1, [10.0] * 60)], corrected=[data(1, [12.0], minutes=60)])
    assert sheet.mean[0, 0] == 12.0
    assert sheet.notes[0, 0] & Note.CORRECTED


@pytest.mark.parametrize(
    ("letter", "validity"),
    [
        ("F", Validity.STOPPED),
        ("St", Validity.STOPPED),
        ("C", Validity.INVALID),
        ("M", Validity.INVALID),
        ("D", Validity.INVALID),
    ],
)
def test_an_hour_marked_by_people_is_no_basis_for_an_exceedance(letter: str, validity: Validity) -> None:
    here = place(factor(1, bounds=(bound(50.0),)))
    sheet = judged(here, [data(1, [90.0] * 60)], marked=(span(0, 60, letter),))
    assert (_validity(sheet), _letter(sheet)) == (validity, letter)
    assert sheet.exceedance[0, 0] == Exceedance.NOT_JUDGED


def test_a_mark_of_one_series_leaves_the_others() -> None:
    sheet = judged(place(SO2, FLOW), [data(1, [9.0] * 60), data(3, [2.0] * 60)], marked=(span(0, 60, "C", series=1),))
    assert (_validity(sheet, 0), _validity(sheet, 1)) == (Validity.INVALID, Validity.VALID)


def test_a_stopped_analyser_is_not_a_stopped_source() -> None:
    sheet = judged(place(SO2), [data(1, [9.0] * 60, mark="F")])
    assert (_validity(sheet), _letter(sheet)) == (Validity.INVALID, "D")


def test_an_hour_without_any_data_is_missing() -> None:
    sheet = judged(place(SO2, FLOW), [data(3, [2.0] * 60)])
    assert (_validity(sheet, 0), _letter(sheet, 0)) == (Validity.MISSING, "Md")


@pytest.mark.parametrize(("value", "valid"), [(200.0, True), (200.1, False), (0.0, True), (-1.0, True), (-1.1, False)])
def test_what_no_instrument_can_have_measured_is_not_valid(value: float, valid: bool) -> None:
    sheet = judged(place(factor(1, low=0.0, high=200.0, detection_limit=1.0)), [data(1, [value] * 60)])
    assert (_validity(sheet) == Validity.VALID) is valid
    assert bool(sheet.notes[0, 0] & Note.OUT_OF_RANGE) is not valid


def test_a_negative_mean_is_no_negative_amount() -> None:
    sheet = judged(place(SO2, FLOW), [data(1, [-0.5] * 60), data(3, [2.0] * 60)])
    assert sheet.amount[0, 0] == 0.0


def test_starting_hours_are_not_judged_but_their_amounts_count() -> None:
    found = judged(place(SO2, FLOW), [data(1, [9.0] * 60), data(3, [2.0] * 60)], marked=(span(0, 10, "St"),))
    assert found.amount[0, 0] == pytest.approx(9 * 7200 * 1e-6)


@pytest.mark.parametrize(("hours", "frozen"), [(3, False), (4, True)])
def test_the_same_mean_for_hours_is_noted_as_frozen(hours: int, frozen: bool) -> None:
    sheet = judged(place(SO2), [data(1, [9.0] * 60 * hours)], number=hours)
    assert bool(sheet.notes[0, -1] & Note.FROZEN) is frozen
    assert sheet.validity[0, -1] == Validity.VALID


def test_a_row_of_hours_goes_on_over_the_edge_of_what_is_judged_at_once() -> None:
    first = judged(place(SO2), [data(1, [9.0] * 240)], number=4)
    rows_before = first.flat(np.array([1], np.int32), Span.HOUR, BEGIN - np.arange(4, 0, -1) * np.timedelta64(1, "h"))
    assert judged(place(SO2), [data(1, [9.0] * 60)], before=rows_before).notes[0, 0] & Note.FROZEN


@pytest.mark.parametrize(("second", "leap"), [(110.0, False), (110.5, True)])
def test_a_leap_of_more_than_half_the_range_is_noted(second: float, leap: bool) -> None:
    here = place(factor(1, low=0.0, high=200.0))
    sheet = judged(here, [data(1, [10.0] * 60 + [second] * 60)], number=2)
    assert bool(sheet.notes[0, 1] & Note.JUMP) is leap


@pytest.mark.parametrize(("fan", "flow", "off"), [(0.0, 2.0, True), (1.0, 2.0, False), (0.0, 0.0, False)])
def test_a_facility_that_stands_while_its_source_runs_is_noted(fan: float, flow: float, off: bool) -> None:
    control = factor(4, "e30101", role="control", running_from=1.0)
    sheet = judged(place(control, FLOW), [data(4, [fan] * 60), data(3, [flow] * 60)])
    assert bool(sheet.notes[0, 0] & Note.FACILITY_OFF) is off


def test_a_facility_may_stand_while_its_source_is_marked_as_stopped() -> None:
    control = factor(4, "e30101", role="control", running_from=1.0)
    given_data = [data(4, [0.0] * 60), data(3, [2.0] * 60)]
    sheet = judged(place(control, FLOW), given_data, marked=(span(0, 60, "F", series=3),))
    assert not sheet.notes[0, 0] & Note.FACILITY_OFF


class TestWater:
    COD, PH, WATER = factor(1, "w01018", instrument_id=7), factor(2, "w01001", unit="无量纲"), factor(3, "w00000")

    def _judged(self, cod: float, flow: float = 5.0, **more: Any) -> Sheet:
        here = place(dataclasses.replace(self.COD, bounds=(bound(1.0, unit="mg/L"),)), self.WATER, kind="water")
        return judged(here, [data(1, [cod] * 60), data(3, [flow] * 60)], **more)

    def test_concentration_times_flow_is_the_amount(self) -> None:
        sheet = self._judged(30.0)
        assert sheet.amount[0, 0] == pytest.approx(30 * 5 * 3600 * 1e-6)
        assert sheet.exceedance[0, 0] == Exceedance.OVER

    def test_no_flow_is_no_discharge(self) -> None:
        sheet = self._judged(30.0, flow=0.0)
        assert _validity(sheet, 0) == _validity(sheet, 1) == Validity.STOPPED
        assert sheet.exceedance[0, 0] == Exceedance.NOT_JUDGED
        assert sheet.mean[1, 0] == 0.0

    def test_a_low_value_counts_only_once_a_check_confirmed_it(self) -> None:
        assert _validity(self._judged(0.0)) == Validity.UNJUDGED
        confirmed = self._judged(0.0, checks=(check(5, passed=True, instrument=7),))
        assert (_validity(confirmed), confirmed.mean[0, 0]) == (Validity.VALID, 2.0)
        assert _validity(self._judged(0.0, checks=(check(5, passed=True, instrument=8),))) == Validity.UNJUDGED

    def test_a_failed_check_spoils_back_to_the_last_that_passed_and_on_to_the_next(self) -> None:
        failed = (check(-3, passed=True, instrument=7), check(2, passed=False, instrument=7))
        assert _validity(self._judged(30.0, checks=failed)) == Validity.INVALID
        cured = (check(-3, passed=False, instrument=7), check(0, passed=True, instrument=7))
        assert _validity(self._judged(30.0, checks=cured)) == Validity.VALID

    def test_a_frozen_value_waits_for_a_check(self) -> None:
        here = place(self.COD, self.WATER, kind="water")
        minutes = [data(1, [30.0] * 720), data(3, [5.0 + at / 100 for at in range(720)])]
        assert judged(here, minutes, number=12).validity[0].tolist() == [Validity.VALID] * 11 + [Validity.UNJUDGED]

    def test_ph_is_judged_by_its_range(self) -> None:
        limit = bound(9.0, lower=6.0, unit="无量纲")
        here = place(dataclasses.replace(self.PH, bounds=(limit,)), self.WATER, kind="water")
        sheet = judged(here, [data(2, [5.5] * 60), data(3, [5.0] * 60)])
        assert sheet.exceedance[0, 0] == Exceedance.BELOW


def test_the_same_inputs_have_the_same_digest_and_other_inputs_another() -> None:
    series = np.array([1], np.int32)

    def digest(values: list[float], upper: float = 50.0) -> int:
        sheet = judged(place(factor(1, bounds=(bound(upper),))), [data(1, values)])
        return int(sheet.flat(series, Span.HOUR, np.array([BEGIN]))["inputs"][0])

    assert digest([9.0] * 60) == digest([9.0] * 60)
    others = {digest([9.0] * 60), digest([8.0, 10.0] + [9.0] * 58), digest([10.0, 8.0] + [9.0] * 58)}
    assert len(others | {digest([9.0] * 60, upper=10.0), digest([9.0] * 59)}) == 5


def test_rows_carry_the_marks_as_letters() -> None:
    sheet = judged(place(SO2), [data(1, [9.0] * 60)], marked=(span(0, 60, "St"),))
    assert unpacked(int(sheet.flat(np.array([1], np.int32), Span.HOUR, np.array([BEGIN]))["mark"][0])) == "St"
