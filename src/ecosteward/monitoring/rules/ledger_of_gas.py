"""The ledger of a pollutant of gas, hour by hour (HJ 75, norms.hj75.filling)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules import amounts, by_hand, control, letters
from ecosteward.monitoring.rules.by_hand import Hourly, Taken
from ecosteward.monitoring.rules.places import HOUR, LOCAL, Checked, Factor, Moments, Place
from ecosteward.monitoring.rules.sheets import Numbers, Sheet
from ecosteward.monitoring.rules.substitution import Entered
from ecosteward.monitoring.rules.verdicts import Validity
from ecosteward.norms.hj75.filling import Entry, Filled, Series, filled, series_of
from ecosteward.norms.hj75.substitution import CAUSES, VERDICTS
from ecosteward.norms.kernel.tables import rules

_BY_HAND = "参比方法结果"


class _Trusted(NamedTuple):
    """In which hours an amount's instruments could not be believed and were calibrated, and a factor with its checks for each."""

    control: NDArray[np.bool_]
    calibrated: NDArray[np.bool_]
    instruments: tuple[tuple[Factor, Sequence[Checked]], ...]

    def why(self, moment: np.datetime64) -> str:
        """Return in words why they could not be believed at a moment."""
        said = (words for factor, own in self.instruments for words in control.why(factor, moment, own))
        return "；".join(dict.fromkeys(said))


def lines(
    place: Place,
    at: int,
    first: np.datetime64,
    hours: Sheet,
    checks: Sequence[Checked],
    since: dt.datetime,
    taken: Sequence[Taken] = (),
) -> Iterator[Entered]:
    """Yield the ledger of a factor from `since` on. `hours` are all from `first` on, with those before."""
    begun = int(np.argmax(hours.due[at] > 0))
    moments = (first + np.arange(hours.mean.shape[1]) * HOUR)[begun:]
    trusted = _trusted(place, at, moments, checks)
    done_by_hand = by_hand.hourly(place, at, moments, _flows(place, hours)[begun:], taken)
    known = ~np.isnan(hours.amount[at, begun:])
    columns: dict[str, NDArray[Any]] = {
        "hour": (moments + LOCAL).astype("M8[h]"),
        "mark": _marks(hours.mark[at, begun:], hours.validity[at, begun:], known),
        "amount": hours.amount[at, begun:],
        "out_of_control": trusted.control,
        "calibrated": trusted.calibrated,
        "manual": np.where(trusted.control, np.nan, done_by_hand.amounts),
    }
    series, _ = series_of(columns, letters.platform())
    done = filled(series)
    for entry in done.entries:
        for line in _entered(series, done, entry, done_by_hand):
            if line.begin >= since:
                why = trusted.why(moments[entry.places[0]]) if entry.cause == "control" else ""
                yield line._replace(inputs=line.inputs | ({"起因": why} if why else {}))


def _flows(place: Place, hours: Sheet) -> Numbers:
    """Return the valid measured flow of each hour in m³/h."""
    found = amounts.flow_of(place, hours)
    if found is None:
        return np.full(hours.mean.shape[1], np.nan)
    return np.where(hours.valid[found[0]], found[1], np.nan)


def _trusted(place: Place, at: int, moments: Moments, checks: Sequence[Checked]) -> _Trusted:
    """Look at the instrument of the factor, and at that of the flow: an amount rests on both."""
    meters = [place.factors[each] for each in (at, *place.having("flow")[:1])]
    known = [(each, own) for each in meters if (own := control.of_instrument(each, checks))]
    troubles = [control.trouble(factor, moments, own).any for factor, own in known]
    # The reference is the last calibration of the first of them that could not be believed.
    asked = next((own for (_, own), trouble in zip(known, troubles, strict=True) if trouble.any()), [])
    troubled = np.zeros(len(moments), bool) | np.any(troubles, axis=0)
    return _Trusted(troubled, _calibrated(moments, asked), tuple(known))


def _calibrated(moments: Moments, checks: Sequence[Checked]) -> NDArray[np.bool_]:
    done = [each.at.astype("M8[h]") for each in checks if each.passed and each.kind in control.CALIBRATIONS]
    return np.asarray(np.isin(moments.astype("M8[h]"), np.array(done, "M8[h]")))


def _entered(series: Series, done: Filled, entry: Entry, taken: Hourly) -> Iterator[Entered]:
    """Yield an entry as one line, or as one for each day where results by hand stand in."""
    if entry.verdict != "manual":
        yield _line(series, entry, entry.places, entry.value, taken)
        return
    days = series.hours[entry.places].astype("M8[D]")
    for day in np.unique(days):
        places = entry.places[days == day]
        yield _line(series, entry, places, float(done.amount[places[0]]), taken)


def _line(series: Series, entry: Entry, places: NDArray[np.intp], amount: float | None, taken: Hourly) -> Entered:
    begin, last = (series.hours[places[at]].astype("M8[s]").item() for at in (0, -1))
    end = last + dt.timedelta(hours=1)
    clause = "12.2" if entry.row is None else entry.row.clause
    inputs = _inputs(series, entry) | _by_hand(entry, begin.date(), last.date(), taken)
    return Entered(begin, end, len(places), CAUSES[entry.cause], entry.rate, amount, f"HJ 75-2017 {clause}", inputs)


def _inputs(series: Series, entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {"处理": VERDICTS[entry.verdict], "无效段小时数": entry.length}
    if entry.verdict == "manual":
        return found
    found["实有有效小时"] = entry.searched
    if entry.row is not None:
        found["取最大值的有效小时数"] = int(entry.row.figure("window"))
    if entry.source is not None:
        found["最大值所在小时"] = f"{series.hours[entry.source].astype('M8[s]').item():%Y-%m-%d %H}"
    return found


def _by_hand(entry: Entry, first: dt.date, last: dt.date, taken: Hourly) -> dict[str, str]:
    """Name the results by hand of a line's days, whether or not they could stand in."""
    said = [words for at, words in taken.words if first <= (at + LOCAL).astype("M8[D]").item() <= last]
    if not said:
        return {}
    if entry.verdict == "manual":
        return {_BY_HAND: "；".join(said), "换算": rules("hj75")["manual_flow"]["formula"]}
    why = "失控、超期时段不用" if entry.cause == "control" else "不是每天都有可用的结果"
    return {f"未采用的{_BY_HAND}": f"{'；'.join(said)}（{why}）"}


def _marks(marks: NDArray[np.uint8], validity: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Return the letters; an hour without an amount of its own is no normal one, whatever its concentration."""
    names = np.array(letters.platform().letters, dtype=object)[marks]
    names[validity == Validity.MISSING] = "Md"
    normal = (validity == Validity.VALID) & known
    names[normal] = "N"
    names[~normal & (names == "N")] = "D"
    return names
