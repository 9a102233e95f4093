"""The monitoring report says what the verdicts say, in Word and in Excel."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import openpyxl
import pytest
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.deliverables import services
from ecosteward.deliverables.models import Document
from ecosteward.deliverables.queries import preview
from ecosteward.deliverables.queries.papers import spreadsheet
from ecosteward.deliverables.tests.conftest import content_of, table_with, word
from ecosteward.monitoring.models import Point, PointKind, Quota, Series, SeriesLimit
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Exceedance, Validity
from ecosteward.monitoring.services import setup
from ecosteward.monitoring.store import copying, partitions, rows

HOURS = 30 * 24
BEGIN = np.datetime64("2026-05-31T16:00", "us")  # midnight in China


def _put(found: rows.Rows) -> None:
    for moment in found["at"][:: max(len(found) // 4, 1)]:
        partitions.ensure(rows.VERDICTS, partitions.month_of(rows.moment(moment)))
    copying.write(rows.VERDICTS, found)


def _verdicts(series: Series, span: Span, number: int, step: np.timedelta64) -> rows.Rows:
    found = rows.empty(rows.VERDICT, number)
    found["series_id"], found["span"] = series.pk, span
    found["at"] = BEGIN + np.arange(number) * step
    found["mean"], found["converted"] = 30.0, 33.0
    return found


@pytest.fixture
def june(technician: User, enterprise: Client) -> Client:
    """Watch sulphur dioxide through June: 3 hours over the limit in two runs, 10 hours stopped, 20 not valid."""
    point = Point(client=enterprise, kind=PointKind.GAS, name="1#锅炉")
    setup.add(technician, point)
    series = Series(client=enterprise, point=point, code="a21026", name="二氧化硫", unit="mg/m³")
    setup.add(technician, series)
    limit = SeriesLimit(client=enterprise, series=series, upper=50.0, unit="mg/m³", converted=True, source="许可证")
    setup.add(technician, limit)
    quota = Quota(
        client=enterprise, code="a21026", name="二氧化硫", year=2026, tonnes=Decimal(3), source="许可证", verified=True
    )
    setup.add(technician, quota)
    hours = _verdicts(series, Span.HOUR, HOURS, np.timedelta64(1, "h"))
    hours["exceedance"][[4, 5, 100]], hours["converted"][[4, 5, 100]] = Exceedance.OVER, [61.0, 64.0, 55.0]
    hours["validity"][200:210], hours["validity"][300:320] = Validity.STOPPED, Validity.INVALID
    _put(hours)
    days = _verdicts(series, Span.DAY, 30, np.timedelta64(1, "D"))
    days["amount"], days["converted"][0] = 20.0, 39.0
    _put(days)
    return enterprise


@pytest.fixture
def report(technician: User, june: Client) -> Document:
    return services.draft(technician, june, "monitoring_report", period="2026-06")


def test_the_form_says_that_a_report_without_a_period_is_of_last_month(
    june: Client, technician: User, browse: Callable[[User], Browser]
) -> None:
    page = browse(technician).get(reverse("deliverables:draft", args=[june.pk, "monitoring_report"])).content.decode()
    assert '<option value="" selected>上月</option>' in page
    assert "不限期间" not in page


def test_the_page_of_a_draft_offers_its_word_and_its_excel(
    report: Document, technician: User, browse: Callable[[User], Browser]
) -> None:
    page = browse(technician).get(reverse("deliverables:document", args=[report.pk])).content.decode()
    assert reverse("deliverables:word", args=[report.pk]) in page
    assert reverse("deliverables:excel", args=[report.pk]) in page


def test_the_report_counts_hours_means_and_amounts(report: Document) -> None:
    (_head, row) = table_with(word(content_of(report)), "有效率 %")
    assert row[:6] == ["1#锅炉", "二氧化硫", "mg/m³", "710", "690", "97.2"]
    assert row[6:8] == ["33～39", "33.2"]
    assert "50（小时均值，折算）" in row[8]
    assert "待核" in row[8]
    assert row[9:] == ["3", "0", "600"]


def test_hours_on_end_over_the_limit_are_one_episode(report: Document) -> None:
    _head, *rows_ = table_with(word(content_of(report)), "连续小时")
    assert [(row[2], row[3], row[4]) for row in rows_] == [
        ("2026-06-01 04:00", "2", "64"),
        ("2026-06-05 04:00", "1", "55"),
    ]


def test_the_total_is_held_against_the_permitted_amount(report: Document) -> None:
    (_head, row) = table_with(word(content_of(report)), "占许可量 %")
    assert row == ["二氧化硫", "3", "0.600", "20.0", "许可证"]


def test_the_workbook_has_the_same_numbers_as_numbers(report: Document) -> None:
    book: Any = openpyxl.load_workbook(io.BytesIO(spreadsheet(report) or b""))
    assert book.sheetnames == ["有效性与浓度", "超标时段", "排放总量", "替代台账", "报警"]
    sheet = book["有效性与浓度"]
    assert [sheet.cell(4, at).value for at in (4, 5, 6, 13)] == [710, 690, 97.2, 600]


def test_a_text_that_looks_like_a_formula_stays_a_text(report: Document, technician: User) -> None:
    point = Point.objects.get()
    point.name = '=HYPERLINK("http://x")'
    setup.change(technician, point)
    book: Any = openpyxl.load_workbook(io.BytesIO(spreadsheet(report) or b""))
    assert book["有效性与浓度"].cell(4, 1).data_type == "s"


def test_a_client_without_factors_gets_no_report(technician: User, enterprise: Client) -> None:
    document = services.draft(technician, enterprise, "monitoring_report", period="2026-06")
    assert [each.blocking for each in preview(document).missing] == [True]


def test_what_is_lacking_is_told_before_the_report_is_made(
    technician: User, june: Client, write_missing: Callable[[Document], str]
) -> None:
    document = services.draft(technician, june, "monitoring_report", period="2026-07")
    assert "期间没有应传数据" in write_missing(document)
    assert "1 个因子的限值标着待核" in write_missing(document)


@pytest.fixture
def write_missing() -> Callable[[Document], str]:
    return lambda document: "\n".join(each.text for each in preview(document).missing)
