"""The data segment: header fields, then the items of CP, in their order. Source: HJ 212-2017, 6.3.2 and 6.3.3.

Names and values are texts; whatever is otherwise than the norm is read all the same and named (deviations.py).
"""

import re
from dataclasses import dataclass

from ecosteward.norms.kernel.tables import rules

Items = tuple[tuple[str, str], ...]
Groups = dict[str, dict[str, str]]  # code → field → value

CP_MOST = int(rules("hj212")["cp_most"].figure())
ORDER = ("QN", "ST", "CN", "PW", "MN", "Flag", "PNUM", "PNO", "RF")
OPENING, CLOSING = "CP=&&", "&&"
LOG = "//"  # a value between these is the text of a log and may hold separators

USUAL_HEADER = re.compile(
    r"QN=([0-9]{17});ST=([0-9A-Z]{2});CN=([0-9]{4});PW=([^;,=\s]+);MN=([0-9A-F]{24});Flag=([4589]);CP=&&"
)
_SEPARATORS = re.compile(r"=//.*?//(?=[,;]|\Z)|[,;]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment taken apart. Of what came twice the first stands in header, plain and groups; all in parts."""

    header: dict[str, str]
    usual: bool  # whether the header is such that nothing can be said against it
    body: str
    parts: list[str]  # the items as texts, in order
    plain: dict[str, str]  # items without a hyphen
    groups: Groups
    deviations: list[str]
    faults: tuple[str, ...]


def read(data: bytes) -> Segment:
    """Take a segment apart. Any bytes can be read."""
    told: list[str] = []
    text = _text(data, told)
    if usual := USUAL_HEADER.match(text):
        header, opening, rest = dict(zip(ORDER, usual.groups(), strict=False)), OPENING, text[usual.end() :]
    else:
        head, opening, rest = text.partition(OPENING)
        header = _header(head, told)
    body = _body(rest, told) if opening else ""
    parts = _parts(body, told)
    plain, groups = _gathered(parts, told)
    return Segment(header, usual is not None, body, parts, plain, groups, told, () if opening else ("no_cp",))


def items(parts: list[str]) -> Items:
    """Return the items as names and values, in order, double ones too."""
    return tuple((name, value) for name, _, value in (part.partition("=") for part in parts))


def _text(data: bytes, told: list[str]) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        told.append("not_utf8")
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _header(head: str, told: list[str]) -> dict[str, str]:
    if "," in head:
        told.append("comma_in_header")
        head = head.replace(",", ";")
    if head.endswith(";"):
        head = head[:-1]
    elif head:
        told.append("no_semicolon_before_cp")
    parts = [part.split("=", 1) for part in head.split(";")]
    header = {part[0]: part[-1] for part in reversed(parts)} if head else {}
    if len(header) != len(parts):
        told.append("header_twice")
    if " " in head or tuple(header)[::-1] != ORDER[: len(header)]:
        return _unusual(dict(reversed(header.items())), told)
    return header


def _unusual(header: dict[str, str], told: list[str]) -> dict[str, str]:
    """Look at a header that has blanks, or not just the usual fields in their order; blanks round names and values go."""
    clean = {name.strip(): value.strip() for name, value in header.items() if name or value}
    if clean != {name: value for name, value in header.items() if name or value}:
        told.append("spaces")
    places = [ORDER.index(name) for name in clean if name in ORDER]
    if places != sorted(places):
        told.append("header_order")
    if len(places) < len(clean):
        told.append("header_unknown")
    return clean


def _body(rest: str, told: list[str]) -> str:
    body, closing, after = rest.rpartition(CLOSING)
    if not closing:
        told.append("cp_not_closed")
        body = rest
    elif after:
        told.append("text_after_cp")
    size = len(body) if body.isascii() else len(body.encode())
    if size + len(OPENING) + len(CLOSING) > CP_MOST:
        told.append("cp_over_long")
    return body


def _parts(body: str, told: list[str]) -> list[str]:
    if not body:
        return []
    parts = _split_logs(body) if LOG in body else body.replace(",", ";").split(";")
    if " " in body:
        parts = _stripped(parts, told)
        if parts == [""]:
            return []
    if "" in parts:
        told.append("empty_item" if "" in parts[:-1] else "semicolon_at_end")
        parts = [part for part in parts if part]
    return parts


def _stripped(parts: list[str], told: list[str]) -> list[str]:
    clean = ["".join(side.strip() for side in part.partition("=")) for part in parts]
    if clean != parts:
        told.append("spaces")
    return clean


def _split_logs(body: str) -> list[str]:
    """Split where the separator does not stand within a log's text."""
    cut = _SEPARATORS.sub(lambda found: "\0" if len(found[0]) == 1 else found[0], body)
    return cut.split("\0")


def _gathered(parts: list[str], told: list[str]) -> tuple[dict[str, str], Groups]:
    """Gather the items of each code, and those of none. This loop is most of the work: no calls in it."""
    plain: dict[str, str] = {}
    groups: Groups = {}
    last, fields = "", dict[str, str]()
    whole = True
    for part in parts:
        name, equals, value = part.partition("=")
        whole = whole and equals != ""
        code, hyphen, field = name.partition("-")
        if not hyphen:
            plain.setdefault(name, value)
            continue
        if code != last:
            last, fields = code, groups.setdefault(code, {})
        if field not in fields:
            fields[field] = value
    if not whole:
        told.append("no_equals")
    if len(plain) + sum(map(len, groups.values())) != len(parts):
        told.append("duplicate_key")
    return plain, groups
