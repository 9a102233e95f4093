"""The audit sheet: every verdict with what it rests on."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest

from ecosteward.accounts.models import User
from ecosteward.monitoring.audit_book import workbook
from ecosteward.monitoring.models import CheckKind, ConditionKind, Instrument, Point, Series, SeriesLimit
from ecosteward.monitoring.queries.audit import audit
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.services import checks, conditions, results
from ecosteward.monitoring.services.corrections import correct
from ecosteward.monitoring.services.judging import judge
from ecosteward.monitoring.store import cold, copying, partitions, rows
from ecosteward.monitoring.tests.sample import data

BEGIN = dt.datetime(2026, 6, 9, 16, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def audited(point: Point, series: Series, technician: User) -> Point:
    """Be a point with a day of minutes, a limit, a condition and a correction."""
    SeriesLimit.objects.create(
        agency=point.agency, client=point.client, series=series, upper=10, unit="mg/m3", source="=许可证 第 3 页"
    )
    partitions.ensure("monitoring_minute", partitions.month_of(BEGIN))
    found = data(series.pk, [20 + at // 60 / 4 for at in range(1440)], begin=rows.instant(BEGIN))
    found["packet_id"] = 77
    copying.write("monitoring_minute", found)
    judge([point.pk], BEGIN, BEGIN + DAY)
    conditions.mark(technician, point, ConditionKind.CALIBRATION, BEGIN, BEGIN + DAY / 24, "量程校准")
    correct(technician, series, Span.MINUTE, BEGIN + DAY / 2, 30.0, "N", "标样核查")
    judge([point.pk], BEGIN, BEGIN + DAY)
    return point


def _tables(point: Point, end: dt.datetime = BEGIN + DAY) -> dict[str, list[dict[str, Any]]]:
    return {
        sheet.name: [dict(zip(sheet.head, row, strict=True)) for row in sheet.rows]
        for sheet in audit(point, BEGIN, end)
    }


def test_every_verdict_names_its_rule_its_limit_and_what_it_was_worked_out_from(audited: Point) -> None:
    tables = _tables(audited)
    hours = [row for row in tables["判定结果"] if row["时段"] == "小时"]
    assert len(hours) == 24
    second = hours[1]
    assert (second["有效性"], second["达标情况"], second["均值"], second["限值"]) == ("有效", "超标", 20.25, "10")
    assert "HJ 212-2017 附录D D2.2 式(24)" in second["判定依据"]
    assert "GB 37824-2019 8.3" in second["判定依据"]
    assert second["限值依据"] == "=许可证 第 3 页"
    assert "待核" in second["说明"]
    assert len(second["输入摘要"]) == 16
    assert (hours[0]["标记"], hours[0]["有效性"], hours[0]["修订次数"]) == ("C", "无效", 1)
    assert hours[12]["说明"].startswith("含人工修正")
    assert {row["时段"] for row in tables["判定结果"]} == {"小时", "日"}


def test_what_was_replaced_marked_corrected_and_sent_stands_beside_it(audited: Point) -> None:
    tables = _tables(audited)
    assert [row["均值"] for row in tables["被取代的判定"] if row["时段"] == "小时"] == [20.0, 23.0]
    assert [row["标记"] for row in tables["工况与设备标记"]] == ["C 校准"]
    assert [(row["值"], row["原因"]) for row in tables["数据更正"]] == [(30.0, "标样核查")]
    assert len(tables["数据与报文"]) == 1440
    assert {row["报文编号"] for row in tables["数据与报文"]} == {"77", "0"}
    assert tables["替代台账"] == tables["校准与核查"] == []


def test_checks_tell_when_the_next_is_due_by_what_from_the_last_before_the_time_on(
    audited: Point, technician: User
) -> None:
    about = {"agency": audited.agency, "client": audited.client, "point": audited}
    analyser = Instrument.objects.create(name="SO₂ 分析仪", sort="extractive", **about)
    for days, passed in ((-30, True), (-9, True), (-1, False), (0.5, True)):
        checks.record(technician, analyser, CheckKind.ZERO, BEGIN + days * DAY, passed=passed)
    found = _tables(audited)["校准与核查"]
    assert [row["时间"] for row in found] == [BEGIN - 9 * DAY, BEGIN + DAY / 2]
    assert found[0]["下次到期"] == BEGIN - 2 * DAY
    assert found[0]["间隔与依据"] == "7 d（HJ 75-2017 11.2，待核）"
    Point.objects.update(kind="water")
    audited.refresh_from_db()
    assert {row["下次到期"] for row in _tables(audited)["校准与核查"]} == {None}


def test_manual_results_stand_in_the_audit(audited: Point, series: Series, technician: User) -> None:
    results.record(technician, series, BEGIN + DAY / 4, below=3.0, laboratory="某检测公司", report="JC-1")
    (row,) = _tables(audited)["手工监测结果"]
    assert (row["结果"], row["检出限（未检出）"], row["报告编号"]) == (None, 3.0, "JC-1")


def test_an_audit_of_a_month_that_was_moved_is_the_same(audited: Point) -> None:
    before = _tables(audited)
    for table in ("monitoring_minute", rows.VERDICTS):
        cold.move(table, partitions.month_of(BEGIN))
    assert _tables(audited) == before


def test_the_workbook_opens_and_holds_every_row_as_text_and_number(audited: Point) -> None:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(workbook(audited, BEGIN, BEGIN + DAY))), read_only=True)
    assert book.sheetnames[:2] == ["说明", "判定结果"]
    found = list(book["判定结果"].iter_rows(values_only=True))
    tables = _tables(audited)
    assert len(found) == len(tables["判定结果"]) + 1
    head, first = found[0], next(row for row in found if row[2] == "小时")
    cells = dict(zip(head, first, strict=True))
    assert cells["起始时间"] == dt.datetime(2026, 6, 10)  # noqa: DTZ001  # China's, as a cell holds it
    assert found[-1][head.index("限值依据")] == "=许可证 第 3 页"


def test_an_audit_of_a_point_without_series_is_empty(point: Point) -> None:
    assert not any(_tables(point).values())
