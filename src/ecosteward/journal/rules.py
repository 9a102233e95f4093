"""How a row is sealed and how a chain is checked: pure functions over plain data."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

START = "0" * 64


@dataclass(frozen=True)
class Row:
    """The sealed content of one journal row."""

    chain: int
    seq: int
    at: dt.datetime
    actor_id: int | None
    actor_name: str
    action: str
    kind: str
    object_id: int
    label: str
    client_id: int | None
    changes: dict[str, Any]
    reason: str
    previous: str


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a chain: `seq` is the row it was noticed at."""

    chain: int
    seq: int
    kind: str
    message: str


def plain(value: Any) -> Any:
    """Return a value as JSON keeps it without loss: dates in ISO form, decimals and floats as text."""
    match value:
        case None | bool() | int() | str():
            return value
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case Decimal() | float():
            return str(value)
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case _:
            return str(value)


def digest(row: Row) -> str:
    """Return the SHA-256 of a row with its predecessor's, in hexadecimal."""
    content = {**row.__dict__, "at": row.at.astimezone(dt.UTC).isoformat(timespec="microseconds")}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def faults(rows: Iterable[tuple[Row, str]], head: tuple[int, str] | None) -> Iterator[Fault]:
    """Check one chain.

    Args:
        rows: each row with the digest stored beside it, in order of `seq`.
        head: number and digest of the newest row as kept apart from the rows; None where that is lost.

    Yields:
        A fault for each row changed, removed, inserted or moved, naming the row.

    """
    seq, previous, chain = 0, START, 0
    for row, stored in rows:
        chain = row.chain
        if row.seq != seq + 1:
            yield Fault(chain, row.seq, "removed", f"第 {seq + 1} 至 {row.seq - 1} 行缺失")
        elif row.previous != previous:
            yield Fault(chain, row.seq, "reordered", f"第 {row.seq} 行与前一行接不上（被调换、插入或前一行被替换）")
        if digest(row) != stored:
            yield Fault(chain, row.seq, "changed", f"第 {row.seq} 行内容被改动：{row.action} {row.label}")
        seq, previous = row.seq, stored
    if head is None:
        yield Fault(chain, seq, "removed", "链头缺失，无法证明最后几行没有被删")
    elif head[0] > seq:
        yield Fault(chain, head[0], "removed", f"末尾第 {seq + 1} 至 {head[0]} 行缺失")
    elif head != (seq, previous):
        yield Fault(chain, seq, "changed", f"链头与第 {seq} 行不一致")
