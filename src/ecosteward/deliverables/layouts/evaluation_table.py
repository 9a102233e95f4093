"""The template of the evaluation table: Table G.1 as printed, and the evidence behind each point."""

from ecosteward.deliverables.house_style import page
from ecosteward.deliverables.house_style.sheet import Sheet
from ecosteward.deliverables.house_style.tables import Column


def layout() -> Sheet:
    """Build the template."""
    sheet = Sheet(page.FORM)
    sheet.page_numbers()
    sheet.title("服务考核评价表（满分100分）")
    sheet.line("编号：{{ doc.number }}", "Number Line")
    sheet.facts(
        [
            ("服务对象", "{{ data.client.name }}"),
            ("服务单位", "{{ data.agency.name }}"),
            ("合同", "{{ data.contract.number }}"),
            ("服务期限", "{{ data.contract.starts_on }} 至 {{ data.contract.ends_on }}"),
            ("考核方式*", "{{ data.judge }}"),
        ]
    )
    sheet.gap(4)
    sheet.rows(
        "row in data.rows",
        [
            Column("序号", 9, "{{ row.no }}"),
            Column("考核指标", 23, "{{ row.name }}"),
            Column("分项", 22, "{{ row.indicator }}"),
            Column("考核细则", 92, "{{ row.rules }}", left=True),
            Column("考核结果", 22, "{{ row.result }}"),
        ],
        merge="1 2",
        empty="",
    )
    sheet.line("总分读法：{{ data.reading }}", "Table Note")
    sheet.when("data.other_reason")
    sheet.line("“其他”加减分说明：{{ data.other_reason }}", "Table Note")
    sheet.end_when()
    sheet.when("data.open_points")
    sheet.line("未评或待议：{{ data.open_points }}", "Table Note")
    sheet.end_when()
    sheet.signatures(
        [
            ("甲方考核人", "{{ data.judged_by }}"),
            ("考核日期", "{{ data.judged_on|day }}"),
            ("甲方（盖章）", " "),
            ("编制", "{{ doc.author }}"),
            ("审签（质量负责人）", "{{ doc.signer }}"),
            ("审签日期", "{{ doc.signed_on|day }}"),
        ],
        across=3,
    )
    sheet.gap(8)
    sheet.caption("逐条评分与依据")
    sheet.rows(
        "row in data.points",
        [
            Column("条目", 16, "{{ row.id }}"),
            Column("考核细则", 62, "{{ row.text }}", left=True),
            Column("分值", 13, "{{ row.points }}"),
            Column("得分", 13, "{{ row.given }}"),
            Column("依据", 64, "{{ row.evidence }}", left=True),
        ],
        small=True,
        empty="",
    )
    return sheet
