"""The template of the notice that asks for rectification: an official letter with a receipt."""

from ecosteward.deliverables.house_style import page
from ecosteward.deliverables.house_style.sheet import Sheet
from ecosteward.deliverables.house_style.tables import Column


def layout() -> Sheet:
    """Build the template."""
    sheet = Sheet(page.OFFICIAL)
    sheet.page_numbers()
    sheet.title("环保问题整改通知单")
    sheet.line("编号：{{ doc.number }}", "Number Line")
    sheet.gap(12)
    sheet.line("{{ data.client.name }}：", "Body Flush")
    sheet.line(
        "受贵单位委托，{{ data.agency.name }}于{{ data.since|day }}{% if data.until != data.since %}"
        "至{{ data.until|day }}{% endif %}对贵单位环保状况开展现场检查"
        "（检查编号 {{ data.visit }}），检查依据为{{ data.edition }}及相关标准。现将需要整改的问题通知如下。"
    )
    sheet.heading("存在问题及整改要求")
    sheet.rows(
        "row in data.findings",
        [
            Column("序号", 9, "{{ loop.index }}"),
            Column("问题", 42, "{{ row.place }}：{{ row.text }}", left=True),
            Column("依据", 46, "{{ row.cited }}", left=True),
            Column("整改要求", 38, "{{ row.suggestion }}", left=True),
            Column("等级", 11, "{{ row.severity }}"),
            Column("期限", 22, "{{ row.due_on }}"),
        ],
        small=True,
        empty="没有需要整改的问题",
    )
    sheet.heading("回复要求")
    sheet.line(
        "请贵单位明确责任部门和责任人，于{{ data.reply_by|day }}前书面回复整改情况，逐项说明整改措施和完成时间，"
        "并附同一角度的整改前、整改后照片。整改完成一项，可先行申请一项复核销号。"
    )
    sheet.heading("风险提示")
    sheet.line("{{ data.warning }}")
    sheet.when("words.risk")
    sheet.line("{{ words.risk }}")
    sheet.end_when()
    sheet.when("data.copies")
    sheet.line("抄送：{{ data.copies }}")
    sheet.end_when()
    sheet.gap(30)
    sheet.line("{{ data.agency.name }}", "Signature")
    sheet.line("{{ doc.dated_on|day }}　　", "Signature")
    sheet.line("签发：{{ doc.signer }}（质量负责人）", "Body Flush")
    sheet.gap(12)
    sheet.facts(
        [
            ("回　执*", "本通知单（编号 {{ doc.number }}）已收悉，将按要求整改并回复。"),
            ("签收单位", "{{ data.client.name }}（盖章）"),
            ("签收人", " "),
            ("职务", " "),
            ("签收日期", "　　　年　　月　　日"),
        ]
    )
    return sheet
