"""Manual results: by form, by workbook, in place of automatic data."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import User
from ecosteward.clients.imports.sheet import Sheet, read
from ecosteward.journal.models import Entry
from ecosteward.monitoring.imports.results import plan, template
from ecosteward.monitoring.models import Due, Point, Result, Revision, Series
from ecosteward.monitoring.services.results import bring, record, stand_in

AT = dt.datetime(2026, 3, 1, 2, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
HEAD = ["点位", "因子", "采样时间", "结果", "单位", "检测单位", "报告编号"]


def _sheet(*rows: list[Any]) -> Sheet:
    book = openpyxl.Workbook()
    for row in (["手工监测结果汇总"], HEAD, *rows):
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return read("结果.xlsx", out)[0]


def _row(more: dict[str, Any] | None = None) -> list[Any]:
    plain = {"点位": "", "因子": "二氧化硫", "采样时间": "2026-03-01 10:30", "结果": 12.5, "报告编号": "A-1"}
    given = plain | (more or {})
    return [given.get(title) for title in HEAD]


def test_a_result_is_recorded_by_who_may_and_by_nobody_else(
    contact: User, stranger: User, series: Series, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    with pytest.raises(RefusedError):
        record(stranger, series, AT, value=12.0)
    assert (Result.objects.count(), journal_rows()) == (0, before)
    record(contact, series, AT, value=12.0, report=" A-1 ")
    assert (Result.objects.get().report, journal_rows()) == ("A-1", before + 1)


@pytest.mark.parametrize(
    "wrong",
    [{"value": -1.0}, {"value": float("nan")}, {}, {"value": 1.0, "below": 1.0}, {"value": 1.0, "report": "A-1"}],
)
def test_a_result_that_cannot_be_is_refused(
    contact: User, series: Series, wrong: dict[str, Any], journal_rows: Callable[[], int]
) -> None:
    record(contact, series, AT, value=12.0, report="A-1")
    before = journal_rows()
    with pytest.raises(ValidationError):
        record(contact, series, AT, **wrong)
    assert (Result.objects.count(), journal_rows()) == (1, before)


def test_a_workbook_is_read_whole_and_recorded_whole(
    contact: User, series: Series, journal_rows: Callable[[], int]
) -> None:
    later = (AT + 30.5 * HOUR).replace(tzinfo=None)  # as a cell holds it: 2 March, nine in the morning in China
    other = _row({"采样时间": later, "结果": "<0.5", "单位": "mg/m3"})
    sheet = _sheet(_row(), other, _row({"结果": "3L", "报告编号": "A-2"}))
    found = plan([series], sheet)
    assert not found.problems
    before = journal_rows()
    bring(contact, series.client, found.results, source="结果.xlsx")
    assert journal_rows() == before + 3
    assert Entry.objects.latest("pk").reason == "导入「结果.xlsx」"
    by_time = Result.objects.order_by("at", "pk").values_list("at", "value", "below")
    assert list(by_time) == [(AT, 12.5, None), (AT, None, 3.0), (dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC), None, 0.5)]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"因子": "甲醛"}, "没有因子「甲醛」"),
        ({"因子": None}, "因子没有填写"),
        ({"点位": None, "因子": "甲" * 300}, f"没有因子「{'甲' * 60}」"),
        ({"点位": "八号"}, "没有点位「八号」"),
        ({"采样时间": "三月一日"}, "看不懂"),
        ({"采样时间": "2999-01-01"}, "晚于现在"),
        ({"采样时间": "1926-03-01"}, "请核对年份"),
        ({"结果": "合格"}, "不是数"),
        ({"结果": "12.5a"}, "「12.5a」不是数"),
        ({"结果": "-3"}, "应为不小于 0 的数"),
        ({"结果": -3}, "应为不小于 0 的数"),
        ({"结果": "1e999"}, "应为不小于 0 的数"),
        ({"结果": None}, "结果没有填写"),
        ({"单位": "mg/L"}, "单位应为 mg/m³"),
        ({"报告编号": "OLD"}, "已有同一"),
    ],
)
def test_a_row_with_a_fault_says_what_to_do_and_the_other_rows_are_read(
    contact: User, series: Series, wrong: dict[str, Any], words: str
) -> None:
    record(contact, series, AT, value=1.0, report="OLD")
    found = plan([series], _sheet(_row(), _row({"报告编号": "A-9"} | wrong)))
    (problem,) = found.problems
    assert problem.line == 4
    assert words in "；".join(problem.problems)
    assert len(found.results) == 1


def test_a_row_that_stands_twice_is_told_with_the_line_of_the_first(series: Series) -> None:
    found = plan([series], _sheet(_row(), _row()))
    assert found.problems[0].problems == ["与第 3 行重复"]


def test_a_factor_of_two_places_needs_its_place(series: Series, point: Point) -> None:
    other = Point.objects.create(agency=point.agency, client=point.client, kind="gas", name="二号排放口")
    twin = Series.objects.create(
        agency=point.agency, client=point.client, point=other, code="a21026", name="二氧化硫", unit="mg/m³"
    )
    found = plan([series, twin], _sheet(_row(), _row({"点位": "二号排放口"})))
    assert "请填写点位" in found.problems[0].problems[0]
    assert [each.series for each in found.results] == [twin]


def test_a_sheet_without_the_headings_is_refused_in_words(series: Series) -> None:
    with pytest.raises(ValidationError, match="模板"):
        plan([series], Sheet("x", ()))


def test_of_a_workbook_with_one_wrong_result_nothing_is_recorded(
    contact: User, series: Series, journal_rows: Callable[[], int]
) -> None:
    found = plan([series], _sheet(_row(), _row({"报告编号": "A-2"}))).results
    found[1].value = -1.0
    before = journal_rows()
    with pytest.raises(ValidationError):
        bring(contact, series.client, found, source="结果.xlsx")
    assert (Result.objects.count(), journal_rows()) == (0, before)


def test_a_workbook_is_brought_by_nobody_who_may_not(
    stranger: User, series: Series, journal_rows: Callable[[], int]
) -> None:
    found, before = plan([series], _sheet(_row())).results, journal_rows()
    with pytest.raises(RefusedError):
        bring(stranger, series.client, found, source="结果.xlsx")
    assert (Result.objects.count(), journal_rows()) == (0, before)


def test_the_template_is_read_back_without_a_fault(series: Series) -> None:
    sheets = read("模板.xlsx", io.BytesIO(template([series])))
    assert plan([series], sheets[0]).rows == ()
    assert sheets[1].rows[1].values[:3] == (series.point.name, "二氧化硫", "mg/m³")


def test_a_manual_result_stands_in_for_hours_where_the_agency_says_why(
    technician: User, contact: User, series: Series, journal_rows: Callable[[], int]
) -> None:
    result = record(contact, series, AT, value=12.0, report="A-1")
    before = journal_rows()
    with pytest.raises(RefusedError):
        stand_in(contact, result, hours=2, reason="分析仪维修")
    with pytest.raises(ValidationError):
        stand_in(technician, result, hours=2, reason=" ")
    with pytest.raises(ValidationError):
        stand_in(technician, result, hours=25, reason="分析仪维修")
    assert (Revision.objects.count(), journal_rows()) == (0, before)
    stand_in(technician, result, hours=2, reason="分析仪维修")
    made = Revision.objects.order_by("at")
    first = AT.replace(minute=0)
    assert [(each.at, each.value, each.kind) for each in made] == [
        (first + at * dt.timedelta(hours=1), 12.0, "manual") for at in range(2)
    ]
    assert journal_rows() == before + 2
    assert Due.objects.count() == 2
