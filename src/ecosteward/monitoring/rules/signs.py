"""What a judgement or a watch has seen and an alarm may come of."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """Why an alarm is raised; one is open for each cause, place and factor at a time."""

    APPROACHING = "approaching"
    OVER = "over"
    PERSISTENT = "persistent"
    OFFLINE = "offline"
    INVALID = "invalid"
    FROZEN = "frozen"
    JUMP = "jump"
    FACILITY_OFF = "facility_off"
    TOTAL = "total"


@dataclass(frozen=True)
class Sign:
    """One thing seen at one place, or seen to be over.

    Attributes:
        point_id: the monitoring point.
        series_id: the factor's series; None where the point itself is meant (offline).
        stage: tells alarms of one cause apart that stand beside each other, as the 80, 90 and 100 % of a total.
        at: the period or moment it was seen in; a period is its start. Signs older than the newest change nothing.
        value: the number seen, in `unit`; None where there is none. What a rule's threshold is held against comes of
            it: for approaching and total `value` as per cent of `bound`; for persistent the hours on end; for offline
            the minutes of silence.
        bound: what it was held against.
        words: what people read: “SO₂ 小时折算浓度 61.2 mg/m³，限值 50 mg/m³”.
        rule: the row of a table or the setting it rests on.
        standing: False says that it is over, so an open alarm of it may close.
        needs_check: the limit or rule is not compared with an official text (待核).

    """

    cause: Cause
    point_id: int
    series_id: int | None
    at: dt.datetime
    words: str
    standing: bool = True
    stage: str = ""
    value: float | None = None
    bound: float | None = None
    unit: str = ""
    rule: str = ""
    needs_check: bool = False
