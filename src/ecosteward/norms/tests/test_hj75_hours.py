"""Minutes of continuous flue-gas monitoring to hours."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.hj75.hours import Hours, blocks, hours, hours_of_minutes
from ecosteward.norms.hj75.marks import alphabet
from ecosteward.norms.kernel.errors import RefusedError

START = datetime.fromisoformat("2026-03-01T08:00")
PLATFORM, ANALYSER = alphabet("platform"), alphabet("hj212")


def minutes(*runs: tuple[str, int], value: float = 30.0) -> list[dict[str, Any]]:
    letters = [letter for letter, number in runs for _ in range(number)]
    return [
        {"minute": (START + timedelta(minutes=at)).isoformat(), "value": value, "mark": letter}
        for at, letter in enumerate(letters)
    ]


def only(*runs: tuple[str, int], namespace: str = "platform") -> Any:
    outcome = hours.run({"minutes": minutes(*runs), "namespace": namespace}).outcome
    assert len(outcome.hours) == 1
    return outcome.hours[0]


@pytest.mark.parametrize(("normal", "valid"), [(60, True), (46, True), (45, True), (44, False), (0, False)])
def test_an_hour_is_valid_from_45_valid_minutes_on(normal: int, valid: bool) -> None:
    hour = only(("N", normal), ("D", 60 - normal))
    assert (hour.valid, hour.valid_minutes, hour.mean is not None) == (valid, normal, valid)


@pytest.mark.parametrize(
    ("runs", "mark"),
    [
        ((("N", 15), ("F", 45)), "F"),
        ((("N", 15), ("St", 45)), "St"),
        ((("N", 44), ("D", 16)), "D"),
        ((("N", 30), ("C", 16), ("Md", 14)), "C"),
        ((("F", 44), ("D", 16)), "D"),
        ((("F", 45), ("D", 15)), "F"),
        ((("N", 30), ("C", 16), ("M", 14)), "C"),
        ((("N", 44), ("T", 16)), "T"),
        ((("N", 30), ("Sd", 30)), "Sd"),
        ((("D", 20), ("M", 40)), "M"),
    ],
)
def test_an_invalid_hour_is_marked_by_what_filled_it(runs: tuple[tuple[str, int], ...], mark: str) -> None:
    hour = only(*runs)
    assert (hour.mark, hour.valid) == (mark, False)


def test_the_mean_takes_the_valid_minutes_alone() -> None:
    given_minutes = minutes(("N", 45), value=10) + minutes(("N", 60), value=9999)[45:]
    for each in given_minutes[45:]:
        each["mark"] = "C"
    assert hours.run({"minutes": given_minutes}).outcome.hours[0].mean == 10


def test_minutes_never_received_count_as_missing() -> None:
    hour = only(("N", 44))
    assert (hour.valid, hour.mark) == (False, "Md")
    assert only(("N", 45)).valid


def test_a_normal_minute_without_a_value_is_missing() -> None:
    given_minutes = minutes(("N", 60))
    for each in given_minutes[:16]:
        each["value"] = None
    hour = hours.run({"minutes": given_minutes}).outcome.hours[0]
    assert (hour.valid_minutes, hour.mark) == (44, "Md")


@pytest.mark.parametrize(("samples", "valid"), [(12, True), (11, False), (None, True)])
def test_a_minute_counts_from_12_momentary_values_on(samples: int | None, valid: bool) -> None:
    given_minutes = [each | {"samples": samples} for each in minutes(("N", 60))]
    assert hours.run({"minutes": given_minutes}).outcome.hours[0].valid is valid
    columns = hours.run_rows({name: [each[name] for each in given_minutes] for name in given_minutes[0]}).columns
    assert columns["valid"].tolist() == [valid]


def test_a_letter_means_what_its_namespace_says() -> None:
    assert PLATFORM.row("F")["role"] == "stopped"
    assert ANALYSER.row("F")["role"] == "invalid"
    assert PLATFORM.row("B")["role"] == "transition"
    assert ANALYSER.row("B")["role"] == "invalid"
    with pytest.raises(RefusedError, match="没有 St"):
        only(("St", 60), namespace="hj212")
    with pytest.raises(RefusedError, match="没有 S，"):
        only(("S", 60))


def test_an_hour_between_two_others_without_any_minute_is_shown() -> None:
    later = minutes(("N", 60))
    for each in later:
        each["minute"] = (datetime.fromisoformat(each["minute"]) + timedelta(hours=2)).isoformat()
    outcome = hours.run({"minutes": minutes(("N", 60)) + later}).outcome
    assert [(each.valid, each.mark) for each in outcome.hours] == [(True, "N"), (False, "Md"), (True, "N")]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"minute": "2026-03-01T08:00+08:00"}, "不带时区"),
        ({"minute": "今天"}, "应为当地时间"),
        ({"mark": "X"}, "没有 X"),
    ],
)
def test_what_is_no_minute_is_refused(change: dict[str, str], told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        hours.run({"minutes": [minutes(("N", 1))[0] | change]})


def test_the_same_minute_twice_is_refused() -> None:
    with pytest.raises(RefusedError, match="两行"):
        hours.run({"minutes": minutes(("N", 2)) + minutes(("N", 1))})


def test_a_slip_in_the_year_is_refused_before_it_fills_the_memory() -> None:
    rows = [minutes(("N", 1))[0], minutes(("N", 1))[0] | {"minute": "9026-03-01T08:00"}]
    with pytest.raises(RefusedError, match="核对年份"):
        hours.run({"minutes": rows})


def test_valid_hours_by_the_letters_of_hj_212_rest_on_official_text_alone() -> None:
    assert not hours.run({"minutes": minutes(("N", 60)), "namespace": "hj212"}).needs_check
    assert hours.run({"minutes": minutes(("N", 60))}).needs_check
    assert hours.run({"minutes": minutes(("N", 40), ("D", 20)), "namespace": "hj212"}).needs_check


letters = st.sampled_from(PLATFORM.letters)
hour_of_letters = st.lists(letters, min_size=60, max_size=60)


@given(st.lists(hour_of_letters, min_size=1, max_size=3), st.randoms())
def test_rows_of_many_series_agree_with_one_series_in_any_order(series: list[list[str]], random: Any) -> None:
    rows = [
        {"series": str(at), **each}
        for at, marks in enumerate(series)
        for each in minutes(*((letter, 1) for letter in marks), value=at)
    ]
    random.shuffle(rows)
    columns = hours.run_rows({name: [row[name] for row in rows] for name in rows[0]}).columns
    for at, marks in enumerate(series):
        place = int(np.flatnonzero(columns["series"] == str(at))[0])
        alone = hours.run({"minutes": minutes(*((letter, 1) for letter in marks), value=at)})
        hour = alone.outcome.hours[0]
        assert columns["mark"][place] == hour.mark
        assert columns["valid_minutes"][place] == hour.valid_minutes
        assert bool(columns["valid"][place]) == hour.valid
        assert columns["needs_check"][place] == alone.needs_check


@given(hour_of_letters)
def test_one_more_normal_minute_never_makes_an_hour_less_valid(marks: list[str]) -> None:
    before = only(*((letter, 1) for letter in marks))
    after = only(*((letter, 1) for letter in ["N" if letter == "D" else letter for letter in marks]))
    assert before.valid <= after.valid


def test_long_columns_are_laid_out_by_series_and_what_is_not_there_is_missing() -> None:
    first = np.datetime64("2026-03-01T08:00", "m")
    at = np.array([5, 0, 61])
    laid = blocks(np.array([1, 0, 1]), first + at, np.array([5.0, 6, 7]), np.array([0, 9, 0], np.uint8), PLATFORM)
    start, values, marks = laid
    assert (str(start), values.shape) == ("2026-03-01T08", (2, 120))
    assert [values[1, 5], values[0, 0], values[1, 61]] == [5, 6, 7]
    assert int(np.isnan(values).sum()) == 237
    assert [marks[0, 0], marks[0, 1], marks[1, 5]] == [9, PLATFORM.missing, 0]


def test_a_block_is_judged_series_by_series() -> None:
    values = np.full((2, 120), 5.0, np.float32)
    marks = np.zeros((2, 120), np.uint8)
    marks[1, 60:76] = PLATFORM.letters.index("D")
    judged: Hours = hours_of_minutes(values, marks, PLATFORM)
    assert judged.valid.tolist() == [[True, True], [True, False]]
    assert judged.minutes.tolist() == [[60, 60], [60, 44]]
