"""The contract: drafted with two services of the standard and its papers, signed, planned."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.steps.papers import pdf

SURVEY, TRAINING = "企业环保状况调查与指导整改服务", "环保培训服务"


def draft(lead: Visitor, client: int) -> Page:
    """Draft it; the page says what is missing before it can be signed."""
    page = lead.open(f"/clients/{client}/")
    page.get_by_role("link", name="合同任务").click()
    page.get_by_role("link", name="拟订合同").click()
    page.get_by_label("合同名称").fill("环保管家技术服务合同")
    page.get_by_label("质量负责人").select_option(label="沈静")
    page.get_by_label("验收方式及内容").fill("按服务清单逐项核对成果文件，企业书面确认")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("签订前还缺")).to_be_visible()
    expect(page.get_by_role("link", name="服务清单还是空的")).to_be_visible()
    return page


def list_services(page: Page) -> None:
    """Pick two services of Table B-1, one of each."""
    page.get_by_role("link", name="从规范选取").click()
    for name in (SURVEY, TRAINING):
        page.get_by_label(f"选取 {name}").check()
    page.get_by_role("button", name="加入服务清单").click()
    expect(page.locator("#lines").get_by_text("完成 0/2")).to_be_visible()


def staff(page: Page) -> None:
    """Put the two inspectors on the team."""
    for name in ("吕岩", "徐蕾"):
        page.get_by_role("link", name="增加成员").click()
        page.get_by_label("人员").select_option(label=name)
        page.get_by_label("职责分工").fill("现场检查与整改指导")
        page.get_by_role("button", name="保存").click()


def attach_papers(page: Page) -> None:
    """Attach the text and the technical annex, and say why there is no agreement of its own."""
    for kind, name in (("合同文本", "服务合同"), ("技术附件", "技术附件")):
        _paper(page, kind)
        page.get_by_label("文件", exact=True).set_input_files(pdf(name))
        page.get_by_role("button", name="保存").click()
    _paper(page, "保密协议")
    page.get_by_label("或写明未附的原因").fill("保密条款在合同正文第九条")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("签订前还缺")).to_have_count(0)


def sign(page: Page) -> None:
    """Sign it: from now on it runs."""
    page.get_by_role("link", name="签订", exact=True).click()
    page.get_by_role("button", name="确认签订").click()
    expect(page.get_by_text("履行中").first).to_be_visible()


def plan(page: Page) -> None:
    """Make the plan: one task for each contracted unit."""
    page.get_by_role("link", name="编制计划").click()
    expect(page.get_by_text("将新增 2 项任务")).to_be_visible()
    page.get_by_role("button", name="生成计划").click()
    page.wait_for_load_state()


def _paper(page: Page, kind: str) -> None:
    page.locator("#papers li").filter(has_text=kind).get_by_role("link", name="上传").click()
