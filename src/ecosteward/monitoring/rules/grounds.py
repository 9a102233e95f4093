"""On which rule a verdict rests, in words: norm, clause, what it says, and whether it was compared with the print (待核)."""

from typing import Any, NamedTuple

from ecosteward.monitoring.rules.days import is_averaged
from ecosteward.monitoring.rules.places import Bound, Factor, Place
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Exceedance, Note, Validity
from ecosteward.monitoring.rules.water import is_indicator
from ecosteward.norms.hj75.intervals import KINDS
from ecosteward.norms.kernel.tables import Row, rules

UNVERIFIED = "待核"
NOTES = {
    Note.FROZEN: "恒值",
    Note.JUMP: "突变",
    Note.LATE: "迟到或重发数据后重算",
    Note.CORRECTED: "含人工修正",
    Note.SUBSTITUTED: "含替代",
    Note.FACILITY_OFF: "治理设施未同步运行",
    Note.UNVERIFIED: UNVERIFIED,
    Note.FROM_HOURS: "仪器上传的小时值",
    Note.APPROACHING: "接近限值",
    Note.OUT_OF_RANGE: "超出量程",
    Note.OUT_OF_CONTROL: "失控",
    Note.OVERDUE: "超期未校准",
    Note.RUNNING: "未完",
}


class Ground(NamedTuple):
    """One rule behind a verdict: where it stands, what it says, and whether it was compared with an official text."""

    place: str
    says: str
    verified: bool

    def __str__(self) -> str:
        return f"{self.place}：{self.says}" + ("" if self.verified else f"（{UNVERIFIED}）")


def notes(row: Any) -> str:
    """Return the notes of a verdict in words."""
    return "、".join(words for note, words in NOTES.items() if int(row["notes"]) & int(note))


def grounds(place: Place, factor: Factor, row: Any) -> str:
    """Return the rules behind a verdict's validity and, where it was judged, behind its exceedance."""
    return "；".join(map(str, rested_on(place, factor, row)))


def rested_on(place: Place, factor: Factor, row: Any) -> list[Ground]:
    """Return the same rule by rule."""
    found = _validity(place, factor, row)
    if int(row["notes"]) & int(Note.RUNNING):
        return [_OPEN, *map(_ground, found)]
    bound = bound_of(factor, row)
    if bound is not None:
        found.append(rules("exceedance")[bound.basis])
        found.append(rules("exceedance")["inclusive" if bound.inclusive else "over"])
    elif int(row["validity"]) != Validity.VALID and any(
        each.basis == _BASES.get(Span(int(row["span"]))) for each in factor.bounds
    ):
        found.append(rules("exceedance")["not_valid"])
    return [*map(_ground, found), *_trouble(factor, row)]


def doubts(place: Place, factor: Factor, row: Any) -> list[str]:
    """Return why a verdict is marked to be checked; nothing where it is not."""
    marks, by_hour, bound = Note(int(row["notes"])), int(row["span"]) == Span.HOUR, bound_of(factor, row)
    if Note.UNVERIFIED not in marks:
        return []
    reasons = {
        "限值尚未与官方文本逐字核对": bound is not None and not bound.verified,
        "所依据的条文尚未与官方文本逐字核对": not all(each.verified for each in rested_on(place, factor, row)),
        "由小时值判定，没有分钟数据": by_hour and Note.FROM_HOURS in marks,
        f"分钟数据间隔 {place.minutes} min，按所覆盖的时间计；规范只写了分钟数据": by_hour and place.minutes != 1,
        "数据标记的处理规则尚未与官方文本逐字核对": by_hour and int(row["validity"]) != Validity.VALID,
    }
    return [words for words, true in reasons.items() if true] or ["所含的数据中有待核的"]


def _trouble(factor: Factor, row: Any) -> list[Ground]:
    """Return the rules by which an instrument could not be believed, and how often it is due."""
    found, rule = list[Ground](), rules("hj75")
    if int(row["notes"]) & int(Note.OUT_OF_CONTROL):
        found.append(_ground(rule["control"]))
    if int(row["notes"]) & int(Note.OVERDUE):
        found += [_ground(rule["overdue"]), _ground(rule["overdue_from"])]
        found += [
            Ground(each.source, f"{KINDS[each.kind]}间隔 {each.every.words}", each.verified) for each in factor.clocks
        ]
    return found


_OPEN = Ground("未完", "为截至目前的情况，时段结束后才判定有效性和是否超标", True)
_BASES = {Span.HOUR: "hour", Span.DAY: "day", Span.MONTH: "month"}


def bound_of(factor: Factor, row: Any) -> Bound | None:
    """Return the limit that a verdict was judged by; None where it was not, or the limit was removed since."""
    if int(row["exceedance"]) == Exceedance.NOT_JUDGED:
        return None
    return next((each for each in factor.bounds if each.id == int(row["limit_id"])), None)


def _validity(place: Place, factor: Factor, row: Any) -> list[Row]:
    span, by_gas, by_water = Span(int(row["span"])), rules("hj75"), rules("hj356")
    weighed = place.kind == "water" and is_averaged(factor.code)
    if span == Span.HOUR:
        found = [] if int(row["notes"]) & int(Note.FROM_HOURS) else [by_gas["hour_minutes"]]
        return found + ([by_water["valid"]] if place.kind == "water" and is_indicator(factor.code) else [])
    if span == Span.DAY:
        return [by_water["day_share"], by_water["day_mean"]] if weighed else [by_gas["day_hours"]]
    if span == Span.MONTH:
        return [by_water["month_share"]] if weighed else [by_gas["month_days"]]
    return [by_gas["capture"], by_gas["capture_least"]]


def _ground(row: Row) -> Ground:
    name = " ".join(part for part in (row.norm, row.clause) if part) or "本系统自定"
    return Ground(name, " ".join(row[name] for name in ("what", "value", "unit") if row[name]), row.verified())
