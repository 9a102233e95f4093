"""One verdict explained: its rules, its inputs, what touched it, what it was before; who sees it."""

import datetime as dt
from collections.abc import Callable
from hashlib import sha256

import numpy as np
import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.monitoring.models import (
    Alarm,
    Check,
    Condition,
    ConditionKind,
    Device,
    Due,
    Instrument,
    Level,
    Packet,
    Point,
    Series,
    SeriesLimit,
)
from ecosteward.monitoring.queries.explaining import Explained, explain
from ecosteward.monitoring.queries.verdicts import latest
from ecosteward.monitoring.rules.periods import Period, holding, read
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.services import conditions
from ecosteward.monitoring.services.corrections import correct
from ecosteward.monitoring.services.judging import judge
from ecosteward.monitoring.store import cold, copying, partitions, rows
from ecosteward.monitoring.store.verdicts import put
from ecosteward.monitoring.tests.sample import data, made_series

Browse = Callable[[User], Browser]
BEGIN = dt.datetime(2026, 6, 9, 16, tzinfo=dt.UTC)  # midnight in China
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
RAW = b"##0000&&nonsense&&1C80\r\n"
pytestmark = pytest.mark.django_db


@pytest.fixture
def limit(series: Series) -> SeriesLimit:
    return SeriesLimit.objects.create(
        agency=series.agency, client=series.client, series=series, upper=22, unit="mg/m3", source="许可证 第 3 页"
    )


@pytest.fixture
def told(point: Point, series: Series, limit: SeriesLimit) -> Series:
    """Be a series with a day of minutes, from 20 up to 25.75, judged."""
    for table in ("monitoring_minute", "monitoring_hour"):
        partitions.ensure(table, partitions.month_of(BEGIN))
    found = data(series.pk, [20 + at // 60 / 4 for at in range(1440)], begin=rows.instant(BEGIN))
    found["packet_id"] = 7
    copying.write("monitoring_minute", found)
    judge([point.pk], BEGIN, BEGIN + DAY)
    return series


def _period(key: str, text: str) -> Period:
    period = read(key, text)
    assert period is not None
    return period


def _told(series: Series, key: str = "hour", text: str = "2026-06-10T12") -> Explained:
    return explain(series, _period(key, text))


def _page(browser: Browser, series: Series, key: str = "hour", text: str = "2026-06-10T12", status: int = 200) -> str:
    answer = browser.get(reverse("monitoring:verdict", args=[series.pk, key, text]))
    assert answer.status_code == status
    return answer.content.decode()


def test_an_hour_tells_its_verdict_its_rules_its_limit_and_its_minutes(told: Series) -> None:
    found = _told(told)
    assert found.verdict is not None
    assert (found.verdict.mean, found.verdict.exceedance, found.compared) == (23.0, "超标", 23.0)
    assert (found.verdict.counted, found.verdict.due, found.verdict.part) == (60, 60, "分钟")
    assert "HJ 212-2017 附录D D2.2 式(24)" in [each.place for each in found.grounds]
    assert found.bound is not None
    assert (found.bound.source, found.bound.verified) == ("许可证 第 3 页", False)
    assert len(found.minutes) == 60
    assert all(each.counts and each.value == 23.0 for each in found.minutes)


def test_the_page_of_an_hour_shows_it_all(told: Series, technician: User, browse: Browse) -> None:
    page = _page(browse(technician), told)
    for words in ("23", "超标", "许可证 第 3 页", "待核", "HJ 212-2017 附录D D2.2 式(24)", "60 个分钟数据", "首次判定"):
        assert words in page
    for text in ("2026-06-10T11", "2026-06-10T13"):
        assert reverse("monitoring:verdict", args=[told.pk, "hour", text]) in page
    for key, text in (("day", "2026-06-10"), ("month", "2026-06"), ("quarter", "2026-Q2")):
        assert reverse("monitoring:verdict", args=[told.pk, key, text]) in page


def test_a_day_leads_to_each_of_its_hours(told: Series, technician: User, browse: Browse) -> None:
    assert len(_told(told, "day", "2026-06-10").parts) == 24
    page = _page(browse(technician), told, "day", "2026-06-10")
    for hour in range(24):
        assert reverse("monitoring:verdict", args=[told.pk, "hour", f"2026-06-10T{hour:02d}"]) in page


@pytest.mark.parametrize(("key", "text"), [("month", "2026-06"), ("quarter", "2026-Q2")])
def test_a_month_and_a_quarter_lead_to_their_days(
    key: str, text: str, told: Series, technician: User, browse: Browse
) -> None:
    found = _told(told, key, text)
    assert [each.period.text for each in found.parts] == ["2026-06-10"]
    assert found.verdict is not None
    assert reverse("monitoring:verdict", args=[told.pk, "day", "2026-06-10"]) in _page(
        browse(technician), told, key, text
    )


def test_a_quarter_tells_its_capture_rate(told: Series, technician: User, browse: Browse) -> None:
    assert "捕集率 <strong>100.0</strong> %" in _page(browse(technician), told, "quarter", "2026-Q2")


def test_a_minute_that_a_condition_covers_does_not_count_and_says_so(
    told: Series, technician: User, browse: Browse
) -> None:
    begin = BEGIN + 12 * HOUR
    conditions.mark(technician, told.point, ConditionKind.CALIBRATION, begin, begin + HOUR / 2, "量程校准")
    judge([told.point_id], BEGIN, BEGIN + DAY)
    found = _told(told)
    assert [each.counts for each in found.minutes] == [False] * 30 + [True] * 30
    assert {(each.mark, each.meant) for each in found.minutes if not each.counts} == {("N", "C")}
    assert [each.text for each in found.conditions] == ["量程校准"]
    assert "N → C 校准" in _page(browse(technician), told)
    assert _told(told, text="2026-06-10T13").conditions == []


def test_a_condition_of_another_factor_is_not_told_of(told: Series, technician: User) -> None:
    other = made_series(told.point, "a21002", unit="mg/m³")
    conditions.mark(technician, told.point, ConditionKind.FAULT, BEGIN, BEGIN + DAY, "断电", other)
    assert _told(told).conditions == []


def test_what_the_verdict_was_before_stands_with_when_and_why(told: Series, technician: User, browse: Browse) -> None:
    correct(technician, told, Span.MINUTE, BEGIN + 12 * HOUR, 83.0, "N", "以标样核查为准")
    judge([told.point_id], BEGIN, BEGIN + DAY)
    (former,) = _told(told).former
    assert (former.verdict.mean, former.why) == (23.0, "人工修正")
    assert ("均值", 23.0, 24.0) in former.changes
    page = _page(browse(technician), told)
    assert "均值 23 → 24" in page
    assert "以标样核查为准" in page
    assert "第 1 次修订" in page


def test_late_data_are_told_as_the_reason_of_a_change(told: Series) -> None:
    begin = BEGIN + 12 * HOUR
    found = copying.read(copying.select(rows.VERDICTS, rows.VERDICT, "WHERE span = 2"), rows.VERDICT)
    changed = found[found["at"] == rows.instant(begin)]
    changed["mean"], changed["inputs"] = 30.0, 5
    put(changed, dt.datetime(2026, 6, 12, tzinfo=dt.UTC), late=True)
    (former,) = _told(told).former
    assert (former.why, former.replaced_at.date()) == ("迟到或重发的数据", dt.date(2026, 6, 12))


def test_a_mark_taken_in_is_the_reason_of_a_change(told: Series, technician: User) -> None:
    begin = BEGIN + 12 * HOUR
    conditions.mark(technician, told.point, ConditionKind.MAINTENANCE, begin, begin + HOUR, "更换滤膜")
    judge([told.point_id], BEGIN, BEGIN + DAY)
    (former,) = _told(told).former
    assert former.why.startswith("重新判定")
    assert ("有效性", "有效", "无效") in former.changes


def _keep_packet(device: Device, number: int = 7) -> None:
    partitions.ensure(rows.PACKETS, month := partitions.month_of(BEGIN))
    about = {"cn": "2051", "verdict": "valid", "told": [], "slot": 0, "seal": 1, "raw": RAW, "bucket": month}
    digest = sha256(RAW + str(number).encode()).digest()
    Packet.objects.create(device_id=device.pk, digest=digest, id=number, received_at=BEGIN, **about)


def test_a_minute_leads_to_the_packet_it_came_in(
    told: Series, device: Device, technician: User, browse: Browse
) -> None:
    address = reverse("monitoring:packet", args=[device.pk, 7])
    browser = browse(technician)
    assert address not in _page(browser, told)
    _keep_packet(device)
    assert f"{address}?month=2026-06-01" in _page(browser, told)
    assert browser.get(address).status_code == 200


def test_a_kept_month_is_explained_as_a_live_one(
    told: Series, device: Device, technician: User, browse: Browse
) -> None:
    _keep_packet(device)
    browser = browse(technician)
    addresses = [
        reverse("monitoring:verdict", args=[told.pk, "hour", "2026-06-10T12"]),
        reverse("monitoring:verdict", args=[told.pk, "day", "2026-06-10"]),
        f"{reverse('monitoring:packet', args=[device.pk, 7])}?month=2026-06-01",
    ]

    def seen() -> list[str]:
        return [browser.get(address).content.decode().partition("<main")[2] for address in addresses]

    before = seen()
    assert "60 个分钟数据" in before[0]
    for table in ("monitoring_minute", rows.VERDICTS, rows.PACKETS):
        cold.move(table, partitions.month_of(BEGIN))
    assert not Packet.objects.exists()
    assert seen() == before


@pytest.mark.parametrize("month", ["", "?month=", "?month=x", "?month=2026-05-01"])
def test_a_packet_that_there_is_not_is_not_found(month: str, device: Device, technician: User, browse: Browse) -> None:
    address = reverse("monitoring:packet", args=[device.pk, 99])
    assert browse(technician).get(address + month).status_code == 404


def test_an_hour_that_rests_on_what_was_sent_as_an_hour_says_so(told: Series, technician: User, browse: Browse) -> None:
    sent = data(told.pk, [21.0], minutes=60, begin=rows.instant(BEGIN + DAY))
    copying.write("monitoring_hour", sent)
    judge([told.point_id], BEGIN + DAY, BEGIN + DAY + HOUR)
    found = _told(told, text="2026-06-11T00")
    assert ([each.value for each in found.sent], found.minutes) == ([21.0], [])
    assert "仪器上传的小时值" in _page(browse(technician), told, text="2026-06-11T00")


def test_the_checks_around_an_hour_stand_beside_it(told: Series, technician: User, browse: Browse) -> None:
    owned = {"agency": told.agency, "client": told.client}
    told.instrument = Instrument.objects.create(**owned, point=told.point, name="分析仪")
    told.save()
    other = Instrument.objects.create(**owned, point=told.point, name="流量计")
    for days, passed in ((-9, True), (-2, True), (1, False), (9, True)):
        Check.objects.create(**owned, instrument=told.instrument, kind="standard", at=BEGIN + days * DAY, passed=passed)
    Check.objects.create(**owned, instrument=other, kind="standard", at=BEGIN, passed=False)
    assert [each.passed for each in _told(told).checks] == [True, False]
    page = _page(browse(technician), told)
    assert "此前最近一次" in page
    assert "此后第一次" in page


def test_a_period_without_a_verdict_says_why(told: Series, technician: User, browse: Browse) -> None:
    browser = browse(technician)
    assert "没有判定" in _page(browser, told, text="2026-03-01T00")
    assert "还没有结束" in _page(browser, told, "day", "2098-03-01")
    Due.objects.create(point_id=told.point_id, hour=BEGIN - HOUR, due_at=BEGIN)
    assert "等待判定" in _page(browser, told, text="2026-06-09T23")


def test_why_a_verdict_is_to_be_checked_is_said(told: Series, limit: SeriesLimit) -> None:
    assert _told(told).doubts == ["限值尚未与官方文本逐字核对"]
    limit.verified = True
    limit.save()
    judge([told.point_id], BEGIN, BEGIN + DAY)
    assert _told(told).doubts == []
    assert _told(told, "day", "2026-06-10").doubts == []
    assert _told(told, "month", "2026-06").doubts == ["所依据的条文尚未与官方文本逐字核对"]


def test_a_span_that_is_not_over_is_told_as_it_stands_so_far(series: Series, technician: User, browse: Browse) -> None:
    now = timezone.now()
    found = rows.empty(rows.VERDICT, 1)
    found["series_id"], found["span"], found["mean"], found["due"] = series.pk, Span.HOUR, 30.0, 60
    today = holding(Span.DAY, now)
    found["at"] = rows.instant(today.begin)
    partitions.ensure(rows.VERDICTS, partitions.month_of(today.begin))
    copying.write(rows.VERDICTS, found)
    told = explain(series, today)
    assert told.verdict is not None
    assert (told.verdict.mean, told.verdict.validity) == (30.0, "不判定")
    assert told.grounds[0].place == "未完"
    page = _page(browse(technician), series, "day", today.text)
    assert "未完，截至" in page
    assert "未完，结束后判定" in page


def test_an_alarm_of_other_hours_is_not_told_of(told: Series, technician: User) -> None:
    about = {"agency": told.agency, "client": told.client, "point": told.point, "level": Level.ALARM, "text": "超标"}
    around = {"since": BEGIN, "last_at": BEGIN + 20 * HOUR}
    Alarm.objects.create(**about, **around, series=told, cause="over", key="k", gone_at=BEGIN + 21 * HOUR)
    assert _told(told).alarms == []
    assert len(_told(told, "day", "2026-06-10").alarms) == 1


def test_an_alarm_and_its_hour_lead_to_each_other(told: Series, technician: User, browse: Browse) -> None:
    about = {"agency": told.agency, "client": told.client, "point": told.point, "level": Level.ALARM, "text": "超标"}
    at = BEGIN + 12 * HOUR
    alarm = Alarm.objects.create(**about, series=told, cause="over", key="k", since=at - HOUR, last_at=at)
    daily = Alarm.objects.create(**about, series=told, cause="over", key="d", stage="day", since=BEGIN, last_at=BEGIN)
    silent = Alarm.objects.create(**about, cause="offline", key="o", since=at, last_at=at)
    browser = browse(technician)
    assert reverse("monitoring:alarm", args=[alarm.pk]) in _page(browser, told)

    def leads(of: Alarm) -> str:
        return browser.get(reverse("monitoring:alarm", args=[of.pk])).content.decode()

    for text in ("2026-06-10T12", "2026-06-10T11"):
        assert reverse("monitoring:verdict", args=[told.pk, "hour", text]) in leads(alarm)
    assert reverse("monitoring:verdict", args=[told.pk, "day", "2026-06-10"]) in leads(daily)
    assert "/verdicts/" not in leads(silent)


def test_the_page_of_the_point_lists_the_last_verdicts(told: Series, technician: User, browse: Browse) -> None:
    given = {"from": "2026-06-10", "to": "2026-06-10", "series": str(told.pk)}
    page = browse(technician).get(reverse("monitoring:point", args=[told.point_id]), given).content.decode()
    for hour in range(16, 24):
        assert reverse("monitoring:verdict", args=[told.pk, "hour", f"2026-06-10T{hour}"]) in page
    assert reverse("monitoring:verdict", args=[told.pk, "hour", "2026-06-10T15"]) not in page


def test_the_last_verdicts_of_several_factors_stand_side_by_side(told: Series) -> None:
    other = made_series(told.point, "a21002", unit="mg/m³")
    found = latest([told, other], Span.HOUR, BEGIN + DAY, 3)
    assert [period.text for period, _ in found] == ["2026-06-10T23", "2026-06-10T22", "2026-06-10T21"]
    assert [(series.pk, each is not None) for series, each in found[0][1]] == [(told.pk, True), (other.pk, False)]
    assert latest([told], Span.DAY, BEGIN + 3 * DAY, 5)[0][0] == holding(Span.DAY, BEGIN)
    assert latest([], Span.HOUR, BEGIN + DAY, 3) == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 404), ("colleague", 404), ("contact", 200), ("officer", 200), ("technician", 200), ("director", 200)],
)
def test_a_verdict_is_seen_by_who_sees_its_client(
    who: str, status: int, told: Series, request: pytest.FixtureRequest, browse: Browse
) -> None:
    _page(browse(request.getfixturevalue(who)), told, status=status)


@pytest.mark.parametrize(("key", "text"), [("minute", "2026-06-10T12"), ("hour", "x"), ("day", "2026-02-30")])
def test_an_address_of_no_period_is_not_found(
    key: str, text: str, series: Series, technician: User, browse: Browse
) -> None:
    _page(browse(technician), series, key, text, 404)


@pytest.mark.parametrize(("key", "text"), [("hour", "2026-06-10T12"), ("day", "2026-06-10"), ("month", "2026-06")])
def test_the_number_of_queries_does_not_grow_with_what_there_is(
    key: str, text: str, told: Series, device: Device, technician: User, browse: Browse
) -> None:
    browser = browse(technician)
    _keep_packet(device)
    _keep_packet(device, 8)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            _page(browser, told, key, text)
        return len(queries)

    few = asked()
    now = dt.datetime(2026, 6, 12, tzinfo=dt.UTC)
    about = {"agency": told.agency, "client": told.client, "point": told.point, "kind": "M", "text": "维护"}
    for number in range(5):
        Condition.objects.create(**about, begin=BEGIN, end=now, marked_by=technician)
        correct(technician, told, Span.MINUTE, BEGIN + 12 * HOUR + number * HOUR / 60, 50.0, "N", "核查")
        made_series(told.point, f"a9900{number}", unit="mg/m³")
    Due.objects.all().delete()
    judge([told.point_id], BEGIN, BEGIN + DAY)
    assert np.isfinite(_told(told, key, text).verdict.mean or 0)  # type: ignore[union-attr]  # it is there
    assert asked() == few
