"""HJ 212: packets written, answered, asked for, split, joined and sealed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.hj212 import requests, sm4
from ecosteward.norms.hj212.answers import answer, data_answer, execution_result, notice_answer, request_answer
from ecosteward.norms.hj212.frames import Frame, build
from ecosteward.norms.hj212.messages import Message, divided, encode, segment
from ecosteward.norms.hj212.packets import Version, read
from ecosteward.norms.hj212.parts import Joined, Parts
from ecosteward.norms.hj212.requests import Site
from ecosteward.norms.hj212.stream import Feed, frames
from ecosteward.norms.hj212.values import stamp
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.tests.hj212_cases import (
    ANNEX_A1,
    GOOD,
    HEAD,
    KEY,
    MN,
    PLAIN_REST,
    PLAIN_REST_SEALED,
    PRINTED_SEALED,
    WHOLE_GROUPS,
    apart,
    framed,
    packet,
    printed,
)  # fmt: skip

when = datetime.fromisoformat
NOW = when("2026-03-01T08:58:57.223")
PRINTED = dict(printed())
AT = when("2016-08-01T08:58:57.223")
SITE = Site(MN, "123456", "32")


def words(alphabet: str, least: int = 1, most: int = 8) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(alphabet), min_size=least, max_size=most)


NAMES = st.one_of(
    words("abcDEF01"), st.tuples(words("aw012", 2, 6), st.sampled_from(["Rtd", "Avg", "Info", "Flag"])).map("-".join)
)
LOGS = words("泵停;,= 1x", 0, 9).map("//{}//".format)
VALUES = words("0123456789.泵NX:-/", 0, 12).filter(lambda text: not text.startswith("//")) | LOGS
ITEMS = st.lists(st.tuples(NAMES, VALUES), max_size=12).map(tuple)
MESSAGES = st.builds(
    Message,
    cn=st.sampled_from(["2011", "2051", "3020", "1012"]),
    st=st.sampled_from(["31", "32", "21", "91"]),
    mn=words("0123456789ABCDEF", 24, 24),
    pw=words("0123456789", 6, 6),
    qn=st.datetimes(when("2000-01-01"), when("2099-01-01")).map(stamp),
    version=st.sampled_from(["2005", "2017", "2025"]),
    answer=st.booleans(),
    items=ITEMS,
)


@given(MESSAGES, st.none() | st.tuples(st.integers(1, 9), st.integers(0, 8)))
def test_what_is_written_is_read_back(message: Message, part: tuple[int, int] | None) -> None:
    if part:
        message = Message(**{**as_dict(message), "pnum": part[0] + part[1], "pno": part[0]})
    read_back = packet(encode(message))
    assert read_back.faults == ()
    assert as_dict(message) == {
        "cn": read_back.cn,
        "st": read_back.st,
        "mn": read_back.mn,
        "pw": read_back.pw,
        "qn": read_back.qn,
        "version": read_back.version or message.version,
        "answer": read_back.answer_wanted,
        "pnum": read_back.pnum,
        "pno": read_back.pno,
        "resent": read_back.resent,
        "items": read_back.items,
    }


def as_dict(message: Message) -> dict[str, Any]:
    return {name: getattr(message, name) for name in Message.__slots__}


@pytest.mark.parametrize("text", ["a;b", "a,b", "a=b", "a&&", "##0012", "a\nb", "//a//b//", "//", "//a", "//a&&b//"])
def test_a_text_that_would_break_a_packet_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="不能含有"):
        segment(Message("3021", "32", MN, items=(("w1-Info", text),)))


def test_the_text_of_a_log_may_hold_separators() -> None:
    log = (("i11001-Info", "//泵停, 3 次;//"),)
    assert packet(encode(Message("3020", "32", MN, items=log))).items == log


LONG = Message(
    "2061", "31", MN, "123456", "20260301090000001", answer=True,
    items=(("DataTime", "20260301080000"), *((f"a24{code:03d}-Avg", "1.234") for code in range(120))),
)  # fmt: skip


def test_a_long_message_is_refused_whole_and_split_into_parts_that_stand_alone() -> None:
    with pytest.raises(RefusedError, match="请拆包"):
        encode(LONG)
    parts = [packet(encode(each)) for each in divided(LONG, qns())]
    assert len(parts) > 1
    assert [(each.pno, each.pnum) for each in parts] == [(n, len(parts)) for n in range(1, len(parts) + 1)]
    assert {each.verdict for each in parts} == {"valid"}
    assert {each.item("DataTime") for each in parts} == {"20260301080000"}
    assert len({each.qn for each in parts}) == len(parts)
    assert tuple(item for each in parts for item in each.items[1:]) == LONG.items[1:]


def qns() -> Any:
    return (stamp(NOW + timedelta(milliseconds=each)) for each in count())


def test_a_short_message_is_not_split() -> None:
    short = Message("2011", "31", MN, items=(("DataTime", "20260301080000"),))
    assert divided(short, qns()) == (short,)


class TestParts:
    PARTS = tuple(packet(encode(each)) for each in divided(LONG, qns()))

    @given(st.permutations(range(len(PARTS))))
    def test_are_joined_in_whatever_order_they_come(self, order: list[int]) -> None:
        parts = Parts()
        joined = [parts.add(self.PARTS[each], NOW) for each in order]
        assert joined[:-1] == [None] * (len(order) - 1)
        assert joined[-1] == Joined(self.PARTS, ())
        assert len(Joined(self.PARTS, ()).factors) == len(LONG.items) - 1

    def test_of_another_device_or_hour_are_not_mixed(self) -> None:
        parts = Parts()
        other = packet(
            encode(Message(**{**as_dict(LONG), "items": LONG.items[:2], "pnum": 2, "pno": 2, "mn": "F" * 24}))
        )
        assert parts.add(self.PARTS[0], NOW) is None
        assert parts.add(other, NOW) is None

    def test_sent_again_count_once(self) -> None:
        parts = Parts()
        assert [parts.add(self.PARTS[0], NOW) for _ in range(3)] == [None, None, None]

    def test_that_never_come_are_told_after_a_time_counted_from_the_last_part(self) -> None:
        parts = Parts()
        parts.add(self.PARTS[-1], NOW)
        assert parts.overdue(NOW + timedelta(seconds=10), timedelta(seconds=10)) == []
        (given_up,) = parts.overdue(NOW + timedelta(seconds=11), timedelta(seconds=10))
        assert given_up == Joined(self.PARTS[-1:], tuple(range(1, len(self.PARTS))))
        assert parts.overdue(NOW + timedelta(days=1), timedelta(0)) == []

    def test_of_too_many_packets_the_oldest_are_given_up(self) -> None:
        parts = Parts(most=3)
        for number in range(5):
            message = Message(**{**as_dict(LONG), "items": LONG.items[:2], "pnum": 2, "pno": 1, "mn": f"{number:024X}"})
            parts.add(packet(encode(message)), NOW)
        assert [each.parts[0].mn[-1] for each in parts.overdue(NOW, timedelta(hours=1))] == ["0", "1"]

    def test_a_packet_that_is_not_split_is_whole(self) -> None:
        assert Parts().add(packet(GOOD), NOW) == Joined((packet(GOOD),), ())


@pytest.mark.parametrize(
    ("source", "builder"),
    [
        ("C.1", lambda: requests.set_timeouts(SITE, AT, 5, 3)),
        ("C.2", lambda: requests.get_time(SITE, AT, "w01018")),
        ("C.3", lambda: requests.set_time(SITE, AT, AT, "w01018")),
        ("C.5", lambda: requests.get_realtime_interval(SITE, AT)),
        ("C.6", lambda: requests.set_realtime_interval(SITE, AT, 30)),
        ("C.7", lambda: requests.get_minute_interval(SITE, AT)),
        ("C.8", lambda: requests.set_minute_interval(SITE, AT, 10)),
        ("C.9", lambda: requests.set_password(SITE, AT, "654321")),
        ("C.10", lambda: requests.start(SITE, AT, "realtime")),
        ("C.11", lambda: requests.stop(SITE, AT, "realtime")),
        ("C.12", lambda: requests.start(SITE, AT, "state")),
        ("C.20", lambda: requests.history(SITE, AT, "minutes", *[when("2016-08-01T08:40")] * 2)),
        ("C.21", lambda: requests.history(SITE, AT, "hours", *[when("2016-08-01T08:00")] * 2)),
        ("C.22", lambda: requests.history(SITE, AT, "days", *[when("2016-08-01")] * 2)),
        ("C.30", lambda: requests.work(SITE, AT, "calibrate", "w01018")),
        ("C.35", lambda: requests.set_cycle(SITE, AT, "w01018", "000000", 2)),
        ("C.45", lambda: requests.get_information(SITE, AT, "w01018", "i13004")),
        ("C.46", lambda: requests.set_parameter(SITE, AT, "w01018", "i13004", "168.0")),
    ],
)
def test_a_request_is_written_as_the_norm_prints_it(source: str, builder: Callable[[], Message]) -> None:
    wanted = [text for where, text in printed() if where.endswith(f"表 {source}")]
    assert segment(builder()) in wanted


@pytest.mark.parametrize(
    ("builder", "cn", "cp"),
    [
        (lambda: requests.keep_sample(SITE, AT), "3015", ()),
        (lambda: requests.stop(SITE, AT, "state"), "2022", ()),
        (lambda: requests.look(SITE, AT, "serial", "w01018"), "3019", (("PolId", "w01018"),)),
        (lambda: requests.heartbeat(SITE, AT), "9015", ()),
        (
            lambda: requests.get_information(SITE, AT, "w1", "i11001", AT, AT),
            "3020",
            (("PolId", "w1"), ("InfoId", "i11001"), ("BeginTime", "20160801085857"), ("EndTime", "20160801085857")),
        ),
    ],
)
def test_other_requests_say_what_they_are_for(
    builder: Callable[[], Message], cn: str, cp: tuple[tuple[str, str], ...]
) -> None:
    asked = packet(encode(builder()))
    assert (asked.cn, asked.items, asked.verdict, asked.answer_wanted) == (cn, cp, "valid", True)


@pytest.mark.parametrize(
    ("builder", "told"),
    [
        (lambda: requests.set_realtime_interval(SITE, AT, 29), "RtdInterval（实时采样数据上报间隔）：应为 30～3600"),
        (lambda: requests.set_realtime_interval(SITE, AT, 3601), "应为 30～3600"),
        (lambda: requests.set_minute_interval(SITE, AT, 7), "应为 1、2、3、4、5、6、10、12、15、20、30"),
        (lambda: requests.set_timeouts(SITE, AT, 0, 3), "OverTime（超时时间）：应为 1～99"),
        (lambda: requests.set_timeouts(SITE, AT, 5, 100), "ReCount（重发次数）：应为 1～99"),
        (lambda: requests.set_cycle(SITE, AT, "w01018", "000000", 25), "应为 1～24"),
        (lambda: requests.history(SITE, AT, "hours", AT, AT - timedelta(hours=1)), "截止时间不能早于开始时间"),
    ],
)
def test_what_the_norm_does_not_let_be_asked_is_refused(builder: Callable[[], Message], told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        builder()


@pytest.mark.parametrize("interval", [30, 3600])
def test_the_ends_of_a_range_may_be_asked(interval: int) -> None:
    assert requests.set_realtime_interval(SITE, AT, interval).items == (("RtdInterval", str(interval)),)


def test_the_default_time_out_is_that_of_table_1() -> None:
    assert requests.timeout() == (10, 3)


class TestAnswer:
    def test_is_written_as_the_norm_prints_it(self) -> None:
        asked = packet(build(PRINTED["HJ 212-2017 表 C.6"]))
        told = [segment(request_answer(asked)), segment(execution_result(asked))]
        assert told == [text for source, text in printed() if source.endswith("表 C.1") and b"ST=91" in text]
        stopped = packet(build(next(text for source, text in printed() if b"CN=2012" in text)))
        assert segment(notice_answer(stopped)) == next(text for _, text in printed() if b"CN=9013" in text)
        data = packet(framed("DataTime=20160801085857;w01001-Rtd=7.1", asked_head("2011")))
        assert segment(data_answer(data)) == next(text for _, text in printed() if b"CN=9014" in text)

    @pytest.mark.parametrize(("version", "flag"), [("2017", 4), ("2025", 8)])
    def test_keeps_qn_mn_and_edition_and_wants_none_itself(self, version: Version, flag: int) -> None:
        sent = packet(GOOD if version == "2017" else framed("DataTime=20260301085857", HEAD.replace("=5", "=9")))
        back = packet(answer(sent) or b"")
        assert (back.cn, back.st, back.qn, back.mn, back.pw) == ("9014", "91", sent.qn, MN, "123456")
        assert (back.flag and int(back.flag), back.verdict, back.items) == (flag, "valid", ())

    @pytest.mark.parametrize(
        ("head", "cn"),
        [
            (HEAD, "9014"), (HEAD.replace("CN=2011", "CN=1013"), "9013"), (HEAD.replace("CN=2011", "CN=9015"), "9013"),
            (HEAD.replace("CN=2011", "CN=2999"), "9014"), (HEAD.replace("CN=2011", "CN=9014"), None),
            (HEAD.replace("Flag=5", "Flag=4"), None), (HEAD.replace("Flag=5;", ""), None),
        ],
    )  # fmt: skip
    def test_is_what_the_packet_wants(self, head: str, cn: str | None) -> None:
        back = answer(packet(framed("DataTime=20260301085857", head)))
        assert (packet(back).cn if back else None) == cn

    def test_to_a_doubtful_edition_bears_the_bits_of_the_sender(self) -> None:
        station = HEAD.replace("ST=31", "ST=21").replace("Flag=5", "Flag=9")
        back = answer(packet(framed("DataTime=20260301085857", station)))
        assert b"Flag=8;" in (back or b"")

    @pytest.mark.parametrize(
        ("registered", "flag", "expected"),
        [
            ("2005", 5, b"Flag=4;CP=&&&&"), ("2005", 9, b"Flag=8;CP=&&&&"), ("2017", 9, b"Flag=8;CP=&&&&"),
            ("2017", 1, b"Flag=4;CP=&&&&"), ("2025", 1, b"Flag=8;CP=&&&&"), ("2005", 1, b"Flag=0;CP=&&QN="),
        ],
    )  # fmt: skip
    def test_goes_by_the_senders_flag_unless_that_is_of_2005_and_the_register_knows_better(
        self, registered: Version, flag: int, expected: bytes
    ) -> None:
        (frame,) = frames(framed("DataTime=20260301085857", HEAD.replace("Flag=5", f"Flag={flag}")))
        assert isinstance(frame, Frame)
        assert expected in (answer(read(frame, lambda _mn, _st: registered)) or b"")

    @pytest.mark.parametrize(("flag", "where"), [(5, b"##0087QN=20260301085857223;ST=91"), (1, b"CP=&&QN=20260301")])
    def test_to_a_qn_within_cp_bears_it_where_its_edition_has_it(self, flag: int, where: bytes) -> None:
        head = HEAD.removeprefix("QN=20260301085857223;").replace("Flag=5", f"Flag={flag}")
        assert where in (answer(packet(framed("QN=20260301085857223;DataTime=20260301085857", head))) or b"")

    def test_of_2005_to_a_packet_without_qn_has_no_empty_one(self) -> None:
        head = HEAD.removeprefix("QN=20260301085857223;").replace("Flag=5", "Flag=1")
        assert packet(answer(packet(framed("DataTime=20260301085857", head))) or b"").items == (("CN", "2011"),)

    def test_each_part_of_a_split_packet_gets_its_own(self) -> None:
        back = [packet(answer(part) or b"") for part in TestParts.PARTS]
        assert [each.qn for each in back] == [part.qn for part in TestParts.PARTS]

    @pytest.mark.parametrize("raw", [GOOD[:-6] + b"0000\r\n", b"##1025" + GOOD[6:]])
    def test_to_what_is_not_believed_there_is_none(self, raw: bytes) -> None:
        assert answer(packet(raw)) is None

    @given(st.text(st.sampled_from("QNMCP0159=&#/, \n泵"), max_size=30), st.sampled_from(["QN", "MN", "PW", "ST"]))
    def test_to_any_header_is_a_good_one_or_none(self, text: str, name: str) -> None:
        head = "".join(f"{part};" for part in HEAD.split(";")[:-1] if not part.startswith(name)) + f"{name}={text};"
        back = answer(packet(framed("DataTime=20260301085857", head)))
        assert back is None or packet(back).faults == ()

    @pytest.mark.parametrize("qn", ["1=2", "x" * 990])
    def test_to_what_cannot_be_written_back_there_is_none(self, qn: str) -> None:
        assert answer(packet(framed("A=1", f"QN={qn};CN=2011;MN=1;Flag=5;"))) is None

    def test_of_2005_names_what_it_answers_within_cp_and_in_the_header_for_those_that_look_there(self) -> None:
        sent = packet(
            framed("DataTime=20260301085857", "QN=20260301085857223;ST=31;CN=2051;PW=123456;MN=88888880000001;Flag=1;")
        )
        back = packet(answer(sent) or b"")
        assert (back.cn, back.items) == ("9014", (("QN", sent.qn), ("CN", "2051")))
        assert (back.qn, back.deviations) == (sent.qn, ())
        assert request_answer(sent).items == (("QN", sent.qn), ("QnRtn", "1"))


def asked_head(cn: str) -> str:
    return f"QN=20160801085857223;ST=32;CN={cn};PW=123456;MN={MN};Flag=5;"


class TestSealed:
    def test_as_the_norm_of_2025_prints_it(self) -> None:
        plain = PLAIN_REST[6:-6]
        raw = sm4.build(plain, KEY)
        assert PLAIN_REST_SEALED in raw
        assert raw.endswith(b"g=N&&B541\r\n")
        assert sm4.build(WHOLE_GROUPS[6:-6], KEY).endswith(bytes.fromhex("A48DBF8B41") + b"&&2200\r\n")

    @pytest.mark.parametrize("plain", [PLAIN_REST, WHOLE_GROUPS, ANNEX_A1, GOOD])
    def test_is_opened_with_its_key(self, plain: bytes) -> None:
        (frame,), _ = apart(frames(sm4.build(plain[6:-6], KEY), sm4.opener(KEY)))
        assert (frame.segment, frame.faults, frame.deviations) == (plain[6:-6], (), ())

    def test_is_opened_in_the_printed_form_whose_length_is_that_of_the_plain_text(self) -> None:
        (frame,), _ = apart(frames(PRINTED_SEALED, sm4.opener(KEY)))
        assert (frame.segment, frame.faults, frame.deviations) == (PLAIN_REST[6:-6], (), ("sealed_length",))
        opened = read(frame)
        assert (opened.version, opened.raw, opened.frame.sealed) == ("2025", PRINTED_SEALED, True)

    @pytest.mark.parametrize("raw", [sm4.build(PLAIN_REST[6:-6], KEY), PRINTED_SEALED])
    @pytest.mark.parametrize("unseal", [None, sm4.opener(b"1" * 16)])
    def test_is_not_believed_without_its_key_and_hides_no_other(self, raw: bytes, unseal: Any) -> None:
        feed = Feed(unseal)
        found, _ = apart(feed.push(raw + GOOD) + feed.close())
        assert [each.raw for each in found] == [raw, GOOD]
        assert "sealed" in found[0].faults
        assert read(found[0]).mn == MN

    @pytest.mark.parametrize(("known", "faults"), [({MN: KEY}, ()), ({}, ("sealed",)), ({MN: b"1" * 16}, ("sealed",))])
    def test_is_opened_with_the_key_of_its_device(self, known: dict[str, bytes], faults: tuple[str, ...]) -> None:
        (frame,), _ = apart(frames(sm4.build(PLAIN_REST[6:-6], KEY), sm4.ring(known.get)))
        assert frame.faults == faults

    def test_with_a_damaged_byte_is_not_believed(self) -> None:
        raw = bytearray(sm4.build(PLAIN_REST[6:-6], KEY))
        raw[120] ^= 1
        (frame,), _ = apart(frames(bytes(raw), sm4.opener(KEY)))
        assert frame.faults

    @given(MESSAGES.map(segment), st.binary(min_size=16, max_size=16))
    def test_comes_back_whatever_it_says(self, plain: bytes, key: bytes) -> None:
        sealed = sm4.build(plain, key)
        assert sm4.unsealed(sealed[6:-6], key) == plain

    @pytest.mark.parametrize("key", [b"", b"0" * 15, b"0" * 17])
    def test_wants_a_key_of_16_bytes(self, key: bytes) -> None:
        with pytest.raises(RefusedError, match="16 字节"):
            sm4.opener(key)

    def test_cannot_be_what_has_no_data_area(self) -> None:
        assert sm4.unsealed(b"QN=1", KEY) is None
        with pytest.raises(RefusedError, match="CP="):
            sm4.build(b"QN=1", KEY)
