"""When a device uploads what: realtime data at every interval, a period's data when it has ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Upload = Literal["boot", "realtime", "minute", "hour", "day", "state", "running"]
UPLOADS = {
    "boot": "开机时间", "realtime": "实时数据", "minute": "分钟数据", "hour": "小时数据", "day": "日数据",
    "state": "设施运行状态", "running": "设施运行时间",
}  # fmt: skip
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Due:
    """One upload: when it is sent, by the device's own clock, and the instant or the period it tells of."""

    at: datetime
    upload: Upload
    begin: datetime
    span: timedelta


def spans(realtime: int, minute: int) -> dict[Upload, timedelta]:
    """Return how long each upload's period is: `realtime` in seconds, `minute` in minutes."""
    often = timedelta(seconds=realtime)
    return {
        "realtime": often, "state": often, "minute": timedelta(minutes=minute), "hour": HOUR, "day": DAY,
        "running": DAY,
    }  # fmt: skip


def after(moment: datetime, sends: Iterable[Upload], realtime: int, minute: int) -> list[Due]:
    """Return what is due next after a moment: one upload, or several at the same time."""
    known = spans(realtime, minute)
    due = [_next(moment, upload, known[upload]) for upload in sends if upload in known]
    first = min((each.at for each in due), default=moment)
    return [each for each in due if each.at == first]


def within(begin: datetime, end: datetime, upload: Upload, span: timedelta) -> Iterable[Due]:
    """Return the whole periods, or the instants, that begin within a time, both ends counted."""
    midnight = _midnight(begin)
    start = midnight - (midnight - begin) // span * span
    while start <= end:
        yield Due(start + span, upload, start, span)
        start += span


def _next(moment: datetime, upload: Upload, span: timedelta) -> Due:
    """Return the next end of a period; periods are counted from midnight."""
    midnight = _midnight(moment)
    at = min(midnight + ((moment - midnight) // span + 1) * span, midnight + DAY)
    instant = upload in {"realtime", "state"}
    return Due(at, upload, at if instant else at - span, span)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
