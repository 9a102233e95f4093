"""The template of the archive's cover list: Table E.1 on one page, to be glued on the paper file."""

from ecosteward.deliverables.house_style import page
from ecosteward.deliverables.house_style.sheet import Sheet
from ecosteward.deliverables.house_style.tables import Column


def layout() -> Sheet:
    """Build the template."""
    sheet = Sheet(page.COVER_LIST)
    sheet.page_numbers()
    sheet.title("一企一档资料存档表")
    sheet.line("企业名称：{{ data.client.name }}　　　　编号：{{ doc.number }}", "Body Flush")
    sheet.rows(
        "row in data.rows",
        [
            Column("资料类别", 40, "{{ row.category }}"),
            Column("编号", 11, "{{ row.no }}"),
            Column("资料名称", 70, "{{ row.name }}", left=True),
            Column("电子档（如填否应说明原因）", 36, "{{ row.electronic }}"),
            Column("纸质档（如填否应说明原因）", 36, "{{ row.on_paper }}"),
        ],
        merge="1",
        small=True,
        empty="",
    )
    sheet.line(
        "注：已归档打“√”，未归档填“否”并说明原因。电子档已归档 {{ data.electronic }} 项，纸质档已归档 {{ data.on_paper }} 项，"
        "共 {{ data.total }} 项；统计日期 {{ doc.dated_on }}。本表张贴于纸质档案封面。",
        "Table Note",
    )
    sheet.signatures(
        height=7,
        names=[
            ("整理人", "{{ doc.author }}"),
            ("审签（质量负责人）", "{{ doc.signer }}"),
            ("日期", "{{ doc.signed_on|day }}"),
        ],
        across=3,
    )
    return sheet
