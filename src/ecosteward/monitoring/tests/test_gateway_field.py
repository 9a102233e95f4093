"""What loggers in the field send otherwise than the norm has it, through a live gateway: read, told, answered."""

import socket
import struct
from datetime import timedelta
from typing import Any

import pytest

from ecosteward.monitoring.models import Device, Link, Packet, Point, Series, Stranger
from ecosteward.monitoring.queries.strangers import sample_of
from ecosteward.monitoring.rules.sent import CHINA
from ecosteward.monitoring.tests.conftest import Serves, device_of
from ecosteward.monitoring.tests.lines import MN, Logger, data, hours_ago, now, wait_until
from ecosteward.monitoring.tests.test_gateway_bounds import counted
from ecosteward.norms.hj212.frames import build

SO2 = {"a21026-Rtd": "12.5", "a21026-Flag": "N"}


def refused(logger: Logger, raw: bytes) -> bool:
    logger.send(raw)
    return logger.silent()


def test_a_packet_without_password_is_no_packet_of_a_device_that_has_one(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        assert refused(logger, data(now(), SO2, pw=""))
        wait_until(lambda: counted(sender.pk, "fault:no_password") == 1)
    assert Stranger.objects.get().why == "no_password"
    assert not Packet.objects.exists()


def test_a_device_registered_to_send_no_password_is_believed_without_and_answered_without(
    point: Point, gateway: Serves
) -> None:
    bare = device_of(point, MN, bare=True)
    with Logger(gateway()) as logger:
        logger.send(data(now(), SO2, pw=""))
        answer = logger.hear()
        assert answer is not None
        assert (answer.cn, answer.pw, answer.mn) == ("9014", "", MN)
        assert refused(logger, data(now(), SO2, pw="654321"))
        wait_until(lambda: counted(bare.pk, "fault:wrong_password") == 1)
    assert Packet.objects.get().told == ["no_pw"]


def test_a_device_on_two_lines_is_heard_on_both_and_asked_on_the_one_that_is_left(
    sender: Device, gateway: Serves
) -> None:
    serving = gateway()
    with Logger(serving) as first:
        first.send(data(now(), SO2))
        assert first.hear() is not None
        with Logger(serving) as second:
            second.send(data(now(), SO2))
            assert second.hear() is not None
            wait_until(Link.objects.filter(packets=2).exists)
            heard = Link.objects.filter(heard_at__isnull=False).values_list("heard_at", flat=True).get()
            first.send(data(now(), SO2, qn=now() + timedelta(seconds=1)))
            assert first.hear() is not None
            wait_until(Link.objects.filter(packets=3).exists)
            assert Link.objects.filter(heard_at__gt=heard).exists()
        wait_until(lambda: len(serving.hub.lines) == 1)
        first.send(data(now(), SO2, qn=now() + timedelta(seconds=2)))
        assert first.hear() is not None
        wait_until(Link.objects.filter(packets=4).exists)
        assert Link.objects.get().closed_at is None
        assert list(serving.hub.by_device) == [sender.pk]


def test_a_strangers_packet_as_long_as_any_is_kept_whole_so_that_it_can_be_read(
    sender: Device, gateway: Serves
) -> None:
    items = {f"a24{code:03d}-Rtd": "1.0" for code in range(60)}
    raw = data(now(), items, mn="0" * 24)
    assert len(raw) > 900
    with Logger(gateway()) as logger:
        assert refused(logger, raw)
        wait_until(Stranger.objects.exists)
    packet = sample_of(Stranger.objects.get()).packet
    assert packet is not None
    assert (packet.faults, len(packet.factors)) == ((), len(items))


def test_a_few_answers_due_together_come_apart_for_loggers_that_take_what_comes_at_once_for_one_packet(
    sender: Device, gateway: Serves
) -> None:
    with Logger(gateway()) as logger:
        logger.send(b"".join(data(now(), {"a21026-Rtd": f"{each}"}) for each in range(3)))
        assert [logger.hear() is not None for _ in range(3)] == [True] * 3
        assert _segments_with_data(logger) == 3


def _segments_with_data(logger: Logger) -> int:
    """Return how many segments that carry data a line has received (tcpi_data_segs_in of Linux)."""
    about = logger._line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 160)
    number: int = struct.unpack_from("=I", about, 152)[0]
    return number


def _part(pno: int, pnum: int, items: str, cn: str = "2061") -> bytes:
    head = f"QN={now():%Y%m%d%H%M%S}{pno:03d};ST=31;CN={cn};PW=123456;MN={MN};Flag=7;PNUM={pnum};PNO={pno};"
    return build(f"{head}CP=&&{items}&&".encode())


def test_the_parts_of_a_packet_that_was_just_cut_have_the_time_that_stands_in_the_first(
    sender: Device, gateway: Serves
) -> None:
    hour = hours_ago(2)
    with Logger(gateway()) as logger:
        logger.send(_part(1, 3, f"DataTime={hour:%Y%m%d%H%M%S};a21026-Avg=1"))
        logger.send(_part(2, 3, "a21002-Avg=2") + data(now(), SO2) + _part(3, 3, "a34013-Avg=3"))
        assert [logger.hear() is not None for _ in range(4)] == [True] * 4
    parts = Packet.objects.filter(cn="2061", data_at=hour.replace(tzinfo=CHINA)).order_by("id")
    assert [each.told for each in parts] == [["late"], *[["no_data_time", "time_of_part"]] * 2]
    assert {each.code for each in Series.objects.filter(point=sender.point)} == {"a21026", "a21002", "a34013"}


def test_a_part_that_does_not_follow_upon_the_one_before_is_given_no_time(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        logger.send(_part(1, 3, f"DataTime={hours_ago(2):%Y%m%d%H%M%S};a21026-Avg=1"))
        for raw in (_part(3, 3, "a34013-Avg=3"), _part(2, 2, "a21002-Avg=2"), _part(2, 3, "a21002-Avg=2", "2031")):
            logger.send(raw)
        assert [logger.hear() is not None for _ in range(4)] == [True] * 4
    assert [each.told for each in Packet.objects.filter(data_at=None)] == [["no_data_time"]] * 3
    assert {each.code for each in Series.objects.filter(point=sender.point)} == {"a21026"}


@pytest.mark.parametrize("written", [MN.lower(), f"{MN}  ", f" {MN}"])
def test_an_mn_is_found_in_either_case_and_with_blanks_round_it(written: str, sender: Device, gateway: Serves) -> None:
    segment = f"QN={now():%Y%m%d%H%M%S}000;ST=31;CN=2011;PW=123456;MN={written};Flag=5;"
    with Logger(gateway()) as logger:
        logger.send(build(f"{segment}CP=&&DataTime={now():%Y%m%d%H%M%S};a21026-Rtd=1&&".encode()))
        answer = logger.hear()
        assert answer is not None
        assert answer.mn == written.strip()
    assert Packet.objects.get().device_id == sender.pk


@pytest.mark.parametrize(
    ("system", "items", "told"),
    [
        ("31", SO2, []),
        ("27", SO2, []),
        ("44", {"e20101-Rtd": "3"}, []),
        ("32", {"w01018-Rtd": "3"}, ["system_differs"]),
    ],
)
def test_data_of_a_system_that_does_not_go_with_the_point_are_stored_and_told_of(
    system: str, items: dict[str, str], told: list[str], sender: Device, gateway: Serves
) -> None:
    with Logger(gateway()) as logger:
        logger.send(data(now(), items, st=system))
        assert logger.hear() is not None
    packet = Packet.objects.get()
    assert (packet.told, packet.verdict) == (told, "deviating" if told else "valid")


@pytest.mark.parametrize(
    ("registered", "sent", "answered"),
    [("2005", "2017", "2017"), ("2017", "2025", "2025"), ("2017", "2005", "2017"), ("2005", "2005", "2005")],
)
def test_a_device_of_another_edition_than_registered_is_read_and_answered_as_it_looks_for_it(
    registered: str, sent: Any, answered: str, point: Point, gateway: Serves
) -> None:
    device_of(point, MN, protocol=registered)
    with Logger(gateway()) as logger:
        logger.send(data(now(), SO2, version=sent))
        answer = logger.hear()
        assert answer is not None
        assert (answer.cn, answer.version) == ("9014", answered)
    assert ("version_differs" in Packet.objects.get().told) == (registered != sent)
