"""A data logger and the gateway on a real line: what is answered is stored."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ecosteward.monitoring.gateway.judging import arrival_of
from ecosteward.monitoring.gateway.registry import Known
from ecosteward.monitoring.models import Device, Due, Packet, Point, Repeat, Revision, Seal, Series
from ecosteward.monitoring.queries import seals
from ecosteward.monitoring.store import dues
from ecosteward.monitoring.store.arrivals import Arrival
from ecosteward.monitoring.store.writing import Writer
from ecosteward.monitoring.tests.conftest import Serves, device_of
from ecosteward.monitoring.tests.lines import MN, Logger, data, hours_ago, message, now
from ecosteward.norms.hj212 import messages, sm4
from ecosteward.norms.hj212.frames import Frame, build
from ecosteward.norms.hj212.packets import read
from ecosteward.norms.hj212.stream import frames

HOUR = {"a21026-Avg": "20", "a21026-Min": "18", "a21026-Max": "22", "a21026-ZsAvg": "25", "a21026-Cou": "1.5"}
SO2 = {"a21026-Rtd": "12.5", "a21026-ZsRtd": "14.1", "a21026-Flag": "N"}


def readings(span: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.code, r.value, r.converted, r.low, r.high, r.total FROM"
            f" monitoring_{span} r JOIN monitoring_series s ON s.id = r.series_id ORDER BY r.at, s.code"
        )
        return list(cursor.fetchall())


def test_data_are_answered_with_9014_and_are_stored_then(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        at = now()
        logger.send(data(at, SO2))
        answer = logger.hear()
        assert answer is not None
        assert (answer.cn, answer.qn[:14], answer.mn, answer.st) == ("9014", f"{at:%Y%m%d%H%M%S}", sender.mn, "91")
        packet = Packet.objects.get()
    assert (packet.device_id, packet.cn, packet.verdict, packet.told) == (sender.pk, "2011", "valid", [])
    assert readings("realtime")[0][:3] == ("a21026", 12.5, 14.1)
    series = Series.objects.get()
    assert (series.name, series.unit, series.role) == ("二氧化硫", "mg/m³", "pollutant")
    assert Seal.objects.get().packets == 1
    assert Due.objects.get().point_id == sender.point_id


def test_a_heartbeat_and_a_notice_are_answered_with_9013(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        for cn in ("9015", "1013"):
            logger.send(messages.encode(replace(message(now(), {}, cn), items=())))
            answer = logger.hear()
            assert answer is not None
            assert answer.cn == "9013"


def test_the_same_packet_sent_again_is_answered_and_stored_once(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        raw = data(now(), SO2)
        for _ in range(3):
            logger.send(raw)
            assert logger.hear() is not None
    assert (Packet.objects.count(), Repeat.objects.count(), len(readings("realtime"))) == (1, 2, 1)
    assert not Revision.objects.exists()
    assert list(seals.check()) == []


def test_the_same_datum_in_another_packet_changes_nothing(sender: Device, gateway: Serves) -> None:
    at = hours_ago(2)
    with Logger(gateway()) as logger:
        for second in (1, 2):
            logger.send(data(at, HOUR, "2061", qn=now() + timedelta(seconds=second)))
            assert logger.hear() is not None
    assert (Packet.objects.count(), len(readings("hour")), Revision.objects.count()) == (2, 1, 0)


def test_another_value_for_the_same_hour_is_a_revision_and_the_first_stays(sender: Device, gateway: Serves) -> None:
    at = hours_ago(2)
    with Logger(gateway()) as logger:
        for turn, value in enumerate(("20", "21", "21", "20")):
            logger.send(data(at, {**HOUR, "a21026-Avg": value}, "2061", qn=now() + timedelta(seconds=turn)))
            assert logger.hear() is not None
    assert readings("hour")[0][1] == 20
    revisions = Revision.objects.order_by("pk").values_list("kind", "span", "value")
    assert list(revisions) == [("resent", 2, 21.0), ("resent", 2, 20.0)]


def test_two_values_for_one_time_in_one_batch_are_a_reading_and_a_revision(sender: Device, gateway: Serves) -> None:
    at = hours_ago(2)
    with Logger(gateway(gather=0.3)) as logger:
        first, second = (data(at, {**HOUR, "a21026-Avg": value}, "2061", qn=now()) for value in ("20", "21"))
        logger.send(first + second)
        assert logger.hear()
        assert logger.hear()
    assert Seal.objects.get().packets == 2
    assert readings("hour")[0][1] == 20
    assert Revision.objects.get().value == 21


def test_each_kind_of_data_goes_to_its_own_span(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        for cn in ("2051", "2061", "2031"):
            logger.send(data(hours_ago(30).replace(hour=0), HOUR, cn))
            assert logger.hear() is not None
    for span in ("minute", "hour", "day"):
        assert readings(span) == [("a21026", 20.0, 25.0, 18.0, 22.0, 1.5)]
    assert readings("realtime") == []


def test_states_and_running_times_of_facilities_are_series(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        logger.send(data(now(), {"SB1-RS": "1", "SB2-RS": "0"}, "2021"))
        logger.send(data(hours_ago(30).replace(hour=0), {"SB1-RT": "23.5"}, "2041"))
        assert logger.hear()
        assert logger.hear()
    assert [row[:2] for row in readings("realtime")] == [("SB1-RS", 1.0), ("SB2-RS", 0.0)]
    assert [row[:2] for row in readings("day")] == [("SB1-RT", 23.5)]
    series = Series.objects.get(code="SB1-RT")
    assert (series.name, series.unit, series.role) == ("污染治理设施 1 日运行时间", "h", "control")
    assert Series.objects.get(code="SB1-RS").facility == "污染治理设施 1"


def test_electricity_and_conditions_are_series_by_their_system(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        for system, code in (("44", "e20101"), ("45", "g10199")):
            logger.send(data(now(), {f"{code}-Rtd": "3"}, st=system, version="2025"))
            assert logger.hear() is not None
    assert dict(Series.objects.values_list("code", "role")) == {"e20101": "power", "g10199": "condition"}


def test_codes_of_2005_become_those_of_2017_and_unknown_ones_stand_for_themselves(
    sender: Device, gateway: Serves
) -> None:
    with Logger(gateway()) as logger:
        items = {"02-Rtd": "12", "zz99-Rtd": "3"}
        logger.send(data(now(), items, version="2005", pw="123456"))
        answer = logger.hear()
        assert answer is not None
        assert (answer.cn, answer.item("CN")) == ("9014", "2011")
    assert dict(Series.objects.values_list("code", "name")) == {"a21026": "二氧化硫", "zz99": "zz99"}


def test_each_part_of_a_split_packet_is_answered_and_stored_at_once(sender: Device, gateway: Serves) -> None:
    at = now()
    with Logger(gateway()) as logger:
        for number, code in enumerate(("a21026", "a21002"), start=1):
            logger.send(data(at, {f"{code}-Rtd": "5"}, qn=at + timedelta(milliseconds=number), pnum=2, pno=number))
            answer = logger.hear()
            assert answer is not None
            assert answer.qn.endswith(f"{(at + timedelta(milliseconds=number)).microsecond // 1000:03d}")
            assert len(readings("realtime")) == number


def test_fields_of_one_factor_in_two_parts_are_put_together(sender: Device, gateway: Serves) -> None:
    at = hours_ago(3)
    with Logger(gateway()) as logger:
        for number, field in enumerate(("Avg", "ZsAvg"), start=1):
            logger.send(data(at, {f"a21026-{field}": "5"}, "2061", qn=now(), pnum=2, pno=number))
            assert logger.hear() is not None
    revision = Revision.objects.get()
    assert (revision.value, revision.converted) == (5.0, 5.0)


def test_a_sealed_packet_is_opened_with_the_key_of_its_device(point: Point, gateway: Serves) -> None:
    key = "0123456789ABCDEF0123456789ABCDEF"
    device_of(point, MN, key=key, protocol="2025")
    with Logger(gateway()) as logger:
        plain = messages.segment(message(now(), SO2, version="2025"))
        logger.send(sm4.build(plain, bytes.fromhex(key)))
        answer = logger.hear()
        assert answer is not None
        assert (answer.cn, answer.version) == ("9014", "2025")
    assert readings("realtime")[0][1] == 12.5


def test_what_is_told_of_an_unbelievable_time_is_kept_as_a_packet_alone(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        for at in (now() + timedelta(days=2), now() - timedelta(days=6 * 366)):
            logger.send(data(at, SO2))
            assert logger.hear() is not None
    assert all("time_unbelievable" in each.told for each in Packet.objects.all())
    assert readings("realtime") == []
    assert not Due.objects.exists()


def test_an_hour_is_due_after_its_end_and_soon_where_it_is_long_over(sender: Device, gateway: Serves) -> None:
    at = now()
    with Logger(gateway()) as logger:
        for time, cn in ((at, "2011"), (at, "2051"), (hours_ago(5), "2061")):
            logger.send(data(time, {"a21026-Avg": "1", "a21026-Rtd": "1"}, cn))
            assert logger.hear() is not None
    late, usual = Due.objects.order_by("hour")
    assert (late.late, usual.late) == (True, False)
    assert usual.due_at == usual.hour + timedelta(minutes=65)
    assert timezone.now() < late.due_at <= timezone.now() + timedelta(microseconds=dues.SETTLING)


def test_a_packet_that_wants_no_answer_is_stored_without_one(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        logger.send(data(now(), SO2, answer=False))
        assert logger.silent()
    assert Packet.objects.count() == 1


def test_a_packet_without_line_end_is_answered_too(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        logger.send(data(now(), SO2).strip())
        assert logger.hear() is not None
    assert Packet.objects.get().told == ["no_crlf"]


def test_the_number_of_statements_does_not_grow_with_the_batch(
    sender: Device, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    writer = Writer()
    writer.slot = 3
    assert (
        sum(writer.store([_arrival(sender, at) for at in (0, 1, 2, 399)])) == 4
    )  # the months are there, it may be two
    with django_assert_max_num_queries(14):
        assert sum(writer.store([_arrival(sender, at) for at in range(3, 5)])) == 2
    with django_assert_max_num_queries(14):
        assert sum(writer.store([_arrival(sender, at) for at in range(5, 300)])) == 295
    with django_assert_max_num_queries(24):
        assert sum(writer.store([_arrival(sender, at) for at in range(400)])) == 99
    assert Repeat.objects.count() == 301


def test_a_part_without_any_time_is_kept_in_the_same_place_when_it_comes_again_alone(sender: Device) -> None:
    known = Known(sender.pk, MN, sender.point_id, "", None, None, 30, 10, False, False)
    (frame,) = frames(build(f"ST=31;CN=2061;PW=123456;MN={MN};Flag=7;PNUM=2;PNO=2;CP=&&a21026-Avg=1&&".encode()))
    assert isinstance(frame, Frame)
    told, alone = (arrival_of(read(frame), known, time.time(), at) for at in (hours_ago(24 * 40), None))
    assert told.key == alone.key
    assert (told.data.codes, alone.data.codes) == (("a21026",), ())


def _arrival(device: Device, minute: int) -> Arrival:
    known = Known(device.pk, MN, device.point_id, "", None, None, 30, 10, False, False)
    raw = data(hours_ago(8) + timedelta(minutes=minute), {"a21026-Rtd": "1"})
    (frame,) = frames(raw)
    assert isinstance(frame, Frame)
    return arrival_of(read(frame), known, time.time())
