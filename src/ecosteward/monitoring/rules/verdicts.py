"""What a verdict's numbers mean (store/rows.py VERDICT)."""

from enum import IntEnum, IntFlag


class Validity(IntEnum):
    """Whether a span's data count."""

    VALID = 0
    INVALID = 1
    STOPPED = 2
    MISSING = 3
    UNJUDGED = 4

    @property
    def words(self) -> str:
        """Return what the screens call it."""
        return ("有效", "无效", "停运（不计）", "缺失", "不判定")[self]


class Exceedance(IntEnum):
    """How a mean stands to its limit; the numbers are those of `norms.exceedance.CODES`."""

    WITHIN = 0
    OVER = 1
    BELOW = 2
    NOT_JUDGED = 3

    @property
    def words(self) -> str:
        """Return what the screens call it."""
        return ("达标", "超标", "低于下限（超标）", "不判定")[self]


OUT = (Exceedance.OVER, Exceedance.BELOW)  # beyond a limit, on whichever side


class Note(IntFlag):
    """What else is to be known of a verdict."""

    FROZEN = 1
    JUMP = 2
    LATE = 4
    CORRECTED = 8
    SUBSTITUTED = 16
    FACILITY_OFF = 32
    UNVERIFIED = 64
    FROM_HOURS = 128  # the hour itself as the instrument sent it, for there were no minutes
    APPROACHING = 256
    OUT_OF_RANGE = 512
    OUT_OF_CONTROL = 1024  # after a calibration or check that failed
    OVERDUE = 2048  # a calibration or check was due and not done
    RUNNING = 4096  # the span is not over: worked out when it is read, never stored
