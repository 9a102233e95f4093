"""How fast the machine is at the moment, told by work that has nothing to do with the product.

A virtual machine may run the same program at half its speed a minute later, and one build of Python at two thirds of
another's: figures of two runs compare only where the yardstick says the same.
"""

import time

_ROUNDS = 100_000
_KEYS = 1_000


def yardstick() -> float:
    """Return the milliseconds that a fixed piece of work takes now: names, calls and small objects, as a page's."""
    kept: dict[int, tuple[int, str]] = {}
    begun = time.perf_counter()
    for number in range(_ROUNDS):
        kept[number % _KEYS] = _pair(number)
    return (time.perf_counter() - begun) * 1000


def _pair(number: int) -> tuple[int, str]:
    return number, str(number)
