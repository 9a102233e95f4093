"""What a template may do: show values, repeat, choose. It may not call, reach behind a value, or run for long."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils import timezone
from docxtpl import InlineImage
from jinja2 import StrictUndefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ecosteward.deliverables.rules import readable

NOTHING = "—"
_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.For,
    nodes.If,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.Filter,
    nodes.Test,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
    nodes.CondExpr,
    nodes.Concat,
    nodes.Keyword,
)
_DEEPEST_LOOP = 4


def environment() -> ImmutableSandboxedEnvironment:
    """Return the environment in which templates run; values are escaped, an unknown name is an error."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=shown)
    made.globals.clear()
    made.tests = {"defined": made.tests["defined"], "none": made.tests["none"]}
    made.filters = {
        "day": day,
        "chinese_day": chinese_day,
        "tick": tick,
        "percent": percent,
        "joined": joined,
        "length": made.filters["length"],
    }
    return made


def shown(value: object) -> object:
    """Return how a value is printed: nothing as a dash, dates in ISO form, line breaks as paragraphs."""
    match value:
        case InlineImage():
            return value
        case None | "":
            return NOTHING
        case bool():
            return "是" if value else "否"
        case dt.datetime():
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        case dt.date():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
        case float():
            return f"{value:g}"
        case _:
            return printable(str(value)) or NOTHING


def printable(text: str) -> str:
    """Return text as a paragraph can hold it; each line break begins a new paragraph."""
    lines = (line.replace("\t", " ").strip() for line in readable(text).split("\n"))
    return "\a".join(line for line in lines if line)


def day(value: dt.date | dt.datetime | None) -> str:
    """Return a date as official papers write it: 2026年4月13日."""
    if value is None:
        return ""
    date = timezone.localtime(value).date() if isinstance(value, dt.datetime) else value
    return f"{date.year}年{date.month}月{date.day}日"


def chinese_day(value: dt.date | dt.datetime | None) -> str:
    """Return a month as covers write it: 二〇二六年四月."""
    if value is None:
        return ""
    date = timezone.localtime(value).date() if isinstance(value, dt.datetime) else value
    year = "".join("〇一二三四五六七八九"[int(figure)] for figure in str(date.year))
    month = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")[date.month - 1]
    return f"{year}年{month}月"


def tick(value: object) -> str:
    """Return the mark of Appendix E: √, or 否."""
    return "√" if value else "否"


def percent(value: float | Decimal | None) -> str:
    """Return a share of 1 in per cent with one decimal."""
    return "" if value is None else f"{float(value) * 100:.1f}%"


def joined(values: Any, mark: str = "、") -> str:
    """Return several values as one text."""
    return mark.join(str(shown(value)) for value in values)


def forbidden(tree: nodes.Template) -> Iterator[str]:
    """Yield what a parsed template does that it may not, in Chinese."""
    for node in _walk(tree):
        match node:
            case nodes.Getattr(attr=name) | nodes.Getitem(arg=nodes.Const(value=str() as name)) if name.startswith("_"):
                yield f"不能访问内部属性「{name}」"
            case nodes.Call():
                yield "不能调用函数"
            case nodes.Mul() | nodes.Pow() | nodes.Add() | nodes.Sub() | nodes.Div() | nodes.Mod() | nodes.FloorDiv():
                yield "不能做运算，请直接引用算好的数据"
            case nodes.Include() | nodes.Import() | nodes.FromImport() | nodes.Extends():
                yield "不能引用其他文件"
            case _ if not isinstance(node, _NODES):
                yield f"不支持的语法「{type(node).__name__}」，只能用变量、if 和 for"
    if _depth(tree) > _DEEPEST_LOOP:
        yield f"for 循环最多套 {_DEEPEST_LOOP} 层"


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _depth(node: nodes.Node) -> int:
    below = max((_depth(child) for child in node.iter_child_nodes()), default=0)
    return below + isinstance(node, nodes.For)
