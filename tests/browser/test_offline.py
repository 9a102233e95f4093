"""The checklist without signal: it opens again with what was typed, for its own inspector alone, in the newest release."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, expect

from ecosteward.survey.models import Answer, Verdict
from ecosteward.survey.views import offline
from tests.browser.conftest import Visitor
from tests.browser.line import Line
from tests.browser.test_checklist import PASSWORD, Case, case, on, saved, say, shot  # noqa: F401  # two are fixtures

pytestmark = pytest.mark.browser
Arrive = Callable[..., Visitor]
PAGES = "async () => (await (await caches.open('checklists')).keys()).length"
FILES = "async () => (await caches.keys()).filter((name) => name.startsWith('files-'))"
PATIENCE = 15.0  # seconds


def until(page: Page, script: str, wanted: Callable[[Any], bool]) -> None:
    """Wait until a script that promises a value gives the one wanted."""
    end = time.monotonic() + PATIENCE
    while not wanted(found := page.evaluate(script)):
        assert time.monotonic() < end, found
        page.wait_for_timeout(100)


def kept(page: Page) -> None:
    """Wait until the phone holds the page."""
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    until(page, PAGES, lambda number: number > 0)


def item(page: Page, name: str) -> Any:
    return page.locator(f'.item[data-item="{name}"]')


def chosen(page: Page, name: str, verdict: str) -> None:
    expect(item(page, name).locator(f"[name=verdict][value={verdict}]")).to_be_checked()


@pytest.fixture
def line(live_server: Any) -> Iterator[Line]:
    """Be the line between the phone and the server."""
    line = Line(live_server.url)
    yield line
    line.cut()


@pytest.fixture
def along(visitor: Arrive, line: Line) -> Arrive:
    """Let each person come along that line."""
    return partial(visitor, address=line.address)


def lose_signal(page: Page, line: Line) -> None:
    line.cut()
    page.context.set_offline(True)


def find_signal(page: Page, line: Line) -> None:
    line.mend()
    page.context.set_offline(False)


def test_a_checklist_opens_again_without_signal_and_is_sent_when_there_is_one(
    along: Arrive,
    line: Line,
    case: Case,  # noqa: F811
    shot: Path,  # noqa: F811
) -> None:
    page = on(along, case, at="B2.10.04").page
    kept(page)
    say(page, "符合")
    saved(page)
    lose_signal(page, line)
    page.reload()
    chosen(page, "B2.10.04", "conforming")
    page.goto(page.url.split("#")[0] + "#B2.10.05")
    say(page, "不符合")
    page.locator(".item.is-current [name=note]").fill("17 只吨桶无标签")
    page.locator(".item.is-current .camera input").set_input_files(shot)
    expect(page.locator("[data-saved]")).to_have_text("没有网络 · 2 条待补交")
    page.reload()
    chosen(page, "B2.10.05", "failed")
    expect(item(page, "B2.10.05").locator("[name=note]")).to_have_value("17 只吨桶无标签")
    expect(item(page, "B2.10.05").locator("[data-waiting] img")).to_have_count(1)
    assert Answer.objects.count() == 1
    find_signal(page, line)
    saved(page, patience=20_000)  # a browser that did not see the signal go asks again every 15 seconds
    found = Answer.objects.get(item_id="B2.10.05")
    assert (found.verdict, found.note, found.photos.count()) == (Verdict.FAILED, "17 只吨桶无标签", 1)


def test_a_network_that_leads_nowhere_counts_as_none(along: Arrive, line: Line, case: Case) -> None:  # noqa: F811
    page = on(along, case, at="B2.10.05").page
    line.cut()
    assert page.evaluate("navigator.onLine")
    say(page, "不符合")
    expect(page.locator("[data-saved]")).to_have_text("没有网络 · 1 条待补交")
    line.mend()
    page.locator("[data-saved]").click()
    saved(page)
    assert Answer.objects.get().verdict == Verdict.FAILED


def test_any_other_page_without_signal_leads_to_the_checklist(along: Arrive, line: Line, case: Case) -> None:  # noqa: F811
    inspector = on(along, case)
    page = inspector.page
    kept(page)
    lose_signal(page, line)
    page.goto(inspector.address + "/")
    expect(page.get_by_text("没有网络，这一页打不开")).to_be_visible()
    page.get_by_role("link", name=case.visit.client.name).click()
    expect(page.locator("#check")).to_be_visible()
    assert inspector.overflow() <= 0


def test_who_logs_out_leaves_nothing_for_the_next_person(along: Arrive, line: Line, case: Case) -> None:  # noqa: F811
    inspector = on(along, case)
    page = inspector.page
    kept(page)
    inspector.open("/me/")
    page.get_by_role("button", name="退出登录").last.click()
    page.wait_for_url("**/accounts/login/")
    assert page.evaluate(PAGES) == 0
    _sees_nothing(inspector, line, case)
    inspector.log_in(case.people[1].username, PASSWORD)
    _sees_nothing(inspector, line, case)


def _sees_nothing(inspector: Visitor, line: Line, case: Case) -> None:  # noqa: F811
    page = inspector.page
    lose_signal(page, line)
    page.goto(inspector.address + case.address)
    expect(page.get_by_text("没有网络，这一页打不开")).to_be_visible()
    assert case.visit.client.name not in page.content()
    find_signal(page, line)


def test_a_session_that_ended_takes_the_kept_page_with_it(visitor: Arrive, case: Case) -> None:  # noqa: F811
    inspector = on(visitor, case)
    page = inspector.page
    kept(page)
    page.context.clear_cookies(name="sessionid")
    page.reload()
    expect(page.get_by_label("登录名")).to_be_visible()
    until(page, PAGES, lambda number: number == 0)


@pytest.fixture
def release(settings: Any, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Bring out a new release, whose checklist says so."""

    def bring_out() -> None:
        old = finders.find("survey/check.js")
        assert isinstance(old, str)
        new = tmp_path / "survey" / "check.js"
        new.parent.mkdir()
        new.write_text(Path(old).read_text() + '\ndocument.documentElement.dataset.release = "next";\n')
        settings.STATICFILES_DIRS = [tmp_path]
        offline._release.cache_clear()

    yield bring_out
    offline._release.cache_clear()


def test_a_new_release_replaces_the_scripts_on_the_phone(
    along: Arrive,
    line: Line,
    case: Case,  # noqa: F811
    release: Callable[[], None],
) -> None:
    page = on(along, case).page
    kept(page)
    (old,) = page.evaluate(FILES)
    release()
    page.reload()
    until(page, FILES, lambda names: len(names) == 1 and names != [old])
    kept(page)
    lose_signal(page, line)
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-release", "next")
