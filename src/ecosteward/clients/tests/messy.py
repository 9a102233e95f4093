"""A list of 300 enterprises with what real lists have. The same every time; every company in it is made up."""

import datetime as dt
import io
from dataclasses import dataclass, field
from random import Random
from typing import Any

import openpyxl

from ecosteward.accounts.rules import check_digit

_PLACES = ["彭城", "云龙", "铜山", "泉山", "贾汪", "丰源", "沛泽", "睢宁", "邳新", "新沂", "汉王", "大黄山"]
_WORDS = [
    "恒达",
    "鑫源",
    "华盛",
    "永固",
    "天润",
    "中兴",
    "宏泰",
    "利民",
    "金桥",
    "双龙",
    "晨光",
    "远景",
    "嘉和",
    "瑞丰",
]
_TRADES = [
    ("涂料", "C2641"),
    ("纺织", "C1751"),
    ("食品", "C1499"),
    ("铸造", "C3391"),
    ("木业", "C2021"),
    ("电子", "C3982"),
]
_FULL_WIDTH = str.maketrans(
    "0123456789ABCDEFGHJKLMNPQRTUWXY", "０１２３４５６７８９ＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＴＵＷＸＹ"
)
TITLES = ["序号", "企业名称\n（盖章）", "统一社会\n信用代码*", "厂 址", "行业类别", "行业代码", "环保联系人", "联系电话",
          "所属园区", "经度", "纬度", "投产时间", "排污许可证编号", "备注"]  # fmt: skip


@dataclass
class Messy:
    """The workbook and how many rows of each kind it has."""

    content: bytes = b""
    enterprises: int = 0
    wrong_codes: list[int] = field(default_factory=list)
    lost_codes: list[int] = field(default_factory=list)
    nameless: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    without_code: list[int] = field(default_factory=list)


def code(number: int) -> str:
    """Return a valid, made-up credit code."""
    body = f"91320300MA1X{number:05d}"
    return body + check_digit(body)


def name(number: int) -> str:
    """Return a company's name; no two are alike."""
    place, word = _PLACES[number % 12], _WORDS[number // 12 % 14]
    return f"徐州{place}{word}{'一二三四五'[number // 168]}号{_TRADES[number % 6][0]}有限公司"


def messy(count: int = 300) -> Messy:
    """Make the list: merged titles, full-width digits, text dates, duplicates, wrong codes, blanks, notes."""
    random, made = Random(20261124), Messy()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "附件1"
    sheet["A1"] = "附件 1"
    sheet["A2"] = "某市化工园区企业环境管理基本情况表（2026 年）"
    sheet.merge_cells("A2:N2")
    sheet["A3"], sheet["L3"] = "填报单位：某市生态环境局", "填报日期：2026 年 3 月"
    sheet.append(TITLES)
    line = 4
    for number in range(count):
        line += 1
        if number % 60 == 59:
            line += random.choice([1, 2])  # blank lines
        row = _row(number, random)
        _spoil(row, number, line, made)
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(line, column)
            cell.value = value
        made.enterprises += 1
    sheet.cell(line + 1, 1).value = "合计"
    sheet.cell(line + 1, 2).value = f"共{count}家"
    sheet.cell(line + 3, 1).value = "注：1.本表由园区汇总；2.信用代码以营业执照为准。"
    sheet.cell(line + 4, 1).value = "填表人：王某　　审核人：李某"
    out = io.BytesIO()
    book.save(out)
    made.content = out.getvalue()
    return made


def _row(number: int, random: Random) -> list[Any]:
    trade, industry = _TRADES[number % 6]
    year, month, day = 1998 + number % 25, 1 + number % 12, 1 + number % 28
    date = [
        dt.datetime(year, month, day),  # noqa: DTZ001  # as a workbook gives it
        f"{year}年{month}月",
        f"{year}.{month:02d}.{day:02d}",
        f"{year}/{month}/{day}",
        f"{year}年",
        year * 10000 + month * 100 + day,
    ][number % 6]
    phone: Any = [13800000000 + number, f" 0516-8{number:07d}", f"１３９{number:08d}".translate(_FULL_WIDTH)][
        number % 3
    ]
    return [
        number + 1, name(number), code(number), f"  开发区 兴业路　{number + 1} 号", f"{trade}制造", industry,
        f"王 {'一二三四五六七八九'[number % 9]}", phone, "云龙湖化工产业园" if number % 4 else None,
        117 + number / 1000, str(34 + number / 1000), date, None, None,
    ]  # fmt: skip


def _spoil(row: list[Any], number: int, line: int, made: Messy) -> None:
    """Make of every so many rows what people make of them."""
    _spoil_code(row, number, line, made)
    match number % 30:
        case 19 if number > 30:
            row[1], row[2] = name(number - 19), code(number - 19)
            made.repeated.append(line)
        case 23 if number > 60:
            row[1], row[2] = f" {name(number - 21)}".replace("有限公司", "有限公司　"), None
            made.repeated.append(line)
        case 27 if number > 200:
            row[1] = None
            made.nameless.append(line)
        case 29:
            row[9], row[10] = row[10], row[9]


def _spoil_code(row: list[Any], number: int, line: int, made: Messy) -> None:
    match number % 30:
        case 3:
            row[2] = row[2].translate(_FULL_WIDTH)
        case 5:
            row[2] = f"{row[2][:8]} {row[2][8:]}　"
        case 7 | 11:
            row[2] = row[2][:15] if number % 30 == 11 else row[2][:17] + ("0" if row[2][17] != "0" else "1")
            made.wrong_codes.append(line)
        case 13:
            row[2] = 9.13203e17
            made.lost_codes.append(line)
        case 17:
            row[2] = None
            made.without_code.append(line)
