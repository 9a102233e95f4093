"""One frame: `##`, the length in four digits, the data segment, its check in four digits, CR LF. Source: 6.3.1."""

from collections.abc import Callable
from typing import NamedTuple

from ecosteward.norms.hj212.crc import modbus, written
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.tables import rules

SEGMENT_MOST = int(rules("hj212")["segment_most"].figure())
Check = Callable[[bytes], bytes]  # a segment → its check as it stands in the frame
HEAD = b"##"
TAIL = b"\r\n"


class Frame(NamedTuple):
    """A frame as it came: its exact bytes, its segment in plain text, and what is wrong with the wrapping.

    `deviations` and `faults` hold codes of deviations.py; a frame with a fault is not to be believed.
    """

    raw: bytes
    segment: bytes
    declared: int
    check: bytes
    deviations: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    sealed: bool = False

    @property
    def looked_for(self) -> Check:
        """The check its sender looks for in what it is sent."""
        return modbus if "modbus_check" in self.deviations else written


def build(segment: bytes, check: Check = written) -> bytes:
    """Wrap a data segment. Raises RefusedError where it is longer than the norm allows (1024)."""
    if len(segment) > SEGMENT_MOST:
        raise refuse("segment", f"数据段 {len(segment)} 字符，不能超过 {SEGMENT_MOST}，请拆包", "数据段")
    return b"%b%04d%b%b%b" % (HEAD, len(segment), segment, check(segment), TAIL)
