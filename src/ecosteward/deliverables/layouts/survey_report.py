"""The template of the survey report: a report volume after 5.2 of the house's catalogue of papers."""

from ecosteward.deliverables.house_style import page
from ecosteward.deliverables.house_style.blocks import cover, finding_columns, responsible
from ecosteward.deliverables.house_style.sheet import Sheet
from ecosteward.deliverables.house_style.tables import Column

_NOT_PROVIDED = "企业未提供"


def layout() -> Sheet:
    """Build the template."""
    sheet = Sheet(page.REPORT)
    cover(sheet, "企业环保状况调查报告")
    sheet.section()
    responsible(sheet)
    sheet.section(restart="upperRoman")
    sheet.page_numbers()
    sheet.contents()
    sheet.section(restart="decimal")
    sheet.header("企业环保状况调查报告", "{{ data.agency.name }}")
    _abstract(sheet)
    _general(sheet)
    _enterprise(sheet)
    _topics(sheet)
    _summary(sheet)
    _plan(sheet)
    sheet.heading("风险提示与政策预警")
    sheet.line("{{ words.risk }}")
    sheet.heading("结论")
    sheet.line("{{ data.conclusion }}")
    sheet.when("words.conclusion")
    sheet.line("{{ words.conclusion }}")
    sheet.end_when()
    _annexes(sheet)
    return sheet


def _abstract(sheet: Sheet) -> None:
    sheet.line("摘　要", "TOC Heading")
    sheet.line("{{ data.abstract }}")
    sheet.when("data.urgent")
    sheet.line("建议优先处理下列问题：")
    sheet.each("row in data.urgent")
    sheet.line("（{{ loop.index }}）{{ row.text }}（{{ row.severity }}，{{ row.place }}，期限 {{ row.due_on|day }}）。")
    sheet.end_each()
    sheet.end_when()
    sheet.when("words.abstract")
    sheet.line("{{ words.abstract }}")
    sheet.end_when()


def _general(sheet: Sheet) -> None:
    sheet.heading("总则")
    sheet.heading("目的", 2)
    sheet.line(
        "受{{ data.client.name }}委托，{{ data.agency.name }}依据{{ data.edition }}对其环保状况开展调查，"
        "查明环保手续、污染防治设施和日常环境管理的现状，找出问题并提出整改建议。"
    )
    sheet.heading("范围与时段", 2)
    sheet.line(
        "调查范围为{{ data.client.name }}（{{ data.client.address }}），"
        "调查时段为{{ data.since|day }}{% if data.until != data.since %}至{{ data.until|day }}{% endif %}。"
    )
    sheet.caption("现场检查安排")
    sheet.rows(
        "row in data.visits",
        [
            Column("检查编号", 28, "{{ row.number }}"),
            Column("检查类型", 18, "{{ row.kind }}"),
            Column("日期", 24, "{{ row.day }}"),
            Column("检查人员", 32, "{{ row.inspectors }}"),
            Column("企业陪同人员", 32, "{{ row.escort }}"),
            Column("生产状况", 24, "{{ row.production }}"),
        ],
    )
    sheet.heading("依据", 2)
    sheet.each("row in data.bases")
    sheet.line("（{{ loop.index }}）{{ row }}")
    sheet.end_each()
    sheet.heading("方法与程序", 2)
    sheet.line(
        "采用资料查阅、现场检查、人员询问和快速检测等方法，按“准备—现场检查—问题确认—报告编制—内部审核—审签”的程序开展。"
    )
    sheet.heading("判定与分级规则", 2)
    sheet.line(
        "检查项逐项判定为符合、不符合、待核实或不适用；不符合的形成问题，按对环境和合规的影响分为重大、较大、一般、建议四级。"
        "整改类型按期限分为立行立改（7 日以内）、限期整改（30 日以内）和长期整改。分级与期限为编制单位的工作规则。"
    )


def _enterprise(sheet: Sheet) -> None:
    sheet.heading("企业概况")
    sheet.heading("基本信息", 2)
    sheet.rows(
        "row in data.profile.facts",
        [Column("项目", 40, "{{ row.name }}"), Column("内容", 120, "{{ row.value }}", left=True)],
    )
    sheet.heading("产品与产能", 2)
    sheet.caption("产品与产能")
    sheet.rows(
        "row in data.profile.products",
        [
            Column("产品", 44, "{{ row.name }}", left=True),
            Column("单位", 16, "{{ row.unit }}"),
            Column("批复产能", 24, "{{ row.approved }}"),
            Column("实际产量", 24, "{{ row.actual }}"),
            Column("偏差", 18, "{{ row.deviation }}"),
        ],
        empty=_NOT_PROVIDED,
    )
    sheet.heading("主要原辅材料", 2)
    sheet.caption("主要原辅材料")
    sheet.rows(
        "row in data.profile.materials",
        [
            Column("名称", 36, "{{ row.name }}", left=True),
            Column("主要成分与性状", 44, "{{ row.component }}", left=True),
            Column("单位", 14, "{{ row.unit }}"),
            Column("环评用量", 20, "{{ row.approved }}"),
            Column("实际用量", 20, "{{ row.actual }}"),
            Column("最大贮存量与位置", 34, "{{ row.storage }}", left=True),
        ],
        empty=_NOT_PROVIDED,
    )
    sheet.heading("产排污环节", 2)
    sheet.caption("产排污环节")
    sheet.rows(
        "row in data.profile.processes",
        [
            Column("工序", 36, "{{ row.step }}", left=True),
            Column("编号", 20, "{{ row.code }}"),
            Column("类别", 18, "{{ row.medium_words }}"),
            Column("污染物", 44, "{{ row.pollutants }}", left=True),
            Column("收集、治理与去向", 54, "{{ row.destination }}", left=True),
        ],
        empty=_NOT_PROVIDED,
    )
    sheet.heading("污染治理设施", 2)
    sheet.caption("污染治理设施")
    sheet.rows(
        "row in data.profile.facilities",
        [
            Column("编号", 18, "{{ row.code }}"),
            Column("名称", 38, "{{ row.name }}", left=True),
            Column("类别", 16, "{{ row.medium_words }}"),
            Column("处理工艺", 44, "{{ row.method }}", left=True),
            Column("设计能力", 26, "{{ row.capacity }}"),
            Column("对应排放口", 22, "{{ row.outlet }}"),
            Column("状态", 14, "{{ row.state_words }}"),
        ],
        empty=_NOT_PROVIDED,
    )


def _topics(sheet: Sheet) -> None:
    sheet.heading("分项调查结果")
    sheet.each("topic in data.topics")
    sheet.heading("{{ topic.name }}", 2)
    sheet.when("topic.left_out")
    sheet.line("{{ topic.left_out }}")
    sheet.otherwise()
    sheet.heading("现状", 3)
    _present(sheet)
    sheet.heading("符合性", 3)
    sheet.line("{{ topic.conclusion }}")
    sheet.caption("{{ topic.name }}检查结果")
    sheet.rows(
        "row in topic.rows",
        [
            Column("序号", 10, "{{ loop.index }}"),
            Column("检查内容", 70, "{{ row.text }}", left=True),
            Column("部位", 22, "{{ row.place }}"),
            Column("方法", 13, "{{ row.method }}"),
            Column("情况描述", 42, "{{ row.note }}", left=True),
            Column("结论", 15, "{{ row.verdict }}"),
        ],
    )
    sheet.heading("问题与建议", 3)
    sheet.when("topic.findings")
    sheet.caption("{{ topic.name }}问题")
    sheet.rows(
        "row in topic.findings",
        [
            Column("编号", 30, "{{ row.number }}"),
            Column("部位", 20, "{{ row.place }}"),
            Column("问题描述", 40, "{{ row.text }}", left=True),
            Column("依据", 42, "{{ row.cited }}", left=True),
            Column("等级", 11, "{{ row.severity }}"),
            Column("整改建议", 40, "{{ row.suggestion }}", left=True),
        ],
        empty="",
        small=True,
    )
    sheet.otherwise()
    sheet.line("本类调查未发现不符合项。")
    sheet.end_when()
    sheet.end_when()
    sheet.end_each()


def _present(sheet: Sheet) -> None:
    """Show what the enterprise has provided on a topic, and say plainly what it has not."""
    sheet.each("sentence in topic.provided")
    sheet.line("{{ sentence }}")
    sheet.end_each()
    sheet.when('topic.no == "1" and data.profile.approvals')
    sheet.caption("环评与“三同时”执行情况")
    sheet.rows(
        "row in data.profile.approvals",
        [
            Column("项目", 40, "{{ row.project }}", left=True),
            Column("环评类别", 18, "{{ row.kind_words }}"),
            Column("审批（备案）文号", 36, "{{ row.number }}"),
            Column("批复日期", 25, "{{ row.approved_on }}"),
            Column("验收方式", 20, "{{ row.acceptance_words }}"),
            Column("验收日期", 25, "{{ row.accepted_on }}"),
        ],
    )
    sheet.end_when()
    sheet.when('topic.no == "1" and data.profile.permits')
    sheet.caption("排污许可")
    sheet.rows(
        "row in data.profile.permits",
        [
            Column("证书（登记）编号", 50, "{{ row.number }}"),
            Column("管理类别", 24, "{{ row.management_words }}"),
            Column("发证机关", 36, "{{ row.issued_by }}"),
            Column("有效期", 50, "{{ row.valid_from }} 至 {{ row.valid_to }}"),
        ],
    )
    sheet.end_when()
    sheet.when('topic.no == "6" and data.profile.plans')
    sheet.caption("突发环境事件应急预案备案")
    sheet.rows(
        "row in data.profile.plans",
        [
            Column("备案编号", 44, "{{ row.number }}"),
            Column("备案日期", 24, "{{ row.filed_on }}"),
            Column("备案部门", 40, "{{ row.filed_with }}"),
            Column("风险级别", 36, "{{ row.risk }}"),
            Column("有效期至", 24, "{{ row.valid_until }}"),
        ],
    )
    sheet.end_when()
    for no, medium, words in (("8", "gas", "废气"), ("9", "water", "废水")):
        sheet.when(f'topic.no == "{no}" and data.profile.{medium}_limits')
        sheet.caption(f"{words}排放口与限值")
        sheet.rows(
            f"row in data.profile.{medium}_limits",
            [
                Column("排放口", 34, "{{ row.outlet }}", left=True),
                Column("污染物", 28, "{{ row.pollutant }}"),
                Column("限值", 18, "{{ row.value }}"),
                Column("单位", 18, "{{ row.unit }}"),
                Column("依据", 62, "{{ row.basis }}", left=True),
            ],
            merge="1",
        )
        sheet.end_when()
    sheet.when('topic.no == "10" and data.profile.wastes')
    sheet.caption("危险废物产生与处置")
    sheet.rows(
        "row in data.profile.wastes",
        [
            Column("废物代码", 24, "{{ row.code }}"),
            Column("废物名称", 34, "{{ row.name }}", left=True),
            Column("单位", 14, "{{ row.unit }}"),
            Column("环评产生量", 20, "{{ row.approved }}"),
            Column("实际产生量", 20, "{{ row.actual }}"),
            Column("贮存场所", 26, "{{ row.storage }}", left=True),
            Column("利用处置去向", 32, "{{ row.disposal }}", left=True),
        ],
    )
    sheet.end_when()
    sheet.line("{{ topic.scope }}")


def _summary(sheet: Sheet) -> None:
    sheet.heading("问题汇总与分析")
    sheet.heading("按类别和等级统计", 2)
    sheet.line("{{ data.tally }}")
    sheet.caption("问题统计")
    sheet.rows(
        "row in data.counts",
        [
            Column("调查类别", 70, "{{ row.name }}", left=True),
            Column("重大", 18, "{{ row.major }}"),
            Column("较大", 18, "{{ row.serious }}"),
            Column("一般", 18, "{{ row.ordinary }}"),
            Column("建议", 18, "{{ row.advice }}"),
            Column("合计", 18, "{{ row.total }}"),
        ],
    )
    sheet.heading("反复出现的问题", 2)
    sheet.when("data.recurring")
    sheet.each("row in data.recurring")
    sheet.line("（{{ loop.index }}）{{ row.number }}　{{ row.text }}（已反复 {{ row.recurrences }} 次）。")
    sheet.end_each()
    sheet.otherwise()
    sheet.line("本次调查未发现销号后反复的问题。")
    sheet.end_when()
    sheet.heading("成因分析", 2)
    sheet.line("{{ words.causes }}")


def _plan(sheet: Sheet) -> None:
    sheet.heading("整改方案")
    sheet.when("data.plan")
    sheet.line("按整改期限分为下列各类，逐项明确措施、责任人和期限。")
    sheet.each("group in data.plan")
    sheet.heading("{{ group.name }}", 2)
    sheet.caption("{{ group.name }}清单")
    sheet.rows(
        "row in group.rows",
        [
            Column("编号", 26, "{{ row.number }}"),
            Column("问题", 50, "{{ row.text }}", left=True),
            Column("整改措施", 54, "{{ row.suggestion }}", left=True),
            Column("责任部门、责任人", 22, "{{ row.responsible }}"),
            Column("期限", 24, "{{ row.due_on }}"),
        ],
        empty="",
    )
    sheet.end_each()
    sheet.otherwise()
    sheet.line("本次调查没有需要整改的问题。")
    sheet.end_when()


def _annexes(sheet: Sheet) -> None:
    sheet.section(landscape=True)
    sheet.line("附表　问题清单", "Annex Heading")
    sheet.rows("row in data.findings", finding_columns(), small=True)
    sheet.section()
    sheet.line("附图　现场照片（整改前）", "Annex Heading")
    sheet.when("data.photos")
    sheet.pictures("pair in data.photos")
    sheet.otherwise()
    sheet.line("本次调查没有留存问题照片。")
    sheet.end_when()
