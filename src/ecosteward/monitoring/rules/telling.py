"""From verdicts to signs: what an alarm may come of, in the words people read."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules.places import Bound, Factor, Place
from ecosteward.monitoring.rules.signs import Cause, Sign
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import OUT, Exceedance, Note, Validity
from ecosteward.monitoring.store import rows
from ecosteward.norms.exceedance_series import runs

_OWN = "判定规则由本系统自定"
_BY_NOTE = {
    Cause.FROZEN: (Note.FROZEN, "连续多个小时数值不变"),
    Cause.JUMP: (Note.JUMP, "与上一有效小时相差超过量程的一半"),
    Cause.FACILITY_OFF: (Note.FACILITY_OFF, "生产设施运行时治理设施未运行"),
}
_TROUBLE = {Note.OUT_OF_CONTROL: "仪器失控", Note.OVERDUE: "仪器超期未校准"}
_BASES = {"hour": "小时", "day": "日均", "month": "月均"}


class Told(NamedTuple):
    """One verdict and whose it is; `on_end` is how many spans in a row it is over, `newest` whether none is younger."""

    place: Place
    factor: Factor
    row: Any
    on_end: int
    newest: bool


def told(place: Place, written: rows.Rows, around: rows.Rows, newest: np.datetime64) -> Iterator[Told]:
    """Yield the verdicts of a place that were written; `around` are all of its verdicts of that time and before."""
    factors = {each.id: each for each in place.factors}
    keys = zip(around["series_id"].tolist(), around["at"].tolist(), strict=True)
    on_end = dict(zip(keys, _on_end(around).tolist(), strict=True))
    for row in written:
        series, at = int(row["series_id"]), row["at"]
        yield Told(place, factors[series], row, on_end.get((series, at.item()), 0), bool(at >= newest))


def signs(seen: Told) -> Iterator[Sign]:
    """Yield what a verdict tells: what stands, and, where it is the newest, what is over."""
    row, validity = seen.row, Validity(int(seen.row["validity"]))
    if int(row["exceedance"]) != Exceedance.NOT_JUDGED:
        yield from _limits(seen, over=int(row["exceedance"]) in OUT)
    if int(row["span"]) != Span.HOUR:
        return
    if validity != Validity.MISSING:
        words = f"{seen.factor.name} 小时数据无效{_because(int(row['notes']))}"
        yield from _one(seen, Cause.INVALID, words, stands=validity == Validity.INVALID)
    for cause, (note, words) in _BY_NOTE.items():
        yield from _one(seen, cause, f"{seen.factor.name} {words}", stands=bool(row["notes"] & int(note)))


def _because(notes: int) -> str:
    words = [words for note, words in _TROUBLE.items() if notes & int(note)]
    return f"（{'、'.join(words)}）" if words else ""


def _limits(seen: Told, *, over: bool) -> Iterator[Sign]:
    bound = next(each for each in seen.factor.bounds if each.id == int(seen.row["limit_id"]))
    value = float(seen.row["converted"] if bound.converted else seen.row["mean"])
    words = (
        f"{seen.factor.name} {_BASES[bound.basis]}{'折算' if bound.converted else ''}值 {value:.4g} {seen.factor.unit}"
    )
    words += f"，{_limit(bound)}"
    about: dict[str, Any] = {
        "value": value,
        "bound": None if np.isnan(bound.upper) else bound.upper,
        "unit": seen.factor.unit,
        "rule": bound.source,
        "needs_check": bool(seen.row["notes"] & int(Note.UNVERIFIED)),
        "stage": "" if bound.basis == "hour" else bound.basis,
    }
    near = bool(seen.row["notes"] & int(Note.APPROACHING))
    yield from _one(seen, Cause.OVER, words, stands=over, **about)
    yield from _one(seen, Cause.APPROACHING, words, stands=near, **about)
    if bound.basis == "hour":
        long = about | {"value": float(seen.on_end), "unit": "h", "bound": None}
        yield from _one(seen, Cause.PERSISTENT, f"{words}，已连续 {seen.on_end} h", stands=over, **long)


def _one(seen: Told, cause: Cause, words: str, *, stands: bool, **about: Any) -> Iterator[Sign]:
    if stands or seen.newest:
        mean = float(seen.row["mean"])
        whole = {"rule": _OWN, "value": None if np.isnan(mean) else mean, "unit": seen.factor.unit} | about
        at = rows.moment(seen.row["at"])
        yield Sign(cause, seen.place.id, seen.factor.id, at, words[:300], standing=stands, **whole)


def _limit(bound: Bound) -> str:
    if np.isnan(bound.lower):
        return f"限值 {bound.upper:g}"
    return f"限值不低于 {bound.lower:g}" if np.isnan(bound.upper) else f"限值 {bound.lower:g}～{bound.upper:g}"


def _on_end(around: rows.Rows) -> NDArray[np.intp]:
    """Return for each hour's verdict how many of its series are over in a row up to it; nothing for longer spans."""
    found = np.zeros(len(around), np.intp)
    if len(around) and int(around["span"][0]) == Span.HOUR:
        done = runs(around["series_id"].astype(np.intp), around["at"], np.isin(around["exceedance"], OUT))
        found[done.order] = done.position
    return found
