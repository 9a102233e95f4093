"""Instruments of gas that cannot be believed: out of control after a failed check, or overdue for one (HJ 75, norms.hj75).

How often an instrument is to be calibrated and checked says its sort, by the norm's table, or its own setting. An
instrument of which neither is known is never overdue, and nothing is told of the time before the first that passed.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules.places import LOCAL, Checked, Clock, Factor, Moments, Place, Window
from ecosteward.monitoring.rules.sheets import Sheet
from ecosteward.monitoring.rules.verdicts import Note, Validity
from ecosteward.norms.hj75.intervals import KINDS, Every, due_after, every_of, overdue_at, rows_of

CALIBRATIONS = ("zero", "span")
VERIFICATION = "comparison"
Flags = NDArray[np.bool_]


class Trouble(NamedTuple):
    """At which moments an instrument was out of control, and at which overdue."""

    control: Flags
    overdue: Flags

    @property
    def any(self) -> Flags:
        """Return where it was either."""
        return np.asarray(self.control | self.overdue)


def clocks(sort: str, calibrate_days: int | None, verify_days: int | None, own: str) -> tuple[Clock, ...]:
    """Return the clocks of an instrument: the norm's, and in their place its own; `own` says what these rest on."""
    found = {
        row["check"]: Clock(row["check"], every_of(row), f"{row.norm} {row.clause}", row.verified())
        for row in rows_of(sort)
    }
    kinds = [each for each in CALIBRATIONS if each in found] or list(CALIBRATIONS)
    for days, some in ((calibrate_days, kinds), (verify_days, [VERIFICATION])):
        if days:
            found |= {kind: Clock(kind, Every(days, "d"), own, verified=False) for kind in some}
    return tuple(found.values())


def judge(place: Place, window: Window, sheet: Sheet, checks: Sequence[Checked]) -> None:
    """Take hours of gas as invalid in which their instrument was out of control or overdue."""
    if place.kind != "gas":
        return
    known: dict[int, Trouble] = {}
    for at, factor in enumerate(place.factors):
        if own := of_instrument(factor, checks):
            if factor.instrument_id not in known:
                known[factor.instrument_id] = trouble(factor, window.moments, own)
            _take(sheet, at, known[factor.instrument_id])


def of_instrument(factor: Factor, checks: Sequence[Checked]) -> list[Checked]:
    """Return the checks of a factor's instrument, in order; none where it has no instrument."""
    own = [each for each in checks if factor.instrument_id and each.instrument_id == factor.instrument_id]
    return sorted(own, key=lambda each: each.at)


def trouble(factor: Factor, moments: Moments, own: Sequence[Checked]) -> Trouble:
    """Tell when a factor's instrument, whose checks these are, could not be believed."""
    overdue = np.zeros(len(moments), bool)
    for clock in factor.clocks:
        overdue |= overdue_at(moments + LOCAL, _passed(clock, own), clock.every)
    return Trouble(_out_of_control(moments, own), overdue)


def why(factor: Factor, moment: np.datetime64, own: Sequence[Checked]) -> list[str]:
    """Return in words why a factor's instrument could not be believed at a moment."""
    return [*_failed(moment, own), *_due(factor, (moment + LOCAL).astype("M8[us]").item(), own)]


def _take(sheet: Sheet, at: int, found: Trouble) -> None:
    here = np.isin(sheet.validity[at], (Validity.VALID, Validity.INVALID))
    for where, note in ((found.control, Note.OUT_OF_CONTROL), (found.overdue, Note.OVERDUE)):
        sheet.notes[at] |= np.where(here & where, int(note | Note.UNVERIFIED), 0)
    sheet.validity[at] = np.where(here & found.any, Validity.INVALID, sheet.validity[at])


def _out_of_control(moments: Moments, own: Sequence[Checked]) -> Flags:
    """Tell which moments lie after a failed calibration or check and before the next that passed."""
    said = np.array([False] + [not each.passed for each in own])
    at = np.array([each.at for each in own], "M8[us]")
    return np.asarray(said[np.searchsorted(at, moments, side="right")])


def _passed(clock: Clock, own: Sequence[Checked]) -> list[dt.datetime]:
    done = [each for each in own if each.passed and each.kind == clock.kind]
    return [(each.at + LOCAL).astype("M8[us]").item() for each in done]


def _failed(moment: np.datetime64, own: Sequence[Checked]) -> Iterator[str]:
    before = [each for each in own if each.at <= moment]
    if before and not before[-1].passed:
        at = (before[-1].at + LOCAL).astype("M8[us]").item()
        yield f"失控：{KINDS.get(before[-1].kind, '核查')} {at:%Y-%m-%d %H:%M} 不合格"


def _due(factor: Factor, moment: dt.datetime, own: Sequence[Checked]) -> Iterator[str]:
    for clock in factor.clocks:
        passed = [each for each in _passed(clock, own) if each <= moment]
        if passed and (due := due_after(passed[-1], clock.every)) <= moment:
            done = f"{KINDS[clock.kind]} {passed[-1]:%Y-%m-%d %H:%M} 合格"
            yield f"超期：{done}，间隔 {clock.words}，{due:%Y-%m-%d %H:%M} 到期"
