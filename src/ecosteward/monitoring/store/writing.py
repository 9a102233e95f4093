"""Stores packets and what they say: one batch, one transaction, one seal.

A batch goes in by COPY. Where the database holds one of its packets already, those are found first and left out; where
it holds a datum of the same series and time, the batch's readings of that span are merged into it.
"""

import datetime as dt
import time
from collections.abc import Sequence

import numpy as np
from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from numpy.typing import NDArray

from ecosteward.monitoring.store import copying, readings
from ecosteward.monitoring.store.arrivals import COLUMNS, Arrival, copied, sealed
from ecosteward.monitoring.store.dues import Dues, moment
from ecosteward.monitoring.store.known import KnownSeries, Months
from ecosteward.monitoring.store.numbers import Numbers
from ecosteward.monitoring.store.rows import PACKETS
from ecosteward.monitoring.store.slots import LOCK, SLOTS

_TRIES = 3  # another gateway may be storing the same packets
Key = tuple[dt.date, int, bytes]
_THERE = (
    "SELECT bucket, device_id, digest FROM monitoring_packet WHERE (bucket, device_id, digest) IN"
    " (SELECT * FROM unnest(%s::date[], %s::bigint[], %s::bytea[]))"
)

_SEAL = "INSERT INTO monitoring_seal (slot, number, at, packets, previous, digest) VALUES (%s, %s, now(), %s, %s, %s)"
_REPEATS = (
    "INSERT INTO monitoring_repeat (bucket, device_id, digest, received_at)"
    " SELECT * FROM unnest(%s::date[], %s::bigint[], %s::bytea[], %s::timestamptz[])"
)


class NoSlotError(Exception):
    """All slots are taken."""


class Writer:
    """One gateway's hand in the store, used by one thread. After an error of the database, `open` it again."""

    def __init__(self) -> None:
        self.slot = -1
        self._numbers = Numbers()
        self._series = KnownSeries()
        self._months = Months()
        self._dues = Dues()

    def open(self) -> int:
        """Take a free slot, the one held before if it is still free, and return it. Raises NoSlotError."""
        connection.close()
        with connection.cursor() as cursor:
            # What is answered must be on the disk, whatever the habit of the server.
            cursor.execute("SET synchronous_commit = on")
            former = [self.slot] if self.slot >= 0 else []
            for slot in (*former, *range(SLOTS)):
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK + slot])
                if cursor.fetchone() == (True,):
                    self.slot = slot
                    return self.slot
        raise NoSlotError

    def store(self, arrivals: Sequence[Arrival]) -> list[bool]:
        """Store a batch durably, each packet once. Return which of them were new.

        A constant number of statements for each month and span there is in it. Raises DatabaseError: then nothing of
        it is stored.
        """
        first: dict[Key, Arrival] = {}
        for each in arrivals:
            first.setdefault(each.key, each)
        fresh = list(first.values())
        self._series.find(fresh)
        try:
            stored = self._try(arrivals, fresh)
        except IntegrityError:
            self._months.forget()
            stored = self._try(arrivals, fresh)
        return [id(each) in stored for each in arrivals]

    def _try(self, arrivals: Sequence[Arrival], fresh: Sequence[Arrival]) -> set[int]:
        now = time.time_ns() // 1000
        rows = readings.rows_of(fresh, self._series.of)
        self._months.ensure(fresh, rows)
        with transaction.atomic(), connection.cursor() as cursor:
            numbers = self._packets(cursor, fresh)
            new = [each for each, number in zip(fresh, numbers, strict=True) if number]
            stored = set(map(id, new))
            _note_repeats(cursor, arrivals, stored)
            for span in sorted(rows):
                readings.add(cursor, span, readings.numbered(rows[span], numbers))
            dues = self._dues.of(new, now)
            self._dues.put(cursor, dues)
        self._dues.remember(dues)
        return stored

    def _packets(self, cursor: CursorWrapper, fresh: Sequence[Arrival]) -> NDArray[np.int64]:
        """Store those packets that are not there yet. Return the number of each, 0 for those that were there."""
        seal = _Seal(cursor, self.slot)
        there: set[Key] = set()
        for attempt in range(_TRIES):
            new = [each for each in fresh if each.key not in there]
            numbers = self._numbers.look(cursor, len(new))
            try:
                with transaction.atomic():
                    copying.put(PACKETS, COLUMNS, copied(new, numbers.tolist(), self.slot, seal.number))
                break
            except IntegrityError:
                if attempt + 1 == _TRIES:
                    raise
                there = _there(cursor, fresh)
        self._numbers.take(len(new))
        seal.set(cursor, new, numbers.tolist())
        found = np.zeros(len(fresh), np.int64)
        found[[each.key not in there for each in fresh]] = numbers
        return found


class _Seal:
    """The seal that the packets of a batch come under. The chain's end is locked until the transaction ends."""

    def __init__(self, cursor: CursorWrapper, slot: int) -> None:
        cursor.execute("INSERT INTO monitoring_chain VALUES (%s, 0, %s) ON CONFLICT DO NOTHING", [slot, bytes(32)])
        cursor.execute("SELECT number, digest FROM monitoring_chain WHERE slot = %s FOR UPDATE", [slot])
        number, digest = cursor.fetchone() or (0, bytes(32))
        self.slot, self.number, self.previous = slot, number + 1, bytes(digest)

    def set(self, cursor: CursorWrapper, arrivals: Sequence[Arrival], numbers: Sequence[int]) -> None:
        """Write the seal and the chain's new end."""
        if not arrivals:
            return
        digest = sealed(self.previous, arrivals, numbers)
        cursor.execute(_SEAL, [self.slot, self.number, len(arrivals), self.previous, digest])
        cursor.execute(
            "UPDATE monitoring_chain SET number = %s, digest = %s WHERE slot = %s", [self.number, digest, self.slot]
        )


def _there(cursor: CursorWrapper, arrivals: Sequence[Arrival]) -> set[Key]:
    """Return the keys of those packets that are stored already."""
    cursor.execute(_THERE, [list(column) for column in zip(*(each.key for each in arrivals), strict=True)])
    return {(bucket, device, bytes(digest)) for bucket, device, digest in cursor.fetchall()}


def _note_repeats(cursor: CursorWrapper, arrivals: Sequence[Arrival], first: set[int]) -> None:
    """Note the packets that came once more."""
    again = [each for each in arrivals if id(each) not in first]
    if again:
        columns = zip(*((*each.key, moment(each.received)) for each in again), strict=True)
        cursor.execute(_REPEATS, [list(column) for column in columns])
