"""Judging again: every hour of one outlet, of one enterprise, of all."""

import os
import time
from collections.abc import Callable, Sequence

from ecosteward.bench.monitoring.history import History
from ecosteward.bench.monitoring.sites import OF_CLIENT
from ecosteward.monitoring.models import Point
from ecosteward.monitoring.services.judging import judge_apart

_MINUTES = 1440
_YEAR = 365


def measure(history: History, say: Callable[[str, str], None]) -> None:
    """Judge all days there are minutes of again and tell how long it took; every hour's verdict is new."""
    points, cores = history.points, os.cpu_count() or 1
    some: list[tuple[str, Sequence[Point]]] = [("一个排放口", points[-1:]), ("全部", points)]
    if len(points) > OF_CLIENT:
        some.insert(1, ("一家企业", points[:OF_CLIENT]))
    for words, chosen in some:
        number = sum(len(history.of(point)) for point in chosen)
        begun = time.perf_counter()
        judge_apart([point.pk for point in chosen], history.begin, history.end, cores)
        seconds = time.perf_counter() - begun
        data = number * history.days * _MINUTES
        year = f"，按此一年 {seconds * _YEAR / history.days:,.0f} s" if history.days < _YEAR else ""
        say(
            f"{words}（{number} 个因子、{history.days} 天，{cores} 个进程）",
            f"{seconds:.1f} s，{data / seconds:,.0f} 个分钟数据/s{year}",
        )
