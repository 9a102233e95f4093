"""Fewer points for the same picture: of each stretch of a long curve its lowest and its highest."""

import numpy as np
from numpy.typing import NDArray


def thinned(values: NDArray[np.float64], most: int, keep: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """Return the places of at most about `most` values that draw the same curve, in order.

    The curve is cut into stretches of equal number; of each its lowest and its highest value stay, and of a stretch
    without any number its first, so that a gap stays a gap. What is in `keep` (such as exceedances) stays in any case.
    """
    number = len(values)
    if number <= most:
        return np.arange(number)
    stretches = max(most // 2, 1)
    size = -(-number // stretches)
    padded = np.full(stretches * size, np.nan)
    padded[:number] = values
    laid = padded.reshape(stretches, size)
    starts = np.arange(stretches) * size
    stay = np.zeros(stretches * size, bool)
    stay[starts + np.argmin(np.where(np.isnan(laid), np.inf, laid), axis=1)] = True
    stay[starts + np.argmax(np.where(np.isnan(laid), -np.inf, laid), axis=1)] = True
    if keep is not None:
        stay[:number] |= keep
    return np.flatnonzero(stay[:number])


def missing(at: NDArray[np.datetime64], times: float) -> tuple[np.timedelta64, NDArray[np.intp]]:
    """Return the usual step between moments, and the places after which more than so many steps pass: data are missing."""
    steps = np.diff(at)
    if not len(steps):
        return np.timedelta64(0, "us"), np.array([], np.intp)
    usual = np.sort(steps)[len(steps) // 2]
    return usual, np.flatnonzero(steps > usual * times)
