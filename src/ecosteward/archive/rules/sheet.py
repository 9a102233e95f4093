"""What one row of the 35-row list may say: pure functions."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tick:
    """One column of one row: True √, False 否 with its reason, None where nobody has said yet."""

    filed: bool | None = None
    reason: str = ""

    @property
    def words(self) -> str:
        """Return what stands in the printed table."""
        if self.filed is None:
            return ""
        return "√" if self.filed else f"否（{self.reason}）"


@dataclass(frozen=True)
class Line:
    """One row as somebody filled it in. `version` is the version they saw; None where that does not matter."""

    slot_id: str
    electronic: Tick
    on_paper: Tick
    version: int | None = None


LONGEST_REASON = 120


def faults(line: Line, *, has_file: bool) -> list[str]:
    """Return what keeps a row from being saved, in words that say what to do."""
    found = [
        fault
        for name, tick in (("电子档", line.electronic), ("纸质档", line.on_paper))
        if (fault := _fault(name, tick))
    ]
    if line.electronic.filed and not has_file:
        found.append("电子档打“√”须先有电子文件：请把文件拖到这一行，或改填“否”并说明原因")
    return found


def _fault(name: str, tick: Tick) -> str:
    if tick.filed is False and not tick.reason.strip():
        return f"{name}填“否”须说明原因"
    if len(tick.reason) > LONGEST_REASON:
        return f"{name}的原因不能超过 {LONGEST_REASON} 个字"
    return ""


def tidy(tick: Tick) -> Tick:
    """Return a tick as it is kept: a reason only beside 否."""
    return Tick(tick.filed, tick.reason.strip() if tick.filed is False else "")
