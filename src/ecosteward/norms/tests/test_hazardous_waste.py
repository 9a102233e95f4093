"""Hazardous waste on its way: balance, storage, labels, transfer."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.hazardous_waste.balance import KINDS, balance, ledger
from ecosteward.norms.hazardous_waste.storage import bund, floor, label, storage_clock, storage_point
from ecosteward.norms.hazardous_waste.transfer import manifest
from ecosteward.norms.kernel.errors import RefusedError

CODEX = date(2026, 8, 15)
tonnes = st.floats(0, 1e5).map(lambda each: round(each, 3))
sheets = st.fixed_dictionaries(
    dict.fromkeys(("opening", "produced", "received", "used", "disposed", "transferred", "tolerance"), tonnes)
    | {"counted": st.none() | tonnes}
)
days = st.dates(date(2020, 1, 1), date(2028, 12, 31))


class TestBalance:
    @pytest.mark.parametrize(
        ("facts", "closing", "difference", "verdict"),
        [
            ({"opening": 5, "produced": 10, "transferred": 12, "counted": 3}, 3, 0, "balanced"),
            ({"opening": 5, "produced": 10, "transferred": 12, "counted": 2.5}, 3, -0.5, "short"),
            ({"opening": 5, "produced": 10, "transferred": 12, "counted": 3.5}, 3, 0.5, "over"),
            ({"opening": 5, "produced": 10, "transferred": 12, "counted": 2.5, "tolerance": 0.5}, 3, -0.5, "balanced"),
            ({"opening": 5, "received": 1, "used": 2, "disposed": 5}, -1, None, "overdrawn"),
            ({"opening": 0.1, "produced": 0.2, "counted": 0.3}, 0.3, 0, "balanced"),
            ({"opening": 1}, 1, None, "uncounted"),
        ],
    )
    def test_closing_is_opening_and_what_came_less_what_went(
        self, facts: dict[str, float], closing: float, difference: float | None, verdict: str
    ) -> None:
        outcome = balance.run(facts).outcome
        assert (outcome.closing, outcome.difference, outcome.verdict) == (closing, difference, verdict)

    @given(st.lists(sheets, min_size=1, max_size=20))
    def test_many_sheets_balance_as_one_by_one(self, given: list[dict[str, Any]]) -> None:
        columns = balance.run_rows({name: [each[name] for each in given] for name in given[0]}).columns
        alone = [balance.run(each).outcome for each in given]
        assert list(columns["closing"]) == [each.closing for each in alone]
        assert list(columns["verdict"]) == [each.verdict for each in alone]

    @given(sheets)
    def test_what_the_books_say_counted_is_balanced(self, facts: dict[str, Any]) -> None:
        closing = balance.run(facts).outcome.closing
        verdict = balance.run(facts | {"counted": max(closing, 0)}).outcome.verdict
        assert verdict == ("balanced" if closing >= 0 else "overdrawn")

    def test_a_negative_amount_is_refused(self) -> None:
        with pytest.raises(RefusedError, match="期末实存量"):
            balance.run({"opening": 1, "counted": -1})


def moved(day: int, kind: str, amount: float, code: str = "900-249-08") -> dict[str, Any]:
    return {"on": date(2026, 1, day), "code": code, "kind": kind, "amount": amount}


class TestLedger:
    PERIOD = {"start": date(2026, 1, 1), "end": date(2026, 1, 31)}

    def test_a_ledger_is_summed_by_waste_and_link_and_each_waste_balanced(self) -> None:
        outcome = ledger.run(
            {
                **self.PERIOD,
                "opening": [{"code": "900-249-08", "amount": 1}],
                "movements": [
                    moved(2, "产生", 2),
                    moved(3, "produced", 0.5),
                    moved(9, "委外转移", 3),
                    moved(9, "used", 1, "900-041-49"),
                    moved(9, "received", 1.5, "900-041-49"),
                ],
                "counted": [{"code": "900-249-08", "amount": 0.4}],
            }
        ).outcome
        rag, oil = outcome.lines
        assert (oil.produced, oil.transferred, oil.closing, oil.difference, oil.verdict) == (2.5, 3, 0.5, -0.1, "short")
        assert (rag.closing, rag.verdict, rag.overdrawn_on) == (0.5, "uncounted", None)
        assert outcome.total == 1

    def test_the_day_the_books_first_fall_below_zero_is_named_though_the_period_ends_well(self) -> None:
        movements = [moved(9, "produced", 5), moved(4, "transferred", 2), moved(3, "produced", 1)]
        line = ledger.run({**self.PERIOD, "movements": movements}).outcome.lines[0]
        assert (line.overdrawn_on, line.closing) == (date(2026, 1, 4), 4)

    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            ({"movements": [moved(2, "produced", 1)], "end": date(2025, 1, 1)}, "期末日不能早于期初日"),
            ({"movements": [{**moved(2, "produced", 1), "on": date(2026, 2, 1)}]}, r"movements\[0\].on"),
            ({"movements": [], "opening": [{"code": "a", "amount": 1}] * 2}, "写了两次"),
            ({"movements": [moved(2, "produced", 0)]}, "应大于 0"),
            ({"movements": [moved(2, "烧掉", 1)]}, "应为 产生、接收"),
        ],
    )
    def test_a_ledger_that_cannot_be_is_refused(self, facts: dict[str, Any], told: str) -> None:
        with pytest.raises(RefusedError, match=told):
            ledger.run({**self.PERIOD, **facts})

    @given(
        st.lists(st.tuples(st.integers(1, 31), st.sampled_from(list(KINDS)), st.floats(0.001, 1e3)), max_size=15),
        st.randoms(),
    )
    def test_the_order_of_the_entries_does_not_matter(self, given: list[tuple[int, str, float]], random: Any) -> None:
        movements = [moved(*each) for each in given]
        before = ledger.run({**self.PERIOD, "movements": movements}).outcome
        random.shuffle(movements)
        assert ledger.run({**self.PERIOD, "movements": movements}).outcome == before


class TestStorage:
    @pytest.mark.parametrize(
        ("stored_on", "on", "due", "verdict"),
        [
            (date(2025, 9, 1), date(2026, 9, 1), date(2026, 9, 1), "within"),
            (date(2025, 9, 1), date(2026, 9, 2), date(2026, 9, 1), "overdue"),
            (date(2028, 2, 29), date(2028, 3, 1), date(2029, 2, 28), "within"),
        ],
    )
    def test_a_licensed_unit_may_store_a_year(self, stored_on: date, on: date, due: date, verdict: str) -> None:
        outcome = storage_clock.run({"stored_on": stored_on, "on": on, "licensed": True}).outcome
        assert (outcome.due, outcome.verdict, outcome.left) == (due, verdict, (due - on).days)

    def test_the_year_does_not_bind_a_unit_that_only_produces(self) -> None:
        result = storage_clock.run({"stored_on": date(2020, 1, 1), "on": date(2026, 9, 1), "licensed": False})
        assert (result.outcome.verdict, result.outcome.due) == ("no_limit", None)
        assert not result.needs_check

    def test_the_basis_changes_with_the_codex(self) -> None:
        facts = {"stored_on": date(2026, 8, 1), "licensed": True}
        before, after = (storage_clock.run({**facts, "on": CODEX - timedelta(days=late)}) for late in (1, 0))
        assert (before.steps[0].norm, before.needs_check) == ("中华人民共和国固体废物污染环境防治法", True)
        assert (after.steps[0].norm, after.needs_check) == ("生态环境法典", False)

    def test_an_approved_extension_counts_and_an_earlier_day_does_not_shorten(self) -> None:
        facts = {"stored_on": date(2025, 9, 1), "on": date(2026, 10, 1), "licensed": True}
        assert storage_clock.run({**facts, "extended_to": date(2026, 12, 1)}).outcome.verdict == "within"
        assert storage_clock.run({**facts, "extended_to": date(2026, 1, 1)}).outcome.due == date(2026, 9, 1)

    @given(st.lists(st.tuples(days, days, st.booleans(), st.none() | days), min_size=1, max_size=20))
    def test_many_wastes_are_timed_as_one_by_one(self, given: list[tuple[date, date, bool, date | None]]) -> None:
        rows = [(min(a, b), max(a, b), licensed, extended) for a, b, licensed, extended in given]
        names = ("stored_on", "on", "licensed", "extended_to")
        result = storage_clock.run_rows({name: [row[at] for row in rows] for at, name in enumerate(names)}).columns
        alone = [storage_clock.run(dict(zip(names, row, strict=True))) for row in rows]
        assert list(result["verdict"]) == [each.outcome.verdict for each in alone]
        assert [None if np.isnat(due) else due.item() for due in result["due"]] == [each.outcome.due for each in alone]
        assert list(result["needs_check"]) == [each.needs_check for each in alone]

    def test_a_day_before_the_storing_is_refused_with_its_row(self) -> None:
        stored, early = date(2026, 1, 2), date(2026, 1, 1)
        with pytest.raises(RefusedError, match="第 2 行"):
            storage_clock.run_rows({"stored_on": [stored] * 2, "on": [stored, early], "licensed": [True] * 2})
        with pytest.raises(RefusedError, match="不能早于入库日"):
            storage_clock.run({"stored_on": stored, "on": early, "licensed": True})

    @pytest.mark.parametrize(("stored", "over", "left"), [(3, False, 0), (3.001, True, 0), (1, False, 10)])
    def test_a_storage_point_holds_three_tonnes_and_three_is_not_over(
        self, stored: float, over: bool, left: float
    ) -> None:
        result = storage_point.run({"stored": stored, "daily": 0.2})
        assert (result.outcome.over, result.outcome.days_left) == (over, left)
        assert result.needs_check

    @pytest.mark.parametrize(("largest", "total", "needed"), [(1, 5, 1), (1, 10, 1), (1, 15, 1.5)])
    def test_a_bund_takes_the_largest_vessel_or_a_tenth_of_all(
        self, largest: float, total: float, needed: float
    ) -> None:
        outcome = bund.run({"largest": largest, "total": total, "bund": needed}).outcome
        assert (outcome.needed, outcome.enough) == (needed, True)
        assert bund.run({"largest": largest, "total": total, "bund": needed * 0.99}).outcome.enough is False

    @given(st.lists(st.tuples(st.floats(0.1, 100), st.floats(0.1, 1e4), st.none() | st.floats(0, 1e3)), min_size=1))
    def test_many_bunds_and_points_are_judged_as_one_by_one(self, given: list[tuple[float, float, Any]]) -> None:
        names = ("largest", "total", "bund")
        columns = bund.run_rows({name: [row[at] for row in given] for at, name in enumerate(names)}).columns
        alone = [bund.run(dict(zip(names, row, strict=True))).outcome for row in given]
        assert [(row, enough) for row, enough in zip(columns["needed"], columns["enough"], strict=True)] == [
            (each.needed, each.enough) for each in alone
        ]
        points = storage_point.run_rows({"stored": [row[0] for row in given]}).columns
        assert list(points["over"]) == [storage_point.run({"stored": row[0]}).outcome.over for row in given]

    @pytest.mark.parametrize(
        ("facts", "enough"),
        [
            ({"clay": 1, "clay_seepage": 1e-7}, True),
            ({"clay": 0.99, "clay_seepage": 1e-7}, False),
            ({"clay": 1, "clay_seepage": 1.1e-7}, False),
            ({"liner": 2, "liner_seepage": 1e-10}, True),
            ({"liner": 1.5, "liner_seepage": 1e-10}, False),
            ({"clay": 0.5, "clay_seepage": 1e-7, "liner": 2, "liner_seepage": 1e-11}, True),
        ],
    )
    def test_the_floor_needs_a_metre_of_clay_or_two_millimetres_of_liner(
        self, facts: dict[str, float], enough: bool
    ) -> None:
        assert floor.run(facts).outcome.enough is enough

    def test_a_floor_of_which_neither_layer_is_told_whole_is_refused(self) -> None:
        with pytest.raises(RefusedError, match="厚度和渗透系数"):
            floor.run({"clay": 1})

    @pytest.mark.parametrize(
        ("volume", "side", "height", "sides"),
        [(1, 100, 3, 1), (50, 100, 3, 1), (50.1, 150, 5, 1), (450, 150, 5, 1), (450.1, 200, 6, 2)],
    )
    def test_a_label_grows_with_its_package(self, volume: float, side: float, height: float, sides: int) -> None:
        result = label.run({"volume": volume})
        assert (result.outcome.side, result.outcome.text_height, result.outcome.sides) == (side, height, sides)
        assert result.needs_check
        columns = label.run_rows({"volume": [volume]}).columns
        assert [columns[name][0] for name in ("side", "text_height", "sides")] == [side, height, sides]


class TestTransfer:
    FACTS = {"number": "20263201000001", "sent_on": date(2026, 1, 5), "sent": 10}

    def test_a_manifest_in_order_has_no_problems_and_tells_its_last_days(self) -> None:
        outcome = manifest.run(
            {**self.FACTS, "received_on": date(2026, 1, 6), "received": 10, "confirmed_on": date(2026, 1, 13)}
        ).outcome
        assert outcome.problems == ()
        assert (outcome.confirm_by, outcome.keep_until) == (date(2026, 1, 13), date(2036, 1, 6))

    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            ({"number": "123"}, "14 位数字"),
            ({"number": "20253201000001"}, "年份 2025"),
            ({"received_on": date(2026, 1, 4)}, "早于移出日"),
            ({"received_on": date(2026, 1, 6), "confirmed_on": date(2026, 1, 14)}, "确认接受晚于 2026-01-13"),
            ({"received_on": date(2026, 1, 6), "paper": True, "entered_on": date(2026, 1, 21)}, "补录晚于 2026-01-20"),
            ({"received": 9.8}, "相差 -0.2 t"),
            ({"across_provinces": True}, "未经批准"),
        ],
    )
    def test_what_is_wrong_with_a_manifest_is_told(self, facts: dict[str, Any], told: str) -> None:
        problems = manifest.run({**self.FACTS, **facts}).outcome.problems
        assert len(problems) == 1
        assert told in problems[0]
