"""Each kind says what the records say."""

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.archive.services import file_on_slot, set_slot
from ecosteward.clients.models import Client
from ecosteward.clients.services import change_client
from ecosteward.deliverables import services
from ecosteward.deliverables.models import Document
from ecosteward.deliverables.queries import preview
from ecosteward.deliverables.queries.papers import spreadsheet
from ecosteward.deliverables.rendering import pdf as portable
from ecosteward.deliverables.tests.conftest import content_of, headings, table_with, text_of, word
from ecosteward.engagements import services as engagements
from ecosteward.engagements.models import Contract, Notice
from ecosteward.evaluation import services as evaluation
from ecosteward.evaluation.models import Judge
from ecosteward.files.models import File
from ecosteward.standard import queries as standard
from ecosteward.survey import services as survey
from ecosteward.survey.models import Finding, Visit
from ecosteward.survey.tests.conftest import jpeg

Draft = Callable[..., Document]


@pytest.fixture
def write(technician: User, enterprise: Client, running: Contract) -> Draft:
    """Draft a document of a kind for the enterprise."""

    def make(kind: str, **about: object) -> Document:
        return services.draft(technician, enterprise, kind, contract=running, **about)  # type: ignore[arg-type]

    return make


def missing(document: Document) -> str:
    return "\n".join(each.text for each in preview(document).missing)


# Summary


def test_a_summary_has_the_5_sections_and_13_sub_items_of_appendix_f_as_printed(write: Draft) -> None:
    year = timezone.localdate().year
    found = headings(word(content_of(write("summary", period=f"{year}-01"))))
    printed = []
    for section in standard.summary_sections():
        printed.append(f"1 {section.title}")
        printed += [f"2 {item.title}" for item in section.items]
    assert found == printed
    assert (len([each for each in found if each[0] == "1"]), len([each for each in found if each[0] == "2"])) == (5, 13)


@pytest.mark.parametrize(("code", "months", "quarters"), [("-02", 1, 1), ("Q2", 3, 1), ("", 12, 4)])
def test_it_covers_a_month_a_quarter_or_a_year(code: str, months: int, quarters: int, write: Draft) -> None:
    data = preview(write("summary", period=f"{timezone.localdate().year}{code}")).data
    assert (len(data.months), len(data.quarters), len(data.years)) == (months, quarters, 1)


def test_it_is_filled_from_work_tasks_and_findings_and_with_the_authors_words(
    technician: User, enterprise: Client, doing: object, visited: Visit
) -> None:
    today = timezone.localdate()
    contract = Contract.objects.get(client=enterprise)
    document = services.draft(
        technician,
        enterprise,
        "summary",
        contract=contract,
        period=str(today.year),
        words={"f24": "本期配合处置一起雨水口异常。", "f5": "下期重点抓危废台账。"},
    )
    paper = word(content_of(document))
    assert table_with(paper, "驻点（天）")[1][0] == technician.name
    assert [row[0] for row in table_with(paper, "检查人员")[1:]] == [visited.number]
    rectified = table_with(paper, "整改率")
    assert rectified[-1][:3] == ["合计", "2", "0"]
    assert {row[0] for row in table_with(paper, "合同数量")[1:]} == {line.name for line in contract.lines.all()}
    texts = [paragraph.text for paragraph in paper.paragraphs]
    assert texts.index("本期配合处置一起雨水口异常。") > texts.index("典型环境事件应对情况")
    assert texts.index("下期重点抓危废台账。") > texts.index("经验总结与下一步服务工作计划建议")
    assert "F.3.2 还没有写文字" in missing(document)
    assert "F.5 还没有写文字" not in missing(document)


def test_a_period_written_wrongly_is_refused(write: Draft) -> None:
    with pytest.raises(ValidationError, match="应写作"):
        write("summary", period="三月")


# Ledger


@pytest.fixture
def ledger(write: Draft, visited: Visit, contact: User, project_lead: User) -> Document:
    """Be a ledger of two findings, one of them closed."""
    finding = Finding.objects.select_related("client", "agency").get(number="WT-2026-0002")
    survey.start_rectification(contact, finding, "宋岚")
    survey.submit_rectification(contact, finding, '=HYPERLINK("http://x") 已修补地面', [jpeg("后.jpg", "green")])
    survey.approve(project_lead, finding, "地面已修补")
    return write("rectification_ledger")


def test_what_a_ledger_lacks_leads_to_the_finding_that_lacks_it(ledger: Document) -> None:
    late = Finding.objects.exclude(number="WT-2026-0002").get()
    Finding.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - dt.timedelta(days=3))
    (lack,) = preview(ledger).missing
    assert lack.text == f"问题 {late.number} 已超期，还没有整改措施"
    assert lack.url == reverse("survey:finding", args=[late.pk])


def test_what_a_list_lacks_leads_to_the_field_while_that_may_be_changed(
    write: Draft, visited: Visit, ledger: Document
) -> None:
    Finding.objects.update(suggestion="", basis_verified=False)
    waiting, closed = Finding.objects.exclude(state="closed").get(), Finding.objects.get(state="closed")
    lacking = {each.text: each.url for each in preview(write("problem_list", subject_id=visited.pk)).missing}
    judged = reverse("survey:judge", args=[waiting.pk])
    assert lacking[f"问题 {waiting.number} 没有整改建议"] == f"{judged}#id_suggestion"
    assert lacking[f"问题 {waiting.number} 的依据标着待核"] == f"{judged}#id_basis"
    assert lacking[f"问题 {closed.number} 没有整改建议"] == reverse("survey:finding", args=[closed.pk])


def test_the_ledger_follows_each_finding_to_its_recheck(ledger: Document, project_lead: User, contact: User) -> None:
    rows = table_with(word(content_of(ledger)), "第三方现场复核")
    assert [row[0] for row in rows[1:]] == ["WT-2026-0001", "WT-2026-0002"]
    closed = rows[2]
    assert f"{project_lead.name} 同意销号" in closed[6]
    assert contact.name in closed[5]
    assert closed[-1] == "已销号"
    assert rows[1][6] == "—"


def test_a_finding_raised_by_mistake_stays_on_the_ledger_as_voided_and_leaves_every_other_paper(
    ledger: Document, write: Draft, visited: Visit, technician: User
) -> None:
    mistaken = Finding.objects.select_related("client", "agency").get(number="WT-2026-0001")
    survey.void_finding(technician, mistaken, "标签在桶背面")
    paper = word(content_of(ledger))
    rows = table_with(paper, "第三方现场复核")
    assert [(row[0], row[-1]) for row in rows[1:]] == [
        ("WT-2026-0001", "已作废：标签在桶背面"),
        ("WT-2026-0002", "已销号"),
    ]
    tally = next(paragraph.text for paragraph in paper.paragraphs if "项问题" in paragraph.text)
    assert "共 1 项问题" in tally
    assert "另有 1 项登记有误已作废，不计入" in tally
    sheet: Any = openpyxl.load_workbook(io.BytesIO(spreadsheet(ledger) or b"")).active
    assert sheet.cell(4, sheet.max_column).value == "已作废：标签在桶背面"
    for kind, about in (
        ("survey_report", {"subject_id": visited.pk}),
        ("problem_list", {"subject_id": visited.pk}),
        ("problem_list", {}),
    ):
        assert all(row.number != mistaken.number for row in preview(write(kind, **about)).data.findings), kind
    year = preview(write("summary", period=str(timezone.localdate().year))).data
    assert year.open_findings == ()
    assert year.rectification[-1].due == 1


def test_the_excel_ledger_is_ready_to_print_and_keeps_codes_as_text(ledger: Document) -> None:
    content = spreadsheet(ledger)
    assert content is not None
    sheet: Any = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet["A1"].value.endswith("环保问题整改销号台账")
    assert sheet["A2"].value.startswith("填报单位（盖章）：")
    heads = [cell.value for cell in sheet[3]]
    assert heads[:3] == ["序号", "问题编号", "企业"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C4", "$3:$3")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert {cell.data_type for cell in sheet[4]} == {"s"}
    number = sheet.cell(5, heads.index("问题编号") + 1)
    assert (number.value, number.number_format) == ("WT-2026-0002", "@")
    measure = sheet.cell(5, heads.index("整改措施") + 1)
    assert measure.value.startswith("=HYPERLINK")
    assert measure.data_type == "s"
    assert sheet.data_validations.dataValidation[0].type == "list"


def test_signing_freezes_the_excel_file_too(ledger: Document, technician: User, quality_lead: User) -> None:
    services.submit(technician, ledger)
    services.sign(quality_lead, ledger)
    assert ledger.sheet is not None
    assert ledger.sheet.name.endswith(".xlsx")


# Archive cover


def test_the_archive_cover_prints_35_rows_in_9_classes_with_ticks_and_reasons(
    write: Draft, technician: User, enterprise: Client, pdf: File
) -> None:
    file_on_slot(technician, enterprise, "E.1", pdf)
    set_slot(technician, enterprise, "E.1", electronic=True, on_paper=True)
    set_slot(
        technician,
        enterprise,
        "E.5",
        electronic=False,
        electronic_reason="不在强制审核名单",
        on_paper=False,
        on_paper_reason="同左",
    )
    document = write("archive_cover")
    rows = table_with(word(content_of(document)), "资料名称")[1:]
    assert [(row[0], row[1], row[2]) for row in rows] == [
        (slot.category, slot.no, slot.name) for slot in standard.archive_slots()
    ]
    assert len(rows) == 35
    assert len(dict.fromkeys(row[0] for row in rows)) == 9
    assert rows[0][3:] == ["√", "√"]
    fifth = next(row for row in rows if row[1] == "5")
    assert fifth[3] == "否（不在强制审核名单）"
    assert "还有 33 项没有打“√”" in missing(document)
    assert preview(document).blocking


# Evaluation


def test_the_evaluation_table_has_the_rows_of_table_g1_with_points_evidence_and_the_sum(
    write: Draft, running: Contract, project_lead: User
) -> None:
    card = evaluation.open_scorecard(project_lead, running, Judge.SELF)
    evaluation.judge(project_lead, card, "G.1.1.a", Decimal("0.5"), "注册环评工程师")
    paper = word(content_of(write("evaluation_table")))
    rows = table_with(paper, "考核细则")
    assert rows[0] == ["序号", "考核指标", "分项", "考核细则", "考核结果"]
    assert [row[0] for row in rows[1:]] == ["1"] * 5 + ["2", "3", "4", "5", "6"]
    assert rows[1][:3] == ["1", "服务保障（10分）", "人员素质（2分）"]
    assert rows[1][4] == "0.5"
    assert "（+12）" in rows[6][3]
    assert "（-3）" in rows[6][3]
    assert rows[10][3] == "合计100分"
    points = table_with(paper, "得分")
    assert len(points) == 1 + sum(len(i.criteria) for row in standard.criteria() for i in row.indicators)
    assert points[1][3:] == ["0.5", "注册环评工程师"]
    assert "总分读法：" in text_of(paper)


def test_what_the_client_is_still_judging_is_not_printed(write: Draft, running: Contract, contact: User) -> None:
    card = evaluation.open_scorecard(contact, running, Judge.CLIENT)
    evaluation.judge(contact, card, "G.1.1.a", Decimal(0), "负责人不熟悉政策")
    text = text_of(word(content_of(write("evaluation_table"))))
    assert "负责人不熟悉政策" not in text


# The other forms


def test_the_notice_asks_for_what_is_open_and_carries_a_receipt(write: Draft, visited: Visit) -> None:
    document = write("rectification_notice", subject_id=visited.pk)
    paper = word(content_of(document))
    rows = table_with(paper, "整改要求")
    assert [row[0] for row in rows[1:]] == ["1", "2"]
    assert rows[2][1] == "危废贮存间：危险废物贮存间地面有裂缝，未设导流沟"
    text = text_of(paper)
    assert "回　执" in text
    assert "违法行为" not in text


def test_a_notice_with_nothing_to_rectify_cannot_go_out(
    write: Draft, answered: Callable[..., Visit], technician: User
) -> None:
    visit = answered()
    survey.submit_visit(technician, visit)
    document = write("rectification_notice", subject_id=visit.pk)
    with pytest.raises(ValidationError, match="不需要发整改通知"):
        services.submit(technician, document)


def test_the_record_numbers_its_photographs_and_names_facts_only(write: Draft, visited: Visit) -> None:
    paper = word(content_of(write("inspection_record", subject_id=visited.pk)))
    rows = table_with(paper, "证据编号")
    failed = [row for row in rows[1:] if row[6] == "不符合"]
    assert [row[7] for row in failed] == ["Z1", "Z2"]
    assert failed[1][2] == "危废贮存间"
    sheet = table_with(paper, "坐标")
    assert sheet[1][:4] == ["Z1", "二期车间", "2026-03-18 10:21", "117.18000°E，34.27000°N"]
    assert len(paper.inline_shapes) == 2


def test_the_delivery_sheet_lists_what_was_delivered(write: Draft, signed: Document, technician: User) -> None:
    document = write("delivery_sheet")
    assert "还没有已交付的成果" in missing(document)
    services.deliver(technician, signed)
    rows = table_with(word(content_of(document)), "成果名称")
    assert [(row[2], row[3]) for row in rows[1:]] == [(signed.title, signed.number)]


def test_the_notice_sheet_records_what_was_said_and_answered(
    write: Draft, running: Contract, project_lead: User, contact: User
) -> None:
    engagements.notify(project_lead, running, stage="A.06", title="一季度检查通报", text="发现 2 项问题")
    notice = Notice.objects.get()
    document = write("notice_sheet", subject_id=notice.pk)
    assert "还没有回复" in missing(document)
    engagements.reply(contact, notice, "已知悉，按期整改")
    text = text_of(word(content_of(document)))
    assert "一季度检查通报" in text
    assert "已知悉，按期整改" in text


def test_a_park_gets_the_list_of_its_enterprises(
    director: User, park: Client, enterprise: Client, visited: Visit, technician: User
) -> None:
    enterprise.park = park
    change_client(technician, enterprise)
    document = services.draft(director, park, "problem_list")
    rows = table_with(word(content_of(document)), "整改类型")
    assert {row[1] for row in rows[1:]} == {enterprise.name}


def test_a_pdf_is_made_where_libreoffice_is_and_explained_where_it_is_not(write: Draft) -> None:
    content = content_of(write("archive_cover"))
    if portable.converter():
        assert portable.pdf(content).startswith(b"%PDF-")
    else:
        with pytest.raises(portable.NoPdfError, match="LibreOffice"):
            portable.pdf(content)
