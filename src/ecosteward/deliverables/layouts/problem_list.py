"""The template of the problem list: one defect to a row, on a landscape page."""

from ecosteward.deliverables.house_style import page
from ecosteward.deliverables.house_style.blocks import finding_columns
from ecosteward.deliverables.house_style.sheet import Sheet


def layout() -> Sheet:
    """Build the template."""
    sheet = Sheet(page.FORM, landscape=True)
    sheet.page_numbers()
    sheet.title("环保问题清单")
    sheet.line("编号：{{ doc.number }}", "Number Line")
    sheet.facts(
        [
            ("服务对象", "{{ data.client.name }}"),
            ("编制单位", "{{ data.agency.name }}"),
            ("清单范围", "{{ data.scope }}"),
            ("统计日期", "{{ doc.dated_on }}"),
        ]
    )
    sheet.gap(4)
    sheet.rows("row in data.findings", finding_columns(), small=True, empty="没有符合范围的问题")
    sheet.line("{{ data.tally }}", "Table Note")
    sheet.line(
        "注：一行一个问题；等级为编制单位的服务分级，不代表行政认定。黄色标出的依据尚未与官方文本核对。", "Table Note"
    )
    sheet.when("words.note")
    sheet.line("{{ words.note }}", "Table Note")
    sheet.end_when()
    sheet.signatures(
        [
            ("编制", "{{ doc.author }}"),
            ("审签（质量负责人）", "{{ doc.signer }}"),
            ("审签日期", "{{ doc.signed_on|day }}"),
            ("企业签收", " "),
            ("签收日期", " "),
        ],
        across=5,
    )
    return sheet
