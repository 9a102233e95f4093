"""Pieces that several templates share."""

from ecosteward.deliverables.house_style.sheet import Sheet
from ecosteward.deliverables.house_style.tables import Column


def cover(sheet: Sheet, title: str, *, about: str = "{{ data.client.name }}") -> None:
    """Add a report's cover: number, whom it is about, title, who ordered and who made it, month."""
    sheet.line("编号：{{ doc.number }}", "Cover Number")
    sheet.gap(120)
    sheet.line(about, "Cover Client")
    sheet.gap(10)
    sheet.line(title, "Cover Title")
    sheet.line("{% if doc.draft %}（草稿）{% else %}（正式稿）{% endif %}", "Cover Line")
    sheet.gap(190)
    sheet.line("委托单位：{{ data.client.name }}", "Cover Line")
    sheet.line("编制单位：{{ data.agency.name }}", "Cover Line")
    sheet.line("{{ doc.dated_on|chinese_day }}", "Cover Line")


def responsible(sheet: Sheet) -> None:
    """Add the page that says who answers for a report, and what it may be used for."""
    sheet.line("编制责任表", "TOC Heading")
    sheet.facts(
        [
            ("项目名称*", "{{ doc.title }}"),
            ("委托单位*", "{{ data.client.name }}"),
            ("编制单位*", "{{ data.agency.name }}（盖章）"),
            ("合同编号", "{{ data.contract.number }}"),
            ("报告编号", "{{ doc.number }}"),
        ],
        label=30,
    )
    sheet.gap(12)
    sheet.grid(
        (24, 40, 60, 40),
        (
            ("职责", "姓名", "签名", "日期"),
            ("编制", "{{ doc.author }}", " ", " "),
            ("审核", "{{ data.contract.project_lead }}", " ", " "),
            ("审签", "{{ doc.signer }}（质量负责人）", " ", "{{ doc.signed_on|day }}"),
        ),
    )
    sheet.gap(12)
    sheet.line("声　明", "TOC Heading")
    for sentence in (
        "1. 本报告依据调查时点的现场情况和服务对象提供的资料编制，资料的真实性由服务对象负责。",
        "2. 本报告反映技术服务意见，不替代生态环境主管部门的行政检查、监测和执法结论。",
        "3. 本报告未加盖编制单位公章无效，复印件未重新加盖公章无效；未经编制单位同意不得部分引用。",
        "4. 对本报告有异议的，请在收到之日起 15 日内书面提出。",
        "5. 本报告中以黄色标出的依据、数值和内容尚未核对或有待补充，以核对、补充后的为准。",
    ):
        sheet.line(sentence, "Body Flush")


def finding_columns() -> list[Column]:
    """Return the columns of the problem list, for a landscape page; `row` is a finding."""
    return [
        Column("编号", 32, "{{ row.number }}"),
        Column("企业", 20, "{{ row.client }}"),
        Column("检查日期", 24, "{{ row.found_on }}"),
        Column("调查类别", 21, "{{ row.topic }}"),
        Column("部位", 20, "{{ row.place }}"),
        Column("问题描述", 48, "{{ row.text }}", left=True),
        Column("证据照片", 12, "{{ row.evidence }}"),
        Column("依据", 46, "{{ row.cited }}", left=True),
        Column("等级", 11, "{{ row.severity }}"),
        Column("整改建议", 42, "{{ row.suggestion }}", left=True),
        Column("整改类型", 14, "{{ row.pace }}"),
        Column("责任部门、责任人", 18, "{{ row.responsible }}"),
        Column("期限", 24, "{{ row.due_on }}"),
        Column("状态", 14, "{{ row.state }}"),
    ]
