"""Any bytes on the line, several gateways on one database, a database that is away for a while."""

import socket
import time

from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosteward.monitoring.models import Device, Packet, Repeat, Revision, Seal
from ecosteward.monitoring.queries import seals
from ecosteward.monitoring.store.slots import LOCK
from ecosteward.monitoring.tests.conftest import Serves
from ecosteward.monitoring.tests.lines import Logger, data, hours_ago, now

SO2 = {"a21026-Rtd": "12.5", "a21026-Flag": "N"}
PIECES = st.one_of(
    st.binary(max_size=300),
    st.sampled_from([b"##", b"##0123", b"&&", b"\r\n", b"CP=&&", b"MN=010000A8900016F000169DC0;", b"##99999"]),
    st.just(data(hours_ago(1), SO2)),
    st.just(data(hours_ago(1), SO2, mn="1" * 24)),
)


def test_any_bytes_at_all_leave_the_gateway_serving(sender: Device, gateway: Serves) -> None:
    serving = gateway(bad_burst=1e9)

    @settings(max_examples=60)
    @given(st.lists(PIECES, max_size=8))
    def send(pieces: list[bytes]) -> None:
        with socket.create_connection(("127.0.0.1", serving.port)) as line:
            line.sendall(b"".join(pieces))

    send()
    with Logger(serving) as logger:
        logger.send(data(now(), SO2))
        assert logger.hear() is not None
    assert list(seals.check()) == []


def test_two_gateways_take_two_slots_and_store_a_packet_once(sender: Device, gateway: Serves) -> None:
    one, other = gateway(), gateway()
    assert {one.hub.writer.slot, other.hub.writer.slot} == {0, 1}
    raw = data(now(), SO2)
    with Logger(one) as first, Logger(other) as second:
        for logger in (first, second):
            logger.send(raw)
            assert logger.hear() is not None
    assert (Packet.objects.count(), Repeat.objects.count(), Seal.objects.count()) == (1, 1, 1)
    assert list(seals.check()) == []


def test_two_values_for_one_time_through_two_gateways_are_a_reading_and_a_revision(
    sender: Device, gateway: Serves
) -> None:
    at = hours_ago(3)
    with Logger(gateway()) as first, Logger(gateway()) as second:
        for logger, value in ((first, "20"), (second, "21")):
            logger.send(data(at, {"a21026-Avg": value}, "2061", qn=now()))
            assert logger.hear() is not None
    assert Revision.objects.get().value == 21


def test_a_gateway_whose_connections_to_the_database_are_cut_goes_on_and_answers_everything(
    sender: Device, gateway: Serves
) -> None:
    serving = gateway()
    with Logger(serving) as logger:
        logger.send(data(now(), SO2))
        assert logger.hear() is not None
        for number in range(3):
            _cut()
            logger.send(data(hours_ago(number + 1), SO2))
            assert logger.hear() is not None
        _cut()
        time.sleep(0.5)
        logger.send(data(now(), SO2))
        assert logger.hear() is not None
    assert Packet.objects.count() == 5
    assert list(seals.check()) == []


def _cut() -> None:
    """End every connection of gateways to the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid BETWEEN %s AND %s",
            [LOCK, LOCK + 63],
        )
