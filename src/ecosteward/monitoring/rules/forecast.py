"""What a year's total will come to: what was emitted so far, and for the days left the mean of the last weeks.

The weeks' sums (whole weeks of seven days without a gap, the newest 13 at most) give mean and scatter; the range covers
about 95 % where weeks go on as they were and do not hang together: ± 1.96·s·√(n + n²/m), n weeks left, m weeks known. Our
own method; with fewer than four weeks nothing is foretold.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

METHOD = (
    "按最近（至多 13 个）完整周的周排放量均值外推至年末；区间为 ±1.96·s·√(n+n²/m)，n 为剩余周数，m 为参与计算的周数"
)
WEEK, LEAST, MOST = 7, 4, 13
_SURE = 1.96


class Forecast(NamedTuple):
    """The year's total foretold, and the range it lies in; in the unit of what was given."""

    total: float
    low: float
    high: float
    weeks: int


def forecast(so_far: float, days: NDArray[np.float64], left: int) -> Forecast | None:
    """Foretell a year's total.

    Args:
        so_far: emitted in the year.
        days: what each day up to now emitted, the newest last; NaN where that is not known.
        left: days of the year that are still to come.

    """
    weeks = _weeks(days)
    if len(weeks) < LEAST:
        return None
    ahead, scatter = left / WEEK, float(np.std(weeks, ddof=1))
    middle = so_far + float(np.mean(weeks)) * ahead
    half = _SURE * scatter * float(np.sqrt(ahead + ahead**2 / len(weeks)))
    return Forecast(middle, max(middle - half, so_far), middle + half, len(weeks))


def _weeks(days: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sums of the newest whole weeks, counted back from the last day."""
    number = min(len(days) // WEEK, MOST)
    sums: NDArray[np.float64] = days[len(days) - number * WEEK :].reshape(number, WEEK).sum(axis=1)
    return sums[~np.isnan(sums)]
