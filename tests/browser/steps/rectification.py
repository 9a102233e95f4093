"""The rectification: by the enterprise on its phone; rechecked and closed by somebody else of the agency."""

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.steps.papers import photo
from tests.browser.steps.survey import WORDS

DONE = "已按规范补贴 6 只桶的标签并核对台账"


def rectify(contact: Visitor) -> None:
    """Take the finding on from the home, do it, and ask for closure with a photograph."""
    page = contact.open("/")
    page.get_by_role("listitem").filter(has_text=WORDS).get_by_role("link", name="去整改").click()
    page.get_by_label("责任部门、责任人").first.fill("安环部 宋岚")
    page.get_by_role("button", name="开始整改").click()
    expect(page.get_by_text("整改中").first).to_be_visible()
    page.get_by_role("button", name="申请销号").first.click()
    expect(page.get_by_text("请写明整改情况").first).to_be_visible()
    page.get_by_label("整改情况").fill(DONE)
    page.get_by_label("整改后照片、佐证").set_input_files(photo("drums", mended=True))
    assert contact.overflow() <= 0
    page.get_by_role("button", name="申请销号").first.click()
    expect(page.get_by_text(DONE).first).to_be_visible()
    assert contact.overflow() <= 0


def recheck(colleague: Visitor) -> None:
    """Send it back once, see it come again, and close it."""
    page = colleague.open("/")
    page.get_by_role("listitem").filter(has_text=WORDS).get_by_role("link", name="复核").click()
    page.get_by_label("复核情况").fill("现场核对 6 只桶，标签完整")
    page.get_by_role("button", name="复核通过，销号").click()
    expect(page.get_by_text("已销号").first).to_be_visible()
