"""Made-up data of a kind's shape, to try a template with."""

import dataclasses
import datetime as dt
import types
import typing
from decimal import Decimal
from typing import Any

from ecosteward.deliverables.kinds.base import Kind, Mark

_DAY = dt.date(2026, 4, 13)
_MOMENT = dt.datetime(2026, 4, 13, 9, 30, tzinfo=dt.UTC)
# Texts by the last part of a field's name; any other text field says 示例.
_TEXTS = {
    "name": "示例名称",
    "number": "SL-2026-0001",
    "client": "示例企业有限公司",
    "text": "示例：危险废物贮存间地面有裂缝，未设导流沟和收集池，不符合防渗漏要求",
    "basis": "《危险废物贮存污染控制标准》（GB 18597-2023）（待核）",
    "suggestion": "示例：修补地面并做防渗层，增设导流沟和收集池，完成后提供前后对比照片",
    "severity": "较大",
    "state": "整改中",
    "place": "危废贮存间",
    "topic": "固体废物规范化管理情况",
    "sha256": "",
}


def sample(kind: Kind) -> Any:
    """Return made-up data of a kind: two items in every list, every optional value present."""
    return _make(kind.shape, "")


def sample_mark(kind: Kind) -> Mark:
    """Return made-up number, people and dates."""
    return Mark(f"SL-{kind.code}-2026-0001-V1", kind.title, 1, True, "编制人", "质量负责人", _DAY, _DAY)


def sample_words(kind: Kind) -> dict[str, str]:
    """Return made-up words for every place."""
    return {place.id: f"示例：{place.label}" for place in kind.words}


def _make(hint: Any, name: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in {types.UnionType, typing.Union}:
        return _make(next(each for each in typing.get_args(hint) if each is not type(None)), name)
    if origin in {tuple, list}:
        inner = typing.get_args(hint)[0]
        return tuple(_make(inner, name) for _ in range(2))
    if origin is dict:
        return {}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints = typing.get_type_hints(hint)
        return hint(**{field.name: _make(hints[field.name], field.name) for field in dataclasses.fields(hint)})
    simple = {int: 2, float: 1.5, bool: True, Decimal: Decimal("1.5"), dt.date: _DAY, dt.datetime: _MOMENT}
    return simple[hint] if hint in simple else _TEXTS.get(name, "示例")
