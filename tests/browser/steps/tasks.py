"""The contract's tasks: worked on, recorded, handed in, accepted by the client on its phone."""

import datetime as dt

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.steps.papers import pdf


def do(technician: Visitor, task: int, words: str) -> None:
    """Begin a task that no visit has begun, record a morning's work with a paper, and hand it in."""
    page = technician.open(f"/engagements/tasks/{task}/")
    if (begin := page.get_by_role("button", name="开始")).count():
        begin.click()
    page.get_by_role("link", name="记录工作").click()
    _record(page, words)
    page.get_by_role("link", name="提交验收").click()
    page.get_by_label("完成情况").fill(words)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("待验收").first).to_be_visible()
    assert technician.overflow() <= 0


def accept(contact: Visitor, title: str) -> None:
    """Accept it from the home."""
    page = contact.open("/")
    page.get_by_role("listitem").filter(has_text=title).get_by_role("link", name="验收").click()
    page.get_by_role("link", name="验收合格").click()
    page.get_by_label("验收意见").fill("内容齐全，同意验收")
    page.get_by_role("button", name="验收合格").click()
    expect(page.get_by_text("已完成").first).to_be_visible()
    assert contact.overflow() <= 0


def _record(page: Page, words: str) -> None:
    yesterday = dt.date.today() - dt.timedelta(days=1)  # noqa: DTZ011  # as the person's calendar says
    page.get_by_label("日期").fill(f"{yesterday}")
    page.get_by_label("开始").fill("09:00")
    page.get_by_label("结束").fill("11:30")
    page.get_by_label("地点").fill("危废库、办公室")
    page.get_by_label("工作内容").fill(words)
    page.get_by_label("照片、附件").set_input_files(pdf("签到与记录"))
    page.get_by_role("button", name="保存记录").click()
    expect(page.get_by_text(words).first).to_be_visible()
