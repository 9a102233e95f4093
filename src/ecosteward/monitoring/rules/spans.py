"""The lengths of time that data and verdicts are about."""

from enum import IntEnum


class Span(IntEnum):
    """How long a datum or a verdict lasts. What instruments send ends with the day; the rest is worked out."""

    REALTIME = 0
    MINUTE = 1
    HOUR = 2
    DAY = 3
    MONTH = 4
    QUARTER = 5

    @property
    def words(self) -> str:
        """Return what the screens call it."""
        return _WORDS[self]


_WORDS = {
    Span.REALTIME: "实时",
    Span.MINUTE: "分钟",
    Span.HOUR: "小时",
    Span.DAY: "日",
    Span.MONTH: "月",
    Span.QUARTER: "季度",
}
MINUTE_LENGTHS = frozenset(each for each in range(1, 61) if 60 % each == 0)  # whole parts of an hour
SENT = (Span.REALTIME, Span.MINUTE, Span.HOUR, Span.DAY)
BY_COMMAND = {"2011": Span.REALTIME, "2051": Span.MINUTE, "2061": Span.HOUR, "2031": Span.DAY}
