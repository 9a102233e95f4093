"""What the gateway does with data that cannot be stored, and with packets of one form after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from ecosteward.monitoring.models import Device, Packet, Point, Series
from ecosteward.monitoring.services import series
from ecosteward.monitoring.tests.conftest import Serves, device_of
from ecosteward.monitoring.tests.lines import MN, Logger, data, hours_ago


@pytest.fixture
def sender(point: Point) -> Device:
    """Be a logger that is asked for nothing, so that all it hears are answers."""
    return device_of(point, MN, keeps_clock=False, asks_again=False)


def values() -> list[tuple[str, float]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.code, r.value FROM monitoring_realtime r JOIN monitoring_series s ON s.id = r.series_id"
            " ORDER BY r.at, s.code"
        )
        return list(cursor.fetchall())


@contextmanager
def refusing_values_over(most: int) -> Iterator[None]:
    """Have the database refuse a datum."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE monitoring_realtime ADD CONSTRAINT too_much CHECK (value <= {most}) NOT VALID")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE monitoring_realtime DROP CONSTRAINT too_much")


def test_a_datum_the_database_refuses_does_not_hold_up_the_others_and_its_packet_is_kept(
    sender: Device, gateway: Serves
) -> None:
    begin = hours_ago(1)
    with refusing_values_over(1000), Logger(gateway(gather=0.3)) as logger:
        for at, value in enumerate((1, 2000, 3)):
            logger.send(data(begin + timedelta(minutes=at), {"a21026-Rtd": str(value)}))
        assert all(logger.hear() for _ in range(3))
    assert values() == [("a21026", 1.0), ("a21026", 3.0)]
    assert [packet.told for packet in Packet.objects.order_by("data_at")] == [[], ["unstorable"], []]


def test_factors_beyond_the_most_of_a_point_are_left_out_and_the_others_are_stored(
    sender: Device, gateway: Serves
) -> None:
    begin, there = hours_ago(1), [f"a2{number:04d}" for number in range(series.MOST)]
    with Logger(gateway()) as logger:
        for at in range(0, series.MOST, 30):
            few = {f"{code}-Rtd": "1" for code in there[at : at + 30]}
            logger.send(data(begin + timedelta(seconds=at), few))
            assert logger.hear()
        for at in (1, 2):
            logger.send(data(begin + timedelta(minutes=5 + at), {f"{there[0]}-Rtd": "7", "a99999-Rtd": "8"}))
            assert logger.hear()
    assert Series.objects.count() == series.MOST
    assert values()[-2:] == [(there[0], 7.0), (there[0], 7.0)]


def test_packets_of_forms_that_take_turns_are_stored_with_each_its_own_data(sender: Device, gateway: Serves) -> None:
    begin = hours_ago(1)
    with Logger(gateway()) as logger:
        for at in range(12):
            said = {"a21026-Rtd": f"{at}.5", "a21026-Flag": "N"} if at % 3 else {"a34013-Rtd": f"-{at}"}
            logger.send(data(begin + timedelta(minutes=at), said))
            assert logger.hear()
    expected = [("a21026", at + 0.5) if at % 3 else ("a34013", -float(at)) for at in range(12)]
    assert values() == expected
    assert {packet.verdict for packet in Packet.objects.all()} == {"valid"}
