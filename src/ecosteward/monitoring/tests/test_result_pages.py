"""The pages of manual results and of the audit sheet: who is let in, and what they do."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.files.models import File
from ecosteward.monitoring.imports.results import template
from ecosteward.monitoring.models import Point, Result, Revision, Series
from ecosteward.monitoring.services import results

Browse = Callable[[User], Browser]
AT = dt.datetime(2026, 3, 1, 2, 30, tzinfo=dt.UTC)


def _book(series: Series, *rows: tuple[Any, ...]) -> SimpleUploadedFile:
    book = openpyxl.load_workbook(io.BytesIO(template([series])))
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("三月.xlsx", out.getvalue())


def _row(value: object, report: str = "A-1") -> tuple[Any, ...]:
    return ("", "二氧化硫", "2026-03-01 10:30", value, "mg/m³", "彭城检测", report)


def _brought(browser: Browser, series: Series, *rows: tuple[Any, ...]) -> str:
    address = reverse("monitoring:results_import", args=[series.client_id])
    answer = browser.post(address, {"file": _book(series, *rows)})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_an_enterprise_enters_a_result_and_finds_it_in_the_list(
    point: Point, series: Series, contact: User, browse: Browse
) -> None:
    browser = browse(contact)
    paper = SimpleUploadedFile("报告.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    given = {"series": series.pk, "at": "2026-03-01T10:30", "below": "0.5", "report": "A-1", "file": paper}
    answer = browser.post(reverse("monitoring:record_result", args=[point.pk]), given)
    assert answer.status_code == 302, answer.content.decode()
    result = Result.objects.get()
    assert (result.at, result.value, result.below, result.file is not None) == (AT, None, 0.5, True)
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "&lt;0.5（未检出）" in page
    assert "替代自动数据" not in page


def test_a_result_that_is_neither_is_refused_and_what_was_typed_stays(
    point: Point, series: Series, contact: User, browse: Browse
) -> None:
    given = {"series": series.pk, "at": "2026-03-01T10:30", "report": "A-77"}
    answer = browse(contact).post(reverse("monitoring:record_result", args=[point.pk]), given)
    assert answer.status_code == 422
    assert "A-77" in answer.content.decode()
    assert not Result.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("colleague", 404), ("officer", 403), ("contact", 200), ("technician", 200)]
)
def test_who_may_enter_and_bring_results(
    who: str, status: int, point: Point, request: pytest.FixtureRequest, browse: Browse
) -> None:
    browser = browse(request.getfixturevalue(who))
    assert browser.get(reverse("monitoring:record_result", args=[point.pk])).status_code == status
    for name in ("results_import", "results_template"):
        assert browser.get(reverse(f"monitoring:{name}", args=[point.client_id])).status_code == status


def test_a_workbook_is_shown_first_and_recorded_when_confirmed(series: Series, contact: User, browse: Browse) -> None:
    browser = browse(contact)
    preview = _brought(browser, series, _row(12.5), _row("<0.5", "A-2"))
    assert "确认导入 2 行" in browser.get(preview).content.decode()
    assert not Result.objects.exists()
    answer = browser.post(preview, follow=True)
    assert "已导入 2 个手工监测结果" in answer.content.decode()
    assert Result.objects.count() == 2
    assert browser.post(preview).status_code == 422
    assert Result.objects.count() == 2


def test_a_workbook_with_a_faulty_row_says_which_and_nothing_is_recorded(
    series: Series, contact: User, browse: Browse, journal_rows: Callable[[], int]
) -> None:
    browser = browse(contact)
    preview = _brought(browser, series, _row(12.5), _row("合格", "A-2"))
    page = browser.get(preview).content.decode()
    assert "结果「合格」不是数" in page
    assert "确认导入" not in page
    before = journal_rows()
    assert browser.post(preview).status_code == 422
    assert (Result.objects.count(), journal_rows()) == (0, before)


def test_what_is_no_such_workbook_is_refused_in_words(series: Series, contact: User, browse: Browse) -> None:
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    address = reverse("monitoring:results_import", args=[series.client_id])
    for content in (b"not a workbook", book.getvalue()):
        answer = browse(contact).post(address, {"file": SimpleUploadedFile("三月.xlsx", content)})
        assert answer.status_code == 422
    assert not File.objects.exists()


def test_the_workbook_of_somebody_else_is_not_found(
    series: Series, contact: User, technician: User, browse: Browse
) -> None:
    preview = _brought(browse(contact), series, _row(12.5))
    assert browse(technician).get(preview).status_code == 404


def test_an_agency_lets_a_result_stand_in_and_an_enterprise_does_not(
    series: Series, contact: User, technician: User, browse: Browse
) -> None:
    result = results.record(contact, series, AT, value=12.0)
    address = reverse("monitoring:stand_in", args=[result.pk])
    given = {"hours": "2", "reason": "分析仪维修"}
    assert browse(contact).post(address, given).status_code == 403
    assert not Revision.objects.exists()
    assert "替代自动数据" in browse(technician).get(reverse("monitoring:results")).content.decode()
    assert browse(technician).post(address, given).status_code == 302
    assert Revision.objects.count() == 2


def test_the_list_shows_the_results_of_who_one_sees(
    series: Series, contact: User, stranger: User, browse: Browse
) -> None:
    results.record(contact, series, AT, value=12.0, report="A-1")
    address = reverse("monitoring:results")
    assert "A-1" in browse(contact).get(address).content.decode()
    assert "A-1" not in browse(stranger).get(address).content.decode()
    assert "A-1" not in browse(contact).get(address, {"point": series.point_id + 1}).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_results(series: Series, technician: User, browse: Browse) -> None:
    browser = browse(technician)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse("monitoring:results")).status_code == 200
        return len(queries)

    results.record(technician, series, AT, value=1.0, report="0")
    few = asked()
    for number in range(1, 8):
        results.record(technician, series, AT, value=1.0, report=str(number))
    assert asked() == few


def test_the_audit_sheet_is_given_to_who_sees_the_point(
    point: Point, series: Series, officer: User, stranger: User, browse: Browse
) -> None:
    day = timezone.localdate()
    address, given = reverse("monitoring:audit", args=[point.pk]), {"since": f"{day}", "until": f"{day}"}
    assert browse(stranger).post(address, given).status_code == 404
    answer: Any = browse(officer).post(address, given)
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert "判定结果" in book.sheetnames


@pytest.mark.parametrize(("days", "words"), [(31, "一次最多导出 31 天"), (-1, "截止日期早于开始日期")])
def test_an_audit_of_no_time_or_too_long_a_time_is_refused(
    days: int, words: str, point: Point, technician: User, browse: Browse
) -> None:
    since = timezone.localdate() - dt.timedelta(days=40)
    given = {"since": f"{since}", "until": f"{since + dt.timedelta(days=days)}"}
    answer = browse(technician).post(reverse("monitoring:audit", args=[point.pk]), given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert f"{since}" in answer.content.decode()
