"""Air quality of a year and its limits."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.gb3095 import limit
from ecosteward.norms.hj663 import POLLUTANTS, percentile, year
from ecosteward.norms.kernel.errors import RefusedError

LEVEL = {"SO2": 10.0, "NO2": 20.0, "PM10": 40.0, "PM2.5": 20.0, "CO": 1.0, "O3": 100.0}


def whole(**change: list[float]) -> dict[str, Any]:
    return {
        "year": 2026,
        "series": [{"pollutant": name, "daily": change.get(name, [LEVEL[name]] * 365)} for name in POLLUTANTS],
    }


@pytest.mark.parametrize(
    ("item", "period", "on", "grade", "expected"),
    [
        ("PM2.5", "year", "2025-12-31", "grade2", 35),
        ("PM2.5", "year", "2026-03-01", "grade2", 30),
        ("PM2.5", "day", "2030-12-31", "grade2", 60),
        ("PM2.5", "day", "2031-01-01", "grade2", 50),
        ("PM10", "year", "2026-03-01", "grade1", 40),
        ("NO2", "day", "2031-01-01", "grade2", 50),
        ("SO2", "year", "2031-01-01", "grade2", 20),
        ("O3", "hour", "2026-06-01", "grade2", 200),
    ],
)
def test_the_limit_is_of_the_edition_and_the_stage_in_force(
    item: str, period: str, on: str, grade: str, expected: float
) -> None:
    assert limit.run({"item": item, "period": period, "on": on, "grade": grade}).outcome.limit == expected


def test_a_limit_that_the_norm_has_not_is_refused() -> None:
    with pytest.raises(RefusedError, match="没有 O3 的年平均限值"):
        limit.run({"item": "O3", "period": "year", "on": "2026-06-01"})


def test_a_clean_year_meets_every_limit() -> None:
    found = year.run(whole()).outcome
    assert found.met is True
    assert {each.pollutant for each in found.pollutants if each.mean is None} == {"CO", "O3"}
    weights = {"SO2": 1, "NO2": 2, "PM10": 1, "PM2.5": 3, "CO": 1, "O3": 2}
    limits = {"SO2": 60, "NO2": 40, "PM10": 60, "PM2.5": 30, "CO": 4, "O3": 160}
    assert found.composite == pytest.approx(sum(weights[n] * LEVEL[n] / limits[n] for n in POLLUTANTS))


def test_a_mean_within_its_limit_is_not_enough_where_the_percentile_is_over() -> None:
    spring = [70.0] * 30 + [10.0] * 335
    found = year.run(whole(**{"PM2.5": spring})).outcome
    particles = next(each for each in found.pollutants if each.pollutant == "PM2.5")
    assert (particles.mean, particles.percentile, particles.met) == (14.9, 70.0, False)
    assert found.met is False
    assert particles.daily_share == pytest.approx(335 / 365 * 100)


def test_too_few_days_give_no_verdict() -> None:
    found = year.run(whole(O3=[100.0] * 300)).outcome
    assert next(each for each in found.pollutants if each.pollutant == "O3").met is None
    assert found.met is None


def test_a_pollutant_short_there_is_no_composite_index() -> None:
    facts = whole()
    facts["series"] = facts["series"][:5]
    found = year.run(facts).outcome
    assert (found.met, found.composite) == (None, None)


@pytest.mark.parametrize("daily", [[], [-1.0]])
def test_a_series_without_values_or_with_impossible_ones_is_refused(daily: list[float]) -> None:
    with pytest.raises(RefusedError, match="至少一个"):
        year.run(whole(O3=daily))


def test_one_pollutant_twice_is_refused() -> None:
    facts = whole()
    facts["series"].append(facts["series"][0])
    with pytest.raises(RefusedError, match="只能填一组"):
        year.run(facts)


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=400), st.floats(1, 100))
def test_a_percentile_lies_within_the_values_and_its_share_is_not_above_it(values: list[float], share: float) -> None:
    found = percentile(np.array(values), share)
    assert min(values) <= found <= max(values) + 1e-9
    assert sum(each <= found + 1e-9 for each in values) / len(values) >= (share / 100) - 1 / len(values)


@given(st.lists(st.floats(0, 500), min_size=324, max_size=366), st.randoms())
def test_the_order_of_the_days_does_not_matter(daily: list[float], random: Any) -> None:
    before = year.run(whole(O3=daily)).outcome
    random.shuffle(daily)
    assert year.run(whole(O3=daily)).outcome.pollutants[-1].percentile == before.pollutants[-1].percentile
