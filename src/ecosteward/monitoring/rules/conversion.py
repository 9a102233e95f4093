"""Hour means converted to the reference oxygen of their place (norms.oxygen)."""

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules.places import Place
from ecosteward.monitoring.rules.sheets import Numbers, Sheet
from ecosteward.monitoring.rules.verdicts import Note
from ecosteward.norms import oxygen
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace


def fill(place: Place, sheet: Sheet, sent: Numbers) -> None:
    """Convert what is converted. Where the place measures no oxygen, what the instrument sent converted stands (待核)."""
    if place.kind != "gas" or np.isnan(place.oxygen):
        return
    measured = place.having("oxygen")
    lines = place.having("pollutant")
    if not measured:
        sheet.converted[lines] = np.where(sheet.valid[lines], sent[lines], np.nan)
        sheet.note(~np.isnan(sheet.converted), Note.UNVERIFIED)
        return
    share, usable = _oxygen(sheet, measured[0])
    for line in lines:
        here = sheet.valid[line] & usable
        sheet.converted[line, here] = _converted(sheet.mean[line, here], share[here], place.oxygen)


def _oxygen(sheet: Sheet, line: int) -> tuple[Numbers, NDArray[np.bool_]]:
    share = sheet.mean[line]
    with np.errstate(invalid="ignore"):
        within = (share >= 0) & (share < rules("emissions")["air_oxygen"].figure())
    return share, sheet.valid[line] & within


def _converted(values: Numbers, share: Numbers, reference: float) -> Numbers:
    columns = {
        "concentration": values,
        "oxygen": share,
        "reference": np.full(len(values), reference),
        "unit_kind": np.full(len(values), "", dtype=object),
    }
    found: Numbers = oxygen.convert_rows(columns, Trace())["converted"]
    return found
