"""One hour, day, month or quarter of China's: how an address and how people write it, and which lie beside and around it."""

import datetime as dt
import re
from typing import NamedTuple

from django.utils import timezone

from ecosteward.monitoring.rules.calendar import after, first_of, midnight
from ecosteward.monitoring.rules.spans import Span

KEYS = {"hour": Span.HOUR, "day": Span.DAY, "month": Span.MONTH, "quarter": Span.QUARTER}
_WIDER = {Span.HOUR: Span.DAY, Span.DAY: Span.MONTH, Span.MONTH: Span.QUARTER}
_FORMS = {
    Span.HOUR: re.compile(r"(20\d\d)-(\d\d)-(\d\d)T([01]\d|2[0-3])", re.ASCII),
    Span.DAY: re.compile(r"(20\d\d)-(\d\d)-(\d\d)", re.ASCII),
    Span.MONTH: re.compile(r"(20\d\d)-(\d\d)", re.ASCII),
    Span.QUARTER: re.compile(r"(20\d\d)-Q([1-4])", re.ASCII),
}
_HOUR = dt.timedelta(hours=1)
_MONTHS = 3  # of a quarter


class Period(NamedTuple):
    """A span of time that has a verdict."""

    span: Span
    begin: dt.datetime

    @property
    def end(self) -> dt.datetime:
        """The moment it ends."""
        return self.begin + _HOUR if self.span == Span.HOUR else midnight(after(self.span, self.begin.date()))

    @property
    def key(self) -> str:
        """What an address calls its length."""
        return next(key for key, span in KEYS.items() if span == self.span)

    @property
    def text(self) -> str:
        """How an address writes it: 2026-06-10T08, 2026-06-10, 2026-06, 2026-Q2."""
        if self.span == Span.QUARTER:
            return f"{self.begin.year}-Q{self._number}"
        return f"{self.begin:%Y-%m-%dT%H}"[: {Span.HOUR: 13, Span.DAY: 10, Span.MONTH: 7}[self.span]]

    @property
    def words(self) -> str:
        """How people write it."""
        if self.span == Span.HOUR:
            return f"{self.begin:%Y-%m-%d %H:%M} 至 {self.end:%H:%M}"
        if self.span == Span.DAY:
            return f"{self.begin:%Y-%m-%d}"
        return f"{self.begin.year} 年" + (
            f" {self.begin.month} 月" if self.span == Span.MONTH else f"第 {self._number} 季度"
        )

    @property
    def before(self) -> "Period":
        """The one before it."""
        return holding(self.span, self.begin - _HOUR)

    @property
    def following(self) -> "Period":
        """The one after it."""
        return Period(self.span, self.end)

    @property
    def around(self) -> "Period | None":
        """The longer one it is part of; None around a quarter."""
        return holding(_WIDER[self.span], self.begin) if self.span in _WIDER else None

    @property
    def _number(self) -> int:
        return (self.begin.month - 1) // _MONTHS + 1


def holding(span: Span, moment: dt.datetime) -> Period:
    """Return the hour, day, month or quarter that a moment lies in."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    if span == Span.HOUR:
        return Period(span, local.replace(minute=0, second=0, microsecond=0))
    return Period(span, midnight(first_of(span, local.date())))


def read(key: str, text: str) -> Period | None:
    """Return what an address says; None where it says nothing that there can be."""
    span = KEYS.get(key)
    if span is None or (found := _FORMS[span].fullmatch(text)) is None:
        return None
    given = [int(each) for each in found.groups()]
    year, number, day, hour = (*given, *(1, 1, 0)[len(given) - 1 :])
    month = (number - 1) * _MONTHS + 1 if span == Span.QUARTER else number
    try:
        return Period(span, midnight(dt.date(year, month, day)) + hour * _HOUR)
    except ValueError:
        return None
