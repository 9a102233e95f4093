"""Air quality index."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.hj633 import day, hour
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table

FIELDS = ("so2", "no2", "pm10", "co", "o3_8h", "pm25")
OLD, NEW = "2026-02-28", "2026-03-01"
values = st.floats(0, 3000)
days = st.fixed_dictionaries(
    {"on": st.sampled_from([OLD, NEW]), "pm25": values}, optional=dict.fromkeys(FIELDS[:-1], values)
)


def test_both_editions_have_every_break_point() -> None:
    counts = [len(table("hj633_breakpoints").where(edition=f"HJ 633-{year}")) for year in (2012, 2026)]
    assert counts[0] == 75
    assert counts[1] == 75


@pytest.mark.parametrize(
    ("facts", "aqi", "level", "primary"),
    [
        ({"on": OLD, "pm25": 75}, 100, 2, ("PM2.5",)),
        ({"on": NEW, "pm25": 75}, 114, 3, ("PM2.5",)),
        ({"on": NEW, "pm25": 60}, 100, 2, ("PM2.5",)),
        ({"on": OLD, "pm10": 150}, 100, 2, ("PM10",)),
        ({"on": NEW, "pm10": 120}, 100, 2, ("PM10",)),
        ({"on": NEW, "pm25": 35}, 50, 1, ()),
        ({"on": NEW, "pm25": 35.1}, 51, 2, ("PM2.5",)),
        ({"on": NEW, "o3_8h": 160, "no2": 80}, 100, 2, ("NO2", "O3")),
        ({"on": NEW, "co": 1.4}, 35, 1, ()),
        ({"on": NEW, "pm25": 500}, 500, 6, ("PM2.5",)),
    ],
)
def test_the_index_of_a_day_is_by_the_edition_in_force(
    facts: dict[str, Any], aqi: int, level: int, primary: tuple[str, ...]
) -> None:
    found = day.run(facts).outcome
    assert (found.aqi, found.level, found.primary) == (aqi, level, primary)


def test_a_pollutant_above_one_hundred_is_over() -> None:
    assert day.run({"on": NEW, "pm25": 61, "pm10": 120}).outcome.over == ("PM2.5",)


def test_above_the_last_step_ozone_of_eight_hours_and_sulphur_dioxide_of_one_hour_give_no_index() -> None:
    found = day.run({"on": NEW, "o3_8h": 801, "pm25": 10}).outcome
    assert found.iaqi == {"PM2.5": 15}
    assert hour.run({"on": NEW, "so2": 801, "pm25": 10}).outcome.iaqi == {"PM2.5": 15}
    with pytest.raises(RefusedError, match="至少要有一项"):
        day.run({"on": NEW, "o3_8h": 801})


def test_beyond_five_hundred_the_index_is_five_hundred_and_to_be_checked() -> None:
    found = day.run({"on": NEW, "pm25": 900})
    assert (found.outcome.aqi, found.needs_check) == (500, True)


def test_an_hour_uses_the_hourly_steps_and_the_daily_ones_for_particles() -> None:
    found = hour.run({"on": NEW, "no2": 200, "pm25": 60, "o3": 160}).outcome
    assert found.iaqi == {"NO2": 100, "O3": 50, "PM2.5": 100}


def test_a_day_without_any_value_is_refused() -> None:
    with pytest.raises(RefusedError, match="至少要有一项"):
        day.run({"on": NEW})


@given(days, st.sampled_from(FIELDS), st.floats(0, 500))
def test_more_of_any_pollutant_never_lowers_the_index_of_a_day(facts: dict[str, Any], name: str, more: float) -> None:
    if name == "o3_8h":  # above its last step it counts no more
        facts = facts | {"o3_8h": min(facts.get("o3_8h", 0), 300)}
    low, high = (day.run(facts | {name: facts.get(name, 0) + add}).outcome.aqi for add in (0, more))
    assert low <= high


@given(st.lists(days, min_size=1, max_size=15))
def test_many_days_are_as_each_alone(facts: list[dict[str, Any]]) -> None:
    columns = day.run_rows({name: [each.get(name) for each in facts] for name in ("on", *FIELDS)}).columns
    alone = [day.run(each) for each in facts]
    assert columns["aqi"].tolist() == [each.outcome.aqi for each in alone]
    assert columns["level"].tolist() == [each.outcome.level for each in alone]
    assert columns["primary"].tolist() == ["、".join(each.outcome.primary) for each in alone]
    assert columns["needs_check"].tolist() == [each.needs_check for each in alone]


def test_a_row_without_any_value_is_refused_with_its_number() -> None:
    with pytest.raises(RefusedError, match="第 2 行"):
        day.run_rows({"on": [NEW, NEW], "pm25": [1, None]})
