"""The template of the record of a result's internal review."""

from ecosteward.deliverables.house_style import page
from ecosteward.deliverables.house_style.sheet import Sheet
from ecosteward.deliverables.house_style.tables import Column


def layout() -> Sheet:
    """Build the template."""
    sheet = Sheet(page.FORM)
    sheet.page_numbers()
    sheet.title("内部审核单")
    sheet.line("编号：{{ doc.number }}", "Number Line")
    sheet.facts(
        [
            ("成果名称*", "{{ data.title }}"),
            ("成果编号", "{{ data.number }}"),
            ("成果类别", "{{ data.category }}"),
            ("服务对象", "{{ data.client.name }}"),
            ("编制单位", "{{ data.agency.name }}"),
            ("合同*", "{{ data.contract.number }}　{{ data.contract.title }}"),
            ("编制人", "{{ data.author }}"),
            ("编制时间", "{{ data.drafted_at }}"),
            ("版次", "V{{ data.revision }}"),
            ("替代", "{{ data.replaces }}"),
        ]
    )
    _trail(sheet)
    sheet.heading("定稿")
    sheet.facts(
        [
            ("审签人", "{{ data.signer }}（质量负责人）"),
            ("审签时间", "{{ data.signed_at }}"),
            ("文件*", "{{ data.file_name }}"),
            ("文件校验值*", "SHA-256　{{ data.file_digest }}"),
            ("依据数据摘要*", "{{ data.data_digest }}"),
            ("模板*", "{{ data.template }}"),
        ]
    )
    sheet.when("words.note")
    sheet.line("审核说明：{{ words.note }}", "Body Flush")
    sheet.end_when()
    sheet.signatures(
        [
            ("编制", "{{ data.author }}"),
            ("审核（项目负责人）", "{{ data.contract.project_lead }}"),
            ("审定（质量负责人）", "{{ data.signer }}"),
            ("填表", "{{ doc.author }}"),
            ("日期", "{{ doc.signed_on|day }}"),
        ],
        across=3,
    )
    return sheet


def _trail(sheet: Sheet) -> None:
    sheet.heading("审核经过")
    sheet.line("提交审签 {{ data.rounds }} 次。", "Body Flush")
    sheet.rows(
        "row in data.steps",
        [
            Column("序号", 10, "{{ loop.index }}"),
            Column("步骤", 28, "{{ row.name }}"),
            Column("办理人", 24, "{{ row.person }}"),
            Column("时间", 34, "{{ row.at }}"),
            Column("原因、说明", 76, "{{ row.text }}", left=True),
        ],
    )
    sheet.heading("审核意见与修改")
    sheet.rows(
        "row in data.opinions",
        [
            Column("序号", 10, "{{ loop.index }}"),
            Column("位置", 18, "{{ row.place }}"),
            Column("审核意见", 54, "{{ row.text }}", left=True),
            Column("提出人、时间", 30, "{{ row.person }} {{ row.at }}"),
            Column("修改情况", 34, "{{ row.answer }} {{ row.answered_at }}"),
            Column("确认", 30, "{{ row.confirmed_by }} {{ row.confirmed_at }}"),
        ],
        empty="审核中没有提出意见",
    )
