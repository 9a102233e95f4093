"""Table G.1: every criterion with its printed points, and the reading where the text is silent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.evaluation.queries.table import criteria_of, level_ids, rows_of
from ecosteward.evaluation.rules import Given, Kind, Result, fault, score

EDITION = "xuzhou_2025"
ROWS = rows_of(EDITION)
CRITERIA = criteria_of(EDITION)
FULL = {each.id: each.points for each in CRITERIA.values() if each.kind == Kind.ADD}
PRINTED = {
    "G.1.1.a": "0.5",
    "G.1.1.b": "0.5",
    "G.1.1.c": "0.5",
    "G.1.1.d": "0.5",
    "G.1.2.a": "1",
    "G.1.2.b": "1",
    "G.1.3.a": "1",
    "G.1.3.b": "2",
    "G.1.4.a": "1",
    "G.1.5.a": "1",
    "G.1.5.b": "1",
    "G.2.1.a": "12",
    "G.2.1.b": "3",
    "G.2.1.c": "-3",
    "G.2.1.d": "0",
    "G.2.1.e": "-3",
    "G.2.1.f": "-3",
    "G.3.1.a": "70",
    "G.4.1.a": "5",
    "G.4.1.b": "4",
    "G.4.1.c": "3",
    "G.4.1.d": "-2",
    "G.5.1.a": "0",
}


def row(result: Result, number: str) -> Decimal | None:
    return next(each.points for each in result.rows if each.id == number)


def test_every_criterion_has_its_printed_points() -> None:
    assert {name: each.points for name, each in CRITERIA.items()} == {name: Decimal(p) for name, p in PRINTED.items()}


@pytest.mark.parametrize("number", [name for name, points in PRINTED.items() if name[2] in "12"])
def test_a_criterion_takes_points_from_nothing_to_what_is_printed(number: str) -> None:
    printed = CRITERIA[number].points
    assert fault(CRITERIA[number], Decimal(0)) == ""
    assert fault(CRITERIA[number], printed) == ""
    beyond = printed + (Decimal("0.01") if printed >= 0 else Decimal("-0.01"))
    assert fault(CRITERIA[number], beyond)
    assert fault(CRITERIA[number], -printed if printed else Decimal(1))


def test_points_have_at_most_two_decimals() -> None:
    assert "两位小数" in fault(CRITERIA["G.1.3.b"], Decimal("0.333"))


@pytest.mark.parametrize("number", ["G.3.1.a", "G.4.1.a", "G.5.1.a"])
def test_what_records_decide_is_not_judged(number: str) -> None:
    assert "由记录计算" in fault(CRITERIA[number], Decimal(0))


def test_all_done_and_very_satisfied_is_a_hundred() -> None:
    found = score(ROWS, Given(done=12, total=12, chosen="G.4.1.a", points=FULL))
    assert found.total == found.raw == 100
    assert not found.lacking
    assert not found.used


@pytest.mark.parametrize(("level", "points"), [("very", 5), ("rather", 4), ("fair", 3), ("not", -2)])
def test_each_level_of_satisfaction_gives_its_printed_points(level: str, points: int) -> None:
    found = score(ROWS, Given(done=1, total=1, chosen=level_ids(EDITION)[level], points=FULL))
    assert row(found, "G.4") == points
    assert found.total == 95 + points


def test_work_done_is_its_share_of_seventy_to_a_hundredth() -> None:
    assert row(score(ROWS, Given(done=7, total=12)), "G.3") == Decimal("40.83")


def test_a_contract_without_tasks_is_not_computed_and_named_as_lacking() -> None:
    found = score(ROWS, Given(chosen="G.4.1.a", points=FULL))
    assert row(found, "G.3") is None
    assert found.lacking == ("G.3",)
    assert "S.05" in found.used
    assert found.total == 30


def test_tasks_beyond_the_contract_count_nothing() -> None:
    found = score(ROWS, Given(done=15, total=12, points=FULL))
    assert row(found, "G.3") == 70
    assert "S.06" in found.used


def test_deductions_do_not_eat_other_rows() -> None:
    points = {**dict.fromkeys(FULL, Decimal(0)), **dict.fromkeys(("G.2.1.c", "G.2.1.e", "G.2.1.f"), Decimal(-3))}
    found = score(ROWS, Given(done=1, total=1, chosen="G.4.1.a", points=points))
    assert row(found, "G.2") == 0
    assert found.total == 75
    assert "S.03" in found.used
    assert found.raw == 66


def test_dissatisfaction_may_go_below_nothing_as_printed() -> None:
    found = score(ROWS, Given(done=1, total=1, chosen="G.4.1.d", points=FULL))
    assert row(found, "G.4") == -2
    assert "S.03" not in found.used


def test_other_points_count_but_the_sum_stays_within_a_hundred() -> None:
    whole = Given(done=1, total=1, chosen="G.4.1.a", points=FULL, other=Decimal(8))
    found = score(ROWS, whole)
    assert (str(found.total), str(found.raw)) == ("100", "108.00")
    assert found.used == {"S.07"}
    assert score(ROWS, Given(other=Decimal(-8))).total == 0


def test_the_rows_with_criteria_nobody_judged_are_named() -> None:
    found = score(ROWS, Given(done=1, total=1, chosen="G.4.1.a", points={"G.1.1.a": Decimal(0)}))
    assert found.lacking == ("G.1", "G.2")
    assert "G.1.1.a" not in found.unjudged
    assert len(found.unjudged) == len(FULL) - 1


def test_a_deduction_nobody_judged_counts_as_not_happened() -> None:
    assert "G.2.1.c" not in score(ROWS, Given(points=FULL)).unjudged


def hundredths(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low * 100, high * 100).map(lambda number: Decimal(number) / 100)


# What somebody may have judged: any criteria, any points they allow.
JUDGED = st.builds(
    Given,
    done=st.integers(0, 300),
    total=st.integers(0, 200),
    chosen=st.sampled_from([None, "G.4.1.a", "G.4.1.b", "G.4.1.c", "G.4.1.d"]),
    points=st.fixed_dictionaries(
        {},
        optional={
            each.id: st.integers(*sorted((0, int(each.points * 100)))).map(lambda number: Decimal(number) / 100)
            for each in CRITERIA.values()
            if each.kind in {Kind.ADD, Kind.DEDUCT}
        },
    ),
    other=st.none() | hundredths(-200, 200),
)


@given(JUDGED)
def test_the_sum_lies_between_nothing_and_a_hundred(given_: Given) -> None:
    assert 0 <= score(ROWS, given_).total <= 100


@given(JUDGED)
def test_no_row_exceeds_what_is_printed_and_only_satisfaction_and_other_go_below_nothing(given_: Given) -> None:
    for found, printed in zip(score(ROWS, given_).rows, ROWS, strict=False):
        if found.points is None:
            continue
        assert printed.cap is None or found.points <= printed.cap
        assert found.points >= 0 or found.id in {"G.4", "G.5"}


@given(JUDGED, st.integers(1, 50))
def test_more_tasks_done_never_lowers_the_sum(given_: Given, more: int) -> None:
    later = Given(given_.done + more, given_.total, given_.chosen, given_.points, given_.other)
    assert score(ROWS, later).total >= score(ROWS, given_).total


@given(JUDGED)
def test_a_better_level_never_lowers_the_sum(given_: Given) -> None:
    sums = [
        score(ROWS, Given(given_.done, given_.total, level, given_.points, given_.other)).total
        for level in ("G.4.1.d", "G.4.1.c", "G.4.1.b", "G.4.1.a")
    ]
    assert sums == sorted(sums)


@given(JUDGED, st.randoms())
def test_the_order_in_which_lines_are_judged_changes_nothing(given_: Given, random: object) -> None:
    items = list(given_.points.items())
    random.shuffle(items)  # type: ignore[attr-defined]
    other = Given(given_.done, given_.total, given_.chosen, dict(items), given_.other)
    assert score(ROWS, other) == score(ROWS, given_)


@given(JUDGED)
def test_no_reading_is_named_where_the_bare_text_gives_the_same_sum(given_: Given) -> None:
    found = score(ROWS, given_)
    if not found.used:
        assert found.total == found.raw
