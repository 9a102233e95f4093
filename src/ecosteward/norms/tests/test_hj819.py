"""Frequencies of self-monitoring and what was done of them."""

import contextlib
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.hj819.completion import completion, periods
from ecosteward.norms.hj819.plan import MEDIA, plan
from ecosteward.norms.hj819.words import frequencies
from ecosteward.norms.kernel.errors import RefusedError


@pytest.mark.parametrize(
    ("text", "written", "times"),
    [
        ("连续", "连续监测", float("inf")),
        ("自动监测", "连续监测", float("inf")),
        ("1次/小时", "1次/小时", 8760),
        ("日", "1次/日", 365),
        ("4次/日", "4次/日", 1460),
        ("每天一次", "1次/日", 365),
        ("1次/周", "1次/周", 52),
        ("旬", "1次/旬", 36),
        ("每月1次", "1次/月", 12),
        ("1 次 / 季", "1次/季度", 4),
        ("季度", "1次/季度", 4),
        ("一次/半年", "1次/半年", 2),
        ("半年1次", "1次/半年", 2),
        ("两次/年", "2次/年", 2),
        ("1次/2年", "1次/2年", 0.5),
        ("3年1次", "1次/3年", 1 / 3),
        ("1次/两个月", "1次/2月", 6),
    ],
)
def test_a_written_frequency_is_read(text: str, written: str, times: float) -> None:
    (found,) = frequencies(text)
    assert str(found) == written
    assert found.times_per_year == pytest.approx(times)


def test_the_order_of_strictness_is_from_continuous_to_yearly() -> None:
    words = ["连续", "小时", "日", "周", "旬", "月", "季度", "半年", "年", "2年"]
    times = [frequencies(word)[0].times_per_year for word in words]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) == len(times)


@pytest.mark.parametrize("text", ["月~季度", "季度～月", "月—季度", "1次/月至1次/季度"])
def test_a_range_has_both_ends_the_stricter_first(text: str) -> None:
    assert [str(each) for each in frequencies(text)] == ["1次/月", "1次/季度"]


@pytest.mark.parametrize("text", ["", "经常", "0次/月", "1次/0年", "月~", "次/月", "1次/世纪", "9" * 5000 + "次/月"])
def test_what_is_no_frequency_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(RefusedError, match="1次/半年"):
        frequencies(text)


@given(st.text(max_size=12))
def test_no_text_makes_the_reading_fail_otherwise(text: str) -> None:
    with contextlib.suppress(RefusedError):
        assert frequencies(text)


@pytest.mark.parametrize(
    ("facts", "general", "times"),
    [
        ({"medium": "air"}, "月~季度", 12),
        ({"medium": "air", "end": "lenient"}, "月~季度", 4),
        ({"medium": "air", "indicators": "other"}, "半年~年", 2),
        ({"medium": "air", "outlet": "other"}, "半年~年", 2),
        ({"medium": "air", "outlet": "other", "indicators": "other"}, "半年~年", 2),
        ({"medium": "air", "unit_class": "other"}, "半年~年", 2),
        ({"medium": "air", "unit_class": "other", "outlet": "other"}, "年", 1),
        ({"medium": "water"}, "日~月", 365),
        ({"medium": "water", "indicators": "other"}, "季度~半年", 4),
        ({"medium": "water", "unit_class": "other"}, "季度", 4),
        ({"medium": "water", "unit_class": "other", "indicators": "other"}, "年", 1),
        ({"medium": "fugitive_heavy"}, "季度", 4),
        ({"medium": "fugitive"}, "年", 1),
        ({"medium": "noise"}, "季度", 4),
    ],
)
def test_the_general_norm_goes_by_unit_outlet_and_indicators(facts: dict[str, str], general: str, times: float) -> None:
    outcome = plan.run(facts).outcome
    assert (outcome.general, outcome.times_per_year, outcome.source) == (general, times, "general")


@pytest.mark.parametrize(
    ("guide", "permit", "frequency", "source"),
    [
        ("1次/季度", "", "1次/月", "general"),
        ("1次/周", "", "1次/周", "guide"),
        ("1次/周", "1次/日", "1次/日", "permit"),
        ("1次/周", "1次/年", "1次/周", "guide"),
        ("1次/月", "1次/月", "1次/月", "permit"),
        ("自动监测", "1次/日", "连续监测", "guide"),
        ("月~年", "", "1次/月", "guide"),
    ],
)
def test_the_strictest_of_norm_guide_and_permit_decides(guide: str, permit: str, frequency: str, source: str) -> None:
    outcome = plan.run({"medium": "air", "guide": guide, "permit": permit}).outcome
    assert (outcome.frequency, outcome.source) == (frequency, source)


def test_automatic_monitoring_has_no_number_of_times() -> None:
    assert plan.run({"medium": "air", "permit": "连续"}).outcome.times_per_year is None


def test_a_frequency_that_cannot_be_read_is_refused_by_its_field() -> None:
    with pytest.raises(RefusedError, match="permit（监测频次）：看不懂频次“偶尔”"):
        plan.run({"medium": "air", "permit": "偶尔"})


def test_all_of_it_is_remembered_and_needs_a_check() -> None:
    assert plan.run({"medium": "noise"}).needs_check


items = st.fixed_dictionaries(
    {
        "medium": st.sampled_from(list(MEDIA)),
        "unit_class": st.sampled_from(["key", "other"]),
        "outlet": st.sampled_from(["main", "other"]),
        "indicators": st.sampled_from(["main", "other"]),
        "guide": st.sampled_from(["", "1次/季", "连续", "月~半年"]),
        "permit": st.sampled_from(["", "1次/日", "年"]),
        "end": st.sampled_from(["strict", "lenient"]),
    }
)


@given(st.lists(items, min_size=1, max_size=20))
def test_a_plan_of_many_items_is_as_one_by_one(facts: list[dict[str, str]]) -> None:
    columns = plan.run_rows({name: [each[name] for each in facts] for name in facts[0]}).columns
    alone = [plan.run(each) for each in facts]
    for name in ("frequency", "source", "general"):
        assert list(columns[name]) == [getattr(each.outcome, name) for each in alone]
    times = [each.outcome.times_per_year for each in alone]
    assert [None if each != each else each for each in columns["times_per_year"]] == times  # noqa: PLR0124  # NaN
    assert list(columns["needs_check"]) == [each.needs_check for each in alone]


@given(items, st.sampled_from(["1次/小时", "1次/日", "1次/年", "连续"]))
def test_one_more_source_never_makes_a_plan_milder(facts: dict[str, str], permit: str) -> None:
    before = plan.run(facts | {"permit": ""}).outcome.times_per_year or float("inf")
    after = plan.run(facts | {"permit": permit}).outcome.times_per_year or float("inf")
    assert after >= before


YEAR = {"since": "2026-01-01", "until": "2026-12-31"}


def done(frequency: str, *days: str, **more: Any) -> Any:
    item = {"name": "DA001 SO2", "frequency": frequency, "measured": days}
    return completion.run(YEAR | {"items": [item]} | more).outcome.items[0]


@pytest.mark.parametrize(
    ("frequency", "due"),
    [("日", 365), ("4次/日", 1460), ("小时", 8760), ("周", 51), ("旬", 36), ("月", 12), ("季度", 4), ("半年", 2),
     ("年", 1), ("2年", 0), ("2次/年", 2), ("1次/2月", 6)],
)  # fmt: skip
def test_a_year_has_so_many_measurements_due(frequency: str, due: int) -> None:
    assert done(frequency).due == due


def test_each_period_counts_once_and_surplus_makes_up_for_nothing() -> None:
    item = done("季度", "2026-01-05", "2026-02-05", "2026-03-31", "2026-07-01")
    assert (item.due, item.done, item.completion) == (4, 2, 50)
    assert [(each.since, each.until) for each in item.missed] == [
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 10, 1), date(2026, 12, 31)),
    ]


def test_several_times_in_a_period_are_counted_apart() -> None:
    item = done("2次/半年", "2026-01-05", "2026-08-01", "2026-08-01")
    assert (item.due, item.done) == (4, 3)


def test_a_period_that_sticks_out_of_the_time_is_not_due() -> None:
    item = done("月", "2026-02-15", since="2026-01-15", until="2026-03-15")
    assert (item.due, item.done, item.completion) == (1, 1, 100)
    assert done("年", since="2026-01-01", until="2026-12-30").completion is None


def test_a_period_without_any_discharge_is_not_due() -> None:
    item = done("月", stopped=[{"since": "2026-02-01", "until": "2026-04-15"}])
    assert item.due == 10


def test_the_whole_plan_is_summed_and_automatic_monitoring_left_out() -> None:
    items = [
        {"name": "甲", "frequency": "季度", "measured": ["2026-01-01"]},
        {"name": "乙", "frequency": "连续", "measured": []},
        {"name": "丙", "frequency": "年", "measured": ["2026-05-01"]},
    ]
    outcome = completion.run(YEAR | {"items": items}).outcome
    assert (outcome.due, outcome.done, outcome.completion) == (5, 2, 40)
    assert outcome.items[1].due is None


def test_a_time_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(RefusedError, match="不能早于首日"):
        completion.run({"since": "2026-01-02", "until": "2026-01-01", "items": []})
    with pytest.raises(RefusedError, match="核对年份"):
        completion.run({"since": "2026-01-02", "until": "9999-12-31", "items": []})


@given(
    st.sampled_from(["日", "2次/周", "旬", "月", "1次/2月", "季度", "半年", "年", "1次/3周"]),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 900),
)
def test_periods_lie_one_after_the_other_within_the_time(text: str, since: date, days: int) -> None:
    until = since + timedelta(days=days)
    found = list(periods(frequencies(text)[0], since, until))
    for (_, last), (first, _) in pairwise(found):
        assert first == last + timedelta(days=1)
    assert all(since <= first <= last <= until for first, last in found)


@given(
    st.lists(st.dates(date(2025, 12, 1), date(2027, 1, 31)), max_size=30),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_one_more_measurement_never_lowers_the_completion(days: list[date], more: date) -> None:
    before, after = (done("月", *(day.isoformat() for day in each)) for each in (days, [*days, more]))
    assert before.done <= after.done <= after.due
