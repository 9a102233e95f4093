"""The page of the substitution ledger: what it shows, who sees it, who has it worked out again."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import User
from ecosteward.journal.models import Entry
from ecosteward.monitoring import tasks
from ecosteward.monitoring.models import Point, Series, Substitution
from ecosteward.monitoring.queries.ledgers import ledger
from ecosteward.monitoring.rules.periods import Period, holding, read
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Validity
from ecosteward.monitoring.services import ledgers
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.tests.sample import NAN, made_series
from ecosteward.monitoring.tests.test_points import put

Browse = Callable[[User], Browser]
APRIL = dt.date(2026, 4, 1)
BEGIN = dt.datetime(2026, 3, 31, 16, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ZONE = timezone.get_default_timezone()
pytestmark = pytest.mark.django_db


def _quarter() -> Period:
    found = read("quarter", "2026-Q2")
    assert found is not None
    return found


def _days(series: Series, amounts: list[float], counted: int = 24) -> None:
    found = rows.empty(rows.VERDICT, len(amounts))
    found["series_id"], found["span"], found["amount"] = series.pk, Span.DAY, amounts
    found["counted"], found["due"] = counted, 24
    found["at"] = [rows.instant(BEGIN + number * DAY) for number in range(len(amounts))]
    put(rows.VERDICTS, found)


def _hours(series: Series) -> None:
    """Store 99 hours of 4 kg and one that is missing."""
    found = rows.empty(rows.VERDICT, 100)
    found["series_id"], found["span"], found["amount"], found["validity"] = series.pk, Span.HOUR, 4.0, Validity.VALID
    found["amount"][99], found["validity"][99] = NAN, Validity.MISSING
    found["mean"], found["due"] = 20.0, 60
    found["at"] = [rows.instant(BEGIN + number * HOUR) for number in range(100)]
    put(rows.VERDICTS, found)


def _entry(series: Series, **more: Any) -> Substitution:
    about: dict[str, Any] = {
        "begin": BEGIN + DAY,
        "end": BEGIN + DAY + 5 * HOUR,
        "periods": 5,
        "cause": "缺失",
        "rate": 95.0,
        "amount": 7.0,
        "rule": "HJ 75-2017 12.2 表5",
        "inputs": {"无效段小时数": 5, "最大值所在小时": "2026-04-01 18"},
        "needs_check": True,
        "made_at": BEGIN + 2 * DAY,
        "quarter": APRIL,
    }
    return Substitution.objects.create(point=series.point, series=series, **(about | more))


def _page(browser: Browser, point: Point, status: int = 200, **asked: str) -> str:
    answer = browser.get(reverse("monitoring:ledger", args=[point.pk]), {"quarter": "2026-Q2", **asked})
    assert answer.status_code == status
    return answer.content.decode()


def _again(browser: Browser, point: Point, quarter: str = "2026-Q2") -> Any:
    return browser.post(reverse("monitoring:work_out_ledger", args=[point.pk]), {"quarter": quarter})


def test_what_was_measured_and_what_stands_in_make_the_total(series: Series) -> None:
    _days(series, [10.0, 20.0, NAN], counted=18)
    _entry(series)
    _entry(series, begin=BEGIN + 2 * DAY, end=BEGIN + 2 * DAY + 3 * HOUR, periods=3, amount=None)
    (line,) = ledger(series.point, _quarter()).lines
    assert (line.measured, line.substituted, line.total, line.unknown) == (30.0, 35.0, 65.0, 3)
    assert (line.counted, line.due, line.rate) == (54, 72, 75.0)


def test_a_quarter_that_is_not_over_is_summed_up_so_far(series: Series, technician: User, browse: Browse) -> None:
    quarter = holding(Span.QUARTER, timezone.now())
    found = rows.empty(rows.VERDICT, 1)
    found["series_id"], found["span"], found["at"] = (
        series.pk,
        Span.HOUR,
        rows.instant(holding(Span.DAY, timezone.now()).begin),
    )
    found["amount"], found["mean"], found["due"] = 5.0, 20.0, 60
    put(rows.VERDICTS, found)
    (line,) = ledger(series.point, quarter).lines
    assert (line.counted, line.due, line.measured) == (1, 1, 5.0)
    assert "未完" in _page(browse(technician), series.point, quarter=quarter.text)


def test_only_factors_with_a_ledger_are_listed_and_only_the_quarters_entries(point: Point, series: Series) -> None:
    made_series(point, "a24088", unit="mg/m³")
    _entry(series)
    _entry(series, quarter=dt.date(2026, 1, 1))
    found = ledger(point, _quarter())
    assert [line.series for line in found.lines] == [series]
    assert len(found.entries) == 1


def test_the_page_shows_each_entry_with_its_rule_and_inputs(
    point: Point, series: Series, technician: User, browse: Browse
) -> None:
    _days(series, [10.0])
    _entry(series)
    page = _page(browse(technician), point)
    for words in (
        "HJ 75-2017 12.2 表5",
        "待核",
        "最大值所在小时",
        "2026-04-01 18",
        "缺失",
        "<strong>45</strong>",
        "5 h",
    ):
        assert words in page
    assert reverse("monitoring:verdict", args=[series.pk, "day", "2026-04-02"]) in page
    assert reverse("monitoring:verdict", args=[series.pk, "quarter", "2026-Q2"]) in page


def test_an_amount_that_cannot_be_told_says_so(series: Series, technician: User, browse: Browse) -> None:
    _entry(series, amount=None, rate=60.0)
    assert "须另行核定" in _page(browse(technician), series.point)


def test_replaced_entries_are_shown_when_asked_for(series: Series, technician: User, browse: Browse) -> None:
    _entry(series, cause="仪器故障", replaced_at=BEGIN + 3 * DAY)
    browser = browse(technician)
    assert "被取代的条目" in (page := _page(browser, series.point))
    assert "仪器故障" not in page
    assert "仪器故障" in _page(browser, series.point, replaced="1")


def test_an_empty_ledger_says_what_it_will_hold(point: Point, technician: User, browse: Browse) -> None:
    browser = browse(technician)
    assert "没有需要替代的因子" in _page(browser, point)
    made_series(point, "a21026", unit="mg/m³")
    assert "没有需要替代的时段" in _page(browser, point)


@pytest.mark.parametrize("quarter", ["", "x", "2026-Q9"])
def test_without_a_quarter_that_there_is_the_present_one_is_shown(
    quarter: str, point: Point, technician: User, browse: Browse
) -> None:
    assert holding(Span.QUARTER, timezone.now()).words in _page(browse(technician), point, quarter=quarter)


def test_the_workbook_holds_sums_and_entries(series: Series, technician: User, browse: Browse) -> None:
    _days(series, [10.0])
    _entry(series)
    _entry(series, cause="仪器故障", replaced_at=BEGIN + 3 * DAY)
    address = reverse("monitoring:ledger", args=[series.point_id])
    answer: Any = browse(technician).get(address, {"quarter": "2026-Q2", "export": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True)
    assert book.sheetnames == ["说明", "捕集率与排放量", "替代台账", "被取代的条目"]
    assert list(book["捕集率与排放量"].iter_rows(values_only=True))[1][4:7] == (10, 35, 45)
    (_, entry) = book["替代台账"].iter_rows(values_only=True)
    assert (entry[4], entry[7], entry[10]) == ("缺失", 35, "待核")
    assert len(list(book["被取代的条目"].iter_rows())) == 2


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 404), ("colleague", 404), ("contact", 200), ("officer", 200), ("technician", 200), ("director", 200)],
)
def test_a_ledger_is_seen_by_who_sees_its_client(
    who: str, status: int, point: Point, request: pytest.FixtureRequest, browse: Browse
) -> None:
    _page(browse(request.getfixturevalue(who)), point, status)


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("colleague", 404), ("contact", 403), ("officer", 403)])
def test_who_may_not_judge_has_no_ledger_worked_out(
    who: str, status: int, point: Point, request: pytest.FixtureRequest, browse: Browse
) -> None:
    browser, before = browse(request.getfixturevalue(who)), Entry.objects.count()
    assert _again(browser, point).status_code == status
    assert not ProcrastinateJob.objects.filter(task_name=ledgers.TASK).exists()
    assert Entry.objects.count() == before
    if status != 404:
        assert "重新计算</button>" not in _page(browser, point)


def test_who_may_judge_has_a_ledger_worked_out_once(series: Series, technician: User, browse: Browse) -> None:
    point, browser, before = series.point, browse(technician), Entry.objects.count()
    assert "重新计算</button>" in _page(browser, point)
    for _ in range(2):
        assert _again(browser, point).status_code == 302
    (job,) = ProcrastinateJob.objects.filter(task_name=ledgers.TASK)
    assert (job.args, job.lock) == (
        {"point_id": point.pk, "quarter": "2026-04-01"},
        f"monitoring.substitute-{point.pk}-2026-04-01",
    )
    assert Entry.objects.count() == before + 1
    assert Entry.objects.latest("pk").action == "ledger.asked"
    assert "正在重新计算" in _page(browser, point)
    ProcrastinateJob.objects.filter(task_name=ledgers.TASK).delete()
    assert "正在重新计算" not in _page(browser, point)


def test_what_is_asked_for_is_done(series: Series, technician: User) -> None:
    _hours(series)
    assert ledgers.ask(technician, series.point, APRIL)
    tasks.substitute(series.point_id, "2026-04-01")
    (entry,) = ledger(series.point, _quarter()).entries
    assert (entry.amount, entry.periods, entry.total) == (4.0, 1, 4.0)


def test_a_service_refuses_who_may_not_and_quarters_that_there_are_not(
    point: Point, contact: User, technician: User
) -> None:
    with pytest.raises(RefusedError):
        ledgers.ask(contact, point, APRIL)
    for quarter in (dt.date(2026, 5, 1), dt.date(2098, 1, 1)):
        with pytest.raises(ValidationError):
            ledgers.ask(technician, point, quarter)
    assert not ProcrastinateJob.objects.filter(task_name=ledgers.TASK).exists()


def test_a_quarter_that_has_not_begun_is_refused_in_words(point: Point, technician: User, browse: Browse) -> None:
    browser = browse(technician)
    page = browser.get(_again(browser, point, "2098-Q1").url).content.decode()
    assert "还没有开始" in page


def test_point_and_client_lead_to_the_ledger(series: Series, technician: User, browse: Browse) -> None:
    browser, address = browse(technician), reverse("monitoring:ledger", args=[series.point_id])
    for name, key in (("monitoring:point", series.point_id), ("monitoring:client", series.client_id)):
        assert address in browser.get(reverse(name, args=[key])).content.decode()


def test_the_page_asks_as_often_for_many_entries_as_for_few(series: Series, technician: User, browse: Browse) -> None:
    browser = browse(technician)
    _entry(series)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            _page(browser, series.point, replaced="1")
        return len(queries)

    few = asked()
    for number in range(6):
        other = made_series(series.point, f"a9900{number}", unit="mg/m³")
        _entry(other)
        _entry(other, replaced_at=BEGIN + 3 * DAY)
    made_series(series.point, "a21002", unit="mg/m³")
    assert asked() == few
