"""Chance that can be asked again: the same key and number give the same value, on every machine."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
_WEYL = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_WHOLE = float(1 << 53)


def key(*names: object) -> int:
    """Return a key of 64 bits for what is named, as a seed, an MN and a factor."""
    return int.from_bytes(blake2b("\0".join(map(str, names)).encode(), digest_size=8).digest(), "big")


def even(keys: Keys, numbers: Keys) -> NDArray[np.float64]:
    """Return values of 0 to 1 spread evenly, one for each key and number (SplitMix64)."""
    mixed = keys + numbers * _WEYL
    mixed = (mixed ^ mixed >> np.uint64(30)) * _FIRST
    mixed = (mixed ^ mixed >> np.uint64(27)) * _SECOND
    shifted: NDArray[np.uint64] = (mixed ^ mixed >> np.uint64(31)) >> np.uint64(11)
    return shifted / _WHOLE


def wave(keys: Keys, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values of -1 to 1 that change smoothly from one whole place to the next."""
    before = np.floor(places)
    part = places - before
    part = part * part * (3 - 2 * part)
    numbers = before.astype(np.uint64)
    low, high = even(keys, numbers), even(keys, numbers + np.uint64(1))
    return 2 * (low + (high - low) * part) - 1
