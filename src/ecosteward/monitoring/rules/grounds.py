"""On which rule a verdict rests, in words: norm, clause, what it says, and whether it was compared with the print (待核)."""

from typing import Any

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


def notes(row: Any) -> str:
    """Return the notes of a verdict in words."""
    return "、".join(words for note, words in NOTES.items() if int(row["notes"]) & int(note))


def grounds(place: Place, factor: Factor, row: Any) -> str:
    """Return the rules behind a verdict's validity and, where it was judged, behind its exceedance."""
    found = _validity(place, factor, row)
    if int(row["notes"]) & int(Note.RUNNING):
        return "；".join([_OPEN, *map(_words, found)])
    bound = bound_of(factor, row)
    if bound is not None:
        found.append(rules("exceedance")[bound.basis])
        found.append(rules("exceedance")["inclusive" if bound.inclusive else "over"])
    elif int(row["validity"]) != Validity.VALID and any(
        each.basis == _BASES.get(Span(int(row["span"]))) for each in factor.bounds
    ):
        found.append(rules("exceedance")["not_valid"])
    return "；".join([*map(_words, found), *_trouble(factor, row)])


def _trouble(factor: Factor, row: Any) -> list[str]:
    """Return the rules by which an instrument could not be believed, and how often it is due."""
    found, rule = list[str](), rules("hj75")
    if int(row["notes"]) & int(Note.OUT_OF_CONTROL):
        found.append(_words(rule["control"]))
    if int(row["notes"]) & int(Note.OVERDUE):
        found += [_words(rule["overdue"]), _words(rule["overdue_from"])]
        found += [f"{KINDS[each.kind]}间隔 {each.words}" for each in factor.clocks]
    return found


_OPEN = "未完：为截至目前的情况，时段结束后才判定有效性和是否超标"
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


def _words(row: Row) -> str:
    name = " ".join(part for part in (row.norm, row.clause) if part) or "本系统自定"
    return f"{name}：{row['what']}{row['value']}{row['unit']}" + ("" if row.verified() else f"（{UNVERIFIED}）")
