"""Results: drafted from the records, handed in, signed by the quality lead, delivered, received."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor


def draft(author: Visitor, client: int, kind: str, **choices: str) -> int:
    """Draft a document of a kind; `choices`: option by label. Returns its number in the address."""
    page = author.open(f"/clients/{client}/")
    page.get_by_role("link", name="服务成果").last.click()
    page.get_by_role("link", name="新建成果").first.click()
    page.get_by_role("link", name=kind).click()
    for label, option in choices.items():
        page.get_by_label(label, exact=True).select_option(index=1) if option == "first" else page.get_by_label(
            label, exact=True
        ).select_option(label=option)
    page.get_by_role("button", name="起草").click()
    expect(page.locator(".paper")).not_to_contain_text("正在生成预览")
    return int(page.url.rstrip("/").rsplit("/", 1)[-1])


def write(author: Visitor, number: int, **words: str) -> None:
    """Fill in the author's words, by their labels."""
    page = author.open(f"/deliverables/{number}/")
    page.get_by_role("link", name="填写文字").click()
    for label, text in words.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="保存").click()


def through_review(author: Visitor, lead: Visitor, number: int) -> None:
    """Hand it in; the quality lead finds it on the home, reads it and signs."""
    _hand_in(author, number)
    _sign(lead, number)


def send_back(author: Visitor, lead: Visitor, number: int, reason: str) -> None:
    """Hand it in; the quality lead sends it back, which takes a reason."""
    _hand_in(author, number)
    page = _found_at_home(lead, number)
    page.get_by_text("退回修改", exact=True).click()
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_text("请写明原因").first).to_be_visible()
    page.locator("#send_back_reason").fill(reason)
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_text("已退回").first).to_be_visible()


def mend(author: Visitor, number: int, reason: str, **words: str) -> None:
    """Find it on the home with why it came back, and write what was missing."""
    page = author.open("/")
    page.locator(f'a[href="/deliverables/{number}/"]').first.click()
    expect(page.get_by_text(reason).first).to_be_visible()
    assert author.overflow() <= 0
    write(author, number, **words)


def deliver(author: Visitor, contact: Visitor, number: int) -> None:
    """Deliver it; the client receives it on its phone."""
    page = author.open(f"/deliverables/{number}/")
    page.get_by_role("button", name="交付服务对象").click()
    expect(page.get_by_text("已交付").first).to_be_visible()
    theirs = contact.open(f"/deliverables/{number}/")
    theirs.get_by_role("button", name="签收").click()
    expect(theirs.get_by_text("已签收").first).to_be_visible()
    assert contact.overflow() <= 0


def _hand_in(author: Visitor, number: int) -> None:
    page = author.open(f"/deliverables/{number}/")
    page.get_by_role("button", name="提交质量负责人审签").click()
    expect(page.get_by_text("待审签").first).to_be_visible()


def _found_at_home(lead: Visitor, number: int) -> Page:
    page = lead.open("/")
    page.locator(f'a[href="/deliverables/{number}/"]').first.click()
    expect(page.locator(".paper")).not_to_contain_text("正在生成预览")
    return page


def _sign(lead: Visitor, number: int) -> Page:
    page = _found_at_home(lead, number)
    page.get_by_role("button", name="审签定稿").click()
    expect(page.get_by_text("已审签").first).to_be_visible()
    return page
