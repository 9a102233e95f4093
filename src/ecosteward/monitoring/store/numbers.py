"""Numbers of packets: taken from the sequence by the thousand, given out in order."""

import numpy as np
from django.db.backends.utils import CursorWrapper
from numpy.typing import NDArray

BLOCK = 1000  # the sequence's increment


class Numbers:
    """The numbers one gateway has in hand."""

    def __init__(self) -> None:
        self._free = np.empty(0, np.int64)

    def look(self, cursor: CursorWrapper, wanted: int) -> NDArray[np.int64]:
        """Return the next numbers without taking them."""
        lack = wanted - len(self._free)
        if lack > 0:
            blocks = -(-lack // BLOCK)
            cursor.execute("SELECT nextval('monitoring_packet_ids') FROM generate_series(1, %s)", [blocks])
            starts = np.array([start for (start,) in cursor.fetchall()], np.int64)
            self._free = np.concatenate([self._free, (starts[:, None] + np.arange(BLOCK)).ravel()])
        return self._free[:wanted]

    def take(self, number: int) -> None:
        """Take so many of them."""
        self._free = self._free[number:]
