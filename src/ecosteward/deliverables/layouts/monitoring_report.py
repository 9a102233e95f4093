"""The template of the monitoring report: tables on landscape pages, words of the author between them."""

from ecosteward.deliverables.house_style import page
from ecosteward.deliverables.house_style.sheet import Sheet
from ecosteward.deliverables.house_style.tables import Column


def layout() -> Sheet:
    """Build the template."""
    sheet = Sheet(page.FORM, landscape=True)
    sheet.page_numbers()
    sheet.title("{{ data.period }}在线监测报告")
    sheet.line("编号：{{ doc.number }}", "Number Line")
    sheet.facts(
        [
            ("服务对象", "{{ data.client.name }}"),
            ("编制单位", "{{ data.agency.name }}"),
            ("统计期间", "{{ data.since }} 至 {{ data.until }}"),
            ("编制日期", "{{ doc.dated_on }}"),
        ]
    )
    sheet.line("{{ data.tally }}", "Table Note")
    _factors(sheet)
    _beyond(sheet)
    _amounts(sheet)
    _alarms(sheet)
    _words(sheet)
    sheet.signatures(
        [
            ("编制", "{{ doc.author }}"),
            ("审签（质量负责人）", "{{ doc.signer }}"),
            ("审签日期", "{{ doc.signed_on|day }}"),
        ],
        across=3,
    )
    return sheet


def _factors(sheet: Sheet) -> None:
    sheet.heading("数据有效性与浓度")
    columns = [
        Column("点位", 38, "{{ row.point }}"),
        Column("因子", 24, "{{ row.factor }}"),
        Column("单位", 16, "{{ row.unit }}"),
        Column("应有小时", 15, "{{ row.due }}"),
        Column("有效小时", 15, "{{ row.valid }}"),
        Column("有效率 %", 15, "{{ row.rate }}"),
        Column("日均值范围", 32, "{{ row.lowest }}～{{ row.highest }}"),
        Column("均值", 16, "{{ row.mean }}"),
        Column("限值", 42, "{{ row.limit }}"),
        Column("超标小时", 15, "{{ row.over_hours }}"),
        Column("超标日", 14, "{{ row.over_days }}"),
        Column("排放量 kg", 20, "{{ row.kilograms }}"),
    ]
    sheet.rows("row in data.factors", columns, small=True, empty="没有监测因子")
    sheet.line(
        "注：有效小时按 HJ 75、HJ 356 判定，停运时段不计入应有小时；均值为有效日均值的算术平均，限值要求折算的用折算值。",
        "Table Note",
    )


def _beyond(sheet: Sheet) -> None:
    sheet.heading("超标时段")
    columns = [
        Column("点位", 48, "{{ row.point }}"),
        Column("因子", 34, "{{ row.factor }}"),
        Column("开始", 40, "{{ row.begin }}"),
        Column("连续小时", 24, "{{ row.hours }}"),
        Column("最高值", 26, "{{ row.highest }}"),
        Column("限值", 60, "{{ row.limit }}"),
    ]
    sheet.rows("row in data.episodes", columns, small=True, empty="期间没有超标小时")


def _amounts(sheet: Sheet) -> None:
    sheet.heading("排放总量与替代台账")
    totals = [
        Column("污染物", 50, "{{ row.name }}"),
        Column("许可排放量（t/a）", 40, "{{ row.permitted }}"),
        Column("本年累计（t）", 40, "{{ row.emitted }}"),
        Column("占许可量 %", 30, "{{ row.share }}"),
        Column("依据", 72, "{{ row.basis }}"),
    ]
    sheet.rows("row in data.totals", totals, small=True, empty="没有登记许可排放量")
    sheet.gap(6)
    substituted = [
        Column("点位", 46, "{{ row.point }}"),
        Column("因子", 30, "{{ row.factor }}"),
        Column("时段", 62, "{{ row.time }}"),
        Column("时段数", 20, "{{ row.periods }}"),
        Column("每时段替代量 kg", 30, "{{ row.amount }}"),
        Column("原因与依据", 60, "{{ row.basis }}"),
    ]
    sheet.rows("row in data.substitutions", substituted, small=True, empty="期间没有替代数据")


def _alarms(sheet: Sheet) -> None:
    sheet.heading("报警与处理")
    columns = [
        Column("开始", 28, "{{ row.since }}"),
        Column("点位", 46, "{{ row.point }}"),
        Column("原因", 28, "{{ row.cause }}"),
        Column("内容", 82, "{{ row.text }}"),
        Column("状态", 22, "{{ row.state }}"),
        Column("问题编号", 34, "{{ row.finding }}"),
    ]
    sheet.rows("row in data.alarms", columns, small=True, empty="期间没有报警")


def _words(sheet: Sheet) -> None:
    for place, words in (("operation", "设施与在线设备运行情况"), ("conclusion", "分析与建议")):
        sheet.when(f"words.{place}")
        sheet.heading(words)
        sheet.line(f"{{{{ words.{place} }}}}")
        sheet.end_when()
