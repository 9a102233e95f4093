"""The checklist in a factory yard: one hand, no network, a colleague at the next tank."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from ecosteward.accounts.models import Kind, Role, User
from ecosteward.accounts.services import create_organisation, enrol
from ecosteward.clients.models import Assignment, Client, Stage
from ecosteward.journal.services import SYSTEM, write
from ecosteward.survey import services
from ecosteward.survey.models import Answer, Verdict, Visit
from ecosteward.survey.tests.conftest import jpeg
from tests.browser.conftest import PHONE, Visitor

pytestmark = pytest.mark.browser
PASSWORD = "jiancha-2026"
Arrive = Callable[..., Visitor]


@dataclass(frozen=True)
class Case:
    """A visit that two inspectors have begun."""

    visit: Visit
    people: tuple[User, User]

    @property
    def address(self) -> str:
        return f"/survey/visits/{self.visit.pk}/check/"


@pytest.fixture
def case(transactional_db: None) -> Case:
    agency = create_organisation(SYSTEM, Kind.AGENCY, "清源环境技术服务有限公司")
    organisation = create_organisation(SYSTEM, Kind.ENTERPRISE, "彭城精细化工有限公司", credit_code_reason="示例")
    client = Client(
        agency=agency, organisation=organisation, kind=Kind.ENTERPRISE, name=organisation.name, stage=Stage.SERVED
    )
    write(SYSTEM, "client.created", client)
    first, second = (
        enrol(SYSTEM, agency, username, name, [Role.TECHNICIAN], password=PASSWORD)
        for username, name in (("lvyan", "吕岩"), ("hansong", "韩松"))
    )
    for person in (first, second):
        write(SYSTEM, "client.assigned", Assignment(client=client, person=person))
    visit = services.plan_visit(
        first, client, dt.date(2026, 3, 18), [first, second], topics=["B2.05", "B2.06", "B2.10"], production="normal"
    )
    services.start_visit(first, visit)
    return Case(visit, (first, second))


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    """Be a photograph that says when and where it was taken."""
    path = tmp_path / "现场.jpg"
    path.write_bytes(jpeg(located=True).read())
    return path


def on(arrive: Arrive, case: Case, who: int = 0, screen: ViewportSize | None = PHONE, at: str = "") -> Visitor:
    """Open the checklist as one of the inspectors, at an item."""
    visitor = arrive(screen)
    visitor.log_in(case.people[who].username, PASSWORD)
    visitor.open(f"{case.address}#{at}" if at else case.address)
    return visitor


def say(page: Page, words: str) -> None:
    page.locator(f".item.is-current .verdict:has-text('{words}')").first.click()


def current(page: Page, item: str) -> None:
    expect(page.locator(".item.is-current")).to_have_attribute("data-item", item)


def saved(page: Page, patience: float = 5_000) -> None:
    """Wait, so many milliseconds at most, until all is saved."""
    expect(page.locator("[data-saved]")).to_have_text("已保存", timeout=patience)


def test_an_item_that_conforms_is_saved_with_one_touch_and_the_next_one_comes(visitor: Arrive, case: Case) -> None:
    inspector = on(visitor, case)
    page = inspector.page
    page.get_by_text("企业环境信息依法披露情况").first.click()
    for number in (1, 2, 3):
        current(page, f"B2.05.0{number}")
        say(page, "符合")
    current(page, "B2.05.04")
    saved(page)
    assert Answer.objects.filter(verdict=Verdict.CONFORMING).count() == 3
    page.get_by_role("button", name="目录").click()
    expect(page.locator("[data-topic-link='B2.05'] .topic-count")).to_have_text("3/8")
    assert inspector.overflow() <= 0
    assert inspector.elsewhere == inspector.complaints == []


def test_what_is_written_without_a_network_survives_the_phone_and_is_sent_later(
    visitor: Arrive, case: Case, shot: Path
) -> None:
    inspector = on(visitor, case, at="B2.10.05")
    page = inspector.page
    page.context.set_offline(True)
    say(page, "不符合")
    page.locator(".item.is-current [name=note]").fill("17 只吨桶无标签")
    page.locator(".item.is-current .camera input").set_input_files(shot)
    expect(page.locator(".item.is-current .item-state")).to_contain_text("未保存")
    expect(page.locator("[data-saved]")).to_have_text("没有网络 · 2 条待补交")
    page.get_by_role("button", name="下一项").click()
    current(page, "B2.10.06")
    assert not Answer.objects.exists()
    context = page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{inspector.address}{case.address}#B2.10.05")
    saved(again)
    expect(again.locator(".item.is-current [name=note]")).to_have_value("17 只吨桶无标签")
    expect(again.locator(".item.is-current [data-shots]")).to_contain_text("34.27000, 117.18000")
    kept = Answer.objects.get()
    assert (kept.verdict, kept.note, kept.photos.count()) == (Verdict.FAILED, "17 只吨桶无标签", 1)


def test_two_inspectors_at_one_item_see_each_other(visitor: Arrive, case: Case) -> None:
    first, second = (on(visitor, case, who, at="B2.06.01").page for who in (0, 1))
    say(first, "待核实")
    saved(first)
    say(second, "不符合")
    second.locator(".item.is-current [name=note]").fill("预案是 2019 年的")
    expect(second.locator("[data-conflict]")).to_contain_text("吕岩 刚刚判为待核实")
    second.get_by_role("button", name="目录").click()
    second.get_by_text("1 项要您处理").click()
    current(second, "B2.06.01")
    second.get_by_role("button", name="用我的").click()
    saved(second)
    assert Answer.objects.get().note == "预案是 2019 年的"


def test_a_login_that_ran_out_is_told_and_loses_nothing(visitor: Arrive, case: Case) -> None:
    inspector = on(visitor, case, at="B2.06.01")
    page = inspector.page
    page.context.clear_cookies(name="sessionid")
    say(page, "不符合")
    page.locator(".item.is-current [name=note]").fill("没有预案")
    expect(page.locator(".item.is-current .item-state")).to_contain_text("未保存")
    page.goto("about:blank")
    inspector.log_in(case.people[0].username, PASSWORD)
    inspector.open(f"{case.address}#B2.06.01")
    saved(page)
    assert Answer.objects.get().note == "没有预案"


def test_a_refused_photo_says_why_and_can_be_put_away(visitor: Arrive, case: Case, tmp_path: Path) -> None:
    bad = tmp_path / "断了.jpg"
    bad.write_bytes(b"\xff\xd8\xff\xe0 cut off")
    page = on(visitor, case, at="B2.06.01").page
    page.locator(".item.is-current .album input").set_input_files(bad)
    waiting = page.locator(".item.is-current [data-waiting]")
    expect(waiting).to_contain_text("请重新拍摄")
    expect(page.locator("[data-saved]")).to_have_text("1 项要您处理")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if "/photos/" in asked.url else None)
    page.reload()
    page.get_by_role("button", name="目录").click()
    expect(page.locator("[data-topic-link='B2.06'] .topic-marks")).to_have_text("要您处理 1")
    page.locator("[data-saved]").click()
    current(page, "B2.06.01")
    expect(waiting).to_contain_text("请重新拍摄")
    assert sent == []
    waiting.get_by_role("button", name="移除").click()
    expect(waiting).to_be_empty()
    saved(page)


def test_a_long_name_of_a_refused_photo_keeps_within_the_phone(visitor: Arrive, case: Case, tmp_path: Path) -> None:
    bad = tmp_path / f"{'a' * 160}.jpg"
    bad.write_bytes(jpeg().read())
    inspector = on(visitor, case, at="B2.06.01")
    inspector.page.locator(".item.is-current .album input").set_input_files(bad)
    expect(inspector.page.locator(".item.is-current [data-waiting]")).to_contain_text("不能超过 150 个字")
    assert inspector.overflow() <= 0


def test_at_a_desk_the_keyboard_is_enough_and_20_items_are_in_sight(visitor: Arrive, case: Case) -> None:
    inspector = on(visitor, case, screen=None)
    page = inspector.page
    heights = page.locator(".item").evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
    assert sum(heights[:20]) < 900
    for key in ("ArrowDown", "1", "ArrowDown", "2", "n"):
        page.keyboard.press(key)
    page.keyboard.type("没有按期披露")
    page.keyboard.press("Escape")
    saved(page)
    said = {answer.item_id: answer.verdict for answer in Answer.objects.all()}
    assert said == {"B2.05.01": Verdict.CONFORMING, "B2.05.02": Verdict.FAILED}
    assert inspector.overflow() <= 0


def test_a_deadline_follows_the_severity_until_it_is_set_by_hand(visitor: Arrive, case: Case) -> None:
    services.answer(case.people[0], case.visit, "B2.06.01", Verdict.FAILED, "没有预案")
    inspector = on(visitor, case)
    page = inspector.open(f"/survey/visits/{case.visit.pk}/submit/")
    severity, due = (page.locator(f"[name='B2.06.01-{name}']") for name in ("severity", "due_on"))
    begun = timezone.localdate(case.visit.started_at)
    for chosen, days in (("major", 7), ("advice", 60)):
        severity.select_option(chosen)
        expect(due).to_have_value(str(begun + dt.timedelta(days=days)))
    due.fill(str(begun + dt.timedelta(days=20)))
    severity.select_option("major")
    expect(due).to_have_value(str(begun + dt.timedelta(days=20)))
