"""The template of the record of an inspection on site, with its photo sheet."""

from ecosteward.deliverables.house_style import page
from ecosteward.deliverables.house_style.sheet import Sheet
from ecosteward.deliverables.house_style.tables import Column


def layout() -> Sheet:
    """Build the template."""
    sheet = Sheet(page.FORM, landscape=True)
    sheet.page_numbers()
    sheet.title("环保现场检查记录")
    sheet.line("编号：{{ data.number }}　　文件编号：{{ doc.number }}", "Number Line")
    sheet.facts(
        [
            ("企业", "{{ data.client.name }}"),
            ("地址", "{{ data.client.address }}"),
            ("行业", "{{ data.industry }}"),
            ("检查类型", "{{ data.kind }}"),
            ("检查时间", "{{ data.times }}"),
            ("天气、风向", "{{ data.weather }}"),
            ("检查人员", "{{ data.inspectors }}"),
            ("陪同人员及职务", "{{ data.escort }}"),
            ("生产状况", "{{ data.production }}"),
        ],
        across=3,
        label=24,
    )
    sheet.gap(4)
    sheet.rows(
        "row in data.rows",
        [
            Column("序号", 9, "{{ loop.index }}"),
            Column("类别", 22, "{{ row.topic }}"),
            Column("检查部位", 22, "{{ row.place }}"),
            Column("检查内容", 58, "{{ row.text }}", left=True),
            Column("检查方法", 11, "{{ row.method }}"),
            Column("情况描述", 46, "{{ row.note }}", left=True),
            Column("结论", 13, "{{ row.verdict }}"),
            Column("证据编号", 14, "{{ row.evidence }}"),
            Column("依据", 76, "{{ row.basis }}", left=True),
        ],
        merge="2",
        small=True,
        empty="还没有检查结果",
    )
    sheet.when("data.left_out")
    sheet.line("不涉及的类别：{{ data.left_out }}", "Table Note")
    sheet.end_when()
    sheet.gap(4)
    sheet.facts([("企业意见*", "{{ data.opinion }}")], across=1)
    sheet.signatures(
        [("企业代表签字", " "), ("检查人签字", " "), ("复核人", " "), ("日期", " ")],
        across=4,
    )
    sheet.line("注：本记录只记载事实，不作违法认定。", "Table Note")
    sheet.section()
    sheet.line("现场照片", "Annex Heading")
    sheet.when("data.photos")
    sheet.rows(
        "row in data.photo_rows",
        [
            Column("编号", 14, "{{ row.no }}"),
            Column("部位", 34, "{{ row.place }}"),
            Column("时间", 34, "{{ row.taken_at }}"),
            Column("坐标", 42, "{{ row.position }}"),
            Column("说明", 46, "{{ row.text }}", left=True),
        ],
        small=True,
    )
    sheet.gap(6)
    sheet.pictures("pair in data.photos")
    sheet.otherwise()
    sheet.line("本次检查没有留存照片。", "Body Flush")
    sheet.end_when()
    return sheet
