"""The template of the rectification ledger: from the finding to its closing and the look back."""

from ecosteward.deliverables.house_style import page
from ecosteward.deliverables.house_style.sheet import Sheet
from ecosteward.deliverables.house_style.tables import Column


def layout() -> Sheet:
    """Build the template."""
    sheet = Sheet(page.FORM, landscape=True)
    sheet.page_numbers()
    sheet.title("环保问题整改销号台账")
    sheet.line("编号：{{ doc.number }}", "Number Line")
    sheet.facts(
        [
            ("服务对象", "{{ data.client.name }}"),
            ("编制单位", "{{ data.agency.name }}"),
            ("台账范围", "{{ data.scope }}"),
            ("统计日期", "{{ doc.dated_on }}"),
        ]
    )
    sheet.gap(4)
    sheet.rows(
        "row in data.rows",
        [
            Column("问题编号", 32, "{{ row.number }}"),
            Column("问题", 38, "{{ row.text }}", left=True),
            Column("整改措施", 34, "{{ row.measure }}", left=True),
            Column("期限", 25, "{{ row.due_on }}"),
            Column("完成日期", 25, "{{ row.completed_on }}"),
            Column("企业自查意见", 30, "{{ row.own_check }}", left=True),
            Column("第三方现场复核", 36, "{{ row.recheck }}", left=True),
            Column("甲方确认", 14, "{{ row.confirmed }}"),
            Column("销号日期", 25, "{{ row.closed_on }}"),
            Column("回头看日期", 25, "{{ row.looked_back_on }}"),
            Column("是否反弹", 12, "{{ row.relapsed }}"),
            Column("状态", 24, "{{ row.state }}"),
        ],
        small=True,
        empty="没有符合范围的问题",
    )
    sheet.line("{{ data.tally }}", "Table Note")
    sheet.line(
        "注：状态依次为待整改、整改中、申请销号、已销号；复核不符合的退回整改，销号后再次出现的记为反复。复核人不是整改人。登记有误的标为已作废并写明原因，编号保留，不计入统计。",
        "Table Note",
    )
    sheet.signatures(
        [
            ("填表人", "{{ doc.author }}"),
            ("审签（质量负责人）", "{{ doc.signer }}"),
            ("审签日期", "{{ doc.signed_on|day }}"),
            ("企业负责人", " "),
            ("确认日期", " "),
        ],
        across=5,
    )
    return sheet
