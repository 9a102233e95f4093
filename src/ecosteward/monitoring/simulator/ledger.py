"""A file of what was answered with 9014: what the platform has promised to keep."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TextIO

from ecosteward.monitoring.simulator.outbox import Parcel


class Ledger:
    """Writes one line of JSON for each packet answered, each flushed at once."""

    def __init__(self, out: TextIO | None) -> None:
        self._out = out

    def write(self, parcel: Parcel) -> None:
        """Write a packet down: device, QN, CN, DataTime and the digest of its bytes as first made."""
        if self._out is None:
            return
        line = {
            "mn": parcel.mn,
            "qn": parcel.qn,
            "cn": parcel.cn,
            "data_time": parcel.data_time,
            "sha256": sha256(parcel.frame).hexdigest(),
        }
        self._out.write(json.dumps(line) + "\n")
        self._out.flush()


@contextmanager
def kept_in(path: Path | None) -> Iterator[Ledger]:
    """Open a ledger that is added to; without a path nothing is written."""
    if path is None:
        yield Ledger(None)
        return
    with path.open("a", encoding="utf-8") as out:
        yield Ledger(out)
