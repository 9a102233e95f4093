"""Who is not known or not believed, and who sends too much, too slowly or nothing: counted, and no harm to the others."""

import socket
import time
from datetime import timedelta

import pytest

from ecosteward.journal.services import SYSTEM, write
from ecosteward.monitoring.models import Count, Device, Link, Packet, Stranger
from ecosteward.monitoring.tests.conftest import Serves, device_of
from ecosteward.monitoring.tests.lines import MN, Logger, data, now, wait_until

SO2 = {"a21026-Rtd": "12.5", "a21026-Flag": "N"}


def counted(device: int, what: str) -> int:
    return sum(Count.objects.filter(device_id=device, what=what).values_list("packets", flat=True))


def answered(logger: Logger, at: float = 0) -> bool:
    logger.send(data(now() + timedelta(seconds=at), SO2))
    return logger.hear() is not None


def test_a_stranger_is_noted_and_gets_no_answer(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        raw = data(now(), SO2, mn="0" * 24)
        logger.send(raw * 3)
        assert logger.silent()
        wait_until(lambda: counted(0, "fault:unknown_device") == 3)
    stranger = Stranger.objects.get()
    assert (stranger.mn, stranger.remote, stranger.why, stranger.packets) == (
        "0" * 24,
        "127.0.0.1",
        "unknown_device",
        3,
    )
    assert bytes(stranger.sample) == raw
    assert not Packet.objects.exists()


def test_a_wrong_password_is_noted_with_the_device_and_gets_no_answer(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        logger.send(data(now(), SO2, pw="654321"))
        assert logger.silent()
        wait_until(lambda: counted(sender.pk, "fault:wrong_password") == 1)
        assert Stranger.objects.get().why == "wrong_password"
        assert answered(logger)
    assert Packet.objects.count() == 1


def test_a_device_is_known_seconds_after_it_is_registered_and_no_more_once_it_is_stopped(
    sender: Device, gateway: Serves
) -> None:
    serving = gateway()
    other = "0" * 24
    with Logger(serving) as logger:
        device = device_of(sender.point, other)
        wait_until(lambda: serving.hub.registry.find(other))
        logger.send(data(now(), SO2, mn=other))
        assert logger.hear() is not None
        device.stopped_on = now().date()
        write(SYSTEM, "device.changed", device)
        wait_until(lambda: not serving.hub.registry.find(other))
        logger.send(data(now(), SO2, mn=other))
        assert logger.silent()


def test_a_wrong_check_gets_no_answer_and_the_packet_is_kept_with_its_fault(sender: Device, gateway: Serves) -> None:
    raw = data(now(), SO2)
    broken = raw[:-6] + (b"0000" if raw[-6:-2] != b"0000" else b"0001") + b"\r\n"
    with Logger(gateway()) as logger:
        logger.send(broken)
        assert logger.silent(1)
        assert answered(logger)
    kept = Packet.objects.get(verdict="invalid")
    assert (bytes(kept.raw), kept.told) == (broken, ["crc"])


def test_invalid_packets_of_a_device_are_kept_up_to_a_bound_and_all_counted(sender: Device, gateway: Serves) -> None:
    with Logger(gateway(kept_invalid=3)) as logger:
        for number in range(8):
            raw = data(now() + timedelta(milliseconds=number), SO2)
            logger.send(raw[:-6] + f"{(int(raw[-6:-2], 16) + 1) % 65536:04X}\r\n".encode())
        wait_until(lambda: counted(sender.pk, "fault:crc") == 8)
        assert answered(logger)
    assert Packet.objects.filter(verdict="invalid").count() == 3


def test_noise_round_a_packet_does_not_spoil_it(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        logger.send(b"\x00\xff##garbage##00" + data(now(), SO2) + b"AT+OK\r\n")
        assert logger.hear() is not None
        wait_until(lambda: counted(sender.pk, "noise") + counted(0, "noise") >= 1)


@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_packet_may_come_in_pieces(sender: Device, gateway: Serves, size: int) -> None:
    raw = data(now(), SO2)
    with Logger(gateway()) as logger:
        logger.drip((raw[at : at + size] for at in range(0, len(raw), size)), 0.002)
        assert logger.hear() is not None
    assert Packet.objects.get().verdict == "valid"


def test_an_address_that_sends_nonsense_without_end_is_cut_off_and_refused_for_a_while(
    sender: Device, gateway: Serves
) -> None:
    serving = gateway(bad_burst=20.0, bad_rate=0.1)
    with Logger(serving) as logger, pytest.raises((ConnectionResetError, BrokenPipeError)):
        logger.drip([b"nonsense" * 500] * 1000, 0.001)
    wait_until(lambda: not serving.hub.lines)
    with Logger(serving) as again:
        assert again.closed()


def test_a_stranger_beside_a_known_device_does_not_shut_its_address_out(sender: Device, gateway: Serves) -> None:
    serving = gateway(bad_burst=5.0, bad_rate=0.1)
    with Logger(serving) as good:
        assert answered(good)
        with Logger(serving) as bad:
            bad.send(data(now(), SO2, mn="0" * 24) * 20)
            assert bad.closed()
        assert answered(good, 1)
        with Logger(serving) as another:
            assert answered(another, 2)


def test_a_packet_begun_and_never_ended_closes_its_line(sender: Device, gateway: Serves) -> None:
    with Logger(gateway(stalled=0.3)) as logger:
        logger.send(data(now(), SO2)[:50])
        assert logger.closed()
    wait_until(lambda: counted(0, "fault:stalled") == 1)


def test_a_sender_that_lets_fall_a_byte_now_and_then_is_closed_too(sender: Device, gateway: Serves) -> None:
    raw = data(now(), SO2)
    with Logger(gateway(stalled=0.5)) as logger, pytest.raises((ConnectionResetError, BrokenPipeError)):
        logger.drip((bytes([byte]) for byte in raw), 0.05)


def test_a_line_of_nobody_known_is_closed_and_one_of_a_device_is_not(sender: Device, gateway: Serves) -> None:
    serving = gateway(unknown=0.5)
    with Logger(serving) as known, Logger(serving) as unknown:
        assert answered(known)
        assert unknown.closed()
        assert answered(known, 1)


def test_a_line_that_fell_silent_is_closed_and_so_it_is_noted(sender: Device, gateway: Serves) -> None:
    Device.objects.filter(pk=sender.pk).update(realtime_seconds=0, minutes=0)  # nobody waits three minutes in a test
    with Logger(gateway(silent=0.5)) as logger:
        assert answered(logger)
        assert logger.closed()
    wait_until(lambda: Link.objects.filter(closed_at__isnull=False).exists())


def test_a_flood_is_read_slowly_and_loses_nothing(sender: Device, gateway: Serves) -> None:
    with Logger(gateway(rate=100.0, burst=10.0)) as logger:
        for number in range(60):
            logger.send(data(now() + timedelta(milliseconds=number), SO2))
        for _ in range(60):
            assert logger.hear() is not None
        wait_until(lambda: counted(sender.pk, "fault:flood") >= 1)
    assert Packet.objects.count() == 60


def test_who_takes_no_answers_is_read_no_more_and_closed(sender: Device, gateway: Serves) -> None:
    serving = gateway(unread=0.5, waiting_each=100_000, rate=1e6, burst=1e6)
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", serving.port))
    line.settimeout(0.2)
    raw = data(now(), SO2)
    limit = time.monotonic() + 60
    try:
        while time.monotonic() < limit:
            try:
                line.sendall(raw * 200)
            except TimeoutError:
                continue
        pytest.fail("never closed")
    except (ConnectionResetError, BrokenPipeError):
        pass
    finally:
        line.close()


def test_more_lines_than_there_is_room_for_are_refused_and_the_others_go_on(sender: Device, gateway: Serves) -> None:
    serving = gateway(lines_each=2)
    with Logger(serving) as one, Logger(serving) as two, Logger(serving) as three:
        assert three.closed()
        assert answered(one)
        assert answered(two, 1)
        wait_until(lambda: counted(0, "fault:too_many") == 1)


def test_lines_and_counts_are_written_every_few_seconds(sender: Device, gateway: Serves) -> None:
    serving = gateway()
    with Logger(serving) as logger:
        assert answered(logger)
        assert answered(logger, 1)
        logger.send(data(now(), SO2) + data(now() + timedelta(seconds=90), SO2, mn=MN).replace(b"\r\n", b"\n"))
        wait_until(lambda: Link.objects.filter(device=sender, packets=4).exists())
    link = Link.objects.get()
    assert (link.slot, link.closed_at) == (serving.hub.writer.slot, None)
    assert link.remote.startswith("127.0.0.1:")
    assert link.data_at is not None
    wait_until(lambda: Link.objects.filter(closed_at__isnull=False).exists())
    assert (counted(sender.pk, "good"), counted(sender.pk, "deviant")) == (3, 1)


def test_answers_wait_for_the_room_in_the_store_and_memory_stays_bounded(sender: Device, gateway: Serves) -> None:
    serving = gateway(waiting=20, batch=10, gather=0.05, waiting_each=15)
    with Logger(serving) as one, Logger(serving) as two:
        for logger in (one, two):
            logger.send(b"".join(data(now() + timedelta(milliseconds=each), SO2) for each in range(100)))
        for logger in (one, two):
            for _ in range(100):
                assert logger.hear() is not None
