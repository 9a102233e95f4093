"""Which periods are missing and are to be asked for again."""

import datetime as dt
from collections.abc import Collection, Sequence

TRIES = 3  # how often one period is asked for
Period = tuple[dt.datetime, dt.datetime]


def missing(
    there: Collection[dt.datetime],
    begin: dt.datetime,
    end: dt.datetime,
    step: dt.timedelta,
    asked: Sequence[Period] = (),
    longest: int = 24,
) -> list[Period]:
    """Return the periods from `begin` to `end`, in steps, of which nothing is there, as first and last of each run.

    A period that was asked for `TRIES` times is not asked for again. No run has more than `longest` periods.
    """
    have, runs, at = set(there), list[Period](), begin
    length = 0
    while at <= end:
        if at in have or sum(first <= at <= last for first, last in asked) >= TRIES:
            length = 0
        elif length and length < longest:
            runs[-1] = runs[-1][0], at
            length += 1
        else:
            runs.append((at, at))
            length = 1
        at += step
    return runs
