"""An alarm on its way: seen on the phone, made a finding, rectified, closed with it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ecosteward.accounts.models import Kind, Role, User
from ecosteward.accounts.services import create_organisation, enrol
from ecosteward.clients.models import Assignment, Client, Stage
from ecosteward.journal.services import SYSTEM, write
from ecosteward.monitoring.models import Alarm, Point, PointKind, Series
from ecosteward.monitoring.rules.signs import Cause, Sign
from ecosteward.monitoring.services.alarms import take
from ecosteward.survey.tests.conftest import jpeg
from tests.browser.conftest import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser
PASSWORD = "jiancha-2026"
Arrive = Callable[..., Visitor]
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Case:
    """An outlet that is over its limit, and who is concerned."""

    series: Series
    technician: User
    lead: User
    contact: User

    def seen(self, ago: int, value: float, *, standing: bool = True) -> None:
        """Let an hour be judged."""
        at = timezone.now().replace(minute=0, second=0, microsecond=0) - ago * HOUR
        words = f"二氧化硫小时折算值 {value} mg/m³，限值 50"
        facts = {"value": value, "bound": 50.0, "unit": "mg/m³", "rule": "排污许可证 表 6"}
        take([Sign(Cause.OVER, self.series.point_id, self.series.pk, at, words, standing=standing, **facts)])


@pytest.fixture
def case(transactional_db: None) -> Case:
    agency = create_organisation(SYSTEM, Kind.AGENCY, "清源环境技术服务有限公司")
    plant = create_organisation(SYSTEM, Kind.ENTERPRISE, "彭城精细化工有限公司", credit_code_reason="示例")
    client = Client(agency=agency, organisation=plant, kind=Kind.ENTERPRISE, name=plant.name, stage=Stage.SERVED)
    write(SYSTEM, "client.created", client)
    people = [
        enrol(SYSTEM, organisation, username, name, [role], password=PASSWORD)
        for organisation, username, name, role in (
            (agency, "lvyan", "吕岩", Role.TECHNICIAN),
            (agency, "hansong", "韩松", Role.PROJECT_LEAD),
            (plant, "songlan", "宋岚", Role.ENTERPRISE_CONTACT),
        )
    ]
    for person in people[:2]:
        write(SYSTEM, "client.assigned", Assignment(client=client, person=person))
    owned = {"agency": agency, "client": client}
    point = Point(**owned, kind=PointKind.GAS, name="DA001 锅炉排放口")
    write(SYSTEM, "point.added", point)
    series = Series(**owned, point=point, code="a21026", name="二氧化硫", unit="mg/m³")
    write(SYSTEM, "series.added", series)
    return Case(series, *people)


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    """Be a photograph of the mended tower."""
    path = tmp_path / "喷淋塔.jpg"
    path.write_bytes(jpeg().read())
    return path


def test_an_alarm_becomes_a_finding_and_is_closed_with_it(visitor: Arrive, case: Case, shot: Path) -> None:
    case.seen(2, 61.2)
    case.seen(1, 66.0)

    plant = visitor(PHONE)
    page = plant.log_in(case.contact.username, PASSWORD)
    page.get_by_role("link", name="确认", exact=True).first.click()
    page.get_by_label("已知情况（可不填）").fill("喷淋泵跳闸，已启用备用泵")
    page.get_by_role("button", name="确认，由我处理").click()
    expect(page.get_by_text("宋岚 已确认，还在持续")).to_be_visible()
    assert plant.overflow() <= 0

    office = visitor(DESK)
    page = office.log_in(case.technician.username, PASSWORD)
    page.get_by_role("link", name="在线监测").click()
    office.open("/monitoring/alarms/")
    page.get_by_role("link", name="二氧化硫小时折算值 66.0 mg/m³，限值 50").click()
    expect(page.get_by_text("喷淋泵跳闸，已启用备用泵")).to_be_visible()
    page.get_by_role("button", name="转为问题").click()
    page.get_by_role("link", name="查看问题").click()
    expect(page.get_by_text("自行监测").or_(page.get_by_text("废气污染防治设施")).first).to_be_visible()
    finding = page.url

    page = plant.page
    page.goto(finding)
    page.get_by_role("button", name="开始整改").click()
    page.get_by_label("整改情况").fill("更换喷淋泵轴承，复测达标")
    page.locator('input[type="file"]').first.set_input_files(shot)
    page.get_by_role("button", name="申请销号").click()
    expect(page.get_by_text("等待复核").first).to_be_visible()
    assert Alarm.objects.get().closed_at is None

    lead = visitor(DESK)
    lead.log_in(case.lead.username, PASSWORD)
    lead.page.goto(finding)
    lead.page.get_by_role("button", name="复核通过，销号").click()
    expect(lead.page.get_by_text("销号，复核人 韩松")).to_be_visible()

    alarm = Alarm.objects.get()
    page = office.open(f"/monitoring/alarms/{alarm.pk}/")
    assert alarm.finding is not None
    expect(page.get_by_text(f"关闭：问题 {alarm.finding.number} 已销号")).to_be_visible()
    assert [each.complaints + each.elsewhere for each in (plant, office, lead)] == [[], [], []]
