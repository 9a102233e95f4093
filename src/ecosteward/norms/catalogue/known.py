"""What is known of a project or a unit when a catalogue's conditions are asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Quantity

Truth = bool | None  # None: not known, a person must say


class Amount(Facts):
    """One quantity that a catalogue asks for, by the catalogue's own name of it."""

    quantity: Annotated[str, Label("数量名称", help="名录条件所问的数量，如 溶剂型涂料（含稀释剂）年用量")]
    value: Annotated[float, Quantity("数值", "", ge=0)]
    unit: Annotated[str, Label("单位", help="与名录所印单位相同，不换算；没有单位的留空")] = ""


@dataclass(frozen=True)
class Known:
    """Quantities with their units, yes-or-no facts, an industry code, and a person's answers to conditions."""

    amounts: Mapping[str, tuple[float, str]]
    flags: Mapping[str, Truth]
    code: str = ""
    answers: Mapping[tuple[str, str], bool] = field(default_factory=dict)  # (entry, text) → holds
    said: frozenset[str] = frozenset()  # the keys of the conditions that were answered
    others_fail: bool = False


def amounts_of(given: Iterable[Amount]) -> Mapping[str, tuple[float, str]]:
    """Return the quantities by name. Raises RefusedError for one given twice."""
    found: dict[str, tuple[float, str]] = {}
    for number, each in enumerate(given):
        if each.quantity in found:
            raise refuse(f"amounts[{number}].quantity", f"{each.quantity} 写了两次，请只留一次", "数量")
        found[each.quantity] = (each.value, each.unit)
    return found


def both(truths: Iterable[Truth]) -> Truth:
    """And of three values: false where one is false, unknown where one is unknown."""
    seen = set(truths)
    return False if False in seen else None if None in seen else True


def either(truths: Iterable[Truth]) -> Truth:
    """Or of three values: true where one is true, unknown where one is unknown."""
    seen = set(truths)
    return True if True in seen else None if None in seen else False


def opposite(truth: Truth) -> Truth:
    """Not of three values."""
    return None if truth is None else not truth
