"""Which slot a dropped file probably belongs on, from its name: pure functions."""

import re
import unicodedata

# Words that names of such files carry in practice. A suggestion only: a person places the paper.
KEYWORDS: dict[str, tuple[str, ...]] = {
    "E.1": ("营业执照",),
    "E.2-1": ("环境影响评价", "环境影响报告", "环境影响登记", "环评", "环评批复", "报告书批复", "报告表批复"),
    "E.2-2": ("竣工环境保护验收", "竣工环保验收", "验收监测报告", "验收报告", "环保验收"),
    "E.2-3": ("验收意见", "验收批复", "验收公示", "公示截图"),
    "E.3-1": ("排污许可证", "排污登记", "固定污染源排污登记回执"),
    "E.3-2": ("排污许可执行报告", "排污许可证执行报告", "执行报告"),
    "E.4-1": ("突发环境事件应急预案", "环境应急预案", "应急预案", "应急资源调查", "环境风险评估", "预案评审意见"),
    "E.4-2": ("突发环境事件应急预案备案", "应急预案备案", "预案备案表", "应急备案"),
    "E.5": ("清洁生产",),
    "E.6-1": ("危险废物管理计划", "危废管理计划", "管理计划表"),
    "E.6-2": (
        "危险废物处置合同",
        "危废处置合同",
        "危废处置协议",
        "危险废物委托处置",
        "委托处置协议",
        "委托处置合同",
        "处置协议",
    ),
    "E.6-3": ("危险废物经营许可证", "危废经营许可证", "经营许可证"),
    "E.6-4": ("转移联单", "危废联单"),
    "E.6-5": ("危险废物管理台账", "危废台账", "危险废物台账", "危废管理台账"),
    "E.6-6": ("全生命周期", "危废监控系统"),
    "E.7": ("环境信息依法披露", "信息披露", "披露年度报告", "披露临时报告", "平台公开"),
    "E.8-1": ("环境管理制度", "环保管理制度", "组织架构", "组织机构", "培训制度", "环保制度", "岗位职责"),
    "E.8-2": ("自行监测", "检测报告", "监测报告", "监测方案", "LDAR", "泄漏检测", "比对监测", "噪声监测", "废水监测"),
    "E.8-3": ("环境调查", "隐患排查", "调查报告", "评估报告", "体检报告", "环保状况", "排查报告", "现场检查"),
    "E.8-4": ("行政处罚", "处罚决定", "责令改正", "污染事故", "整改报告", "整改材料", "违法"),
    "E.8-5": ("设施运行台账", "设施运行管理台账", "治理设施台账", "运行台账", "运行记录", "运维记录"),
    "E.9-1": ("土地使用证", "不动产权", "土地证", "房产证"),
    "E.9-2": ("土地利用规划", "用地规划"),
    "E.9-3": ("平面布置图", "平面图", "总平图", "厂区布置"),
    "E.9-4": ("工艺流程",),
    "E.9-5": ("雨污管网", "管网图", "雨污分流图"),
    "E.9-6": ("风险分布图", "风险源分布", "环境风险分布"),
    "E.9-7": ("原辅料", "原辅材料", "产品清单", "产品及原"),
    "E.9-8": ("危险化学品清单", "危化品清单", "危险化学品", "危化品"),
    "E.9-9": ("三废产排", "产排污", "产排数据", "三废数据"),
    "E.9-10": ("正门", "大门照片", "厂门"),
    "E.9-11": ("重点区域",),
    "E.9-12": ("治理设施照片", "设施照片", "三废治理设施"),
    "E.9-13": ("产污节点",),
    "E.9-14": ("污染痕迹",),
}
_QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}
_YEAR = r"(?<!\d)(20\d\d)"
_QUARTER_OF = re.compile(rf"{_YEAR}年?(?:q([1-4])|第?([一二三四1-4])季)")
_MONTH_OF = re.compile(rf"{_YEAR}(?:年(1[0-2]|0?[1-9])月(?!\d)|[-.](1[0-2]|0[1-9])(?![-.\d]))")
_YEAR_OF = re.compile(rf"{_YEAR}(?:年度|年报|年(?!\d)|$)")


def suggest(name: str, most: int = 2) -> list[str]:
    """Return the slots that a file's name speaks for, the likeliest first: longer words say more."""
    text = plain(name)
    scores = {
        slot: max(len(word) for word in found)
        for slot, words in KEYWORDS.items()
        if (found := [word for word in words if plain(word) in text])
    }
    return sorted(scores, key=lambda slot: -scores[slot])[:most]


def plain(text: str) -> str:
    """Return a text as names are compared: half-width, small letters, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def period(text: str) -> str:
    """Return the period that a name or a typed text speaks of: 2026Q3, 2026-07, 2026; empty where it speaks of none."""
    short = plain(text)
    if found := _QUARTER_OF.search(short):
        quarter = found[2] or found[3]
        return f"{found[1]}Q{_QUARTERS.get(quarter, quarter)}"
    if found := _MONTH_OF.search(short):
        return f"{found[1]}-{int(found[2] or found[3]):02d}"
    return found[1] if (found := _YEAR_OF.search(short)) else ""
