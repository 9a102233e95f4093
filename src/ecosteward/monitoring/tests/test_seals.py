"""The packets as they were sealed: what was done to them afterwards shows, and where."""

import datetime as dt
import itertools
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from ecosteward.monitoring.models import Device, Packet, Seal
from ecosteward.monitoring.queries import seals
from ecosteward.monitoring.rules.sent import Data
from ecosteward.monitoring.store import cold
from ecosteward.monitoring.store.arrivals import Arrival
from ecosteward.monitoring.store.rows import PACKETS
from ecosteward.monitoring.store.writing import Writer

_COUNTER = itertools.count()
MONTH = dt.date(2026, 6, 1)


def packet_of(device: Device, raw: bytes = b"") -> Arrival:
    number = next(_COUNTER)
    raw = raw or b"##%d" % number
    told = ("late", "no_crlf")[: number % 3]
    moment = 1_781_000_000_000_000 + number
    return Arrival(
        device.pk,
        device.point_id,
        MONTH,
        sha256(raw).digest(),
        moment,
        "31",
        "2011",
        None,
        "valid",
        told,
        raw,
        None,
        Data(),
    )


@pytest.fixture
def writer(device: Device) -> Writer:
    """Have stored three batches of packets."""
    writer = Writer()
    writer.slot = 5
    for size in (3, 1, 4):
        assert all(writer.store([packet_of(device) for _ in range(size)]))
    return writer


def change(statement: str, *values: int | str | bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount


def numbers() -> list[int]:
    return list(Packet.objects.order_by("id").values_list("id", flat=True))


def test_untouched_packets_are_found_whole(writer: Writer) -> None:
    assert list(seals.check()) == []
    out = StringIO()
    call_command("gateway", "verify", stdout=out)
    assert "完好：共 3 个封存批次" in out.getvalue()


def test_a_changed_packet_is_named(writer: Writer) -> None:
    number = numbers()[1]
    change("UPDATE monitoring_packet SET raw = %s WHERE id = %s", b"##changed", number)
    (text,) = seals.check()
    assert "封存批次 1" in text
    assert f"报文 {number}（" in text


def test_a_changed_packet_whose_digest_was_made_to_fit_shows_in_its_batch(writer: Writer) -> None:
    number = numbers()[1]
    raw = b"##forged"
    change("UPDATE monitoring_packet SET raw = %s, digest = %s WHERE id = %s", raw, sha256(raw).digest(), number)
    (text,) = seals.check()
    assert "封存批次 1：" in text
    assert "被改动" in text


@pytest.mark.parametrize("column", ["received_at = received_at + interval '1 s'", "verdict = 'x'", "told = '{x}'"])
def test_a_changed_time_or_verdict_shows_in_its_batch(writer: Writer, column: str) -> None:
    change(f"UPDATE monitoring_packet SET {column} WHERE id = %s", numbers()[5])
    (text,) = seals.check()
    assert "封存批次 3：" in text


def test_a_removed_packet_is_named(writer: Writer) -> None:
    number = numbers()[5]
    change("DELETE FROM monitoring_packet WHERE id = %s", number)
    (text,) = seals.check()
    assert text.endswith(f"封存批次 3：应有 4 个报文，现有 3 个，被删除的编号：{number}")


def test_a_removed_batch_shows(writer: Writer) -> None:
    change("DELETE FROM monitoring_packet WHERE id = %s", numbers()[3])
    (text,) = seals.check()
    assert text.endswith("封存批次 2：应有 1 个报文，现有 0 个，被删除的编号：全部")


def test_packets_that_changed_places_are_named(writer: Writer) -> None:
    one, other = numbers()[4:6]
    swap = "UPDATE monitoring_packet SET id = CASE id WHEN %s THEN %s ELSE %s END WHERE id IN (%s, %s)"
    change(swap, one, other, one, one, other)
    (text,) = seals.check()
    assert text.endswith(f"报文 {one}、{other} 被调换次序")


def test_an_added_packet_shows(writer: Writer) -> None:
    first = Packet.objects.order_by("id")[0]
    raw = b"##added"
    change(
        "INSERT INTO monitoring_packet SELECT bucket, device_id, %s, id + 500, received_at, cn, data_at, verdict, told,"
        " slot, seal, %s FROM monitoring_packet WHERE id = %s",
        sha256(raw).digest(), raw, first.id,
    )  # fmt: skip
    (text,) = seals.check()
    assert "有后来加入的" in text


def test_a_removed_seal_shows_and_so_do_its_packets(writer: Writer) -> None:
    Seal.objects.filter(number=2).delete()
    assert [text.split("：")[1][:5] for text in seals.check()] == ["缺少封存批", "有 1 个"]


def test_the_last_batch_cut_off_shows_by_the_end_of_the_chain(writer: Writer) -> None:
    Seal.objects.filter(number=3).delete()
    change("DELETE FROM monitoring_packet WHERE seal = 3")
    (text,) = seals.check()
    assert "链头记到封存批次 3" in text


def test_packets_of_a_kept_month_are_held_against_their_seals_too(writer: Writer, device: Device) -> None:
    assert cold.move(PACKETS, MONTH)
    assert list(seals.check()) == []
    writer.store([packet_of(device)])
    assert list(seals.check()) == []
    change("UPDATE monitoring_packet SET raw = 'x'")
    assert len(list(seals.check())) == 1
