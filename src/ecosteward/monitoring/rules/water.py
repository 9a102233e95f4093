"""Hours of waste water by HJ 356 (norms.hj356.data): zero, low, sudden and frozen values, failed checks, no flow.

What the norm wants looked into counts neither as valid nor as invalid until a standard sample or a comparison after it
has passed or failed.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules import letters
from ecosteward.monitoring.rules.places import Checked, Factor, Place, Window
from ecosteward.monitoring.rules.sheets import Sheet
from ecosteward.monitoring.rules.verdicts import Note, Validity
from ecosteward.norms.hj356.data import judge_rows, spoilt
from ecosteward.norms.hj356.indicators import indicator
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.trace import Trace

PROVING = ("standard", "comparison")
_VALIDITY = {
    "valid": Validity.VALID,
    "replaced": Validity.VALID,
    "to_check": Validity.UNJUDGED,
    "invalid": Validity.INVALID,
}
_ANSWERS = np.array(["", "yes", "no"], dtype=object)


def is_indicator(code: str) -> bool:
    """Tell whether HJ 356 says anything of a factor."""
    try:
        indicator(code)
    except RefusedError:
        return False
    return True


def judge(place: Place, window: Window, sheet: Sheet, checks: tuple[Checked, ...]) -> None:
    """Judge those valid hours of a waste-water outlet that HJ 356 has something to say of."""
    if place.kind != "water":
        return
    flows = place.having("flow")
    flow = np.where(sheet.valid[flows[0]], sheet.mean[flows[0]], np.nan) if flows else np.full(window.hours, np.nan)
    for at, factor in enumerate(place.factors):
        if is_indicator(factor.code):
            own = tuple(each for each in checks if each.instrument_id == factor.instrument_id and each.kind in PROVING)
            _one(sheet, at, factor, window, flow, own)


def _one(sheet: Sheet, at: int, factor: Factor, window: Window, flow: Any, checks: tuple[Checked, ...]) -> None:
    here = np.flatnonzero(sheet.valid[at])
    if not len(here):
        return
    moments = window.moments[here]
    answer = _ANSWERS[_next(moments, checks)]
    found = judge_rows(
        {
            "indicator": np.full(len(here), factor.code, dtype=object),
            "value": sheet.mean[at, here],
            "mark": np.full(len(here), "", dtype=object),
            "flow": np.maximum(flow[here], 0.0),
            "analyser": np.full(len(here), np.nan),
            "logger": np.full(len(here), np.nan),
            "detection_limit": np.full(len(here), factor.detection_limit),
            "confirmed": answer,
            "suspicious": (sheet.notes[at, here] & int(Note.FROZEN | Note.JUMP)) > 0,
            "looked_into": answer,
            "spoilt": _spoilt(moments, checks),
        },
        Trace(),
    )
    _take(sheet, at, here, found, flow)


def _take(sheet: Sheet, at: int, here: NDArray[np.intp], found: Columns, flow: Any) -> None:
    """Take over what was found. An hour without flow is no discharge: not due rather than invalid, and the flow stays."""
    sheet.validity[at, here] = [_VALIDITY[each] for each in found["verdict"]]
    counts, spoilt_ones = ~np.isnan(found["used"]), found["verdict"] == "invalid"
    sheet.mean[at, here[counts]] = found["used"][counts]
    sheet.notes[at, here] |= np.where(found["needs_check"], int(Note.UNVERIFIED), 0)
    dry = spoilt_ones & (flow[here] <= 0)
    sheet.mean[at, here[spoilt_ones & ~dry]] = np.nan
    sheet.mark[at, here[spoilt_ones]] = np.where(dry, letters.number("F"), letters.number("D"))[spoilt_ones]
    sheet.validity[at, here[dry]] = Validity.STOPPED


def _next(moments: NDArray[np.datetime64], checks: tuple[Checked, ...]) -> NDArray[np.intp]:
    """Return for each moment what the next check after it said: 0 there is none, 1 passed, 2 failed."""
    ordered = sorted(checks, key=lambda each: each.at)
    said = np.array([1 if each.passed else 2 for each in ordered] + [0], np.intp)
    return said[np.searchsorted(np.array([each.at for each in ordered], "M8[us]"), moments, side="right")]


def _spoilt(moments: NDArray[np.datetime64], checks: tuple[Checked, ...]) -> NDArray[np.bool_]:
    """Tell which moments a failed check spoils; of a passed and a failed one at the same moment the failed counts."""
    failed = np.array([each.at for each in checks if not each.passed], "M8[us]").astype(np.int64)
    passed = np.array([each.at for each in checks if each.passed], "M8[us]").astype(np.int64)
    return spoilt(moments.astype("M8[us]").astype(np.int64), passed[~np.isin(passed, failed)], failed)
