"""The query behind the page of an outlet, in a store with much in it."""

import datetime as dt
import random
import time
from collections.abc import Callable

from ecosteward.bench.monitoring.history import History
from ecosteward.bench.monitoring.processes import at
from ecosteward.monitoring.queries.curves import curves
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.windows import Window

AIM = 200  # ms
SHOWN, MOST = 4, 8  # curves as the page opens, and the most it draws
_ROUNDS = 100
_DAY = dt.timedelta(days=1)


def measure(history: History, say: Callable[[str, str], None]) -> None:
    """Ask for outlets and times drawn at random and tell how long it took."""
    draw = random.Random(1)  # noqa: S311  # which outlet is looked at, nobody has to guess it
    for words, span, length, last in (
        ("一周的小时数据", Span.HOUR, 7, 365),
        ("一年的小时数据", Span.HOUR, 365, 365),
        ("一天的分钟数据", Span.MINUTE, 1, history.days),
    ):
        for number in (SHOWN, MOST):
            times = sorted(_timed(history, draw, (span, length, last), number) for _ in range(_ROUNDS))
            say(
                f"{words}，{number} 条曲线（p95 目标 {AIM} ms）",
                f"p50 {at(times, 0.5):.0f} ms，p95 {at(times, 0.95):.0f} ms",
            )


def _timed(history: History, draw: random.Random, asked: tuple[Span, int, int], number: int) -> float:
    """Return the milliseconds of one query."""
    span, length, last = asked
    point = draw.choice(history.points)
    begin = history.end - _DAY * (length + draw.randint(0, last - length))
    window = Window(span, begin, begin + _DAY * length)
    begun = time.perf_counter()
    found = curves(point, history.of(point)[:number], window)
    milliseconds = (time.perf_counter() - begun) * 1000
    if not all(curve["at"] for curve in found["series"]):
        raise RuntimeError("a curve is empty")
    return milliseconds
