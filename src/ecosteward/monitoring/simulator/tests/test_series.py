"""What the values are like: the same for the same seed, consistent with each other, marked as what befell them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.monitoring.simulator import noise
from ecosteward.monitoring.simulator.plants import Device, Plant, described
from ecosteward.monitoring.simulator.series import SAMPLES, Series
from ecosteward.monitoring.simulator.tests.cases import plant, when
from ecosteward.monitoring.simulator.uploads import Uploads
from ecosteward.norms.hj212.factors import meanings_of

HOURS = st.datetimes(when("2020-01-01"), when("2035-12-31")).map(
    lambda moment: moment.replace(minute=0, second=0, microsecond=0)
)
SO2, FLOW = 0, 1


def device(**given: Any) -> Device:
    return plant(**given).devices[0]


def fields(text: str) -> dict[str, str]:
    return dict(item.split("=") for item in text.replace(",", ";").split(";"))


@given(HOURS, st.integers(0, 2**40), st.integers(0, SAMPLES - 1))
def test_the_same_seed_device_factor_and_time_give_the_same_value(hour: datetime, seed: int, sample: int) -> None:
    one, other = Series(device(), seed).hour(hour), Series(device(), seed).hour(hour)
    assert one.values[SO2, sample] == other.values[SO2, sample]


def test_the_values_are_those_they_were_when_this_was_written() -> None:
    text = Uploads(Series(device(), 7)).told("realtime", when("2026-03-01T12:00"), timedelta(0))
    assert text == "DataTime=20260301120000;a21026-Rtd=30.36,a21026-Flag=N;a00000-Rtd=19.71,a00000-Flag=N"


@pytest.mark.parametrize("changed", ["seed", "mn"])
def test_another_seed_or_device_has_other_values(changed: str) -> None:
    hour = when("2026-03-01T12:00")
    other = Series(device(mn="EC0000000000000000000099"), 7) if changed == "mn" else Series(device(), 8)
    assert not np.allclose(Series(device(), 7).hour(hour).values, other.hour(hour).values)


@given(HOURS)
def test_values_keep_to_their_mean_swing_and_spread(hour: datetime) -> None:
    values = Series(device(), 7).hour(hour).values
    assert np.all(values[SO2] >= 30 * 0.8 - 5)
    assert np.all(values[SO2] <= 30 * 1.2 + 5)


def test_a_day_is_high_at_its_peak_and_low_twelve_hours_later() -> None:
    series = Series(device(factors=[{"code": "a21026", "mean": 30, "swing": 0.5, "peak": 15}]), 7)
    afternoon, night = (series.hour(when(f"2026-03-01T{hour}:00")).values[0, 0] for hour in ("15", "03"))
    assert (round(afternoon, 6), round(night, 6)) == (45.0, 15.0)


@given(HOURS, st.integers(0, 5))
def test_the_hour_is_made_of_its_minutes(hour: datetime, place: int) -> None:
    uploads = Uploads(Series(device(factors=[{"code": "a21026", "mean": 30, "spread": 5, "digits": 6}]), 7))
    ten = timedelta(minutes=10)
    parts = [fields(uploads.told("minute", hour + number * ten, ten)) for number in range(6)]
    whole = fields(uploads.told("hour", hour, timedelta(hours=1)))
    assert np.isclose(np.mean([float(each["a21026-Avg"]) for each in parts]), float(whole["a21026-Avg"]), atol=1e-5)
    assert min(float(each["a21026-Min"]) for each in parts) == float(whole["a21026-Min"])
    assert max(float(each["a21026-Max"]) for each in parts) == float(whole["a21026-Max"])
    instant = fields(uploads.told("realtime", hour + place * ten, timedelta(0)))
    assert float(parts[place]["a21026-Min"]) <= float(instant["a21026-Rtd"]) <= float(parts[place]["a21026-Max"])


def test_the_amount_is_concentration_times_flow() -> None:
    still = [
        {"code": "a21026", "mean": 50, "fields": ["Cou"]},
        {"code": "a00000", "mean": 20, "fields": ["Cou"]},
    ]  # fmt: skip
    told = fields(Uploads(Series(device(factors=still), 7)).told("hour", when("2026-03-01"), timedelta(hours=1)))
    assert (float(told["a00000-Cou"]), float(told["a21026-Cou"])) == (72000.0, 3.6)
    water = [{"code": "w00000", "mean": 5, "fields": ["Cou"]}, {"code": "w01018", "mean": 100, "fields": ["Cou"]}]
    told = fields(Uploads(Series(device(factors=water), 7)).told("hour", when("2026-03-01"), timedelta(hours=1)))
    assert (float(told["w00000-Cou"]), float(told["w01018-Cou"])) == (18.0, 1.8)


def test_the_converted_value_follows_the_oxygen() -> None:
    still = [{"code": "a21026", "mean": 50, "fields": ["Rtd", "ZsRtd"]}, {"code": "a19001", "mean": 11}]
    told = fields(Uploads(Series(device(factors=still, reference_oxygen=6), 7)).told(
        "realtime", when("2026-03-01"), timedelta(0)))  # fmt: skip
    assert (told["a21026-Rtd"], told["a21026-ZsRtd"]) == ("50.00", "75.00")


def test_drift_grows_by_the_day() -> None:
    series = Series(device(factors=[{"code": "w01001", "mean": 7, "drift": 0.01}]), 7)
    first, tenth = (series.hour(when(f"2026-03-{day}T00:00")).values[0, 0] for day in ("01", "11"))
    assert round(tenth - first, 6) == 0.1


EPISODES = [
    ("stop", "F", lambda values: np.all(values < 1)),
    ("calibration", "C", lambda values: set(values.tolist()) == {0.0, 60.0}),
    ("maintenance", "M", lambda values: np.all(values == 30)),
    ("fault", "D", lambda values: np.all(values == 0)),
    ("over_range", "T", lambda values: np.all(values == 300)),
    ("exceedance", "N", lambda values: np.all(values > 90)),
    ("frozen", "N", lambda values: np.all(values == 30)),
    ("jump", "N", lambda values: np.all(values > 33)),
]


@pytest.mark.parametrize(("what", "mark", "is_so"), EPISODES)
def test_an_episode_changes_values_and_mark_for_its_time_and_no_longer(what: str, mark: str, is_so: Any) -> None:
    factors = [{"code": "a21026", "mean": 30, "spread": 3, "limit": 80}]
    episode = {"what": what, "at": "08:10", "minutes": 20}
    series = Series(device(factors=factors, episodes=[episode]), 7)
    usual = Series(device(factors=factors), 7).hour(when("2026-03-01T08:00"))
    hour = series.hour(when("2026-03-01T08:00"))
    during, before, after = slice(60, 180), slice(0, 60), slice(180, 360)
    assert is_so(hour.values[0, during])
    assert {series.mark(each) for each in hour.episodes[0, during].tolist()} == {mark}
    for part in (before, after):
        assert np.array_equal(hour.values[0, part], usual.values[0, part])
        assert {series.mark(each) for each in hour.episodes[0, part].tolist()} == {"N"}


def test_an_episode_goes_on_over_midnight_and_comes_every_so_many_days() -> None:
    episode = {"what": "stop", "at": "23:30", "minutes": 60, "every": 2}
    series = Series(device(episodes=[episode]), 7)

    def covered(hour: str) -> int:
        return int((series.hour(when(hour)).episodes[0] >= 0).sum())

    days = [(covered(f"2026-03-{day:02d}T23:00"), covered(f"2026-03-{day + 1:02d}T00:00")) for day in range(1, 5)]
    assert sorted(days) == [(0, 0), (0, 0), (180, 180), (180, 180)]


def test_running_times_leave_out_the_hours_of_a_stop() -> None:
    stopped = device(facilities=2, episodes=[{"what": "stop", "at": "01:00", "minutes": 90}])
    uploads = Uploads(Series(stopped, 7))
    told = uploads.told("running", when("2026-03-01"), timedelta(days=1))
    assert told == "DataTime=20260301000000;SB1-RT=22.5;SB2-RT=22.5"
    state = [uploads.told("state", when(f"2026-03-01T{hour}:30"), timedelta(0)) for hour in ("00", "01")]
    assert [each.partition(";")[2] for each in state] == ["SB1-RS=1;SB2-RS=1", "SB1-RS=0;SB2-RS=0"]


def test_a_device_of_2005_writes_the_codes_of_2005() -> None:
    told = Uploads(Series(device(edition="2005"), 7)).told("realtime", when("2026-03-01"), timedelta(0))
    assert {name.partition("-")[0] for name in fields(told)} == {"DataTime", "02", "B02"}


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**40))
def test_chance_is_between_nought_and_one(key: int, number: int) -> None:
    (value,) = noise.even(np.array([key], dtype=np.uint64), np.array([number], dtype=np.uint64)).tolist()
    assert 0 <= value < 1


def _all_plants() -> Iterator[Plant]:
    yield from map(described, ("gas", "water", "power"))


def test_the_plants_that_come_along_have_codes_that_the_norm_knows() -> None:
    assert all(meanings_of(factor.code) for each in _all_plants() for one in each.devices for factor in one.factors)
