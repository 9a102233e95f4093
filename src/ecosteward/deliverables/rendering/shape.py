"""Compares the variables of a template with the data its kind offers, without running it."""

import dataclasses
import types
import typing
from collections.abc import Iterator
from typing import Any

from jinja2 import nodes

Scope = dict[str, Any]


class Anything:
    """The type of a value nothing is known of."""


def unknown(tree: nodes.Template, scope: Scope) -> list[str]:
    """Return every variable a template uses that is not offered, once each, in order; `scope` maps names to types."""
    return list(dict.fromkeys(_check(tree, scope)))


def _check(node: nodes.Node, scope: Scope) -> Iterator[str]:
    if isinstance(node, nodes.For):
        yield from _loop(node, scope)
    elif isinstance(node, (nodes.Getattr, nodes.Name, nodes.Getitem)):
        faults: list[str] = []
        _type(node, scope, faults)
        yield from faults
    else:
        for child in node.iter_child_nodes():
            yield from _check(child, scope)


def _loop(node: nodes.For, scope: Scope) -> Iterator[str]:
    faults: list[str] = []
    items = _element(_type(node.iter, scope, faults))
    yield from faults
    inner = {**scope, "loop": Anything}
    if isinstance(node.target, nodes.Name):
        inner[node.target.name] = items
    for child in node.body:
        yield from _check(child, inner)
    for child in node.else_:
        yield from _check(child, scope)


def _type(node: nodes.Node, scope: Scope, faults: list[str]) -> Any:
    """Return the type of an expression; notes names that are not there."""
    if isinstance(node, nodes.Name):
        if node.name not in scope:
            faults.append(node.name)
        return scope.get(node.name, Anything)
    if isinstance(node, nodes.Getattr):
        return _member(_type(node.node, scope, faults), node.attr, _path(node), faults)
    if isinstance(node, nodes.Getitem):
        owner = _type(node.node, scope, faults)
        return _value(owner) if isinstance(node.arg, nodes.Const) else Anything
    for child in node.iter_child_nodes():
        faults.extend(_check(child, scope))
    return Anything


def _member(owner: Any, name: str, path: str, faults: list[str]) -> Any:
    owner = _present(owner)
    if owner is Anything:
        return Anything
    if dataclasses.is_dataclass(owner) and isinstance(owner, type):
        hints = typing.get_type_hints(owner)
        if name in hints or isinstance(getattr(owner, name, None), property):
            return hints.get(name, Anything)
    if typing.get_origin(owner) is dict:
        return _value(owner)
    faults.append(path)
    return Anything


def _present(kind: Any) -> Any:
    """Return the type without its None."""
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        return next((each for each in typing.get_args(kind) if each is not type(None)), Anything)
    return kind


def _element(kind: Any) -> Any:
    kind = _present(kind)
    if typing.get_origin(kind) in {tuple, list}:
        return typing.get_args(kind)[0]
    return Anything


def _value(kind: Any) -> Any:
    kind = _present(kind)
    if typing.get_origin(kind) is dict:
        return typing.get_args(kind)[1]
    return _element(kind)


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"


def members(kind: Any, prefix: str, depth: int = 4) -> Iterator[tuple[str, str]]:
    """Yield the variables of a type for a reader: path and what it is (文字, 数字, 日期, 列表…)."""
    for field in dataclasses.fields(kind):
        hint = _present(typing.get_type_hints(kind)[field.name])
        path = f"{prefix}.{field.name}"
        inner = _element(hint)
        if dataclasses.is_dataclass(hint) and depth:
            yield from members(hint, path, depth - 1)
        elif dataclasses.is_dataclass(inner) and depth:
            yield path, "列表"
            yield from members(inner, f"{path}[]", depth - 1)
        else:
            yield path, _words(hint)


def _words(hint: Any) -> str:
    names = {"str": "文字", "int": "数字", "Decimal": "数字", "float": "数字", "date": "日期", "datetime": "时间"}
    if typing.get_origin(hint) in {tuple, list}:
        return "列表"
    return names.get(getattr(hint, "__name__", ""), {"bool": "是或否"}.get(getattr(hint, "__name__", ""), "文字"))
