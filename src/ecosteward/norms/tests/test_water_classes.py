"""Ground water and surface water."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms import gb3838, gbt14848
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table

GROUND = [row["item"] for row in table("gbt14848_2017") if row["kind"] == "upper"]
SURFACE = [row["item"] for row in table("gb3838_2002_table1") if row["kind"] == "upper"]


def test_the_tables_are_whole() -> None:
    counts = [len(table("gbt14848_2017").where(table=name)) for name in ("1", "2")]
    assert counts == [39, 54]
    assert len(table("gb3838_2002_table1").rows) == 25
    assert [len(table("gb3838_2002_table23").where(table=name)) for name in ("2", "3")] == [5, 80]


@pytest.mark.parametrize(
    ("item", "value", "grade"),
    [
        ("氨氮", 0.02, 1),
        ("氨氮(以N计)", 0.021, 2),
        ("氨氮", 0.5, 3),
        ("氨氮", 1.5, 4),
        ("氨氮", 1.51, 5),
        ("亚硝酸盐", 4.8, 4),
        ("总大肠菌群", 3, 1),
        ("总大肠菌群", 100, 4),
        ("汞", 0.0001, 1),
        ("pH", 6.5, 1),
        ("pH", 8.5, 1),
        ("pH", 6.49, 4),
        ("pH", 5.5, 4),
        ("pH", 9.0, 4),
        ("pH", 9.01, 5),
        ("pH", 5.49, 5),
        ("嗅和味", 0, 1),
        ("嗅和味", 1, 5),
        ("总α放射性", 0.5, 3),
        ("总α放射性", 9, 4),
        ("苯并(a)芘", 0.3, 4),
        ("苯并(b)荧蒽", 0.3, 2),
    ],
)
def test_ground_water_is_graded_by_its_limits_and_equal_is_not_over(item: str, value: float, grade: int) -> None:
    assert gbt14848.grade.run({"item": item, "value": value}).outcome.grade == grade


@pytest.mark.parametrize(
    ("item", "value", "body", "grade"),
    [
        ("溶解氧", 7.5, "river", 1),
        ("溶解氧", 7.4, "river", 2),
        ("溶解氧", 2, "river", 5),
        ("溶解氧", 1.9, "river", 6),
        ("总磷", 0.1, "river", 2),
        ("总磷", 0.1, "lake", 4),
        ("总氮", 1.0, "lake", 3),
        ("化学需氧量", 15, "river", 1),
        ("化学需氧量(COD)", 40.1, "river", 6),
        ("pH", 9, "river", 1),
        ("pH", 9.1, "river", 6),
        ("氟化物", 1.5, "river", 4),
    ],
)
def test_surface_water_is_graded_by_its_body(item: str, value: float, body: str, grade: int) -> None:
    assert gb3838.grade.run({"item": item, "value": value, "body": body}).outcome.grade == grade


def test_the_worst_item_decides_and_is_named() -> None:
    readings = [{"item": "氨氮", "value": 1.2}, {"item": "总磷", "value": 0.05}, {"item": "总氮", "value": 9}]
    found = gb3838.assess.run({"readings": readings}).outcome
    assert (found.grade_name, found.worst, found.over) == ("Ⅳ类", ("氨氮(NH3-N)",), ("氨氮(NH3-N)",))
    assert found.not_rated == ("总氮",)
    assert found.items[0].multiple == pytest.approx(0.2)
    lake = gb3838.assess.run({"readings": readings, "body": "lake"}).outcome
    assert (lake.grade_name, lake.worst) == ("劣Ⅴ类", ("总氮(以N计)",))


def test_ground_water_is_as_its_worst_item() -> None:
    readings = [{"item": "铁", "value": 0.2, "unit": "mg/L"}, {"item": "苯", "value": 130, "unit": "μg/L"}]
    found = gbt14848.assess.run({"readings": readings, "target": 4}).outcome
    assert (found.grade, found.worst, found.over) == (5, ("苯",), ("苯",))
    assert found.items[1].limit == 120


def test_nothing_detected_is_judged_by_the_recorded_limit_of_detection() -> None:
    fine = gbt14848.grade.run({"item": "镉", "value": 0.0005, "not_detected": True})
    assert (fine.outcome.grade, fine.outcome.conforms, fine.needs_check) == (2, True, True)
    blunt = gbt14848.grade.run({"item": "镉", "value": 0.02, "not_detected": True})
    assert (blunt.outcome.conforms, blunt.outcome.multiple) == (None, None)
    none = gbt14848.grade.run({"item": "阴离子表面活性剂", "value": 0.05, "not_detected": True})
    assert none.outcome.grade == 1


@pytest.mark.parametrize(
    ("item", "value", "conforms"), [("硝酸盐(以N计)", 10, True), ("甲醛", 0.91, False), ("1,2-二氯乙烷", 0.03, True)]
)
def test_a_drinking_water_source_is_judged_by_tables_two_and_three(item: str, value: float, *, conforms: bool) -> None:
    assert gb3838.source.run({"item": item, "value": value}).outcome.conforms is conforms


@pytest.mark.parametrize(
    ("run", "facts", "told"),
    [
        (gbt14848.grade, {"item": "苯并", "value": 1}, "没有 苯并"),
        (gbt14848.grade, {"item": "氨氨", "value": 1}, "相近的有 氨氮"),
        (gbt14848.grade, {"item": "苯", "value": 1, "unit": "mg/L"}, "苯的单位应为 μg/L，不是 mg/L"),
        (gbt14848.grade, {"item": "苯", "value": -1}, "应不小于 0"),
        (gb3838.grade, {"item": "总氮", "value": 1}, "河流不评价 总氮"),
        (gb3838.grade, {"item": "水温", "value": 20}, "水温按人为造成的周平均温升"),
        (gb3838.source, {"item": "氨氮", "value": 1}, "没有 氨氮"),
    ],
)
def test_what_the_norm_does_not_grade_is_refused(run: Any, facts: dict[str, Any], told: str) -> None:
    with pytest.raises(RefusedError) as refused:
        run.run(facts)
    assert told in str(refused.value)


@given(st.sampled_from(GROUND), st.floats(0, 1e4), st.floats(0, 1e4), st.booleans())
def test_more_of_a_pollutant_is_never_a_better_class(item: str, value: float, more: float, hidden: bool) -> None:
    low, high = (
        gbt14848.grade.run({"item": item, "value": value + add, "not_detected": hidden}).outcome.grade
        for add in (0, more)
    )
    assert low <= high


@given(st.lists(st.tuples(st.sampled_from(SURFACE), st.floats(0, 100)), min_size=1, max_size=12), st.randoms())
def test_the_order_of_the_items_does_not_matter(pairs: list[tuple[str, float]], random: Any) -> None:
    readings = [{"item": item, "value": value} for item, value in pairs]
    before = gb3838.assess.run({"readings": readings, "body": "lake"}).outcome
    random.shuffle(readings)
    after = gb3838.assess.run({"readings": readings, "body": "lake"}).outcome
    assert (before.grade, set(before.worst)) == (after.grade, set(after.worst))


@given(st.lists(st.tuples(st.sampled_from(GROUND), st.floats(0, 1e4), st.booleans()), min_size=1, max_size=20))
def test_many_results_are_graded_as_one_by_one(rows: list[tuple[str, float, bool]]) -> None:
    names = ("item", "value", "not_detected")
    columns = gbt14848.grade.run_rows({name: [row[at] for row in rows] for at, name in enumerate(names)}).columns
    alone = [gbt14848.grade.run(dict(zip(names, row, strict=True))) for row in rows]
    assert columns["grade"].tolist() == [each.outcome.grade for each in alone]
    assert columns["needs_check"].tolist() == [each.needs_check for each in alone]


@given(st.lists(st.tuples(st.sampled_from(SURFACE), st.floats(0, 100)), min_size=1, max_size=20))
def test_many_results_of_a_lake_are_graded_as_one_by_one(rows: list[tuple[str, float]]) -> None:
    given = {"item": [item for item, _ in rows], "value": [value for _, value in rows], "body": ["lake"] * len(rows)}
    alone = [gb3838.grade.run({"item": item, "value": value, "body": "lake"}).outcome.grade for item, value in rows]
    assert gb3838.grade.run_rows(given).columns["grade"].tolist() == alone
