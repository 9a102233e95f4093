"""What is worked out of a place's spans before it becomes rows of verdicts: one array for each of their fields."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules import digests, letters
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Exceedance, Note, Validity
from ecosteward.monitoring.store import rows

Numbers = NDArray[np.float64]
_RESULTS = ("mean", "converted", "low", "high", "amount", "counted", "due", "mark", "validity", "exceedance", "multiple",
            "limit_id", "notes")  # fmt: skip


@dataclass(eq=False)
class Sheet:
    """Series by spans. `mark` holds the platform's numbers, `inputs` a digest of the data, before the results' join it."""

    mean: Numbers
    converted: Numbers
    low: Numbers
    high: Numbers
    amount: Numbers
    counted: NDArray[np.int64]
    due: NDArray[np.int64]
    mark: NDArray[np.uint8]
    validity: NDArray[np.int64]
    exceedance: NDArray[np.int64]
    multiple: Numbers
    limit_id: NDArray[np.int64]
    notes: NDArray[np.int64]
    inputs: NDArray[np.uint64]

    @property
    def valid(self) -> NDArray[np.bool_]:
        """Where there is a mean that counts."""
        return np.asarray((self.validity == Validity.VALID) & ~np.isnan(self.mean))

    def note(self, where: NDArray[np.bool_], note: Note) -> None:
        """Add a note to some of the spans."""
        self.notes |= np.where(where, int(note), 0)

    def flat(self, series: NDArray[np.int32], span: Span, moments: NDArray[np.datetime64]) -> rows.Rows:
        """Return the rows of verdicts, series by series; when they are made and which revision is left to the writer."""
        found = rows.empty(rows.VERDICT, self.mean.size)
        found["series_id"], found["span"] = np.repeat(series, len(moments)), span
        found["at"] = np.tile(moments, len(series))
        for name in _RESULTS:
            found[name] = getattr(self, name).reshape(-1)
        found["mark"] = letters.as_stored(self.mark.reshape(-1))
        found["inputs"] = digests.joined([self.inputs.reshape(-1), *(found[name] for name in _RESULTS)]).view(np.int64)
        return found


def blank(shape: tuple[int, int]) -> Sheet:
    """Return a sheet on which nothing is known."""

    def number() -> Numbers:
        return np.full(shape, np.nan)

    def whole(value: int = 0) -> NDArray[Any]:
        return np.full(shape, value, np.int64)

    return Sheet(
        mean=number(),
        converted=number(),
        low=number(),
        high=number(),
        amount=number(),
        counted=whole(),
        due=whole(),
        mark=np.full(shape, letters.number("Md"), np.uint8),
        validity=whole(Validity.MISSING),
        exceedance=whole(Exceedance.NOT_JUDGED),
        multiple=number(),
        limit_id=whole(),
        notes=whole(),
        inputs=np.zeros(shape, np.uint64),
    )
