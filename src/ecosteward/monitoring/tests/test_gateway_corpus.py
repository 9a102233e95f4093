"""What is printed in the norm and what loggers really send, through a live gateway: answers, rows and counts compared."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ecosteward.monitoring.models import Count, Device, Packet
from ecosteward.monitoring.tests.conftest import Serves
from ecosteward.monitoring.tests.lines import MN, Logger, data, hours_ago, message, now, wait_until
from ecosteward.norms.hj212 import messages
from ecosteward.norms.hj212.crc import modbus, written
from ecosteward.norms.hj212.frames import build
from ecosteward.norms.tests.hj212_cases import printed

SO2 = {"a21026-Rtd": "12.5", "a21026-Flag": "N"}
# Table 9 of HJ 212-2017: what a logger sends up and gets 9014 for.
UPLOADS = {
    b"1011", b"1061", b"1063", b"2011", b"2021", b"2031", b"2041", b"2051", b"2061", b"2081", b"3015", b"3017",
    b"3018", b"3019", b"3020",
}  # fmt: skip


class Markers:
    """Packets that are answered for certain, each with a QN of its own: what came before one is known to be all."""

    def __init__(self) -> None:
        self._at = now() - timedelta(seconds=10)  # never the QN of a packet made at this moment

    def next(self) -> tuple[bytes, str]:
        """Return a packet and its QN."""
        self._at += timedelta(milliseconds=1)
        raw = data(now(), {"a21002-Rtd": "99"}, qn=self._at)  # never the bytes of another packet
        return raw, raw[9:26].decode()


def answers(logger: Logger, raw: bytes, markers: Markers) -> list[str]:
    """Send bytes and return the commands they are answered with."""
    marker, qn = markers.next()
    logger.send(raw + marker)
    found = []
    while (answer := logger.hear()) is not None and answer.qn != qn:
        found.append(answer.cn)
    assert answer is not None
    return found


def counts(device: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for what, number in Count.objects.filter(device_id=device).values_list("what", "packets"):
        found[what] += number
    return found


def test_every_packet_printed_in_the_norm_is_stored_once_and_answered_as_the_norm_has_it(
    sender: Device, gateway: Serves
) -> None:
    segments = [segment for _, segment in printed()]
    markers = Markers()
    with Logger(gateway()) as logger:
        for segment in segments:
            assert answers(logger, build(segment), markers) == _expected(segment), segment
    raws = {build(segment) for segment in segments}
    stored = [each for each in Packet.objects.filter(device_id=sender.pk) if bytes(each.raw) in raws]
    assert len(stored) == len(raws)
    assert {told for each in stored for told in each.told} <= {"spaces", "no_equals", "time_unbelievable"}
    wait_until(lambda: sum(counts(sender.pk).values()) == 2 * len(segments))
    found = counts(sender.pk)
    assert found["repeated"] == len(segments) - len(raws)
    assert set(found) <= {"good", "deviant", "repeated"}


def _expected(segment: bytes) -> list[str]:
    head = dict(part.strip().split(b"=", 1) for part in segment.split(b";CP=")[0].split(b";"))
    if int(head[b"Flag"]) % 2 == 0:
        return []
    if head[b"CN"] == b"1013":
        return ["9013"]
    return ["9014"] if head[b"CN"] in UPLOADS else []


@dataclass(frozen=True)
class Kind:
    """One kind of what loggers send: bytes, the answer, what is told of the row (None: no row), what is counted."""

    raw: bytes
    answer: str
    told: set[str] | None
    counted: str


def realtime(**more: Any) -> bytes:
    return data(now(), SO2, **more)


def other_check(raw: bytes) -> bytes:
    """Return a packet with a check that is wrong."""
    return raw[:-6] + f"{int(raw[-6:-2], 16) ^ 1:04X}\r\n".encode()


def segment_of(raw: bytes) -> bytes:
    return raw[6:-6]


def without(raw: bytes, *names: str) -> bytes:
    """Return a packet without fields of its header."""
    head, _, body = segment_of(raw).partition(b"CP=")
    kept = [part for part in head.split(b";") if not part.startswith(tuple(f"{name}=".encode() for name in names))]
    return build(b";".join(kept) + b"CP=" + body)


def kinds() -> dict[str, Kind]:
    """Return the kinds seen in the field, made here."""
    plain = segment_of(realtime())
    long = ";".join(f"a24{code:03d}-Rtd=1.0" for code in range(90))
    big = segment_of(realtime())[:-2] + f";{long}&&".encode()
    semicolon = plain[:-2] + b";&&"
    bare = without(realtime(version="2005"), "QN", "Flag")
    login = messages.encode(message(now(), {}, "9021", st="91"))
    beat = messages.encode(message(now(), {}, "9015", st="91", version="2025"))
    late = data(hours_ago(20), {"a21026-Avg": "2"}, "2061", qn=now())
    return {
        "2017": Kind(realtime(), "9014", set(), "good"),
        "2025": Kind(realtime(version="2025"), "9014", set(), "good"),
        "2005": Kind(realtime(version="2005"), "9014", {"mn_form"}, "deviant"),
        "2005 without QN and Flag": Kind(bare, "", {"no_qn", "no_flag", "mn_form"}, "deviant"),
        "check in small letters": Kind(_small(plain), "9014", {"lower_crc"}, "deviant"),
        "no line end": Kind(realtime().rstrip(), "9014", {"no_crlf"}, "deviant"),
        "half a line end": Kind(realtime().replace(b"\r\n", b"\n"), "9014", {"bare_line_end"}, "deviant"),
        "length in three digits": Kind(b"##" + realtime()[3:], "9014", {"three_digit_length"}, "deviant"),
        "separator at the end": Kind(build(semicolon), "9014", {"semicolon_at_end"}, "deviant"),
        "too long": Kind(_framed(big), "9014", {"over_long", "cp_over_long"}, "deviant"),
        "login": Kind(login, "9014", set(), "good"),
        "heartbeat": Kind(beat, "9013", set(), "good"),
        "late hour": Kind(late, "9014", {"late"}, "good"),
        "check of Modbus": Kind(build(plain, modbus), "9014", {"modbus_check"}, "deviant"),
        "length with check and line end": Kind(_framed(plain, 6), "9014", {"length_of_frame"}, "deviant"),
        "wrong check": Kind(other_check(realtime()), "", {"crc"}, "fault:crc"),
        "wrong length": Kind(_framed(plain, 3), "", {"length"}, "fault:length"),
        "length of the whole packet": Kind(_framed(plain, 12), "", {"length"}, "fault:length"),
        "wrong password": Kind(realtime(pw="654321"), "", None, "fault:wrong_password"),
        "no password": Kind(realtime(pw=""), "", None, "fault:no_password"),
        "noise": Kind(b"\x00\xffGET / HTTP/1.1\r\n\r\n", "", None, "noise"),
        "cut": Kind(realtime()[:60], "", None, "noise"),
    }


def _small(segment: bytes) -> bytes:
    """Return a packet whose check has a letter, in small."""
    number = 0
    while not written(longer := segment[:-2] + b";a00000-Rtd=%d&&" % number)[:4].strip(b"0123456789"):
        number += 1
    return b"##%04d%b%b\r\n" % (len(longer), longer, written(longer).lower())


def _framed(segment: bytes, more: int = 0) -> bytes:
    return b"##%04d%b%b\r\n" % (len(segment) + more, segment, written(segment))


def test_each_kind_of_packet_seen_in_the_field_is_answered_stored_and_counted_as_it_deserves(
    sender: Device, gateway: Serves
) -> None:
    serving, markers, all_kinds = gateway(), Markers(), kinds()
    for name, kind in all_kinds.items():
        with Logger(serving) as logger:
            assert logger.mn == MN
            logger.send(markers.next()[0])  # the line is its device's from now on
            assert logger.hear() is not None
            assert "".join(answers(logger, kind.raw, markers)) == kind.answer, name
            rows = [set(each.told) for each in Packet.objects.all() if bytes(each.raw) == kind.raw]
            assert rows == ([] if kind.told is None else [kind.told]), name
    expected = Counter(kind.counted for kind in all_kinds.values())
    expected["good"] += 2 * len(all_kinds)
    wait_until(lambda: counts(sender.pk) == expected)
