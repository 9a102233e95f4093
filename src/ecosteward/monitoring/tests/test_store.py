"""The rows of the store and their months."""

import datetime as dt

import numpy as np
import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.monitoring.rules.marks import packed, unpacked
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.store import copying, partitions, rows

JUNE = dt.date(2026, 6, 1)


def _three() -> rows.Rows:
    found = rows.empty(rows.READING, 3)
    found["series_id"] = [1, 1, 2]
    found["at"] = np.datetime64("2026-06-15T04:00") + np.array([0, 1, 0], "m8[m]")
    found["value"] = [12.5, np.nan, -3.0]
    found["mark"] = [packed("N"), packed("St"), 0]
    found["packet_id"] = [7, 8, 2**40]
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [rows.READING, rows.BRIEF])
def test_rows_gathered_series_by_series_are_those_that_come_one_by_one(kind: "np.dtype[np.void]") -> None:
    partitions.ensure(rows.TABLES[Span.MINUTE], JUNE)
    copying.write(rows.TABLES[Span.MINUTE], _three()[::-1])
    for condition in ("true", "series_id = 1", "series_id = 9"):
        with copying.page_by_page():
            found = copying.gathered(rows.TABLES[Span.MINUTE], kind, condition)
        found = found[np.lexsort((found["at"], found["series_id"]))]
        clauses = f"WHERE {condition} ORDER BY series_id, at"
        wanted = copying.read(copying.select(rows.TABLES[Span.MINUTE], kind, clauses), kind)
        for name in kind.names or ():
            np.testing.assert_array_equal(found[name], wanted[name], name)


@pytest.mark.django_db
def test_what_a_curve_shows_is_read_from_the_index_of_the_verdicts_alone() -> None:
    partitions.ensure(rows.VERDICTS, JUNE)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename IN ('monitoring_verdict', 'monitoring_verdict_2026_06')"
        )
        indexes = [row[0] for row in cursor.fetchall()]
    assert len(indexes) == 2
    for index in indexes:
        assert set(rows.CURVE.names or ()) <= set(index.replace("(", " ").replace(")", " ").replace(",", " ").split())


@pytest.mark.django_db
def test_rows_come_out_of_the_table_as_they_were_copied_in() -> None:
    partitions.ensure(rows.TABLES[Span.MINUTE], JUNE)
    with connection.cursor() as cursor:
        statement = f"COPY monitoring_minute ({rows.columns(rows.READING)}) FROM STDIN (FORMAT binary)"
        with cursor.copy(statement) as copy:
            copy.write(rows.copied(_three()))
        cursor.execute("SELECT series_id, at, value, mark, packet_id FROM monitoring_minute ORDER BY series_id, at")
        found = cursor.fetchall()
    assert [(row[0], rows.instant(row[1])) for row in found] == [(each["series_id"], each["at"]) for each in _three()]
    np.testing.assert_array_equal([row[2] for row in found], _three()["value"])
    assert [unpacked(row[3]) for row in found] == ["N", "St", ""]
    assert found[2][4] == 2**40


@pytest.mark.django_db
def test_a_month_is_made_once_and_taken_away_whole() -> None:
    for table in (*rows.TABLES.values(), rows.VERDICTS, rows.PACKETS):
        partitions.ensure(table, JUNE)
        partitions.ensure(table, JUNE)
        assert partitions.months_of(table) == [JUNE]
        partitions.drop(table, JUNE)
        assert partitions.months_of(table) == []


def test_a_month_begins_at_midnight_in_china() -> None:
    begin, end = partitions.bounds(JUNE)
    assert begin.astimezone(dt.UTC) == dt.datetime(2026, 5, 31, 16, tzinfo=dt.UTC)
    assert end - begin == dt.timedelta(days=30)
    assert partitions.month_of(begin) == JUNE
    assert partitions.month_of(begin - dt.timedelta(microseconds=1)) == dt.date(2026, 5, 1)
    assert timezone.is_aware(end)


@given(st.text(alphabet="ABCDFMNSTdt", max_size=2))
def test_a_mark_comes_back_from_its_number(mark: str) -> None:
    assert unpacked(packed(mark)) == mark


@given(st.datetimes(timezones=st.just(dt.UTC)))
def test_a_time_comes_back_from_the_store(time: dt.datetime) -> None:
    assert rows.moment(rows.instant(time)) == time
