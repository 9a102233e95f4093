"""The template of the service summary: Appendix F, every section and sub-item as printed."""

from collections.abc import Callable

from ecosteward.deliverables.house_style import page
from ecosteward.deliverables.house_style.sheet import Sheet
from ecosteward.deliverables.house_style.tables import Column
from ecosteward.standard import queries as standard


def layout() -> Sheet:
    """Build the template."""
    sheet = Sheet(page.SUMMARY)
    sheet.page_numbers()
    sheet.title("{{ data.client.name }}\n{{ data.period }}环保服务总结")
    sheet.line("编号：{{ doc.number }}", "Number Line")
    sheet.line(
        "服务单位：{{ data.agency.name }}；合同：{{ data.contract.number }}；"
        "总结期间：{{ data.since|day }}至{{ data.until|day }}。",
        "Body Flush",
    )
    for section in standard.summary_sections():
        sheet.heading(section.title)
        for item in section.items:
            sheet.heading(item.title, 2)
            _FILLED[item.id](sheet)
            _typed(sheet, item.id)
        if not section.items:
            _FILLED[section.id](sheet)
            _typed(sheet, section.id)
    sheet.gap(24)
    sheet.line("{{ data.agency.name }}", "Signature")
    sheet.line("{{ doc.dated_on|day }}　　", "Signature")
    sheet.line("编制：{{ doc.author }}　　审签：{{ doc.signer }}（质量负责人）", "Body Flush")
    return sheet


def place(item: str) -> str:
    """Return the name of the author's words on an item: `f21` for F.2.1."""
    return item.lower().replace(".", "")


def _typed(sheet: Sheet, item: str) -> None:
    sheet.when(f"words.{place(item)}")
    sheet.line(f"{{{{ words.{place(item)} }}}}")
    sheet.end_when()


def _execution(rows: str, words: str) -> Callable[[Sheet], None]:
    def fill(sheet: Sheet) -> None:
        sheet.caption(f"{words}工作目标与计划执行情况")
        sheet.rows(
            f"row in data.{rows}",
            [
                Column("期间", 29, "{{ row.period }}"),
                Column("工作目标", 54, "{{ row.goal }}", left=True),
                Column("计划任务", 22, "{{ row.planned }}"),
                Column("已完成", 18, "{{ row.done }}"),
                Column("完成率", 18, "{{ row.rate }}"),
                Column("未完成任务", 44, "{{ row.left_over }}", left=True),
            ],
        )

    return fill


def _attendance(sheet: Sheet) -> None:
    sheet.line("本期投入服务人员{{ data.attendance|length }}人，工作记录{{ data.records }}条。")
    sheet.caption("人员配备及出勤")
    sheet.rows(
        "row in data.attendance",
        [
            Column("姓名", 22, "{{ row.person }}"),
            Column("职责", 40, "{{ row.duty }}", left=True),
            Column("驻点（天）", 22, "{{ row.on_site }}"),
            Column("非驻点（次）", 24, "{{ row.off_site }}"),
            Column("工时（小时）", 24, "{{ row.hours }}"),
        ],
    )


def _surveys(sheet: Sheet) -> None:
    sheet.line("{{ data.survey_words }}")
    sheet.caption("分类别调查结果（检查项）")
    sheet.rows(
        "row in data.topics",
        [
            Column("调查类别", 70, "{{ row.name }}", left=True),
            Column("符合", 18, "{{ row.conforming }}"),
            Column("不符合", 18, "{{ row.failed }}"),
            Column("待核实", 18, "{{ row.unsure }}"),
            Column("不适用", 18, "{{ row.not_applicable }}"),
        ],
    )


def _inspections(sheet: Sheet) -> None:
    sheet.caption("例行检查与配合督查")
    sheet.rows(
        "row in data.visits",
        [
            Column("检查编号", 34, "{{ row.number }}"),
            Column("类型", 20, "{{ row.kind }}"),
            Column("日期", 24, "{{ row.day }}"),
            Column("检查人员", 40, "{{ row.inspectors }}"),
            Column("检查项", 16, "{{ row.items }}"),
            Column("发现问题", 20, "{{ row.findings }}"),
        ],
    )


def _works(rows: str, caption: str) -> Callable[[Sheet], None]:
    def fill(sheet: Sheet) -> None:
        sheet.caption(caption)
        sheet.rows(
            f"row in data.{rows}",
            [
                Column("日期", 24, "{{ row.day }}"),
                Column("事项", 44, "{{ row.title }}", left=True),
                Column("工作内容", 90, "{{ row.text }}", left=True),
            ],
            empty="本期没有此类工作记录",
        )

    return fill


def _rectification(sheet: Sheet) -> None:
    sheet.line("{{ data.rectification_words }}")
    sheet.caption("问题整改情况")
    sheet.rows(
        "row in data.rectification",
        [
            Column("等级", 24, "{{ row.name }}"),
            Column("应改", 20, "{{ row.due }}"),
            Column("已销号", 20, "{{ row.closed }}"),
            Column("申请销号", 20, "{{ row.submitted }}"),
            Column("超期", 20, "{{ row.overdue }}"),
            Column("整改率", 24, "{{ row.rate }}"),
        ],
    )
    sheet.when("data.open_findings")
    sheet.caption("未销号问题")
    sheet.rows(
        "row in data.open_findings",
        [
            Column("编号", 30, "{{ row.number }}"),
            Column("问题", 70, "{{ row.text }}", left=True),
            Column("等级", 14, "{{ row.severity }}"),
            Column("期限", 24, "{{ row.due_on }}"),
            Column("状态", 28, "{{ row.state }}"),
        ],
        empty="",
    )
    sheet.end_when()


def _results(sheet: Sheet) -> None:
    sheet.caption("合同任务完成情况（累计）")
    sheet.rows(
        "row in data.lines",
        [
            Column("服务内容", 80, "{{ row.name }}", left=True),
            Column("合同数量", 22, "{{ row.planned }}"),
            Column("已完成", 20, "{{ row.done }}"),
            Column("完成率", 22, "{{ row.rate }}"),
        ],
    )
    sheet.caption("服务成果清单")
    sheet.rows(
        "row in data.results",
        [
            Column("成果类别", 30, "{{ row.category }}"),
            Column("名称", 60, "{{ row.title }}", left=True),
            Column("编号", 48, "{{ row.number }}"),
            Column("审签日期", 24, "{{ row.day }}"),
        ],
    )


def _hard(sheet: Sheet) -> None:
    sheet.caption("重大、较大问题的整改")
    sheet.rows(
        "row in data.key_findings",
        [
            Column("编号", 30, "{{ row.number }}"),
            Column("问题", 56, "{{ row.text }}", left=True),
            Column("应对措施", 56, "{{ row.measure }}", left=True),
            Column("销号日期", 24, "{{ row.closed_on }}"),
        ],
        empty="本期没有重大、较大问题销号",
    )


def _troubles(sheet: Sheet) -> None:
    sheet.caption("服务工作问题")
    sheet.rows(
        "row in data.troubles",
        [
            Column("来源", 26, "{{ row.source }}"),
            Column("日期", 24, "{{ row.day }}"),
            Column("问题", 110, "{{ row.text }}", left=True),
        ],
        empty="本期没有投诉、退回和超期的任务",
    )


def _measures(sheet: Sheet) -> None:
    sheet.caption("调整及应对措施")
    sheet.rows(
        "row in data.measures",
        [
            Column("问题", 60, "{{ row.text }}", left=True),
            Column("措施", 74, "{{ row.measure }}", left=True),
            Column("状态", 24, "{{ row.state }}"),
        ],
        empty="本期没有登记的改进措施",
    )


def _next(sheet: Sheet) -> None:
    sheet.line("下一期（{{ data.next_period }}）工作计划如下。")
    sheet.caption("下一期工作计划")
    sheet.rows(
        "row in data.next_tasks",
        [
            Column("计划日期", 24, "{{ row.planned_on }}"),
            Column("任务", 76, "{{ row.title }}", left=True),
            Column("服务方式", 20, "{{ row.mode }}"),
            Column("承办人", 22, "{{ row.assignee }}"),
            Column("应完成日期", 24, "{{ row.due_on }}"),
        ],
        empty="下一期还没有安排任务",
    )


_FILLED: dict[str, Callable[[Sheet], None]] = {
    "F.1.1": _execution("months", "月度"),
    "F.1.2": _execution("quarters", "季度"),
    "F.1.3": _execution("years", "年度"),
    "F.2.1": _attendance,
    "F.2.2": _surveys,
    "F.2.3": _inspections,
    "F.2.4": _works("events", "典型环境事件应对"),
    "F.2.5": _rectification,
    "F.2.6": _works("others", "其他生态环境事务协助处理"),
    "F.3.1": _results,
    "F.3.2": _hard,
    "F.4.1": _troubles,
    "F.4.2": _measures,
    "F.5": _next,
}
