"""Plans, ledgers and reports of hazardous waste."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.hj1259.batches import read
from ecosteward.norms.hj1259.category import classify, yearly_amount
from ecosteward.norms.hj1259.clocks import calendar
from ecosteward.norms.hj1259.contents import ledger_check, plan_check
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table

ORDER = ["registration", "simplified", "key"]
sites = st.tuples(st.floats(0, 1e4), st.booleans(), st.booleans())


def filled(name: str, **values: Any) -> dict[str, Any]:
    own = {row["item"]: "有" for row in table("hj1259_items").where(table=name)}
    tonnes = {"计量单位": "吨"} if "计量单位" in own else {}
    return {"table": name, "values": own | tonnes | values}


class TestCategory:
    @pytest.mark.parametrize(
        ("facts", "category", "clause"),
        [
            ({"amount": 100}, "key", "4.2.1 a）1）"),
            ({"amount": 99.99}, "simplified", "4.2.1 b）"),
            ({"amount": 10}, "simplified", "4.2.1 b）"),
            ({"amount": 9.99}, "registration", "4.2.1 c）"),
            ({"amount": 0.1, "own_facility": True}, "key", "4.2.1 a）2）"),
            ({"amount": 0.1, "licensed": True}, "key", "4.2.1 a）3）"),
        ],
    )
    def test_the_category_goes_by_amount_facility_and_licence(
        self, facts: dict[str, Any], category: str, clause: str
    ) -> None:
        result = classify.run(facts)
        assert (result.outcome.category, result.steps[-1].clause) == (category, clause)
        assert not result.needs_check

    @given(sites, st.floats(0, 1e3))
    def test_more_waste_never_makes_the_category_milder(self, site: tuple[float, bool, bool], more: float) -> None:
        amount, own, licensed = site
        before, after = (
            classify.run({"amount": each, "own_facility": own, "licensed": licensed}).outcome.category
            for each in (amount, amount + more)
        )
        assert ORDER.index(before) <= ORDER.index(after)

    @given(st.lists(sites, min_size=1, max_size=20))
    def test_many_sites_are_judged_as_one_by_one(self, given: list[tuple[float, bool, bool]]) -> None:
        names = ("amount", "own_facility", "licensed")
        columns = classify.run_rows({name: [row[at] for row in given] for at, name in enumerate(names)}).columns
        alone = [classify.run(dict(zip(names, row, strict=True))) for row in given]
        assert list(columns["category"]) == [each.outcome.category for each in alone]
        assert list(columns["needs_check"]) == [each.needs_check for each in alone]


class TestYearlyAmount:
    YEARS = ({"year": 2023, "amount": 120}, {"year": 2024, "amount": 8}, {"year": 2025, "amount": 9})

    @pytest.mark.parametrize(
        ("facts", "amount", "basis"),
        [
            ({"started_on": date(2020, 1, 1)}, 120, "three_years"),
            ({"started_on": date(2023, 6, 1)}, 120, "three_years"),
            ({"started_on": date(2023, 6, 2), "years": YEARS[1:]}, 9, "since_start"),
            ({"started_on": date(2025, 6, 2), "approved": [11, 12]}, 12, "approved"),
            ({"approved": [11, 12]}, 12, "approved"),
            ({"started_on": date(2027, 1, 1), "approved": [3]}, 3, "approved"),
            ({"started_on": date(2020, 1, 1), "interval_over_three_years": True, "approved": [30]}, 30, "approved"),
        ],
    )
    def test_the_amount_is_the_largest_of_the_years_that_count(
        self, facts: dict[str, Any], amount: float, basis: str
    ) -> None:
        outcome = yearly_amount.run({"on": date(2026, 6, 1), "years": self.YEARS, **facts}).outcome
        assert (outcome.amount, outcome.basis) == (amount, basis)

    def test_a_large_year_more_than_three_years_ago_does_not_count(self) -> None:
        years = ({"year": 2022, "amount": 999}, *self.YEARS)
        facts = {"on": date(2026, 6, 1), "started_on": date(2020, 1, 1), "years": years}
        assert yearly_amount.run(facts).outcome.amount == 120

    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            ({"started_on": date(2020, 1, 1), "years": YEARS[1:]}, "缺 2023 年"),
            ({"started_on": date(2020, 1, 1), "years": YEARS[:1] * 2}, "同一年份写了两次"),
            ({"started_on": date(2025, 1, 1), "years": []}, "投运以来各年"),
            ({}, "核算量"),
            ({"approved": [-1]}, "不小于 0"),
        ],
    )
    def test_what_is_missing_is_named(self, facts: dict[str, Any], told: str) -> None:
        with pytest.raises(RefusedError, match=told):
            yearly_amount.run({"on": date(2026, 6, 1), **facts})


class TestCalendar:
    @pytest.mark.parametrize(
        ("category", "papers"),
        [
            ("key", {"plan": 1, "month": 12, "year": 1}),
            ("simplified", {"plan": 1, "quarter": 4, "year": 1}),
            ("registration", {"plan": 1, "year": 1}),
        ],
    )
    def test_each_category_has_its_reports(self, category: str, papers: dict[str, int]) -> None:
        outcome = calendar.run({"category": category, "year": 2026}).outcome
        assert Counter(each.paper for each in outcome.papers) == papers
        assert outcome.papers[-1].due == date(2027, 3, 31)
        assert outcome.ledger_kept_until == date(2031, 12, 31)

    def test_months_and_quarters_are_due_on_the_fifteenth_after_them(self) -> None:
        key = {each.period: each.due for each in calendar.run({"category": "key", "year": 2026}).outcome.papers}
        assert key["2026 年 1 月"] == date(2026, 2, 15)
        assert key["2026 年 12 月"] == date(2027, 1, 15)
        quarters = calendar.run({"category": "危险废物简化管理单位", "year": 2026}).outcome.papers
        dues = [each.due for each in quarters if each.paper == "quarter"]
        assert dues == [date(2026, 4, 15), date(2026, 7, 15), date(2026, 10, 15), date(2027, 1, 15)]


class TestPlan:
    @pytest.mark.parametrize(
        ("category", "tables"),
        [
            ("key", ("A.1", "A.2", "A.3", "A.4", "A.5", "A.6", "A.7")),
            ("simplified", ("A.1", "A.3", "A.4", "A.6", "A.7")),
            ("registration", ("A.1", "A.3", "A.7")),
        ],
    )
    def test_a_plan_needs_the_tables_of_its_category(self, category: str, tables: tuple[str, ...]) -> None:
        empty = plan_check.run({"category": category, "records": []}).outcome
        assert empty.tables == tables
        assert [each.table for each in empty.problems] == list(tables)
        full = plan_check.run({"category": category, "records": [filled(name) for name in tables]}).outcome
        assert (full.complete, full.problems) == (True, ())

    def test_a_table_with_nothing_to_tell_is_named_so(self) -> None:
        records = [filled(name) for name in ("A.1", "A.2", "A.3", "A.4", "A.6", "A.7")]
        assert plan_check.run({"category": "key", "records": records, "nothing_in": ["A.5"]}).outcome.complete

    @pytest.mark.parametrize("name", ["A.1", "A.3", "A.7"])
    def test_each_needed_item_left_out_is_told(self, name: str) -> None:
        others = [filled(each) for each in ("A.1", "A.3", "A.7") if each != name]
        for row in table("hj1259_items").where(table=name):
            record = filled(name, **{row["item"]: " "})
            problems = plan_check.run({"category": "registration", "records": [*others, record]}).outcome.problems
            wanted = [(name, 1, row["item"])] if row["needed"] == "yes" else []
            assert [(each.table, each.row, each.item) for each in problems] == wanted, row["item"]

    def test_a_number_of_the_approval_is_needed_only_where_there_is_one(self) -> None:
        number = "环境影响评价审批文件文号或备案编号"
        for has, problems in ((True, 1), (False, 0)):
            record = filled("A.1", 是否有环境影响评价审批文件=has, **{number: ""})
            records = [record, filled("A.3"), filled("A.7")]
            assert len(plan_check.run({"category": "registration", "records": records}).outcome.problems) == problems

    def test_amounts_are_in_tonnes(self) -> None:
        records = [filled("A.1"), filled("A.3", 计量单位="个"), filled("A.7")]
        problems = plan_check.run({"category": "registration", "records": records}).outcome.problems
        assert [(each.item, each.problem) for each in problems] == [("计量单位", "应填吨，以体积或个数计的应折算")]

    def test_an_item_that_the_table_has_not_is_refused(self) -> None:
        with pytest.raises(RefusedError, match=r"表 A\.1 没有“电话”"):
            plan_check.run({"category": "key", "records": [{"table": "A.1", "values": {"电话": "1"}}]})


def entry(name: str, code: str, time: str = "2026-03-05", **values: Any) -> dict[str, Any]:
    row = table("hj1259_batches").where(table=name)[0]
    return filled(name, **{row["item"]: code, row["time"]: time}, **values)


class TestLedger:
    CHAIN = (
        entry("B.1", "HWCS20260305001"),
        entry("B.2", "HWRK20260305001", 产生批次编码="HWCS20260305001"),
        entry("B.3", "HWCK20260305001", 入库批次编码="HWRK20260305001"),
        entry("B.5", "HWWWCZ20260305001", **{"产生批次编码/出库批次编码": "HWCK20260305001"}),
    )

    def test_a_chain_of_batches_in_order_is_complete(self) -> None:
        outcome = ledger_check.run({"records": self.CHAIN}).outcome
        assert (outcome.complete, outcome.problems) == (True, ())
        assert outcome.tables == ("B.1", "B.2", "B.3", "B.5")

    @pytest.mark.parametrize(
        ("record", "told"),
        [
            (entry("B.1", "CS20260305001"), "应为首字母加年月日再加编号"),
            (entry("B.1", "HWCS20261332001"), "不是日期"),
            (entry("B.1", "HWRK20260305009"), "是入库的编码"),
            (entry("B.1", "HWCS20260306002"), "编码的日期与产生时间不一致"),
            (entry("B.1", "HWCS20260305001"), "重复"),
            (entry("B.2", "HWRK20260305002", 产生批次编码="HWCS20260305777"), "B.1 中没有批次"),
            (entry("B.1", "HWCS20260305002", 去向=None), "未填写"),
            (entry("B.5", "HWWWLY20260305002", **{"产生批次编码/出库批次编码": "HWCK20260305001",
                   "许可证编码/出口核准通知单编号": ""}), "未填写"),
        ],
    )  # fmt: skip
    def test_what_does_not_fit_is_told(self, record: dict[str, Any], told: str) -> None:
        problems = ledger_check.run({"records": [*self.CHAIN, record]}).outcome.problems
        assert len(problems) == 1
        assert told in problems[0].problem

    def test_an_exempted_receiver_needs_no_licence_number(self) -> None:
        record = entry(
            "B.5", "HWWWLY20260305002", 接收单位类型="危险废物利用处置环节豁免管理单位",
            **{"产生批次编码/出库批次编码": "HWCK20260305001", "许可证编码/出口核准通知单编号": ""},
        )  # fmt: skip
        assert ledger_check.run({"records": [*self.CHAIN, record]}).outcome.complete


class TestBatch:
    @pytest.mark.parametrize(
        ("code", "link", "name"),
        [
            ("HWCS20211031001", "产生", "B.1"),
            ("HWRK20211031001", "入库", "B.2"),
            ("HWCK20211031001", "出库", "B.3"),
            ("HWZXLY20211031001", "自行利用", "B.4"),
            ("HWZXCZ20211031001", "自行处置", "B.4"),
            ("HWWWLY20211031001", "委外利用", "B.5"),
            ("HWWWCZ20211031001", "委外处置", "B.5"),
            ("HWCKLY20211031001", "出口利用", "B.5"),
            ("HWCKCZ20211031001", "出口处置", "B.5"),
        ],
    )
    def test_the_printed_examples_read(self, code: str, link: str, name: str) -> None:
        outcome = read.run({"code": code}).outcome
        assert (outcome.link, outcome.table, outcome.on, outcome.serial) == (link, name, date(2021, 10, 31), "001")
        assert list(read.run_rows({"code": [code]}).columns["link"]) == [link]

    @given(st.text())
    def test_any_text_reads_or_is_refused(self, text: str) -> None:
        try:
            outcome = read.run({"code": text}).outcome
        except RefusedError:
            outcome = None
        assert outcome is None or outcome.on.isoformat().replace("-", "") in text

    def test_rows_that_do_not_read_are_named(self) -> None:
        with pytest.raises(RefusedError, match="第 2 行 code"):
            read.run_rows({"code": ["HWCS20211031001", "HW1"]})


def test_every_condition_of_an_item_names_an_item_of_its_table() -> None:
    for row in table("hj1259_items"):
        assert (row["needed"] == "when") == row.has("when")
        if row.has("when"):
            other = row["when"].split("≠")[0].split("=")[0]
            assert other in {each["item"] for each in table("hj1259_items").where(table=row["table"])}
