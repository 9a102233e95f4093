"""The clock of the stage: the demonstration's story happened over the past year, and its records say so."""

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.utils import timezone

_FRIDAY = 4


@contextmanager
def showing(moment: dt.datetime) -> Iterator[None]:
    """Let the program's clock show a moment of the story, and run on from there, while a scene is played."""
    began = time.monotonic()

    def now() -> dt.datetime:
        return moment + dt.timedelta(seconds=time.monotonic() - began)

    with patch.object(timezone, "now", now):
        yield


def workday(today: dt.date, ago: int) -> dt.date:
    """Return the day so many days before today; the Friday before where that is a weekend."""
    day = today - dt.timedelta(days=ago)
    return day - dt.timedelta(days=max(0, day.weekday() - _FRIDAY))


def moment(day: dt.date, hour: float, latest: dt.datetime) -> dt.datetime:
    """Return an hour of a day as a moment, but none after `latest`: nothing is recorded before it happened."""
    whole = timezone.make_aware(dt.datetime.combine(day, dt.time()) + dt.timedelta(hours=hour))
    return min(whole, latest)
