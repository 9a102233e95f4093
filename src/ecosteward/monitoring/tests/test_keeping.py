"""Months moved out of PostgreSQL: read by the same call, nothing lost, nothing doubled."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.core.files.base import File
from django.db import connection
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from ecosteward.files.storage import LostStoreError, WholeFileStorage
from ecosteward.monitoring.models import Kept, Packet
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.store import cold, copying, kept_packets, partitions, rows
from ecosteward.monitoring.store.reading import readings, verdicts

JUNE, JULY = dt.date(2026, 6, 1), dt.date(2026, 7, 1)
BEGIN, END = partitions.bounds(JUNE)[0], partitions.bounds(JULY)[1]
MINUTES = rows.TABLES[Span.MINUTE]


class Forgetful(WholeFileStorage):
    """A file store that dies as soon as it has kept a file."""

    def _save(self, name: str, content: File[bytes]) -> str:
        super()._save(name, content)
        raise LostStoreError


class Falsifying(WholeFileStorage):
    """A file store that keeps something else than it was given."""

    def _save(self, name: str, content: File[bytes]) -> str:
        super()._save(name, content)
        self.delete(name)
        with self.open(name, "wb") as file:
            file.write(b"PAR1")
        return name


def _same(found: rows.Rows, wanted: rows.Rows) -> None:
    """Compare field by field, for NaN is not itself within a row."""
    assert len(found) == len(wanted)
    for name in wanted.dtype.names or ():
        np.testing.assert_array_equal(found[name], wanted[name], name)


def _stored(seed: int = 1, number: int = 500) -> rows.Rows:
    """Put minutes of three series of June and July into the store, in no order."""
    chance = np.random.default_rng(seed)
    found = rows.empty(rows.READING, number)
    minutes = chance.choice(61 * 1440, number, replace=False)
    found["series_id"] = chance.integers(1, 4, number)
    found["at"] = rows.instant(BEGIN) + minutes.astype("m8[m]")
    found["value"] = np.where(chance.random(number) < 0.1, np.nan, chance.random(number))
    found["packet_id"] = np.arange(number)
    _put(found)
    return found


def _put(found: rows.Rows) -> None:
    for month in (JUNE, JULY):
        partitions.ensure(MINUTES, month)
    copying.write(MINUTES, found)


def _read(series: tuple[int, ...] = (1, 2, 3)) -> rows.Rows:
    return readings(series, Span.MINUTE, BEGIN, END)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table)))
        row = cursor.fetchone()
    assert row
    return int(row[0])


@pytest.mark.django_db
def test_what_is_read_is_in_order_and_only_what_was_asked_for() -> None:
    stored = _stored()
    stored = stored[np.lexsort((stored["at"], stored["series_id"]))]
    _same(_read(), stored)
    _same(_read((2,)), stored[stored["series_id"] == 2])
    begin, end = BEGIN + dt.timedelta(days=10), BEGIN + dt.timedelta(days=20)
    within = (stored["at"] >= rows.instant(begin)) & (stored["at"] < rows.instant(end))
    _same(readings([1, 2, 3], Span.MINUTE, begin, end), stored[within])
    assert len(readings([], Span.MINUTE, BEGIN, END)) == len(readings([9], Span.MINUTE, BEGIN, END)) == 0


@pytest.mark.django_db
def test_the_same_query_gives_the_same_of_a_month_that_was_moved() -> None:
    _stored()
    before = _read()
    kept = cold.move(MINUTES, JUNE)
    assert kept is not None
    assert kept.rows == (before["at"] < rows.instant(partitions.bounds(JUNE)[1])).sum() > 0
    assert partitions.months_of(MINUTES) == [JULY]
    _same(_read(), before)
    _same(_read((3, 1)), before[before["series_id"] != 2])


@pytest.mark.django_db
def test_late_data_of_a_moved_month_are_read_with_it_and_moved_under_the_next_number() -> None:
    _stored()
    assert cold.move(MINUTES, JUNE)
    late = rows.empty(rows.READING, 1)
    late["series_id"], late["at"], late["value"] = 9, rows.instant(BEGIN), 5.0
    _put(late)
    before = _read((1, 2, 3, 9))
    assert (before["series_id"] == 9).sum() == 1
    second = cold.move(MINUTES, JUNE)
    assert second is not None
    assert (second.number, second.rows) == (2, 1)
    _same(_read((1, 2, 3, 9)), before)


@pytest.mark.django_db
def test_what_came_again_after_its_month_was_moved_is_read_once_and_newest() -> None:
    stored = _stored()
    first = stored[:1].copy()
    cold.move(MINUTES, partitions.month_of(rows.moment(first["at"][0])))
    first["value"] = 77.0
    _put(first)
    found = _read()
    assert len(found) == len(stored)
    same = (found["series_id"] == first["series_id"]) & (found["at"] == first["at"])
    assert found["value"][same].tolist() == [77.0]


@pytest.mark.django_db
@pytest.mark.parametrize("backend", ["lost", "Forgetful", "Falsifying"])
def test_a_mover_that_dies_in_the_middle_leaves_all_the_data_and_goes_on_later(
    backend: str, settings: Any, store_lost: Callable[[], None]
) -> None:
    _stored()
    before, well = _read(), settings.STORAGES
    if backend == "lost":
        store_lost()
    else:
        settings.STORAGES = {**well, "default": {"BACKEND": f"ecosteward.monitoring.tests.test_keeping.{backend}"}}
    with pytest.raises(OSError if backend == "Falsifying" else LostStoreError):
        cold.move(MINUTES, JUNE)
    assert Kept.objects.get().name == ""
    settings.STORAGES = well
    _same(_read(), before)
    (kept,) = cold.finish()
    assert kept.name
    assert Kept.objects.count() == 1
    _same(_read(), before)
    assert list(cold.finish()) == []


@pytest.mark.django_db
def test_a_month_that_was_never_in_the_database_is_read_like_one_that_was_moved() -> None:
    stored = _stored()
    before = _read()
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {MINUTES}")
    ordered = before[before["at"] < rows.instant(partitions.bounds(JUNE)[1])]
    kept = cold.add(MINUTES, JUNE, [ordered[:100], ordered[100:]])
    assert (kept.number, kept.rows) == (1, len(ordered))
    _same(_read(), ordered)
    assert len(stored) > len(ordered)


@pytest.mark.django_db
def test_of_a_file_of_many_groups_only_what_is_asked_for_is_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cold, "BLOCK", 7)  # rows of a group
    _stored()
    before = _read()
    cold.move(MINUTES, JUNE)
    begin, end = BEGIN + dt.timedelta(days=3), BEGIN + dt.timedelta(days=12)
    for series in ([2], [3, 1], [9], [1, 2, 3, 9]):
        within = np.isin(before["series_id"], series)
        _same(_read(tuple(series)), before[within])
        within &= (before["at"] >= rows.instant(begin)) & (before["at"] < rows.instant(end))
        _same(readings(series, Span.MINUTE, begin, end), before[within])


@pytest.mark.django_db
def test_a_month_without_a_part_is_not_moved() -> None:
    assert cold.move(MINUTES, JUNE) is None
    assert not Kept.objects.exists()


@pytest.mark.django_db
def test_months_are_old_when_they_ended_before_the_day() -> None:
    _stored()
    assert cold.old(MINUTES, dt.date(2026, 6, 30)) == []
    assert cold.old(MINUTES, dt.date(2026, 7, 1)) == [JUNE]
    assert cold.old(MINUTES, dt.date(2026, 8, 15)) == [JUNE, JULY]


@pytest.mark.django_db
def test_verdicts_are_read_by_span_live_and_kept() -> None:
    partitions.ensure(rows.VERDICTS, JUNE)
    found = rows.empty(rows.VERDICT, 2)
    found["series_id"], found["at"], found["span"] = 1, rows.instant(BEGIN), [Span.HOUR, Span.DAY]
    found["made_at"] = rows.instant(END)
    copying.write(rows.VERDICTS, found)
    for _ in range(2):
        _same(verdicts([1], Span.DAY, BEGIN, END), found[1:])
        _same(verdicts([1], Span.DAY, BEGIN, END, rows.CURVE), found[list(rows.CURVE.names or ())][1:])
        cold.move(rows.VERDICTS, JUNE)
    assert _count(rows.VERDICTS) == 0


@pytest.mark.django_db
def test_packets_are_found_by_number_live_and_kept() -> None:
    partitions.ensure(rows.PACKETS, JUNE)
    now = timezone.now()
    made = [
        Packet(bucket=JUNE, device_id=1, digest=bytes([at]), id=at, received_at=now, cn="2011", data_at=None,
               verdict="good", told=["length"], slot=1, seal=4, raw=b"##\r\n")
        for at in range(3)
    ]  # fmt: skip
    Packet.objects.bulk_create(made)
    for _ in range(2):
        found = kept_packets.numbered(JUNE, [0, 2])
        assert [(each.id, each.raw, each.told, each.received_at) for each in found] == [
            (at, b"##\r\n", ["length"], now) for at in (0, 2)
        ]
        assert [each.id for each in kept_packets.found(JUNE, [("device_id", "=", 1), ("id", "<", 2)])] == [0, 1]
        cold.move(rows.PACKETS, JUNE)
    assert _count(rows.PACKETS) == 0
