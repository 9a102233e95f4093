"""What befalls the values for a while: a stop, a calibration, an exceedance, a frozen value, and so on."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from ecosteward.norms.kernel.facts import Facts, Label, Quantity

What = Literal["stop", "calibration", "maintenance", "fault", "over_range", "exceedance", "frozen", "jump"]
WORDS = {
    "stop": "停产", "calibration": "校准", "maintenance": "维护", "fault": "仪器故障", "over_range": "超量程",
    "exceedance": "超标", "frozen": "恒值", "jump": "突变",
}  # fmt: skip
MARKS: dict[What, str] = {"stop": "F", "calibration": "C", "maintenance": "M", "fault": "D", "over_range": "T"}
NORMAL = "N"
_EPOCH = date(2026, 1, 1)


class Episode(Facts):
    """One thing that happens: every so many days at a time of day, or once from a given moment."""

    what: Annotated[What, Label("事件", WORDS)]
    minutes: Annotated[float, Quantity("持续时间", "min", gt=0, le=1440)] = 30
    at: Annotated[str, Label("每天的时刻（HH:MM）"), Field(pattern="^([01]?[0-9]|2[0-3]):[0-5][0-9]$")] = "00:00"
    every: Annotated[int, Quantity("每隔几天", ge=1)] = 1
    begin: Annotated[datetime | None, Label("只发生一次的开始时刻")] = None
    factors: Annotated[tuple[str, ...], Label("因子（不写为全部）")] = ()
    times: Annotated[float, Quantity("倍数（超标为限值的倍数，突变为原值的倍数）", gt=0)] = 1.5
    mark: Annotated[str, Label("数据标记（不写则按事件）"), Field(pattern="^[A-Za-z]*$")] = ""

    @property
    def told_mark(self) -> str:
        """The mark that data of this time bear (HJ 212-2017, table 8)."""
        return self.mark or MARKS.get(self.what, NORMAL)

    def covers(self, hour: datetime, seconds: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which moments of an hour, given in seconds after its beginning, lie within; None lie at the end."""
        found = np.zeros(len(seconds), dtype=bool)
        for begin in self._begins(hour):
            after = (hour - begin).total_seconds() + seconds
            found |= (after >= 0) & (after < self.minutes * 60)
        return found

    def _begins(self, hour: datetime) -> tuple[datetime, ...]:
        """Return the beginnings that may reach into an hour: that of its day and of the day before."""
        if self.begin is not None:
            return (self.begin,)
        hours, _, minutes = self.at.partition(":")
        midnight = hour.replace(hour=0, minute=0, second=0, microsecond=0)
        days = (midnight, midnight - timedelta(days=1))
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return tuple(day + offset for day in days if (day.date() - _EPOCH).days % self.every == 0)
