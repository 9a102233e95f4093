"""A packet says the same whether it is read by a mould or item by item."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.hj212.crc import written
from ecosteward.norms.hj212.frames import Frame
from ecosteward.norms.hj212.moulds import MOST, Moulds, form_of, mould_of
from ecosteward.norms.hj212.packets import Packet, Version, read
from ecosteward.norms.hj212.stream import frames
from ecosteward.norms.tests.hj212_cases import GOOD, HEAD, OTHER, framed

CODES = ["a21026", "a34013", "w01018", "02", "LA"]
FIELDS = ["Rtd", "Min", "Avg", "Max", "Cou", "ZsRtd", "ZsAvg", "Flag", "EFlag", "SampleTime", "Data"]
NUMBERS = st.from_regex(r"-?[0-9]{1,6}(\.[0-9]{0,4})?", fullmatch=True)
ODD = ["N", "D", "n", "", "1e3", " 1", "//a;b//", "20260301085857", "泵", "9" * 320]
VALUES = NUMBERS | NUMBERS | NUMBERS | st.just("N") | st.sampled_from(ODD)
TIMES = st.sampled_from(
    ["20260301085857", "20260301085957", "20260301095857", "20260228235959", "20261301000000", "2026030108585", ""]
)
TIME = "20260301085857"
SIGNS = st.sampled_from([",", ";"])


def of(raw: bytes) -> Frame:
    (found,) = frames(raw)
    assert isinstance(found, Frame)
    return found


def what(packet: Packet) -> dict[str, object]:
    """Return all that a packet says."""
    names = ("qn", "st", "cn", "pw", "mn", "flag", "version", "pnum", "pno", "resent", "deviations", "faults", "raw")
    more = ("verdict", "answer_wanted", "data_time", "items", "factors")
    return {name: getattr(packet, name) for name in (*names, *more)}


def values_of(packet: Packet) -> tuple[list[tuple[str, str, float]], list[tuple[str, str, str]]]:
    """Return the numbers and the marks of a cast with their items."""
    cast = packet.cast
    assert cast is not None
    numbers = [(code, field, value) for (code, field), value in zip(cast.form.numbers, cast.numbers, strict=True)]
    return numbers, [(code, field, mark) for (code, field), mark in zip(cast.form.marks, cast.marks, strict=True)]


def test_the_third_packet_of_a_form_is_read_by_its_mould() -> None:
    moulds = Moulds()
    assert [moulds.read(of(GOOD)).cast is not None for _ in range(4)] == [False, False, True, True]


@given(
    st.lists(st.tuples(SIGNS, st.sampled_from(CODES), st.sampled_from(FIELDS)), max_size=8),
    st.lists(st.lists(VALUES, min_size=8, max_size=8), min_size=1, max_size=3),
    st.lists(TIMES, min_size=3, max_size=3),
    st.sampled_from(["2011", "2051", "2061", "2031", "2021", "9014"]),
    st.sampled_from(["4", "5", "8", "9", "3", "7"]),
    st.sampled_from(["123456", "a b", "*+x", "é"]),
    st.sampled_from([None, "2005", "2017", "2025"]),
)
def test_both_ways_of_reading_say_the_same(
    names: list[tuple[str, str, str]],
    values: list[list[str]],
    times: list[str],
    cn: str,
    flag: str,
    pw: str,
    registered: Version | None,
) -> None:
    moulds, known = Moulds(), (lambda _mn, _st: registered) if registered else None
    head = HEAD.replace("2011", cn).replace("Flag=5", f"Flag={flag}").replace("123456", pw)
    usual = ["N" if field == "Flag" else "1" for _, _, field in names]
    for row, time in zip([usual, usual, *values], [TIME, TIME, *times], strict=False):
        body = "".join(f"{sign}{code}-{field}={value}" for (sign, code, field), value in zip(names, row, strict=False))
        segment = f"{head}CP=&&DataTime={time}{body}&&".encode()
        frame = Frame(segment, segment, len(segment), written(segment))
        assert what(moulds.read(frame, known)) == what(read(frame, known))


@given(
    st.lists(st.tuples(st.sampled_from(CODES[:3]), st.sampled_from(FIELDS[:8])), min_size=1, max_size=6, unique=True),
    st.lists(st.lists(NUMBERS, min_size=6, max_size=6), min_size=3, max_size=3),
)
def test_the_numbers_of_a_cast_are_those_of_the_items(items: list[tuple[str, str]], values: list[list[str]]) -> None:
    moulds = Moulds()
    for row in values:
        sent = [
            (code, field, "N" if field == "Flag" else value) for (code, field), value in zip(items, row, strict=False)
        ]
        cp = "".join(f";{code}-{field}={value}" for code, field, value in sent)
        packet = moulds.read(of(framed(f"DataTime=20260301085857{cp}")))
    if packet.cast:
        numbers, marks = values_of(packet)
        assert numbers == [(code, field, float(value)) for code, field, value in sent if field != "Flag"]
        assert marks == [(code, field, value) for code, field, value in sent if field == "Flag"]


def test_a_mean_outside_its_extremes_and_late_data_are_told_of_a_packet_read_by_a_mould_too() -> None:
    moulds = Moulds()
    head = HEAD.replace("CN=2011", "CN=2061")
    for values in ("1,2,3", "2,3,4", "1,9,3"):
        low, mean, high = values.split(",")
        cp = f"DataTime=20260301070000;a21026-Min={low},a21026-Avg={mean},a21026-Max={high}"
        packet = moulds.read(of(framed(cp, head)))
    assert packet.deviations == ("average_outside",)
    late = framed("DataTime=20260301030000;a21026-Min=1,a21026-Avg=2,a21026-Max=3", head)
    assert moulds.read(of(late)).deviations == ("late",)


@pytest.mark.parametrize(
    "raw",
    [GOOD.replace(b"\r\n", b"\n"), GOOD[:-4] + GOOD[-4:].lower(), framed("DataTime=20260301085857;a21026-Rtd=18.5泵")],
)
def test_what_is_otherwise_than_the_norm_is_read_item_by_item(raw: bytes) -> None:
    moulds = Moulds()
    assert all(moulds.read(of(raw)).cast is None for _ in range(4)) or not of(raw).deviations


def test_forms_that_take_turns_have_a_mould_each_and_more_than_so_many_have_none() -> None:
    moulds = Moulds()
    few = [GOOD, GOOD, OTHER, OTHER, GOOD, OTHER]
    assert [moulds.read(of(raw)).cast is not None for raw in few] == [False, False, False, False, True, True]
    many = [framed(f"DataTime=20260301085857;a2{number:04d}-Rtd=1") for number in range(MOST + 4)]
    read_by_mould = [[moulds.read(of(raw)).cast is not None for _ in range(3)][-1] for raw in many]
    assert read_by_mould == [True] * (MOST - 2) + [False] * 6


def test_a_form_is_what_does_not_change_in_its_packets() -> None:
    form = form_of(of(GOOD).segment)
    assert form == "ST=31;CN=2011;Flag=5;DataTime=;a21026-Rtd=,a21026-Flag=;a21002-Rtd=,a21002-Flag="
    assert not re.search("[0-9]{14}", form)
    assert mould_of(form) is mould_of(form)


@pytest.mark.parametrize("form", ["", "ST=31;CN=2011;Flag=5;", "ST=31;CN=2011;Flag=5;DataTime=;SB1-RS=", "DataTime="])
def test_a_form_with_items_of_another_kind_has_no_mould(form: str) -> None:
    assert mould_of(form) is None


@given(st.binary(max_size=300))
def test_any_bytes_at_all_have_a_form_or_none(segment: bytes) -> None:
    assert form_of(segment) is None or segment.startswith(b"QN=")
