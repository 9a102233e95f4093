"""Means against the limits of their series (norms.exceedance); only where validity allows."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules.places import Bound, Moments, Place, local_days
from ecosteward.monitoring.rules.sheets import Numbers, Sheet
from ecosteward.monitoring.rules.verdicts import Exceedance, Note
from ecosteward.norms.exceedance import NOT_JUDGED, Found, judged
from ecosteward.norms.kernel.trace import Trace
from ecosteward.norms.kernel.units import same

NEAR = 0.8  # of a limit: from there on a mean is said to approach it; our own choice


def judge(place: Place, sheet: Sheet, moments: Moments, basis: str) -> None:
    """Judge the means of a sheet by every limit of a basis: hour, day or month. One over its limit stands for all.

    Where none is over, the limit told of is the one the mean comes nearest to. A limit in another unit than the series'
    is not compared with.
    """
    days = local_days(moments)
    for at, factor in enumerate(place.factors):
        nearest = np.full(len(days), -1.0)
        for bound in factor.bounds:
            if bound.basis == basis and same(bound.unit, factor.unit):
                _one(sheet, at, bound, _in_force(bound, days), nearest)


def _one(sheet: Sheet, at: int, bound: Bound, here: NDArray[np.bool_], nearest: Numbers) -> None:
    """Judge one series by one limit. `nearest` is how near it came to the limits before: 1 is the limit, 2 is over."""
    found = _found(sheet, at, bound, here)
    out = np.isin(found.code, (Exceedance.OVER, Exceedance.BELOW))
    with np.errstate(invalid="ignore", divide="ignore"):
        near = np.nan_to_num(found.compared / bound.upper, nan=0.0, posinf=0.0, neginf=0.0)
    near = np.where(out, 2 + np.nan_to_num(found.multiple), np.clip(near, 0, 1))
    taken = here & (found.code != NOT_JUDGED) & (near > nearest)
    nearest[taken] = near[taken]
    for target, value in (
        (sheet.exceedance, found.code),
        (sheet.multiple, found.multiple),
        (sheet.limit_id, np.full(len(here), bound.id)),
    ):
        target[at, taken] = value[taken]
    _note(sheet, at, taken, {Note.APPROACHING: ~out & (near >= NEAR), Note.UNVERIFIED: found.needs_check})


def _note(sheet: Sheet, at: int, taken: NDArray[np.bool_], notes: dict[Note, NDArray[np.bool_]]) -> None:
    sheet.notes[at, taken] &= ~int(Note.APPROACHING)
    for note, where in notes.items():
        sheet.notes[at, taken & where] |= int(note)


def _found(sheet: Sheet, at: int, bound: Bound, here: NDArray[np.bool_]) -> Found:
    number = len(here)

    def column(value: Any) -> NDArray[Any]:
        return np.full(number, value, dtype=object if isinstance(value, str) else None)

    given = {
        "value": (sheet.converted if bound.converted else sheet.mean)[at],
        "valid": sheet.valid[at] & here,
        "upper": column(bound.upper),
        "lower": column(bound.lower),
        "inclusive": column(bound.inclusive),
        "basis": column(bound.basis),
        "value_basis": column(bound.basis),
        "unit": column(bound.unit),
        "limit_unit": column(bound.unit),
        "converted": column(False),  # it is: the sheet holds the converted value
        "oxygen": column(np.nan),
        "reference": column(np.nan),
        "unit_kind": column(""),
    }
    found = judged(given, Trace())
    return found._replace(needs_check=found.needs_check | (not bound.verified))


def _in_force(bound: Bound, days: Moments) -> NDArray[np.bool_]:
    found = np.ones(len(days), bool)
    if bound.since is not None:
        found &= days >= np.datetime64(bound.since)
    if bound.until is not None:
        found &= days <= np.datetime64(bound.until)
    return found
