"""What a platform asks of a site: each function gives the message; `messages.encode` writes it. Source: table 9, C.1-46.

Values outside the ranges of table 4 are refused with a RefusedError that names the field.
"""

from dataclasses import dataclass
from datetime import datetime

from ecosteward.norms.hj212.meanings import fields
from ecosteward.norms.hj212.messages import Message
from ecosteward.norms.hj212.packets import Version
from ecosteward.norms.hj212.segment import Items
from ecosteward.norms.hj212.values import stamp, written
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.tables import rules

HISTORY = {"minutes": "2051", "hours": "2061", "days": "2031", "running": "2041"}
SWITCHES = {"realtime": ("2011", "2012"), "state": ("2021", "2022")}
WORKS = {"calibrate": "3011", "sample": "3012", "clean": "3013", "compare": "3014"}
LOOKS = {"cycle": "3017", "duration": "3018", "serial": "3019"}


@dataclass(frozen=True, slots=True)
class Site:
    """The device asked: its MN, its password, its system code and the version it speaks."""

    mn: str
    pw: str
    st: str
    version: Version = "2017"


def set_timeouts(site: Site, at: datetime, seconds: int, resends: int) -> Message:
    """1000: how long to wait for an answer, and how often to send again."""
    return _ask(site, at, "1000", (_within("OverTime", seconds), _within("ReCount", resends)))


def get_time(site: Site, at: datetime, factor: str = "") -> Message:
    """1011: what time the site, or one of its instruments, has."""
    return _ask(site, at, "1011", _of(factor))


def set_time(site: Site, at: datetime, time: datetime, factor: str = "") -> Message:
    """1012: set the clock of the site or of one instrument."""
    return _ask(site, at, "1012", (*_of(factor), ("SystemTime", written(time))))


def get_realtime_interval(site: Site, at: datetime) -> Message:
    """1061: how often realtime data come."""
    return _ask(site, at, "1061")


def set_realtime_interval(site: Site, at: datetime, seconds: int) -> Message:
    """1062: how often realtime data are to come (30 to 3600 s)."""
    return _ask(site, at, "1062", (_within("RtdInterval", seconds),))


def get_minute_interval(site: Site, at: datetime) -> Message:
    """1063: how many minutes minute data cover."""
    return _ask(site, at, "1063")


def set_minute_interval(site: Site, at: datetime, minutes: int) -> Message:
    """1064: how many minutes minute data are to cover (divisors of an hour up to 30)."""
    return _ask(site, at, "1064", (_within("MinInterval", minutes),))


def set_password(site: Site, at: datetime, password: str) -> Message:
    """1072: give the site a new password."""
    return _ask(site, at, "1072", (("NewPW", password),))


def start(site: Site, at: datetime, what: str) -> Message:
    """2011, 2021: let realtime data ("realtime") or the state of the facilities ("state") come."""
    return _ask(site, at, SWITCHES[what][0])


def stop(site: Site, at: datetime, what: str) -> Message:
    """2012, 2022: let them come no more; a notice, answered with 9013."""
    return _ask(site, at, SWITCHES[what][1])


def history(site: Site, at: datetime, what: str, begin: datetime, end: datetime) -> Message:
    """2051, 2061, 2031, 2041: data of minutes, hours, days, or the running time of facilities, of a time span."""
    if end < begin:
        raise refuse("EndTime", "截止时间不能早于开始时间", "截止时间")
    return _ask(site, at, HISTORY[what], (("BeginTime", written(begin)), ("EndTime", written(end))))


def work(site: Site, at: datetime, what: str, factor: str) -> Message:
    """3011-3014: calibrate, sample now, clean or blow back, sample for comparison."""
    return _ask(site, at, WORKS[what], _of(factor))


def keep_sample(site: Site, at: datetime) -> Message:
    """3015: keep a sample of what exceeds its limit."""
    return _ask(site, at, "3015")


def set_cycle(site: Site, at: datetime, factor: str, first: str, hours: int) -> Message:
    """3016: when sampling begins (hhmmss) and every how many hours."""
    return _ask(site, at, "3016", (*_of(factor), ("CstartTime", first), _within("CTime", hours)))


def look(site: Site, at: datetime, what: str, factor: str) -> Message:
    """3017-3019: the sampling cycle, how long a sample takes, the instrument's number."""
    return _ask(site, at, LOOKS[what], _of(factor))


def get_information(
    site: Site, at: datetime, factor: str, code: str, begin: datetime | None = None, end: datetime | None = None
) -> Message:
    """3020: log (with a time span), state or parameter of an instrument; codes of table B.10."""
    span = (("BeginTime", begin), ("EndTime", end))
    times = tuple((name, written(time)) for name, time in span if time is not None)
    return _ask(site, at, "3020", (*_of(factor), ("InfoId", code), *times))


def set_parameter(site: Site, at: datetime, factor: str, code: str, value: str) -> Message:
    """3021: set a parameter of an instrument; codes of table B.10."""
    return _ask(site, at, "3021", (*_of(factor), ("InfoId", code), (f"{code}-Info", value)))


def heartbeat(site: Site, at: datetime) -> Message:
    """9015 of 2025, sent by the site: "I am here"; known from public implementations only (待核)."""
    return _ask(site, at, "9015")


def _ask(site: Site, at: datetime, cn: str, items: Items = ()) -> Message:
    return Message(cn, site.st, site.mn, site.pw, stamp(at), site.version, answer=True, items=items)


def _of(factor: str) -> Items:
    return (("PolId", factor),) if factor else ()


def _within(name: str, value: int) -> tuple[str, str]:
    """Check a value against what table 4 lets the field take: a range "1..99", or a list "1|2|3"."""
    row = fields()[name]
    least, dots, most = row["takes"].partition("..")
    allowed = int(least) <= value <= int(most) if dots else str(value) in row["takes"].split("|")
    if not allowed:
        wanted = f"{least}～{most}" if dots else row["takes"].replace("|", "、")
        raise refuse(name, f"应为 {wanted}", row["what"])
    return name, str(value)


def timeout() -> tuple[float, int]:
    """Return the default time-out (s) and number of resends of table 1, for all networks but ADSL."""
    rule = rules("hj212")
    return rule["timeout"].figure(), int(rule["resends"].figure())
