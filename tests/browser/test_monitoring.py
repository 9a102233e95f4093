"""The page of an outlet: its curves at both screens, and how they move while a data logger sends."""

import asyncio
import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future

import numpy as np
import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from ecosteward.accounts.models import Kind, Role
from ecosteward.accounts.services import create_organisation, enrol
from ecosteward.clients.models import Assignment, Client, Stage
from ecosteward.journal.services import SYSTEM, write
from ecosteward.monitoring.gateway.limits import Limits
from ecosteward.monitoring.models import Alarm, Device, Level, Point, PointKind, Series
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Exceedance, Validity
from ecosteward.monitoring.simulator.plants import Plant
from ecosteward.monitoring.simulator.playing import play
from ecosteward.monitoring.store import copying, partitions, rows
from ecosteward.monitoring.tests.conftest import QUICK, serve
from tests.browser.conftest import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser
PASSWORD = "quxian-2026"
PATIENCE = 30_000  # ms
HOURS = 48
MN = "A110000000000000000001"
PLANT = Plant.parse(f"""
devices:
  - mn: {MN}
    realtime: 1
    sends: [realtime]
    factors:
      - {{ code: a21026, mean: 30, spread: 5, fields: [Rtd, Flag] }}
""")
Arrive = Callable[..., Visitor]


@pytest.fixture
def point(transactional_db: None) -> Iterator[Point]:
    """Be an outlet and its data logger; what is stored of it is taken away afterwards."""
    agency = create_organisation(SYSTEM, Kind.AGENCY, "清源环境技术服务有限公司")
    plant = create_organisation(SYSTEM, Kind.ENTERPRISE, "彭城精细化工有限公司", credit_code_reason="示例")
    client = Client(agency=agency, organisation=plant, kind=Kind.ENTERPRISE, name=plant.name, stage=Stage.SERVED)
    write(SYSTEM, "client.created", client)
    technician = enrol(SYSTEM, agency, "lvyan", "吕岩", [Role.TECHNICIAN], password=PASSWORD)
    write(SYSTEM, "client.assigned", Assignment(client=client, person=technician))
    point = Point(agency=agency, client=client, kind=PointKind.GAS, name="DA001 锅炉排放口")
    write(SYSTEM, "point.added", point)
    write(SYSTEM, "device.added", Device(agency=agency, client=client, point=point, mn=MN, realtime_seconds=1))
    yield point
    for table in (*rows.TABLES.values(), rows.VERDICTS, rows.PACKETS):
        for month in partitions.months_of(table):
            partitions.drop(table, month)


@pytest.fixture
def judged(point: Point) -> list[Series]:
    """Be two factors with two days of verdicts on hours and days: one hour over, one not valid."""
    owned = {"agency": point.agency, "client": point.client, "point": point}
    made = [
        Series(**owned, code=code, name=name, unit="mg/m³")
        for code, name in (("a21026", "二氧化硫"), ("a21002", "氮氧化物"))
    ]
    for series in made:
        write(SYSTEM, "series.added", series)
        _judge(series, Span.HOUR, HOURS, np.timedelta64(1, "h"))
        _judge(series, Span.DAY, 30, np.timedelta64(1, "D"))
    return made


def _judge(series: Series, span: Span, number: int, step: np.timedelta64) -> None:
    found = rows.empty(rows.VERDICT, number)
    last = rows.instant(timezone.now().replace(minute=0, second=0, microsecond=0))
    found["series_id"], found["span"] = series.pk, span
    found["at"] = last - np.arange(number, 0, -1) * step
    found["mean"] = 30 + np.arange(number) % 7
    found["exceedance"][4], found["validity"][8] = Exceedance.OVER, Validity.INVALID
    for month in {partitions.month_of(rows.moment(at)) for at in found["at"]}:
        partitions.ensure(rows.VERDICTS, month)
    copying.write(rows.VERDICTS, found)


@contextlib.contextmanager
def _sending(port: int) -> Iterator[None]:
    """Let the data logger send inside the block."""
    began: Future[Callable[[], object]] = Future()

    async def run() -> None:
        playing = asyncio.create_task(play(PLANT, "127.0.0.1", port))
        loop = asyncio.get_running_loop()
        began.set_result(lambda: loop.call_soon_threadsafe(playing.cancel))
        with contextlib.suppress(asyncio.CancelledError):
            await playing
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)
        await asyncio.sleep(0)  # for the line to close

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    try:
        yield
    finally:
        began.result(30)()
        thread.join(30)
        assert not thread.is_alive()


def _drawn(page: Page, number: int) -> None:
    expect(page.locator("#curves")).to_have_attribute("data-drawn", str(number), timeout=PATIENCE)


@pytest.mark.parametrize("screen", [DESK, PHONE])
def test_the_curves_are_drawn_for_each_span_range_and_factor(
    screen: ViewportSize, visitor: Arrive, point: Point, judged: list[Series]
) -> None:
    since = timezone.now() - dt.timedelta(hours=20)
    about = {"client_id": point.client_id, "agency_id": point.agency_id, "point": point, "series": judged[0]}
    alarm = Alarm.objects.create(
        **about, cause="over", key="a", level=Level.ALARM, text="高", since=since, last_at=since, gone_at=since
    )
    person = visitor(screen)
    page = person.log_in("lvyan", PASSWORD)
    page.on("console", lambda said: person.complaints.append(said.text) if said.type == "error" else None)
    person.open(f"/monitoring/points/{point.pk}/")
    _drawn(page, 2 * HOURS)
    expect(page.locator("#curves canvas").first).to_be_visible()
    expect(page.locator("#curve-words")).to_contain_text(
        "二氧化硫 48 个值，不计 1，超标 1；氮氧化物 48 个值，不计 1，超标 1"
    )
    expect(page.locator("#curve-alarms a")).to_have_attribute("href", f"/monitoring/alarms/{alarm.pk}/")
    page.get_by_label("氮氧化物").uncheck()
    _drawn(page, HOURS)
    page.get_by_role("navigation", name="数据类型").get_by_role("link", name="日", exact=True).click()
    _drawn(page, 30)
    page.get_by_role("navigation", name="时间范围").get_by_role("link", name="1 年").click()
    expect(page.get_by_role("navigation", name="时间范围").locator("[aria-current]")).to_have_text("1 年")
    _drawn(page, 30)
    page.get_by_role("navigation", name="数据类型").get_by_role("link", name="分钟").click()
    expect(page.get_by_text("这段时间没有数据")).to_be_visible(timeout=PATIENCE)
    assert person.overflow() <= 0
    assert person.complaints + person.elsewhere == []


def test_a_click_on_a_curve_leads_to_why_it_was_judged_so(visitor: Arrive, point: Point, judged: list[Series]) -> None:
    person = visitor()
    page = person.log_in("lvyan", PASSWORD)
    person.open(f"/monitoring/points/{point.pk}/?series={judged[0].pk}")
    _drawn(page, HOURS)
    box = page.locator("#curves canvas").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 40, box["y"] + 80)
    page.wait_for_url(f"**/monitoring/series/{judged[0].pk}/verdicts/hour/*/", timeout=PATIENCE)
    expect(page.get_by_role("heading", name="由什么算出")).to_be_visible()
    assert person.complaints + person.elsewhere == []


def test_the_curve_moves_while_the_simulator_sends(visitor: Arrive, point: Point) -> None:
    person = visitor()
    page = person.log_in("lvyan", PASSWORD)
    person.open(f"/monitoring/points/{point.pk}/?span=realtime")
    expect(page.get_by_text("这段时间没有数据")).to_be_visible(timeout=PATIENCE)
    page.evaluate("window.opened = true")
    with serve(Limits(**QUICK)) as gateway, _sending(gateway.port):
        page.wait_for_function("Number(document.getElementById('curves').dataset.newest) > 0", timeout=PATIENCE)
        first = page.evaluate("Number(document.getElementById('curves').dataset.newest)")
        page.wait_for_function(
            "first => Number(document.getElementById('curves').dataset.newest) > first", arg=first, timeout=PATIENCE
        )
        expect(page.locator("#curve-words")).to_contain_text("二氧化硫")
        expect(page.get_by_label("当前数据")).to_contain_text("mg/m³", timeout=PATIENCE)
    assert page.evaluate("window.opened") is True
    assert person.complaints + person.elsewhere == []
