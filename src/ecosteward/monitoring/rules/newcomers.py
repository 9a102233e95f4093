"""What a factor is that comes for the first time: its name, unit and use, from the tables of HJ 212."""

import re
from dataclasses import dataclass

from ecosteward.monitoring.rules.sent import NIGHT, RUNNING, STATE
from ecosteward.norms.hj212.factors import meanings_of
from ecosteward.norms.hj212.telling import name_of

NAME_MOST = 60
UNIT_MOST = 20
# Values of Role.
_BY_SYSTEM = {"44": "power", "45": "condition"}
_FLOW = re.compile(r"[aw]00000")
_BY_CODE = (
    ("flow", _FLOW),
    ("oxygen", re.compile(r"a19001")),
    ("parameter", re.compile(r"a01\d{3}|w0101[04]|i.*")),
    ("control", re.compile(rf"[eg]\d.*|SB.*|.*({STATE}|{RUNNING})")),
)
_KINDS = {STATE: (" 运行状态", ""), RUNNING: (" 日运行时间", "h"), NIGHT: ("（夜间）", "")}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A factor of a point that has no series yet; `system` is the ST it came with."""

    point_id: int
    code: str
    system: str


def name_for(code: str) -> str:
    """Return what a factor is called: by the tables, else as its code."""
    base, suffix = _apart(code)
    what = "流量" if _FLOW.fullmatch(base) else ""  # the tables call it by what flows: 废气, 污水
    name = f"{name_of(base) or base}{what}{_KINDS[suffix][0] if suffix else ''}"
    return name if len(name) <= NAME_MOST else code


def unit_for(code: str) -> str:
    """Return the unit the tables give a factor; nothing where it has none or more than one meaning."""
    base, suffix = _apart(code)
    if suffix in {STATE, RUNNING}:
        return _KINDS[suffix][1]
    meanings = meanings_of(base)
    return meanings[0].symbol[:UNIT_MOST] if len(meanings) == 1 else ""


def role_for(code: str, system: str) -> str:
    """Return what a factor is for: by the system it came with, else by its code."""
    if system in _BY_SYSTEM:
        return _BY_SYSTEM[system]
    return next((role for role, form in _BY_CODE if form.fullmatch(code)), "pollutant")


def facility_for(code: str) -> str:
    """Return the facility that a state or running time tells of; nothing for other factors."""
    base, suffix = _apart(code)
    return name_of(base) or base if suffix in {STATE, RUNNING} else ""


def _apart(code: str) -> tuple[str, str]:
    suffix = next((each for each in _KINDS if code.endswith(each)), "")
    return code.removesuffix(suffix), suffix
