"""What every calculation has in common."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest

from ecosteward.norms.commands import main
from ecosteward.norms.kernel import units
from ecosteward.norms.kernel.calculations import calculations, find
from ecosteward.norms.kernel.columns import checked, coded
from ecosteward.norms.kernel.editions import in_force
from ecosteward.norms.kernel.errors import RefusedError, UnknownError
from ecosteward.norms.kernel.facts import Facts, Label, Quantity, inner, terms
from ecosteward.norms.kernel.moments import Moment
from ecosteward.norms.kernel.tables import names, table
from ecosteward.norms.kernel.unverified import unverified, written

UNVERIFIED = Path(__file__).parents[1] / "UNVERIFIED.md"


class Part(Facts):
    amount: Annotated[float, Quantity("最大存在量", "t", gt=0)]


class Whole(Facts):
    parts: Annotated[tuple[Part, ...], Label("风险物质")]
    kind: Annotated[Literal["gas", "water"], Label("类别", {"gas": "大气", "water": "水"})] = "gas"
    on: Annotated[date, Label("判定日期")] = date(2026, 3, 1)
    share: Annotated[float | None, Quantity("比例", "%", ge=0, le=100)] = None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "parts（风险物质）：未填写"),
        ({"parts": [{"amount": 0}]}, "parts[0].amount（风险物质 · 第 1 项 · 最大存在量）：应大于 0"),
        ({"parts": [], "share": 101}, "share（比例）：应不大于 100"),
        ({"parts": [], "share": {"value": 3, "unit": "t"}}, "share（比例）：单位应为 %，不是 t"),
        ({"parts": [], "share": {"value": 3}}, "share（比例）：应为数，或"),
        ({"parts": [], "share": "很多"}, "share（比例）：应为数"),
        ({"parts": [], "share": True}, "share（比例）：应为数"),
        ({"parts": [], "share": float("nan")}, "share（比例）：应为有限的数"),
        ({"parts": [], "share": float("inf")}, "share（比例）：应为有限的数"),
        ({"parts": [], "kind": "土"}, "kind（类别）：应为 大气、水"),
        ({"parts": [], "on": "昨天"}, "on（判定日期）：应为日期"),
        ({"parts": [], "colour": 1}, "colour：没有这一项"),
        ("砷", "输入：应为一组字段"),
    ],
)
def test_what_cannot_be_calculated_with_is_refused_naming_the_field(given: Any, told: str) -> None:
    with pytest.raises(RefusedError) as refused:
        Whole.read(given)
    assert told in str(refused.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(RefusedError) as refused:
        Whole.read({"parts": [{"amount": -1}], "kind": "x", "share": -1})
    assert {problem.field for problem in refused.value.problems} == {"parts[0].amount", "kind", "share"}


def test_a_choice_is_taken_by_code_or_word_and_a_number_with_or_without_its_unit() -> None:
    words = Whole.read({"parts": [{"amount": {"value": 2, "unit": "吨"}}], "kind": "水", "share": "5"})
    assert words == Whole.read({"parts": [{"amount": 2.0}], "kind": "water", "share": {"value": 5, "unit": "%"}})


@pytest.mark.parametrize(("one", "other"), [("μg/m³", "ug/m3"), ("mg／L", "mg/L"), ("µmol/mol", "μmol/mol")])
def test_a_unit_is_known_under_its_usual_spellings(one: str, other: str) -> None:
    assert units.same(one, other)


@pytest.mark.parametrize(("one", "other"), [("mg/L", "μg/L"), ("t", "kg"), ("mg/m3", "mg/L"), ("M", "m")])
def test_another_unit_is_not_the_same(one: str, other: str) -> None:
    assert not units.same(one, other)


class Line(Facts):
    name: Annotated[str, Label("名称")]
    value: Annotated[float, Quantity("数值", "mg/L", ge=0)]
    wet: Annotated[bool, Label("湿基")] = False
    on: Annotated[date | None, Label("日期")] = None
    limit: Annotated[float | None, Quantity("限值", "mg/L")] = None


def test_columns_are_checked_as_single_rows_are() -> None:
    read = checked(Line, {"name": ["a", "b"], "value": ["1.5", 2], "wet": ["是", "false"], "on": ["2026-01-02", None]})
    assert read["value"].tolist() == [1.5, 2.0]
    assert read["wet"].tolist() == [True, False]
    assert str(read["on"][0]) == "2026-01-02"
    assert read["limit"].dtype == float


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": ["a"]}, "value（数值）：缺少这一列"),
        ({"name": ["a"], "value": [1], "x": [1]}, "x：没有这一列"),
        ({"name": ["a"], "value": [1, 2]}, "各列的行数不同"),
        ({"name": ["a", ""], "value": [1, 2]}, "第 2 行 name（名称）：未填写"),
        ({"name": ["a", "b"], "value": [1, -2]}, "第 2 行 value（数值）：应不小于 0"),
        ({"name": ["a", "b"], "value": [1, "二"]}, "第 2 行 value（数值）：应为数"),
        ({"name": ["a", "b"], "value": [1, None]}, "第 2 行 value（数值）：未填写"),
        ({"name": ["a"], "value": [1], "wet": ["或许"]}, "第 1 行 wet（湿基）：应为是或否"),
        ({"name": ["a"], "value": [1], "on": ["昨天"]}, "第 1 行 on（日期）：应为日期"),
    ],
)
def test_a_cell_that_is_not_what_its_field_wants_is_refused_with_its_row(given: Any, told: str) -> None:
    with pytest.raises(RefusedError) as refused:
        checked(Line, given)
    assert told in str(refused.value)


def test_of_many_bad_cells_twenty_are_named_and_the_others_counted() -> None:
    with pytest.raises(RefusedError, match="另有 980 处"):
        checked(Line, {"name": ["a"] * 1000, "value": [-1] * 1000})


@pytest.mark.parametrize("cell", ["2026-03-01T08:00+08:00", "八点", "2026-13-01T08:00"])
def test_a_moment_is_local_time_in_rows_as_in_single_cases(cell: str) -> None:
    class At(Facts):
        at: Annotated[Moment, Label("时刻")]

    for read in (lambda: checked(At, {"at": [cell]}), lambda: At.read({"at": cell})):
        with pytest.raises(RefusedError, match="当地时间"):
            read()
    assert str(checked(At, {"at": ["2026-03-01 08:00"]})["at"][0]) == "2026-03-01T08:00:00"
    with pytest.raises(RefusedError, match="第 1 行 at（时刻）：未填写"):
        checked(At, {"at": [""]})


def test_texts_are_coded_in_the_order_they_come() -> None:
    found, places = coded(checked(Line, {"name": ["b", "a", "b"], "value": [1, 1, 1]})["name"])
    assert (found, places.tolist()) == (["b", "a"], [0, 1, 0])


@pytest.mark.parametrize(
    ("on", "number"),
    [(date(2026, 2, 28), "GB 3095-2012"), (date(2026, 3, 1), "GB 3095-2026"), (date(2030, 1, 1), "GB 3095-2026")],
)
def test_the_day_judged_chooses_the_edition(on: date, number: str) -> None:
    assert in_force("GB 3095", on).number == number


def test_a_day_before_every_known_edition_is_refused_and_an_unknown_norm_told() -> None:
    with pytest.raises(RefusedError, match="没有已收录的现行版本"):
        in_force("GB 3095", date(1990, 1, 1))
    with pytest.raises(UnknownError, match="GB 0"):
        in_force("GB 0", date(2026, 1, 1))


@pytest.mark.parametrize("name", names())
def test_every_row_of_every_table_says_its_norm_and_source_and_whether_it_was_verified(name: str) -> None:
    for row in table(name):
        assert None not in row.cells, f"{name}:{row.number} has too many cells"
        assert None not in row.cells.values(), f"{name}:{row.number} has too few cells"
        assert row.cells["verified"] in {"true", "false"}
        assert row.source
        assert {"norm", "clause"} <= set(row.cells)
        flags = {cell for key, cell in row.cells.items() if key.startswith("verified_")}
        assert flags <= {"true", "false"}


@pytest.mark.parametrize("each", tuple(calculations()), ids=lambda each: each.id)
def test_every_calculation_has_a_label_for_every_field_and_a_schema(each: Any) -> None:
    assert each.title
    assert each.norms
    _labelled(each.facts)
    _labelled(each.outcome)
    if each.row:
        _labelled(each.row)
    assert json.dumps(each.facts.model_json_schema(), ensure_ascii=False)


def _labelled(model: Any) -> None:
    for name, term in terms(model).items():
        assert term.text, f"{model.__name__}.{name}"
        below = inner(model.model_fields[name].annotation)
        if below is not None and below is not model:
            _labelled(below)


def test_the_list_of_the_unverified_is_as_the_tables_are() -> None:
    assert UNVERIFIED.read_text(encoding="utf-8") == written(), (
        "run ./steward calc unverified > src/ecosteward/norms/UNVERIFIED.md"
    )


def test_the_list_of_the_unverified_names_exactly_the_unverified_rows() -> None:
    marked = {(name, row.number) for name in names() for row in table(name) if "false" in
              {cell for key, cell in row.cells.items() if key.startswith("verified")}}  # fmt: skip
    assert {(name, row.number) for name in names() for row, _columns in unverified(name)} == marked


class TestCommand:
    def test_lists_describes_and_runs(self, capsys: Any, tmp_path: Path) -> None:
        assert main(["calc", "list", "--format", "json"]) == 0
        listed = {each["id"] for each in json.loads(capsys.readouterr().out)}
        assert listed == {each.id for each in calculations()}
        assert main(["calc", "describe", "gb36600.screen"]) == 0
        described = json.loads(capsys.readouterr().out)
        assert described["input"]["properties"]["content"]["x-unit"] == "mg/kg"
        given = tmp_path / "in.json"
        given.write_text(json.dumps({"pollutant": "砷", "content": 21}), encoding="utf-8")
        assert main(["calc", "run", "gb36600.screen", "--input", str(given), "--output", str(tmp_path / "out")]) == 0
        told = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
        assert told["outcome"]["verdict"] == "investigate"

    def test_takes_rows_and_gives_rows(self, capsys: Any, tmp_path: Path) -> None:
        given = tmp_path / "in.csv"
        given.write_text("pollutant,content,land\n砷,20,第一类用地\n镉,66,class2\n", encoding="gb18030")
        assert main(["calc", "run", "gb36600.screen", "--input", str(given)]) == 0
        rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
        assert [row["verdict"] for row in rows] == ["negligible", "investigate"]
        assert rows[0]["pollutant"] == "砷"

    def test_many_rows_may_make_one_case(self, capsys: Any, tmp_path: Path) -> None:
        source = tmp_path / "minutes.csv"
        source.write_text(
            "minute,value\n" + "".join(f"2026-03-01T08:{at:02},5\n" for at in range(60)), encoding="utf-8"
        )
        assert main(["calc", "run", "hj75.hours", "--input", str(source)]) == 0
        rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
        assert [(row["valid_minutes"], row["mean"]) for row in rows] == [("60", "5.0")]
        assert main(["calc", "describe", "hj75.hours"]) == 0
        assert "series" in json.loads(capsys.readouterr().out)["row"]["properties"]

    @pytest.mark.parametrize(
        ("name", "text", "told"),
        [
            ("in.json", "{", "不是 JSON"),
            ("in.json", "{}", "pollutant（污染物）：未填写"),
            ("in.csv", "", "第一行应为列名"),
            ("in.csv", "pollutant,content\n砷\n", "第 1 行有 1 格，表头有 2 格"),
            ("in.csv", "pollutant,content\n砷,-1\n", "第 1 行 content（含量）：应不小于 0"),
        ],
    )
    def test_answers_bad_input_with_exit_code_two_and_what_is_wrong(
        self, capsys: Any, tmp_path: Path, name: str, text: str, told: str
    ) -> None:
        given = tmp_path / name
        given.write_text(text, encoding="utf-8")
        assert main(["calc", "run", "gb36600.screen", "--input", str(given)]) == 2
        printed = capsys.readouterr()
        assert told in printed.err
        assert printed.out == ""

    def test_names_what_there_is_not(self, capsys: Any, tmp_path: Path) -> None:
        assert main(["calc", "run", "gb36600.screen", "--input", str(tmp_path / "none.json")]) == 2
        assert main(["calc", "describe", "nothing"]) == 2
        assert "没有名为 nothing 的计算" in capsys.readouterr().err


def test_the_library_is_usable_without_django() -> None:
    assert find("gb36600.screen").facts is not None
    assert not [
        each
        for each in Path(__file__).parents[1].rglob("*.py")
        if "tests" not in each.parts
        and "django" in each.read_text(encoding="utf-8").lower().replace("needs no django", "")
    ]
