"""A day, month or quarter that is not over (未完): what is known of it so far. Never stored, never held against a limit."""

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules import amounts, longer
from ecosteward.monitoring.rules.days import is_averaged
from ecosteward.monitoring.rules.places import Place
from ecosteward.monitoring.rules.sheets import Numbers, Sheet
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Note, Validity


def so_far(place: Place, span: Span, parts: Sheet) -> Sheet:
    """Return one span out of the parts that are over: hours of a day, days of a month or quarter.

    Mean and amount are of the valid parts; `counted` of `due` is the capture so far, of a quarter in hours. Whether it
    will be valid, or over a limit, is only told when it is over.
    """
    number = parts.mean.shape[1]
    sheet = longer.gathered(parts, number)
    if span == Span.QUARTER:
        sheet.counted, sheet.due = (each.sum(axis=1, keepdims=True) for each in (parts.counted, parts.due))
    else:
        _means(place, span, sheet, parts)
    longer.settle(sheet, parts, number)
    there = np.isin(sheet.validity, (Validity.VALID, Validity.INVALID))
    sheet.validity[there] = Validity.UNJUDGED
    sheet.notes |= int(Note.RUNNING | Note.UNVERIFIED)
    return sheet


def _means(place: Place, span: Span, sheet: Sheet, parts: Sheet) -> None:
    flow = amounts.flow_of(place, parts) if span == Span.DAY and place.kind == "water" else None
    for at, factor in enumerate(place.factors):
        if flow is not None and is_averaged(factor.code):
            weights = np.where(parts.valid[flow[0]], np.maximum(flow[1], 0.0), np.nan)
            sheet.mean[at] = _mean(parts.mean[at], parts.valid[at], weights)
        else:
            for target, values in ((sheet.mean, parts.mean), (sheet.converted, parts.converted)):
                target[at] = _mean(values[at], parts.valid[at], np.ones(parts.mean.shape[1]))


def _mean(values: Numbers, valid: NDArray[np.bool_], weights: Numbers) -> float:
    here = valid & ~np.isnan(values) & ~np.isnan(weights)
    whole = float(weights[here].sum())
    return float((values[here] * weights[here]).sum()) / whole if whole else float("nan")
