"""A data logger and the gateway on a real line: what is answered is stored."""

from typing import Any

from django.db import connection

from ecosteward.monitoring.models import Count, Device, Due, Packet, Seal, Series, Stranger
from ecosteward.monitoring.tests.conftest import Serves
from ecosteward.monitoring.tests.lines import Logger, data, now, wait_until

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


def test_a_stranger_is_noted_and_gets_no_answer(sender: Device, gateway: Serves) -> None:
    with Logger(gateway()) as logger:
        logger.send(data(now(), SO2, mn="0" * 24))
        assert logger.silent()
        wait_until(Stranger.objects.exists)
    stranger = Stranger.objects.get()
    assert (stranger.mn, stranger.remote, stranger.why) == ("0" * 24, "127.0.0.1", "unknown_device")
    assert Count.objects.get().what == "fault:unknown_device"
    assert not Packet.objects.exists()
