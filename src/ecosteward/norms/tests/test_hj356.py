"""Validity of automatic waste-water monitoring."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosteward.norms.hj356.data import checks, judge, spoilt
from ecosteward.norms.hj356.means import day, month
from ecosteward.norms.hj356.substitution import substitute
from ecosteward.norms.kernel.errors import RefusedError

COD = {"indicator": "COD"}


def verdict(**facts: Any) -> tuple[str, float | None]:
    outcome = judge.run(COD | facts).outcome
    return outcome.verdict, outcome.value


def test_a_plain_value_is_valid_as_it_is() -> None:
    assert verdict(value=35) == ("valid", 35)


@pytest.mark.parametrize(
    ("indicator", "enters"), [("COD", 2), ("氨氮", 0.01), ("w21011", 0.005), ("TN", 0.025), ("011", 2)]
)
@pytest.mark.parametrize("value", [0, -0.001])
def test_a_confirmed_zero_enters_at_the_set_value(indicator: str, enters: float, value: float) -> None:
    facts = {"indicator": indicator, "value": value}
    assert verdict(**facts, confirmed="yes") == ("replaced", enters)
    assert verdict(**facts) == ("to_check", None)
    assert verdict(**facts, confirmed="no") == ("invalid", None)


def test_a_value_below_the_detection_limit_is_low_and_one_at_it_is_not() -> None:
    assert verdict(value=3.9, detection_limit=4, confirmed="yes") == ("replaced", 2)
    assert verdict(value=4, detection_limit=4) == ("valid", 4)


@pytest.mark.parametrize("letter", ["F", "M", "S", "D", "C", "T", "B", "-"])
def test_every_mark_but_normal_is_invalid(letter: str) -> None:
    assert verdict(value=35, mark=letter) == ("invalid", None)
    assert verdict(value=35, mark="N") == ("valid", 35)


def test_without_flow_there_is_no_valid_datum() -> None:
    assert verdict(value=35, flow=0) == ("invalid", None)
    assert verdict(indicator="flow", value=0) == ("invalid", None)
    assert verdict(indicator="flow", value=12) == ("valid", 12)


@pytest.mark.parametrize("field", ["analyser", "logger"])
@pytest.mark.parametrize(
    ("value", "expected"), [(101, "valid"), (99, "valid"), (101.01, "invalid"), (98.99, "invalid")]
)
def test_a_value_more_than_one_percent_off_the_instrument_is_invalid(field: str, value: float, expected: str) -> None:
    assert verdict(value=value, **{field: 100})[0] == expected


def test_a_sudden_change_waits_for_its_check() -> None:
    assert verdict(value=900, suspicious=True) == ("to_check", None)
    assert verdict(value=900, suspicious=True, looked_into="yes") == ("valid", 900)
    assert verdict(value=900, suspicious=True, looked_into="no") == ("invalid", None)


def test_a_datum_of_a_time_spoilt_by_a_failed_check_is_invalid() -> None:
    assert verdict(value=35, spoilt=True) == ("invalid", None)


def test_no_datum_and_no_such_indicator_are_told() -> None:
    assert verdict() == ("invalid", None)
    with pytest.raises(RefusedError, match="HJ 356 没有 BOD5"):
        verdict(indicator="BOD5", value=1)


def test_a_frozen_ph_or_a_cold_water_is_no_low_value() -> None:
    assert verdict(indicator="temperature", value=-0.5) == ("valid", -0.5)
    assert verdict(indicator="pH", value=7) == ("valid", 7)


data = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from(["COD", "氨氮", "pH", "flow"]),
        "value": st.none() | st.floats(-1, 100),
        "mark": st.sampled_from(["", "N", "D"]),
        "flow": st.none() | st.floats(0, 10),
        "analyser": st.none() | st.floats(-1, 100),
        "detection_limit": st.none() | st.floats(0, 10),
        "confirmed": st.sampled_from(["", "yes", "no"]),
        "suspicious": st.booleans(),
        "looked_into": st.sampled_from(["", "yes", "no"]),
        "spoilt": st.booleans(),
    }
)


@given(st.lists(data, min_size=1, max_size=20), st.randoms())
def test_many_data_are_judged_as_one_by_one_in_any_order(facts: list[dict[str, Any]], random: Any) -> None:
    random.shuffle(facts)
    columns = judge.run_rows({name: [each[name] for each in facts] for name in facts[0]}).columns
    alone = [judge.run(each) for each in facts]
    assert list(columns["verdict"]) == [each.outcome.verdict for each in alone]
    assert list(columns["reason"]) == [each.outcome.reason for each in alone]
    assert list(columns["needs_check"]) == [each.needs_check for each in alone]
    values = [np.nan if each.outcome.value is None else each.outcome.value for each in alone]
    assert np.allclose(columns["used"], values, equal_nan=True)


def at(hour: int) -> str:
    return (datetime.fromisoformat("2026-03-01T00:00") + timedelta(hours=hour)).isoformat()


def test_a_failed_check_spoils_back_to_the_last_pass_and_on_to_the_next() -> None:
    given_checks = [(10, True), (20, True), (30, False), (34, False), (40, True), (60, False)]
    times = checks.run({"checks": [{"at": at(hour), "passed": passed} for hour, passed in given_checks]}).outcome.times
    found = [(each.after and each.after.isoformat(), each.before and each.before.isoformat()) for each in times]
    assert found == [(at(20), at(40)), (at(40), None)]
    assert [each.failed for each in times] == [2, 1]


def test_a_failed_check_before_any_pass_spoils_from_the_beginning() -> None:
    (time,) = checks.run({"checks": [{"at": at(5), "passed": False}, {"at": at(9), "passed": True}]}).outcome.times
    assert (time.after, time.before) == (None, datetime.fromisoformat(at(9)))


def test_a_pass_and_a_failure_at_one_moment_are_refused() -> None:
    with pytest.raises(RefusedError, match="同一时刻"):
        checks.run({"checks": [{"at": at(5), "passed": False}, {"at": at(5), "passed": True}]})


def test_rows_of_data_and_checks_tell_what_is_spoilt() -> None:
    rows = [(hour, "") for hour in range(10)] + [(2, "passed"), (5, "failed"), (7, "passed")]
    columns = checks.run_rows({"at": [at(hour) for hour, _ in rows], "check": [check for _, check in rows]}).columns
    assert [hour for (hour, _), bad in zip(rows[:10], columns["spoilt"], strict=False) if bad] == [3, 4, 5, 6]


moments = st.lists(st.integers(0, 30), max_size=8)


@given(moments, moments, moments)
def test_what_is_spoilt_is_what_the_times_cover(at_times: list[int], passed: list[int], failed: list[int]) -> None:
    failed = [each for each in failed if each not in passed]
    found = spoilt(*(np.array(each, dtype=np.int64) for each in (at_times, passed, failed)))
    for moment, bad in zip(at_times, found, strict=True):
        below = max((each for each in passed if each < moment), default=-1)
        above = min((each for each in passed if each > moment), default=99)
        assert bool(bad) == (moment not in passed and any(below < each < above for each in failed))


def samples(valid: int, due: int, concentration: float = 40, volume: float = 10) -> dict[str, Any]:
    each = [{"concentration": concentration, "volume": volume, "valid": place < valid} for place in range(due)]
    return COD | {"due": due, "samples": each}


@pytest.mark.parametrize(("valid", "effective"), [(12, True), (9, True), (8, False), (0, False)])
def test_a_day_is_effective_from_75_percent_of_its_due_data_on(valid: int, effective: bool) -> None:
    outcome = day.run(samples(valid, 12)).outcome
    assert (outcome.effective, outcome.mean is not None) == (effective, effective)


def test_the_mean_of_a_day_is_weighted_by_flow() -> None:
    each = [{"concentration": 100, "volume": 10}, {"concentration": 20, "volume": 30}]
    outcome = day.run(COD | {"due": 2, "samples": each}).outcome
    assert outcome.mean == pytest.approx(40)
    assert outcome.amount == pytest.approx(1.6)


def test_a_day_without_water_has_no_mean() -> None:
    assert day.run(samples(12, 12, volume=0)).outcome.mean is None


@pytest.mark.parametrize("name", ["pH", "w01001", "flow", "temperature"])
def test_ph_temperature_and_flow_have_no_effective_mean(name: str) -> None:
    with pytest.raises(RefusedError, match="没有有效日均值"):
        day.run(samples(12, 12) | {"indicator": name})
    with pytest.raises(RefusedError, match="没有有效日均值"):
        month.run({"year": 2026, "month": 3, "indicator": name, "means": [7]})


def test_more_data_than_due_are_refused() -> None:
    with pytest.raises(RefusedError, match="多于应得个数"):
        day.run(samples(12, 12) | {"due": 11})


@pytest.mark.parametrize(
    ("days", "effective"),
    [(24, True), (23, False)],  # of 31: 77.4 % and 74.2 %
)
def test_a_month_is_effective_from_75_percent_of_its_days_on(days: int, effective: bool) -> None:
    facts = COD | {"year": 2026, "month": 3, "means": [10.0, *[20.0] * (days - 1)]}
    outcome = month.run(facts).outcome
    assert outcome.effective is effective
    if effective:
        assert outcome.mean == pytest.approx((10 + 20 * (days - 1)) / days)


def test_days_without_discharge_are_not_due() -> None:
    facts = COD | {"year": 2026, "month": 2, "means": [1.0] * 6, "idle_days": 20}
    assert month.run(facts).outcome.share == 75
    with pytest.raises(RefusedError, match="应有 5 天"):
        month.run(facts | {"idle_days": 23})
    with pytest.raises(RefusedError, match="应有 0 天"):
        month.run(facts | {"idle_days": 31})


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.none() | st.floats(0, 500), st.floats(0, 100), st.booleans()),
        min_size=1,
        max_size=30,
    ),
    st.randoms(),
)
def test_rows_of_many_days_agree_with_single_days(drawn: list[Any], random: Any) -> None:
    random.shuffle(drawn)
    names = ("day", "concentration", "volume", "valid")
    rows = [dict(zip(names, each, strict=True)) for each in drawn]
    start = date(2026, 3, 1)
    columns = day.run_rows(
        {
            "indicator": ["COD"] * len(rows),
            "on": [start + timedelta(days=row["day"]) for row in rows],
            "due": [30] * len(rows),
            **{name: [row[name] for row in rows] for name in names[1:]},
        }
    ).columns
    for place, each in enumerate(columns["day"]):
        of_day = [{key: row[key] for key in names[1:]} for row in rows if start + timedelta(days=row["day"]) == each]
        outcome = day.run(COD | {"due": 30, "samples": of_day}).outcome
        assert bool(columns["effective"][place]) == outcome.effective
        assert columns["share"][place] == pytest.approx(outcome.share)


START = date(2026, 3, 1)


def days(text: str, amount: float = 10.0) -> list[dict[str, Any]]:
    """Make days of a text: a letter each, e effective, c effective with a passed check, x not effective, i idle."""
    return [
        {
            "on": (START + timedelta(days=place)).isoformat(),
            "effective": letter in "ec",
            "check_passed": letter == "c",
            "idle": letter == "i",
            "amount": amount if letter in "ec" else None,
        }
        for place, letter in enumerate(text)
    ]


def done(given_days: list[dict[str, Any]]) -> Any:
    return substitute.run(COD | {"days": given_days}).outcome


def test_the_maximum_of_the_30_effective_days_before_the_last_passed_check_stands_in() -> None:
    given_days = days("e" * 35 + "c" + "eee" + "xx" + "e")
    given_days[4]["amount"] = 99  # the 31st effective day before the check
    given_days[5]["amount"] = 20  # the 30th
    given_days[37]["amount"] = 50  # after the check
    outcome = done(given_days)
    assert [(line.amount, line.found, line.source_day) for line in outcome.ledger] == [
        (20, 30, START + timedelta(days=5))
    ] * 2
    assert outcome.ledger[0].check_on == START + timedelta(days=35)
    assert outcome.substituted == 40


def test_a_check_passed_within_the_gap_does_not_count_for_it() -> None:
    given_days = days("eecexx")
    given_days[4]["check_passed"] = True
    assert done(given_days).ledger[1].check_on == START + timedelta(days=2)


def test_enough_manual_results_come_first() -> None:
    given_days = days("eecxx")
    given_days[3] |= {"manual_results": 4, "manual_amount": 3}
    given_days[4] |= {"manual_results": 3, "manual_amount": 3}
    assert [(line.kind, line.amount) for line in done(given_days).ledger] == [("manual", 3), ("substituted", 10)]


def test_idle_days_are_not_substituted() -> None:
    outcome = done(days("eecxixe"))
    assert [line.on.day for line in outcome.ledger] == [4, 6]
    assert outcome.measured == 40


@pytest.mark.parametrize(("text", "kind"), [("eeex", "no_check"), ("cx", "no_history"), ("x", "no_check")])
def test_what_has_nothing_before_it_is_not_worked_out(text: str, kind: str) -> None:
    outcome = done(days(text))
    assert (outcome.ledger[0].kind, outcome.ledger[0].amount, outcome.unknown_days) == (kind, None, 1)


@pytest.mark.parametrize("name", ["flow", "pH", "temperature"])
def test_flow_and_what_has_no_amount_are_never_substituted(name: str) -> None:
    with pytest.raises(RefusedError, match="不替代"):
        substitute.run({"indicator": name, "days": days("ex")})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda each: each.pop(1), "之后缺行"),
        (lambda each: each.append(each[0]), "有两行"),
        (lambda each: each[0].update(amount=None), "须填日排放量"),
        (lambda each: each.clear(), "至少要有一天"),
    ],
)
def test_days_that_cannot_be_filled_from_are_refused(change: Any, told: str) -> None:
    given_days = days("eee")
    change(given_days)
    with pytest.raises(RefusedError, match=told):
        done(given_days)


def test_all_of_it_is_remembered_and_needs_a_check() -> None:
    assert substitute.run(COD | {"days": days("ecx")}).needs_check
    assert day.run(samples(12, 12)).needs_check
    assert judge.run(COD | {"value": 1}).needs_check


@settings(deadline=None)
@given(st.text("eecxi", min_size=1, max_size=40), st.lists(st.floats(0, 100), min_size=40, max_size=40), st.randoms())
def test_rows_of_many_series_agree_with_one_in_any_order(text: str, amounts: list[float], random: Any) -> None:
    given_days = [
        each | ({"amount": amount} if each["amount"] is not None else {})
        for each, amount in zip(days(text), amounts, strict=False)
    ]
    rows = [{"series": name, **COD, **each} for name in "ab" for each in given_days]
    random.shuffle(rows)
    columns = substitute.run_rows({name: [row[name] for row in rows] for name in rows[0]}).columns
    outcome = done(given_days)
    assert float(np.nansum(columns["amount_used"])) == pytest.approx(2 * (outcome.measured + outcome.substituted))
    assert int(np.isin(columns["kind"], ["no_check", "no_history"]).sum()) == 2 * outcome.unknown_days
    for row, used, kind in zip(rows, columns["amount_used"], columns["kind"], strict=True):
        assert kind != "measured" or used == row["amount"]
