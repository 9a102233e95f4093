"""Amounts in place of lost ones, days, months and capture rates."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosteward.norms.hj75.filling import row_for
from ecosteward.norms.hj75.means import capture, means
from ecosteward.norms.hj75.substitution import substitute
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table

START = datetime.fromisoformat("2026-01-01T00:00")


def series(*runs: tuple[str, int], amount: float = 1.0) -> list[dict[str, Any]]:
    letters = [letter for letter, number in runs for _ in range(number)]
    return [
        {
            "hour": (START + timedelta(hours=at)).isoformat(),
            "mark": letter,
            "amount": amount if letter in {"N", "St"} else None,
        }
        for at, letter in enumerate(letters)
    ]


def done(hours: list[dict[str, Any]], pollutant: str = "SO2") -> Any:
    return substitute.run({"pollutant": pollutant, "hours": hours}).outcome


@pytest.mark.parametrize(
    ("rate", "length", "window"),
    [
        (100, 1, 180),
        (90, 24, 180),
        (90, 25, 720),
        (89.999, 24, 2160),
        (89.999, 25, 2160),
        (75, 1, 2160),
        (74.999, 1, None),
        (0, 1, None),
    ],
)
@pytest.mark.parametrize("cause", ["control", "other"])
def test_the_hours_to_look_back_go_by_capture_rate_and_length(
    cause: Any, rate: float, length: int, window: int | None
) -> None:
    row = row_for(cause, rate, length)
    assert (None if row is None else int(row.figure("window"))) == window


def test_a_failure_takes_the_maximum_of_the_last_180_valid_hours_before_it() -> None:
    hours = series(("N", 200), ("D", 10), ("N", 500))
    hours[19]["amount"] = 99  # the 181st valid hour before the failure
    hours[20]["amount"] = 7  # the 180th
    hours[300]["amount"] = 50  # after it
    line = done(hours).ledger[0]
    assert (line.value, line.window, line.found, line.hours) == (7, 180, 180, 10)
    assert line.source_hour == START + timedelta(hours=20)
    assert (line.since, line.until) == (START + timedelta(hours=200), START + timedelta(hours=209))


def test_the_mean_of_the_neighbours_of_hjt_75_2007_is_not_used() -> None:
    hours = series(("N", 100), ("D", 3), ("N", 300))
    for each in hours[:50]:
        each["amount"] = 8
    hours[99]["amount"], hours[103]["amount"] = 2, 4
    assert done(hours).ledger[0].value == 8


def test_out_of_control_looks_back_from_the_last_calibration_before_it() -> None:
    hours = series(("N", 300), ("N", 20), ("N", 400))
    hours[250]["calibrated"] = True
    hours[249]["amount"], hours[260]["amount"] = 5, 9
    for each in hours[300:320]:
        each["out_of_control"] = True
    outcome = done(hours)
    line = outcome.ledger[0]
    assert (line.cause, line.value, line.hours) == ("control", 5, 20)
    assert outcome.substituted == 100
    for each in hours[300:320]:
        each |= {"out_of_control": False, "mark": "M", "amount": None}
    assert done(hours).ledger[0].value == 9


def test_out_of_control_without_any_calibration_is_not_worked_out() -> None:
    hours = series(("N", 300))
    hours[200]["out_of_control"] = True
    outcome = done(hours)
    assert (outcome.ledger[0].verdict, outcome.unknown_hours) == ("no_calibration", 1)


def test_a_gap_longer_than_24_hours_looks_further_back() -> None:
    hours = series(("N", 1000), ("D", 25), ("N", 900))
    hours[300]["amount"] = 6
    assert (done(hours).ledger[0].window, done(hours).ledger[0].value) == (720, 6)
    hours[279]["amount"] = 60
    assert done(hours).ledger[0].value == 6
    shorter = series(("N", 1000), ("D", 24), ("N", 900))
    shorter[300]["amount"] = 6
    assert (done(shorter).ledger[0].window, done(shorter).ledger[0].value) == (180, 1)


def test_below_75_percent_there_is_no_row_and_it_is_said() -> None:
    result = substitute.run({"pollutant": "NOx", "hours": series(("N", 74), ("D", 26))})
    assert (result.outcome.ledger[0].verdict, result.outcome.unknown_hours) == ("below_75", 26)
    assert result.outcome.substituted == 0
    assert any("没有对应的修约行" in step.what for step in result.steps)
    assert done(series(("N", 75), ("D", 25))).ledger[0].verdict == "substituted"


def test_stopped_hours_are_neither_substituted_nor_counted() -> None:
    outcome = done(series(("N", 90), ("F", 100), ("D", 10)))
    assert outcome.quarters[0].capture == 90
    assert (outcome.quarters[0].stopped, outcome.unknown_hours, outcome.substituted) == (100, 0, 10)
    assert {each.kind for each in outcome.hours[:100]} == {"stopped"}


def test_a_stop_within_a_gap_neither_ends_it_nor_adds_to_it() -> None:
    outcome = done(series(("N", 300), ("D", 12), ("F", 50), ("D", 12)))
    assert [(line.hours, line.window) for line in outcome.ledger] == [(24, 180)]


def test_hours_of_start_up_keep_their_measured_amount_and_lend_none() -> None:
    hours = series(("N", 100), ("St", 2), ("D", 1))
    hours[100]["amount"] = 40
    outcome = done(hours)
    assert outcome.measured == 100 + 40 + 1
    assert outcome.ledger[0].value == 1
    hours[101]["amount"] = None
    assert done(hours).unknown_hours == 1


def test_reference_results_of_every_day_replace_the_maximum() -> None:
    hours = series(("N", 480), ("D", 30), ("N", 18))
    hours[485]["manual"], hours[490]["manual"] = 0.2, 0.4
    assert done(hours).ledger[0].verdict == "substituted"
    hours[505]["manual"] = 0.5
    outcome = done(hours)
    assert outcome.ledger[0].verdict == "manual"
    assert outcome.substituted == pytest.approx(24 * 0.3 + 6 * 0.5)


def test_a_gap_over_the_end_of_a_quarter_takes_each_quarters_rate() -> None:
    hours = series(("N", 2150), ("D", 20), ("N", 90))
    outcome = done(hours)
    assert [(line.hours, line.gap_hours, line.window) for line in outcome.ledger] == [(10, 20, 180), (10, 20, 180)]
    worse = done(series(("N", 2150), ("D", 20), ("N", 50)))
    assert [line.window for line in worse.ledger] == [180, 2160]
    assert [each.quarter for each in worse.quarters] == ["2026 年第 1 季度", "2026 年第 2 季度"]


def test_a_rate_of_part_of_a_quarter_says_so() -> None:
    whole = substitute.run({"pollutant": "SO2", "hours": series(("N", 90 * 24))})
    part = substitute.run({"pollutant": "SO2", "hours": series(("N", 90 * 24 - 1))})
    assert [each.outcome.quarters[0].whole for each in (whole, part)] == [True, False]
    assert [any("部分小时" in step.what for step in each.steps) for each in (whole, part)] == [False, True]


@pytest.mark.parametrize("name", ["NMHC", "a24088", "非甲烷总烃"])
def test_nmhc_is_refused_for_its_own_norm(name: str) -> None:
    with pytest.raises(RefusedError, match="HJ 1286"):
        done(series(("N", 2)), name)
    with pytest.raises(RefusedError, match="HJ 1286"):
        substitute.run_rows({"pollutant": [name], "hour": ["2026-01-01T00:00"], "amount": [1]})


@pytest.mark.parametrize("name", ["a21026", "二氧化硫", "NOx", "a34013"])
def test_the_three_pollutants_are_taken_by_name_or_code(name: str) -> None:
    assert done(series(("N", 2)), name).measured == 2


def test_any_other_pollutant_is_refused() -> None:
    with pytest.raises(RefusedError, match="没有 CO"):
        done(series(("N", 2)), "CO")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda hours: hours.pop(3), "之后缺行"),
        (lambda hours: hours.append(hours[0]), "有两行"),
        (lambda hours: hours[1].update(amount=None), "正常的小时须填排放量"),
        (lambda hours: hours[1].update(out_of_control=True, manual=1), "失控时段不填"),
        (lambda hours: hours[1].update(hour="2026-01-01T01:30"), "整点"),
        (lambda hours: hours.clear(), "至少要有一个小时"),
    ],
)
def test_hours_that_cannot_be_filled_from_are_refused(change: Any, told: str) -> None:
    hours = series(("N", 6))
    change(hours)
    with pytest.raises(RefusedError, match=told):
        done(hours)


def test_a_first_hour_lost_has_nothing_before_it() -> None:
    assert done(series(("D", 1), ("N", 20))).ledger[0].verdict == "no_history"


def test_everything_remembered_of_hj_75_needs_a_check() -> None:
    assert substitute.run({"pollutant": "PM", "hours": series(("N", 30), ("D", 1))}).needs_check
    assert not any(row.verified("window") for row in table("hj75_substitution"))


hours_of_any_mark = st.lists(
    st.tuples(st.sampled_from(["N", "N", "N", "D", "M", "F", "St", "Md"]), st.floats(0, 100), st.booleans()),
    min_size=1,
    max_size=80,
)


@settings(deadline=None)
@given(hours_of_any_mark, st.randoms())
def test_rows_agree_with_single_series_in_any_order_and_nothing_measured_changes(drawn: Any, random: Any) -> None:
    hours = [
        each | {"amount": amount if each["mark"] in {"N", "St"} else None, "calibrated": calibrated}
        for each, (_, amount, calibrated) in zip(series(*((mark, 1) for mark, _, _ in drawn)), drawn, strict=True)
    ]
    rows = [{"series": name, "pollutant": "SO2", **each} for name in "ab" for each in hours]
    random.shuffle(rows)
    columns = substitute.run_rows({name: [row[name] for row in rows] for name in rows[0]}).columns
    outcome = done(hours)
    total = float(np.nansum(columns["amount_used"]))
    assert total == pytest.approx(2 * (outcome.measured + outcome.substituted))
    assert int((columns["kind"] == "none").sum()) == 2 * outcome.unknown_hours
    for row, used, kind in zip(rows, columns["amount_used"], columns["kind"], strict=True):
        assert kind != "measured" or used == row["amount"]


@settings(deadline=None)
@given(st.integers(0, 99), st.floats(0, 1000))
def test_more_emitted_before_a_gap_never_lowers_what_stands_for_it(place: int, more: float) -> None:
    hours = series(("N", 100), ("D", 5))
    before = done(hours).substituted
    hours[place]["amount"] += more
    assert done(hours).substituted >= before


def test_a_day_is_valid_from_20_valid_hours_on_and_a_month_from_25_days() -> None:
    def hours(days: int, of_day: int) -> list[dict[str, Any]]:
        return [
            {"hour": (START + timedelta(days=day, hours=hour)).isoformat(), "mean": day + 1.0}
            for day in range(days)
            for hour in range(of_day)
        ]

    assert [each.valid for each in means.run({"hours": hours(1, 20)}).outcome.days] == [True]
    assert [each.valid for each in means.run({"hours": hours(1, 19)}).outcome.days] == [False]
    month = means.run({"hours": hours(25, 20)}).outcome.months[0]
    assert (month.valid, month.mean, month.month) == (True, 13, "2026-01")
    assert not means.run({"hours": hours(24, 24)}).outcome.months[0].valid


def test_february_is_valid_from_23_days_on() -> None:
    day = datetime.fromisoformat("2026-02-01T00:00")
    hours = [{"hour": (day + timedelta(hours=at)).isoformat(), "mean": 1} for at in range(23 * 24)]
    assert means.run({"hours": hours}).outcome.months[0].valid
    assert not means.run({"hours": hours[24:]}).outcome.months[0].valid


def test_days_of_many_series_agree_with_one() -> None:
    hours = [(START + timedelta(hours=at)).isoformat() for at in range(50)]
    values = [None if at % 7 == 0 else float(at) for at in range(50)]
    columns = means.run_rows({"series": ["a"] * 50 + ["b"] * 50, "hour": hours * 2, "mean": values * 2}).columns
    days = means.run(
        {"hours": [{"hour": hour, "mean": value} for hour, value in zip(hours, values, strict=True)]}
    ).outcome.days
    assert list(columns["valid"]) == [each.valid for each in days] * 2
    assert list(columns["valid_hours"]) == [each.valid_hours for each in days] * 2
    assert list(columns["series"]) == ["a"] * 3 + ["b"] * 3


@pytest.mark.parametrize(
    ("invalid", "stopped", "rate", "enough"),
    [(540, 0, 75, True), (541, 0, 75 - 100 / 2160, False), (0, 2160, None, True), (290, 1000, 75, True)],
)
def test_the_capture_rate_leaves_out_stopped_hours(
    invalid: int, stopped: int, rate: float | None, enough: bool
) -> None:
    outcome = capture.run({"hours": 2160, "invalid": invalid, "stopped": stopped}).outcome
    assert outcome.capture == (None if rate is None else pytest.approx(rate))
    assert outcome.enough is enough


def test_more_hours_than_a_quarter_has_are_refused() -> None:
    with pytest.raises(RefusedError, match="超过季度"):
        capture.run({"hours": 2160, "invalid": 1161, "stopped": 1000})
