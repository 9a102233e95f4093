"""The evaluation: a link that needs no login, and the scorecard judged line by line by the client."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import Visitor

OPINION = "建议增加一次员工培训"


def ask(lead: Visitor, contract: int) -> str:
    """Open a survey and return the path of its link."""
    page = lead.open(f"/evaluation/contracts/{contract}/")
    page.get_by_role("link", name="发起满意度调查").click()
    page.get_by_role("button", name="生成调查链接").click()
    return urlsplit(page.get_by_label("调查链接").input_value()).path


def answer(stranger: Visitor, path: str) -> None:
    """Answer it on a phone, without a login; a second answer is refused."""
    page = stranger.open(path)
    assert stranger.overflow() <= 0
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("请填写填表人").or_(page.get_by_text("请选择")).first).to_be_visible()
    for question in page.locator(".survey-question").all():
        question.get_by_label("非常满意").check()
    page.get_by_label("意见和建议").fill(OPINION)
    page.get_by_label("填表人").fill("宋岚")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("谢谢").or_(page.get_by_text("感谢")).first).to_be_visible()
    again = stranger.page.goto(stranger.address + path)
    assert again is not None
    assert "已" in page.inner_text("body")


def judge(contact: Visitor, contract: int) -> None:
    """Judge the service as its client: full points with their evidence, signed."""
    page = contact.open(f"/evaluation/contracts/{contract}/")
    page.get_by_role("link", name="考核评价").click()
    page.get_by_label("考核期").fill("服务期满")
    page.get_by_role("button", name="开始评分").click()
    assert contact.overflow() <= 0
    for box in page.locator("input[name^='points-']").all():
        box.fill((box.get_attribute("placeholder") or "").partition("～")[2] or "0")
    for box in page.locator("textarea[name^='evidence-']").all():
        box.fill(box.input_value() or "查阅服务记录和成果文件")
    page.get_by_role("button", name="保存评分").click()
    page.get_by_role("link", name="签认").click()
    page.get_by_role("button", name="签认").click()
    expect(page.get_by_text("签认").first).to_be_visible()
