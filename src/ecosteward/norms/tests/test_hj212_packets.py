"""HJ 212: what packets say, how far they are believed, and what differs from the norm."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.hj212 import deviations, judging
from ecosteward.norms.hj212.crc import written
from ecosteward.norms.hj212.frames import Frame, build
from ecosteward.norms.hj212.judging import USUAL_BODY
from ecosteward.norms.hj212.packets import Flag, Packet, Version, read
from ecosteward.norms.hj212.segment import USUAL_HEADER
from ecosteward.norms.hj212.segment import read as read_segment
from ecosteward.norms.hj212.stream import frames
from ecosteward.norms.hj212.values import number, time_of
from ecosteward.norms.tests.hj212_cases import GOOD, HEAD, MN, framed, packet, printed

when = datetime.fromisoformat
HOURS = "QN=20160801090000001;ST=32;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=5;"
# What the norm itself prints otherwise than it says: blanks within packets, and the ellipsis that stands for more.
PRINTED_OTHERWISE = {("spaces",), ("no_equals",)}


@pytest.mark.parametrize(("source", "segment"), printed())
def test_every_packet_printed_in_the_norm_is_read(source: str, segment: bytes) -> None:
    read = packet(build(segment))
    assert read.faults == ()
    assert read.deviations in {(), *PRINTED_OTHERWISE}
    assert (read.mn, read.version, len(read.cn)) == (MN, "2017", 4)
    assert "".join(name + value for name, value in read.items) in segment.decode().replace("=", "").replace(
        ";", ""
    ).replace(",", "").replace(" ", "")


def test_a_realtime_packet_says_what_the_norm_prints() -> None:
    read = packet(
        framed(
            "DataTime=20160801085857;w01001-Rtd=7.1,w01001-Flag=N;"
            "w01018-SampleTime=20160801070000,w01018-Rtd=2.2,w01018-Flag=N,w01018-EFlag=A01",
            "QN=20160801085857223;ST=32;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;",
        )
    )
    acid, oxygen = read.factors
    assert (read.verdict, read.qn, read.st, read.cn, read.pw) == ("valid", "20160801085857223", "32", "2011", "123456")
    assert (read.data_time, read.answer_wanted) == (when("2016-08-01T08:58:57"), True)
    assert (acid.code, acid.number("Rtd"), acid.mark) == ("w01001", 7.1, "N")
    assert (oxygen.number("Rtd"), oxygen.fields["EFlag"], oxygen.sampled) == (2.2, "A01", when("2016-08-01T07:00"))
    assert oxygen.number("Avg") is None


def test_the_parts_of_a_split_packet_say_which_they_are() -> None:
    first, second = (packet(build(text)) for source, text in printed() if "C.49" in source)
    assert [(each.pnum, each.pno, each.flag and each.flag.numbered) for each in (first, second)] == [
        (2, 1, True),
        (2, 2, True),
    ]
    assert first.qn != second.qn


@given(st.integers(0, 255))
def test_a_flag_is_version_part_numbers_and_answer(value: int) -> None:
    assert int(Flag.of(value)) == value


@pytest.mark.parametrize(
    ("flag", "version", "numbered", "answer"),
    [
        (0, "2005", False, False), (3, "2005", True, True), (4, "2017", False, False), (5, "2017", False, True),
        (7, "2017", True, True), (8, "2025", False, False), (9, "2025", False, True), (11, "2025", True, True),
    ],
)  # fmt: skip
def test_the_flag_tells_the_edition(flag: int, version: Version, numbered: bool, answer: bool) -> None:
    numbers = "PNUM=1;PNO=1;" if numbered else ""
    read = packet(framed("", HEAD.replace("Flag=5;", f"Flag={flag};{numbers}")))
    assert read.flag == Flag(flag >> 2, numbered, answer)
    assert read.version == version


class TestTheEditionOfASurfaceWaterStation:
    RAW = framed("DataTime=20210301111100;w01001-Rtd=8.33,w01001-Flag=N", HEAD.replace("31", "21").replace("=5", "=8"))

    def test_is_not_told_by_its_flag(self) -> None:
        read = packet(self.RAW)
        assert (read.version, "version_unsure" in read.deviations, read.verdict) == (None, True, "deviating")

    def test_is_that_of_the_register_where_it_is_known(self) -> None:
        (frame,) = frames(self.RAW)
        assert isinstance(frame, Frame)
        registered = read(frame, lambda mn, st: "2017" if (mn, st) == (MN, "21") else None)
        assert (registered.version, "version_unsure" in registered.deviations) == ("2017", False)
        assert read(frame, lambda _mn, _st: None).version is None


@pytest.mark.parametrize(("known", "told"), [("2017", ()), ("2025", ("version_differs",)), (None, ())])
def test_a_flag_that_differs_from_the_register_is_told_and_the_register_goes(
    known: Version | None, told: tuple[str, ...]
) -> None:
    (frame,) = frames(GOOD)
    assert isinstance(frame, Frame)
    read_packet = read(frame, lambda _mn, _st: known)
    assert (read_packet.version, read_packet.deviations) == (known or "2017", told)


def without(field: str) -> str:
    return "".join(f"{part};" for part in HEAD.split(";") if part and not part.startswith(f"{field}="))


PLAIN = "DataTime=20260301085857;a21026-Rtd=18.5,a21026-Flag=N"


@pytest.mark.parametrize(
    ("head", "cp", "told"),
    [
        (without("QN"), PLAIN, "no_qn"),
        (without("ST"), PLAIN, "no_st"),
        (without("PW"), PLAIN, "no_pw"),
        (without("MN"), PLAIN, "no_mn"),
        (without("CN"), PLAIN, "no_cn"),
        (HEAD.replace("857223", "857"), PLAIN, "qn_form"),
        (HEAD.replace("ST=31", "ST=101"), PLAIN, "st_form"),
        (HEAD.replace("CN=2011", "CN=20X1"), PLAIN, "cn_form"),
        (HEAD.replace(MN, "LD130133000015"), PLAIN, "mn_form"),
        (HEAD.replace("Flag=5", "Flag=d"), PLAIN, "flag_form"),
        (HEAD.replace("Flag=5", "Flag=256"), PLAIN, "flag_form"),
        (HEAD.replace("Flag=5", "Flag=255"), PLAIN, "version_unknown"),
        (HEAD.replace("Flag=5", "Flag=7"), PLAIN, "no_part_numbers"),
        (HEAD + "PNUM=2;PNO=1;", PLAIN, "part_numbers_unflagged"),
        (HEAD.replace("Flag=5", "Flag=7") + "PNUM=2;PNO=3;", PLAIN, "part_numbers_form"),
        (HEAD.replace("Flag=5", "Flag=7") + "PNUM=99999;PNO=3;", PLAIN, "part_numbers_form"),
        (HEAD.replace("Flag=5", "Flag=7") + "PNUM=00000002;PNO=00000001;", PLAIN, "part_numbers_padded"),
        (HEAD.replace("Flag=5", "Flag=7") + "PNO=1;PNUM=2;", PLAIN, "header_order"),
        (HEAD + "XX=1;", PLAIN, "header_unknown"),
        (HEAD + "ST=32;", PLAIN, "header_twice"),
        (HEAD.replace(";ST", ",ST"), PLAIN, "comma_in_header"),
        (HEAD.replace("; ", ";").removesuffix(";"), PLAIN, "no_semicolon_before_cp"),
        (HEAD.replace(";Flag", "; Flag"), PLAIN, "spaces"),
        (HEAD.replace(";Flag", "  ;Flag"), PLAIN, "spaces"),
        (HEAD, PLAIN.replace(";", "; "), "spaces"),
        (HEAD, "QN=20260301085857223;" + PLAIN, "qn_in_cp"),
        (HEAD, PLAIN + ";", "semicolon_at_end"),
        (HEAD, PLAIN.replace(";", ";;"), "empty_item"),
        (HEAD, PLAIN + ";…", "no_equals"),
        (HEAD, PLAIN + ";a21026-Rtd=18.5", "duplicate_key"),
        (HEAD, PLAIN.replace("Flag=N", "Flag=d"), "odd_mark"),
        (HEAD, PLAIN.replace("Flag=N", "Flag="), "odd_mark"),
        (HEAD, PLAIN.replace("18.5", "18,5"), "no_equals"),
        (HEAD, PLAIN.replace("18.5", "nan"), "not_a_number"),
        (HEAD, PLAIN.replace("18.5", ""), "not_a_number"),
        (HEAD, PLAIN.replace("18.5", "1.2.3"), "not_a_number"),
        (HEAD, PLAIN.replace("18.5", "1e999"), "not_a_number"),
        (HEAD, PLAIN.removeprefix("DataTime=20260301085857;"), "no_data_time"),
        (HEAD, PLAIN.replace("5857;", "5857000;"), "data_time_form"),
        (HEAD, PLAIN.replace("20260301", "20260230"), "data_time_form"),
        (HEAD, PLAIN.replace("20260301", "20260228"), "late"),
    ],
)
def test_what_differs_is_read_and_told_by_its_name(head: str, cp: str, told: str) -> None:
    read = packet(framed(cp, head))
    faulty = told in deviations.FAULTS
    assert told in (read.faults if faulty else read.deviations)
    assert read.verdict == ("invalid" if faulty else "deviating")
    assert [factor.code for factor in read.factors] == ["a21026"]


def test_part_numbers_padded_with_noughts_are_read() -> None:
    read = packet(framed(PLAIN, HEAD.replace("Flag=5", "Flag=7") + "PNUM=00000012;PNO=00000002;"))
    assert (read.pnum, read.pno) == (12, 2)


def test_a_packet_without_cp_is_not_believed() -> None:
    assert "no_cp" in packet(b"##0003ABC" + written(b"ABC") + b"\r\n").faults


def test_text_that_is_not_utf8_is_read_and_told() -> None:
    head = HEAD.replace("CN=2011", "CN=3020")
    segment = f"{head}CP=&&PolId=w01018;i11001-Info=//清洗管路//&&".encode("gb18030")
    read = packet(build(segment))
    assert (read.items[-1], read.deviations) == (("i11001-Info", "//清洗管路//"), ("not_utf8",))
    assert packet(build(f"{HEAD}CP=&&A=".encode() + b"\xff\x80&&")).deviations[0] == "not_utf8"


def test_a_log_may_hold_separators() -> None:
    read = packet(framed("PolId=w01018;i11001-Info=//泵停,3 次;a=b//;i12001-Info=1", HEAD.replace("2011", "3020")))
    assert read.items[1:] == (("i11001-Info", "//泵停,3 次;a=b//"), ("i12001-Info", "1"))
    assert read.verdict == "valid"


def test_two_slashes_within_a_value_are_no_log() -> None:
    read = packet(framed("a-Info=http://x;b-Info=http://y,c-Info=//", HEAD.replace("2011", "3020")))
    assert read.items == (("a-Info", "http://x"), ("b-Info", "http://y"), ("c-Info", "//"))


def test_items_that_come_twice_are_kept_both_and_the_first_counts() -> None:
    read = packet(framed("DataTime=20260301085857;a21-Rtd=1.0;a22-Rtd=5;a21-Rtd=2.0"))
    assert [item for item in read.items if item[0] == "a21-Rtd"] == [("a21-Rtd", "1.0"), ("a21-Rtd", "2.0")]
    assert (read.factors[0].number("Rtd"), read.deviations) == (1.0, ("duplicate_key",))


@pytest.mark.parametrize(
    ("values", "outside"),
    [
        ("Min=1,w-Avg=2,w-Max=3", False), ("Min=2,w-Avg=2,w-Max=2", False), ("Min=1,w-Avg=4,w-Max=3", True),
        ("Min=1,w-Avg=0,w-Max=3", True), ("Min=1,w-Avg=4", False), ("ZsMin=1,w-ZsAvg=4,w-ZsMax=3", True),
    ],
)  # fmt: skip
def test_a_mean_outside_its_extremes_is_told(values: str, outside: bool) -> None:
    read = packet(framed(f"DataTime=20160801080000;w-{values}", HOURS))
    assert ("average_outside" in read.deviations) is outside


@pytest.mark.parametrize(
    ("begun", "late"), [("20160801080000", False), ("20160801070000", False), ("20160801065959", True)]
)
def test_an_hour_is_late_an_hour_after_its_end(begun: str, late: bool) -> None:
    read = packet(framed(f"DataTime={begun};w01018-Avg=2", HOURS.replace("0001;", "0000;")))
    assert ("late" in read.deviations) is late


def test_the_edition_of_2005_has_its_own_form_of_mn() -> None:
    head = "ST=32;CN=2011;PW=123456;MN=88888880000001;Flag=0;"
    assert packet(framed("DataTime=20160824003817;011-Rtd=231.0,011-Flag=N", head)).deviations == ("no_qn",)


def test_an_answer_may_name_no_device() -> None:
    assert packet(framed("", "QN=20240601085857223;ST=91;CN=9013;PW=123456;MN=;Flag=8;")).deviations == (
        "no_mn_in_answer",
    )


def test_blanks_round_an_mn_are_none_of_it() -> None:
    assert packet(framed(PLAIN, HEAD.replace(";Flag", "  ;Flag").replace("MN=", "MN= "))).mn == MN


def test_a_resent_packet_is_not_told_to_be_late() -> None:
    old, head = PLAIN.replace("20260301", "20260101"), HEAD.replace("Flag=5", "Flag=9")
    assert packet(framed(old, head)).deviations == ("late",)
    assert packet(framed(old, head + "RF=1;")).deviations == ()


def test_a_device_registered_for_2005_has_the_form_of_mn_of_2005() -> None:
    (frame,) = frames(GOOD)
    assert isinstance(frame, Frame)
    assert read(frame, lambda _mn, _st: "2005").deviations == ("version_differs", "mn_form")


def test_a_resent_packet_of_2025_says_so() -> None:
    assert packet(framed(PLAIN, HEAD.replace("Flag=5", "Flag=9") + "RF=1;")).resent
    assert not packet(GOOD).resent


@given(st.binary(max_size=300))
def test_any_segment_can_be_read_and_keeps_its_bytes(segment: bytes) -> None:
    frame = Frame(b"##" + segment, segment, len(segment), written(segment))
    read_packet: Packet = read(frame)
    assert read_packet.raw == b"##" + segment
    assert set(read_packet.faults + read_packet.deviations) <= set(deviations.WORDS)
    assert read_packet.data_time is None or read_packet.item("DataTime")


@given(st.from_regex(USUAL_HEADER, fullmatch=True), st.from_regex(USUAL_BODY, fullmatch=True))
def test_what_is_usual_by_its_look_has_nothing_against_it_when_looked_at_in_detail(head: str, body: str) -> None:
    usual = read_segment(f"{head}{body}&&".encode())
    odd = read_segment(f"{head.replace('QN=', ' QN=')}{body}&&".encode())
    told: list[str] = []
    judging.header(usual.header, "2017", told, told)
    judging.shape(usual.plain, usual.groups, "2011", told)
    assert (told, usual.usual, odd.usual) == ([], True, False)
    assert usual.header == odd.header
    assert set(usual.deviations) <= {"duplicate_key", "cp_over_long"}


PIECES = st.sampled_from(
    [
        "a1-Rtd=1",
        "a1-Min=2",
        "a2-Flag=N",
        "PolId=w1",
        "i1-Info=//;,//",
        "i2-Info=x=y",
        "",
        " ",
        "a1-",
        "=",
        "a",
        "a=/",
        "//",
    ]
)


@given(st.lists(st.tuples(PIECES, st.sampled_from(";,")), max_size=6))
def test_what_is_read_without_remark_holds_all_that_was_sent(pieces: list[tuple[str, str]]) -> None:
    body = "".join(piece + separator for piece, separator in pieces)[:-1]
    segment = f"{HEAD.replace('2011', '3020')}CP=&&{body}&&".encode()
    read_packet = read(Frame(segment, segment, len(segment), written(segment)))
    told = ";".join(f"{name}={value}" for name, value in read_packet.items)
    if read_packet.verdict == "valid":
        assert told.replace(",", ";") == body.replace(",", ";")


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1_0", " 1", "1 ", "", "1e999", "一", "0x1", "1,2"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    "text", ["", "2026", "20260230000000", "20260301240000", "2026030108585７", "2026030108585722"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert time_of(text) is None


def test_a_time_may_have_milliseconds() -> None:
    assert time_of("20160801085857223") == when("2016-08-01T08:58:57.223")


def test_every_verdict_fault_and_deviation_has_words() -> None:
    assert all(deviations.words(tuple(deviations.WORDS)))
    assert not deviations.FAULTS.keys() & deviations.DEVIATIONS.keys()
