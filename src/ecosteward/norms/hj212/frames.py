"""One frame: `##`, the length in four digits, the data segment, its check in four digits, CR LF. Source: 6.3.1."""

from typing import NamedTuple

from ecosteward.norms.hj212.crc import written
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.tables import rules

SEGMENT_MOST = int(rules("hj212")["segment_most"].figure())
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


def build(segment: bytes) -> bytes:
    """Wrap a data segment. Raises RefusedError where it is longer than the norm allows (1024)."""
    if len(segment) > SEGMENT_MOST:
        raise refuse("segment", f"数据段 {len(segment)} 字符，不能超过 {SEGMENT_MOST}，请拆包", "数据段")
    return b"%b%04d%b%b%b" % (HEAD, len(segment), segment, written(segment), TAIL)
