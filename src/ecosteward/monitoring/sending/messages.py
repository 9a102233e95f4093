"""What a message says. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

# A robot that lets only messages with a keyword pass takes this one.
SIGNATURE = "环管家"


@dataclass(frozen=True)
class Item:
    """One thing to tell: a line people read, and for programs the facts behind it."""

    line: str
    facts: dict[str, Any] = field(default_factory=dict)


def text(items: Sequence[Item], most: int, link: str = "") -> str:
    """Return one text of at most so many bytes of UTF-8: the lines in order, what finds no room only counted.

    Args:
        items: at least one.
        most: bytes; robots refuse longer texts.
        link: where all of it can be read; empty where the site's address is not known.

    """
    head = f"【{SIGNATURE}】监测报警" + (f" {len(items)} 条" if len(items) > 1 else "")
    foot = f"\n{link}" if link else ""
    for shown in range(len(items), 0, -1):
        rest = f"\n另有 {len(items) - shown} 条，请登录查看" if shown < len(items) else ""
        lines = "".join(f"\n{item.line}" for item in items[:shown])
        if len((whole := head + lines + rest + foot).encode()) <= most:
            return whole
    return (head + "\n" + items[0].line).encode()[:most].decode(errors="ignore")
