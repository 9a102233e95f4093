"""The three page styles: official letter (GB/T 9704), technical report, form. Sizes in points, margins in mm."""

from dataclasses import dataclass, replace
from enum import StrEnum

# Chinese type sizes, in points.
ER_HAO, XIAO_ER, SAN_HAO, XIAO_SAN = 22.0, 18.0, 16.0, 15.0
SI_HAO, XIAO_SI, WU_HAO, XIAO_WU = 14.0, 12.0, 10.5, 9.0

SONG, HEI, KAI, FANG, TITLE_SONG = "宋体", "黑体", "楷体", "仿宋", "方正小标宋简体"
LATIN = "Times New Roman"
# What a machine without the font shows instead, and the class of the font: serif or sans serif.
FALLBACK = {
    SONG: ("SimSun", "roman"),
    HEI: ("SimHei", "swiss"),
    KAI: ("楷体_GB2312", "script"),
    FANG: ("仿宋_GB2312", "roman"),
    TITLE_SONG: ("宋体", "roman"),
}


class Numbering(StrEnum):
    """How headings are numbered."""

    OFFICIAL = "official"  # 一、 （一） 1. （1）
    DECIMAL = "decimal"  # 1 1.1 1.1.1
    APPENDIX_F = "appendix_f"  # F.1 F.1.1


@dataclass(frozen=True)
class Text:
    """The look of one kind of paragraph."""

    font: str
    size: float
    bold: bool = False
    centred: bool = False
    before: float = 0
    after: float = 0


@dataclass(frozen=True)
class PageStyle:
    """One family of pages: margins (top, bottom, left, right in mm), type and page number."""

    name: str
    margins: tuple[float, float, float, float]
    body: Text
    title: Text
    headings: tuple[Text, Text, Text, Text]
    numbering: Numbering
    line: float  # a multiple below 5, else an exact pitch in points
    table: float  # size of type in tables
    page_number: str  # "dashes", "centred" or "form"
    cell: int = 30  # space above and below the text of a cell, in twentieths of a point


OFFICIAL = PageStyle(
    name="公文式",
    margins=(37, 35, 28, 26),
    body=Text(FANG, SAN_HAO),
    title=Text(TITLE_SONG, ER_HAO, centred=True, after=14),
    headings=(Text(HEI, SAN_HAO), Text(KAI, SAN_HAO), Text(FANG, SAN_HAO, bold=True), Text(FANG, SAN_HAO)),
    numbering=Numbering.OFFICIAL,
    line=28.95,
    table=WU_HAO,
    page_number="dashes",
)
SUMMARY = PageStyle(
    name="公文式（附录F编号）",
    margins=OFFICIAL.margins,
    body=Text(FANG, SI_HAO),
    title=OFFICIAL.title,
    headings=(
        Text(HEI, SAN_HAO, before=8, after=4),
        Text(KAI, SI_HAO, bold=True, before=4, after=2),
        Text(FANG, SI_HAO, bold=True),
        Text(FANG, SI_HAO),
    ),
    numbering=Numbering.APPENDIX_F,
    line=26,
    table=WU_HAO,
    page_number="dashes",
)
REPORT = PageStyle(
    name="技术报告式",
    margins=(25, 20, 30, 25),
    body=Text(SONG, XIAO_SI),
    title=Text(HEI, ER_HAO, centred=True, after=12),
    headings=(
        Text(HEI, SAN_HAO, bold=True, before=16, after=10),
        Text(HEI, SI_HAO, bold=True, before=10, after=6),
        Text(HEI, XIAO_SI, before=6, after=4),
        Text(SONG, XIAO_SI, bold=True, before=4, after=2),
    ),
    numbering=Numbering.DECIMAL,
    line=1.5,
    table=WU_HAO,
    page_number="centred",
)
FORM = PageStyle(
    name="表单式",
    margins=(18, 15, 20, 18),
    body=Text(SONG, WU_HAO),
    title=Text(HEI, XIAO_ER, centred=True, after=6),
    headings=(
        Text(HEI, SI_HAO, before=8, after=4),
        Text(HEI, XIAO_SI, before=6, after=3),
        Text(SONG, XIAO_SI, bold=True),
        Text(SONG, WU_HAO, bold=True),
    ),
    numbering=Numbering.OFFICIAL,
    line=1.15,
    table=XIAO_WU,
    page_number="form",
)
COVER_LIST = replace(
    FORM, name="存档表", margins=(10, 9, 14, 12), title=replace(FORM.title, size=XIAO_SAN, after=2), table=8.5, cell=8
)
