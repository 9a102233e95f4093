"""Which column of a list holds what: pure functions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ecosteward.clients.imports.sheet import Row, Value
from ecosteward.clients.rules.text import tight, without_brackets


@dataclass(frozen=True)
class Column:
    """What a list can hold: `titles` are the headings it goes by, the first one ours; `hint` says how to fill it."""

    key: str
    titles: tuple[str, ...]
    hint: str
    example: str
    width: int = 16

    @property
    def title(self) -> str:
        """Return our own heading."""
        return self.titles[0]


COLUMNS: tuple[Column, ...] = (
    Column(
        "name",
        (
            "企业名称",
            "单位名称",
            "公司名称",
            "名称",
            "企业全称",
            "单位全称",
            "排污单位名称",
            "排污单位",
            "法人单位名称",
            "生产经营单位名称",
            "纳税人名称",
            "企业",
            "单位",
        ),
        "必填，与营业执照一致",
        "某某涂料有限公司",
        30,
    ),
    Column(
        "credit_code",
        (
            "统一社会信用代码",
            "社会信用代码",
            "统一信用代码",
            "社会统一信用代码",
            "信用代码",
            "税号",
            "纳税人识别号",
        ),
        "18 位，单元格设为文本；没有的留空",
        "91350100M000100Y43",
        22,
    ),
    Column(
        "site",
        (
            "厂址",
            "地址",
            "企业地址",
            "单位地址",
            "详细地址",
            "生产地址",
            "生产经营场所地址",
            "经营地址",
            "注册地址",
            "所在地",
        ),
        "生产场所的详细地址",
        "某某开发区兴业路 8 号",
        30,
    ),
    Column(
        "industry", ("行业类别", "行业", "行业名称", "所属行业", "国民经济行业类别", "行业类型"), "文字", "涂料制造"
    ),
    Column(
        "industry_code",
        ("行业代码", "行业编码", "行业类别代码", "国民经济行业代码"),
        "GB/T 4754，如 C2641 或 2641",
        "C2641",
    ),
    Column(
        "contact",
        ("联系人", "环保联系人", "企业联系人", "联系人姓名", "环保负责人", "负责人", "环保专员"),
        "企业的环保联系人",
        "张三",
    ),
    Column(
        "phone",
        (
            "联系电话",
            "电话",
            "手机",
            "手机号",
            "手机号码",
            "联系方式",
            "联系人电话",
            "电话号码",
            "联系手机",
            "固定电话",
        ),
        "手机或带区号的固定电话，单元格设为文本",
        "13800000000",
    ),
    Column("legal", ("法定代表人", "法人", "法人代表", "法定代表人姓名"), "姓名", "李四"),
    Column(
        "park",
        ("所在园区", "园区", "所属园区", "园区名称", "工业园区", "开发区", "所在工业园区"),
        "与系统里的园区名称一致",
        "某某化工产业园",
        24,
    ),
    Column(
        "longitude",
        ("经度", "东经", "中心经度", "厂区经度"),
        "十进制度数（117.2856）或度分秒（117°17′08″）",
        "117.2856",
    ),
    Column("latitude", ("纬度", "北纬", "中心纬度", "厂区纬度"), "同上", "34.2044"),
    Column("scale", ("生产规模", "规模", "产能", "生产能力", "设计产能"), "文字", "年产涂料 3000 吨", 24),
    Column(
        "started_on",
        ("投产日期", "投产时间", "投产年份", "建成投产时间", "投运日期", "开业时间"),
        "2015、2015-06 或 2015-06-18",
        "2015-06",
    ),
    Column(
        "permit_number",
        ("排污许可证编号", "许可证编号", "排污许可证号", "排污许可编号", "排污许可证", "登记编号", "排污登记编号"),
        "22 位，单元格设为文本",
        "91350100M000100Y43001P",
        26,
    ),
    Column(
        "management",
        ("管理类别", "排污许可管理类别", "许可管理类别", "管理类型"),
        "重点管理、简化管理或登记管理",
        "简化管理",
    ),
    Column(
        "permit_to",
        ("许可证有效期至", "有效期至", "许可证有效期", "许可证到期日", "许可证到期时间", "有效期止"),
        "2027-12-31",
        "2027-12-31",
    ),
    Column("note", ("备注", "说明", "其他"), "其他要说明的", ""),
)
BY_KEY = {column.key: column for column in COLUMNS}
_IGNORED = {"序号", "编号", "no", "no.", "№"}
_BY_TITLE = {title: column.key for column in COLUMNS for title in column.titles}
_SHORTEST_PART = 2
_SEARCHED = 30


@dataclass(frozen=True)
class Header:
    """Where the headings stand: `line` is the sheet's row number of the last heading row, `columns` maps key to index."""

    line: int
    columns: dict[str, int]
    titles: tuple[str, ...]


def recognise(title: Value) -> str:
    """Return the key of a heading; empty for one that means nothing to us."""
    plain = _plain(title)
    if plain in _BY_TITLE:
        return _BY_TITLE[plain]
    if plain.lower() in _IGNORED or len(plain) > len("国民经济行业类别") * 2:
        return ""
    parts = [part for part in _BY_TITLE if len(part) > _SHORTEST_PART and part in plain]
    return _BY_TITLE[max(parts, key=len)] if parts else ""


def is_heading(value: Value, key: str) -> bool:
    """Tell whether a cell is, word for word, a heading of that key."""
    return _BY_TITLE.get(_plain(value)) == key


def find_header(rows: Sequence[Row]) -> Header | None:
    """Return the heading row under any title rows: the first with the most known headings, the name among them."""
    found = [(len(columns), -at) for at, row in enumerate(rows[:_SEARCHED]) if "name" in (columns := _known(row))]
    if not found:
        return None
    return header_at(rows, -max(found)[1])


def header_on_line(rows: Sequence[Row], line: int) -> Header | None:
    """Return the headings of a given row of the sheet; None where that row is blank or there is none."""
    at = next((at for at, row in enumerate(rows) if row.line == line), None)
    if at is None:
        return None
    return Header(line, _known(rows[at]), _titles(rows[at]))


def header_at(rows: Sequence[Row], at: int) -> Header:
    """Return the headings of a row, joined with those of the next where a heading is divided into two below."""
    row, columns, titles = rows[at], _known(rows[at]), list(_titles(rows[at]))
    below = rows[at + 1] if at + 1 < len(rows) else None
    if below is None or _text(below, columns.get("name", 0)):
        return Header(row.line, columns, tuple(titles))
    further = {key: index for key, index in _known(below).items() if not _text(below, columns["name"])}
    if not further:
        return Header(row.line, columns, tuple(titles))
    for index, title in enumerate(_titles(below)):
        if title and index < len(titles):
            titles[index] = title
    kept = {key: index for key, index in columns.items() if index not in further.values()}
    return Header(below.line, {**kept, **further}, tuple(titles))


def _plain(title: Value) -> str:
    return re.sub(r"[*＊:：#、/]", "", without_brackets(tight(str(title or ""))))


def _known(row: Row) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, value in enumerate(row.values):
        if isinstance(value, str) and (key := recognise(value)):
            columns.setdefault(key, index)
    return columns


def _titles(row: Row) -> tuple[str, ...]:
    return tuple(" ".join(str(value).split()) if value is not None else "" for value in row.values)


def _text(row: Row, index: int) -> str:
    return str(row.values[index] or "") if index < len(row.values) else ""
