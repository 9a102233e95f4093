"""The template of the sheet with which results are handed over and accepted."""

from ecosteward.deliverables.house_style import page
from ecosteward.deliverables.house_style.sheet import Sheet
from ecosteward.deliverables.house_style.tables import Column


def layout() -> Sheet:
    """Build the template."""
    sheet = Sheet(page.FORM, landscape=True)
    sheet.page_numbers()
    sheet.title("服务成果交付验收单")
    sheet.line("编号：{{ doc.number }}", "Number Line")
    sheet.facts(
        [
            ("委托单位", "{{ data.client.name }}"),
            ("服务单位", "{{ data.agency.name }}"),
            ("合同", "{{ data.contract.number }}　{{ data.contract.title }}"),
            ("交付范围", "{{ data.scope }}"),
            ("验收方式及内容*", "{{ data.method }}"),
        ]
    )
    sheet.gap(4)
    sheet.rows(
        "row in data.rows",
        [
            Column("序号", 10, "{{ loop.index }}"),
            Column("成果类别", 26, "{{ row.category }}"),
            Column("成果名称", 62, "{{ row.title }}", left=True),
            Column("编号与版本", 42, "{{ row.number }}"),
            Column("份数（纸/电）", 20, "　/ 1"),
            Column("交付日期", 22, "{{ row.delivered_on }}"),
            Column("验收意见", 40, " ", left=True),
            Column("合格 / 退回", 24, "□合格 □退回"),
        ],
        empty="还没有已交付的成果",
    )
    sheet.when("words.note")
    sheet.line("{{ words.note }}", "Table Note")
    sheet.end_when()
    sheet.signatures(
        [
            ("服务单位交付人", "{{ doc.author }}"),
            ("质量负责人", "{{ doc.signer }}"),
            ("日期", "{{ doc.signed_on|day }}"),
            ("委托单位验收人", " "),
            ("无利害关系方（如邀请）", " "),
            ("日期", " "),
        ],
        across=3,
    )
    return sheet
