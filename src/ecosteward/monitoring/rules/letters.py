"""Marks of data brought into the one alphabet that hours are marked in: that of the platforms (HJ 75/76).

Analysers mark by HJ 212, table 8, where F is a stopped analyser and B a broken line; in the platforms' alphabet F is a
stopped source and B a banked fire. How one is brought into the other is our own choice: a stopped analyser is a fault,
a set value and a broken line are no measurement. Marks of two letters (St, Sd, Md) are the platforms' wherever they come
from. What no table has is a fault.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules.marks import packed
from ecosteward.norms.hj75.marks import Alphabet, alphabet

_FROM_ANALYSER = {"N": "N", "F": "D", "M": "M", "S": "Md", "D": "D", "C": "C", "T": "T", "B": "Md"}
_TWO = ("St", "Sd", "Md")
KNOWN = (*_FROM_ANALYSER, *_TWO)  # the marks a person may set
_UNKNOWN = "D"
_NUMBERS = 65536


def platform() -> Alphabet:
    """Return the alphabet that hours are marked in."""
    return alphabet("platform")


def number(letter: str) -> int:
    """Return the number of a platform mark. Raises ValueError for one that there is not."""
    return platform().letters.index(letter)


def numbers(marks: NDArray[np.int16]) -> NDArray[np.uint8]:
    """Return the platform's numbers of marks as readings hold them."""
    found: NDArray[np.uint8] = _table()[marks.astype(np.uint16)]
    return found


def as_stored(found: NDArray[np.uint8]) -> NDArray[np.int16]:
    """Return the platform's marks as verdicts hold them."""
    return np.array([packed(letter) for letter in platform().letters], np.int16)[found]


@cache
def _table() -> NDArray[np.uint8]:
    table = np.full(_NUMBERS, number(_UNKNOWN), np.uint8)
    table[0] = number("N")
    for letter, meant in _FROM_ANALYSER.items():
        for spelt in (letter, letter.lower()):  # small letters are seen in the field
            table[packed(spelt)] = number(meant)
    for letter in _TWO:
        table[packed(letter)] = number(letter)
    return table
