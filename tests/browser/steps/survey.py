"""The visit, on a phone in the yard: one item a screen, a photograph, handed in with one finding."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.steps.contract import SURVEY
from tests.browser.steps.papers import photo

TOPIC, ITEMS = "固体废物规范化管理情况", 14
FAILED, PLACE, WORDS = "B2.10.05", "危废库 A 区", "6 只 200 L 桶没有粘贴识别标签"


def plan(technician: Visitor, company: str) -> Page:
    """Plan a visit of two inspectors for the contract's task, on one topic."""
    page = technician.open("/survey/visits/")
    page.get_by_role("link", name="安排检查").first.click()
    page.get_by_label("服务对象").select_option(label=company)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("对应任务").select_option(label=SURVEY)
    page.get_by_label("徐蕾").check()
    for box in page.locator('[name=topics]:not([value="B2.10"])').all():
        box.uncheck()
    page.get_by_label("企业陪同人员及职务").fill("宋岚 安环部部长")
    page.get_by_role("button", name="安排").click()
    assert technician.overflow() <= 0
    return page


def begin(page: Page) -> None:
    """Begin, and open the topic."""
    page.get_by_role("button", name="开始检查").click()
    page.get_by_role("link", name=TOPIC).click()
    expect(page.locator(".item.is-current")).to_have_count(1)


def answer_all(page: Page, technician: Visitor) -> None:
    """Answer every item: one fails, with words and a photograph; one does not apply."""
    for number in range(1, ITEMS + 1):
        item = page.locator(f"#B2\\.10\\.{number:02d}")
        expect(item).to_be_visible()
        assert technician.overflow() <= 0
        if f"B2.10.{number:02d}" == FAILED:
            _fail(page, item)
        else:
            item.get_by_text("符合", exact=True).first.click()
        expect(item.locator(".is-saved")).to_have_count(1)


def _fail(page: Page, item: object) -> None:
    current = page.locator(".item.is-current")
    current.get_by_text("不符合", exact=True).click()
    current.get_by_placeholder("部位 + 现象 + 数量 + 对照的要求").fill(WORDS)
    current.get_by_label("部位").fill(PLACE)
    current.locator("input[capture]").set_input_files(photo("drums"))
    expect(current.locator("[data-shots] img")).to_have_count(1)
    page.get_by_role("button", name="下一项").click()


def hand_in(page: Page) -> None:
    """Look everything over, fill in what is missing, and hand the visit in."""
    page.get_by_role("link", name="检查完了，核对提交").click()
    expect(page.get_by_text("还不能提交")).to_be_visible()
    page.get_by_role("link", name="补充检查信息").click()
    page.get_by_label("生产状况", exact=True).select_option(label="正常")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("还不能提交")).to_have_count(0)
    page.get_by_role("button", name="提交检查").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
