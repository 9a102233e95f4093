"""The factors of an upload as one text with places for the values: made once for a device, filled for each packet."""

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

from ecosteward.monitoring.simulator.plants import Factor

AMOUNT, MARK = "Cou", "Flag"
_FINER = 2  # more digits for an amount than for a concentration


class Form:
    """One text for all factors. `fields` are those that may be told, in their order; each factor tells its own."""

    def __init__(self, factors: Sequence[Factor], codes: Sequence[str], fields: Sequence[str]) -> None:
        told = [[name for name in fields if name in factor.fields] for factor in factors]
        groups = zip(factors, codes, told, strict=True)
        texts = (",".join(_place(factor, code, name) for name in names) for factor, code, names in groups)
        self._text = ";".join(filter(None, texts))
        places = [fields.index(name) * len(factors) + number for number, names in enumerate(told) for name in names]
        self._pick = itemgetter(*places) if places else None

    def filled(self, columns: Iterable[list[Any]]) -> str:
        """Return the text with the values: for each field a list with one value for each factor."""
        return self._text % self._pick(list(chain.from_iterable(columns))) if self._pick else ""


def _place(factor: Factor, code: str, name: str) -> str:
    if name == MARK:
        return f"{code}-{name}=%s"
    return f"{code}-{name}=%.{factor.digits + _FINER * (name == AMOUNT)}f"
