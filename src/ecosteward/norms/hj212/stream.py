"""Frames out of a byte stream that may be cut, glued, damaged or anything at all.

A frame ends where its length says if the check there is right. Otherwise it ends at the first `&&`, four hexadecimal
digits and a line end (or the next header), and is marked; and where the next header comes before that, it was cut,
and the search goes on within it, two bytes after its `##`. So a damaged packet never takes the next with it. What is
found does not depend on how the stream was cut into pieces, and what is kept between two pieces is bounded.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from ecosteward.norms.hj212.crc import modbus, written
from ecosteward.norms.hj212.frames import HEAD, SEGMENT_MOST, TAIL, Frame

Unseal = Callable[[bytes], bytes | None]  # a segment as it came → in plain text, or None where that cannot be done
REACH = 2 * SEGMENT_MOST  # what a segment can have at most, right or wrong; the longest seen in the field has 1623

_LENGTH = re.compile(rb"##(\d{4}|\d{3}(?=\D))")
_HEAD = re.compile(rb"##(?:(\d{4}|\d{3}(?=\D))|\d{0,3}\Z)")  # with its length, or cut before that is told
_END = re.compile(rb"(?<!CP=)&&([0-9A-Fa-f]{4})(?:\r\n|\n|\r(?=[^\n])|(?=##))|##\d{3}")
_CLOSE = b"&&"
_CHECK = 4
_USUAL_HEAD = len(HEAD) + 4
_SHORT = 3  # digits of a length written too short
_COUNTED = _CHECK + len(TAIL)  # what a length is seen to count besides the segment


class Reason(Enum):
    """Why bytes were skipped."""

    NOISE = "不属于任何数据包的字节"
    CUT = "不完整的数据包"
    LINE_END = "多余的回车换行"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Bytes that belong to no frame."""

    raw: bytes
    why: Reason


Found = Frame | Skipped
Decided = tuple[Frame | None, int] | None


class _More(Enum):
    """What is known of the bytes to come."""

    LIKELY = 0
    NOT_SOON = 1
    NEVER = 2


class Feed:
    """Cuts one connection's bytes into frames. `unseal` opens the sealed packets of 2025.

    `push` gives what is certain. Call `pause` when the line has been quiet for a moment: a frame without CR LF, or one
    whose length is too great, is given out only then or with the next bytes. Call `close` at the end of the stream.
    """

    def __init__(self, unseal: Unseal | None = None) -> None:
        self._left = b""
        self._unseal = unseal

    def push(self, data: bytes) -> list[Found]:
        """Take the next bytes; return the frames and skipped bytes that they complete, in order."""
        self._left += data
        return self._take(_More.LIKELY)

    def pause(self) -> list[Found]:
        """Return what is complete if nothing more is to come soon; keep a packet that has only begun."""
        return self._take(_More.NOT_SOON)

    def close(self) -> list[Found]:
        """Return all that is left."""
        return self._take(_More.NEVER)

    @property
    def kept(self) -> int:
        """How many bytes wait for more."""
        return len(self._left)

    def _take(self, more: _More) -> list[Found]:
        data, found, done, at = self._left, list[Found](), 0, 0
        while head := _HEAD.search(data, at):
            decided = _usual(data, head.start()) or _decide(data, head, more, self._unseal)
            if decided is None:
                break
            frame, at = decided
            if frame:
                _skip(data[done : head.start()], found)
                found.append(frame)
                done = at
        stop = head.start() if head else len(data) - (more is not _More.NEVER and data.endswith(b"#"))
        _skip(data[done:stop], found)
        self._left = data[stop:]
        return found


def frames(data: bytes, unseal: Unseal | None = None) -> list[Found]:
    """Cut bytes that are all there is."""
    feed = Feed(unseal)
    return feed.push(data) + feed.close()


def _skip(raw: bytes, found: list[Found]) -> None:
    if raw:
        why = Reason.CUT if _LENGTH.search(raw) else Reason.NOISE if raw.strip(TAIL) else Reason.LINE_END
        found.append(Skipped(raw, why))


def _usual(data: bytes, at: int) -> Decided:
    """Read the frame that begins there if nothing can be said against its wrapping; this is what most frames are."""
    start = at + _USUAL_HEAD
    declared = data[at + len(HEAD) : start]
    stop = start + int(declared) if declared.isdigit() else 0
    end = stop + _CHECK + len(TAIL)
    if not start <= stop <= start + SEGMENT_MOST or data[end - len(TAIL) : end] != TAIL:
        return None
    segment, check = data[start:stop], data[stop : stop + _CHECK]
    return (Frame(data[at:end], segment, stop - start, check), end) if check == written(segment) else None


def _decide(data: bytes, head: re.Match[bytes], more: _More, unseal: Unseal | None) -> Decided:
    """Read the frame at a header. Return it with where to go on, only where to go on, or None to wait for more."""
    at, start = head.span()
    if head[1] is None:
        return None if more is not _More.NEVER else (None, start)
    stop = start + int(head[1])
    if stop - start > REACH:
        return _by_tail(data, at, start, stop, more, unseal)
    if stop + _CHECK > len(data):
        return None if more is _More.LIKELY else _by_tail(data, at, start, stop, more, unseal)
    check, after = data[stop : stop + _CHECK], data[stop + _CHECK : stop + _CHECK + len(TAIL)]
    if not data.endswith(_CLOSE, start, stop) and after and not _line_end(after):
        return _by_tail(data, at, start, stop, more, unseal)
    segment = data[start:stop]
    right = written(segment)
    if check != right and check.upper() != right:
        return _by_tail(data, at, start, stop, more, unseal)
    end = stop + _CHECK + _line_end(after)
    if more is _More.LIKELY and after in {b"", b"\r"}:
        return None
    return _frame(data[at:end], segment, stop - start, check), end


def _line_end(after: bytes) -> int:
    return len(TAIL) if after == TAIL else int(after[:1] in {b"\r", b"\n"})


def _by_tail(data: bytes, at: int, start: int, stop: int, more: _More, unseal: Unseal | None) -> Decided:
    """Find where the frame ends by its closing, the length or the check being wrong, or the text sealed."""
    limit = start + REACH + _CHECK + len(TAIL)
    text = data if more is _More.LIKELY or len(data) > limit else data + TAIL
    found = _END.search(text, start, limit)
    if found is None:
        waits = len(data) < limit if more is _More.LIKELY else more is _More.NOT_SOON and len(data) < stop + _CHECK
        return None if waits else (None, at + len(HEAD))
    if found[1] is None:
        return None, found.start()
    end = min(found.end(), len(data))
    segment = data[start : found.start() + len(_CLOSE)]
    return _doubtful(data[at:end], segment, stop - start, found[1], unseal), end


def _doubtful(raw: bytes, segment: bytes, declared: int, check: bytes, unseal: Unseal | None) -> Frame:
    """Make a frame whose check, length or seal stands in the way."""
    right = check.upper() == written(segment)
    if not right and unseal and (plain := unseal(segment)) is not None and written(plain) == check.upper():
        return _opened(raw, segment, plain, declared, check)
    told: tuple[str, ...] = ()
    if not right and check.upper() == modbus(segment):
        right, told = True, ("modbus_check",)
    counted = _counted(segment, declared)
    if right and counted is not None:
        return _frame(raw, segment, declared, check, (), told + counted)
    faults: tuple[str, ...] = () if declared == len(segment) else ("length",)
    if not right:
        faults += ("sealed",) if looks_sealed(segment) else ("crc",)
    return _frame(raw, segment, declared, check, faults, told)


def _counted(segment: bytes, declared: int) -> tuple[str, ...] | None:
    """Return what is otherwise about a length that has a reason; None for one that has none."""
    if declared == len(segment):
        return ()
    if declared - len(segment) == _COUNTED:
        return ("length_of_frame",)
    characters = {len(segment.decode(code, "ignore")) for code in ("utf-8", "gb18030")}
    return ("length_in_characters",) if declared in characters else None


def _opened(raw: bytes, segment: bytes, plain: bytes, declared: int, check: bytes) -> Frame:
    """Make a frame of a sealed packet: its length may be that of the plain text, as the norm's examples print it."""
    if declared == len(segment):
        return _frame(raw, plain, declared, check, sealed=True)
    faults = () if declared == len(plain) else ("length",)
    return _frame(raw, plain, declared, check, faults, ("sealed_length",), sealed=True)


def looks_sealed(segment: bytes) -> bool:
    """Tell whether the data area holds what no plain text does: control characters, or the printed form {0x…}."""
    body = segment.partition(b"CP=&&")[2]
    return body.startswith(b"{0x") or any(byte < ord(" ") for byte in body)


def _frame(
    raw: bytes,
    segment: bytes,
    declared: int,
    check: bytes,
    faults: tuple[str, ...] = (),
    deviations: tuple[str, ...] = (),
    sealed: bool = False,
) -> Frame:
    """Make a frame, with all that its wrapping has otherwise than the norm."""
    seen = {
        "three_digit_length": not raw[len(HEAD) + _SHORT : len(HEAD) + _SHORT + 1].isdigit(),
        "over_long": len(segment) > SEGMENT_MOST,
        "lower_crc": check != check.upper(),
        "no_crlf": not raw.endswith((b"\r", b"\n")),
        "bare_line_end": raw.endswith((b"\r", b"\n")) and not raw.endswith(TAIL),
    }
    deviations += tuple(name for name, there in seen.items() if there)
    return Frame(raw, segment, declared, check, deviations, faults, sealed)
