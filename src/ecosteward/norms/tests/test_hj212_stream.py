"""HJ 212: the check, and frames out of a stream."""

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecosteward.norms.hj212.answers import answer
from ecosteward.norms.hj212.crc import checksum, modbus, written
from ecosteward.norms.hj212.frames import build
from ecosteward.norms.hj212.stream import REACH, Feed, Reason, Skipped, frames
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.tests.hj212_cases import ANNEX_A, ANNEX_A1, GOOD, HEAD, OTHER, apart, packet, printed, pushed

LONGEST_KEPT = REACH + 16


def annex_a(data: bytes) -> int:
    """The program printed in annex A, line by line."""
    register = 0xFFFF
    for byte in data:
        register = (register >> 8) ^ byte
        for _ in range(8):
            check = register & 1
            register >>= 1
            if check:
                register ^= 0xA001
    return register


@given(st.binary(max_size=3000))
def test_the_check_is_that_of_the_program_in_annex_a(data: bytes) -> None:
    assert checksum(data) == annex_a(data)


@pytest.mark.parametrize(
    ("data", "check"),
    [(ANNEX_A[6:-6], b"1C80"), (ANNEX_A1[6:-6], b"2200"), (b"123456789", b"2F80"), (b"", b"FFFF")],
)
def test_the_check_of_known_texts(data: bytes, check: bytes) -> None:
    assert written(data) == check


def test_the_check_is_not_that_of_modbus() -> None:
    assert (written(b"123456789"), modbus(b"123456789")) == (b"2F80", b"4B37")


def test_a_frame_longer_than_the_norm_allows_is_not_built() -> None:
    assert build(b"x" * 1024).startswith(b"##1024")
    with pytest.raises(RefusedError, match="请拆包"):
        build(b"x" * 1025)


@pytest.mark.parametrize("raw", [ANNEX_A, ANNEX_A1, GOOD])
def test_a_frame_as_the_norm_wants_it_is_found_whole_and_without_remark(raw: bytes) -> None:
    (frame,), skipped = apart(frames(raw))
    assert (frame.raw, skipped, frame.faults, frame.deviations) == (raw, b"", (), ())


@given(st.lists(st.sampled_from([segment for _, segment in printed()]), max_size=6), st.data())
def test_frames_are_the_same_however_the_stream_is_cut(segments: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(map(build, segments))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=20)))
    pieces = [stream[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    found, skipped = pushed(pieces)
    assert [frame.segment for frame in found] == segments
    assert skipped == b""


NOISE = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"#", b"##", b"##12", b"##0198QN=", b"##9999", b"##000", b"&&", b"\r\n", GOOD[:60], GOOD[:-3]]),
)


@given(st.lists(NOISE | st.sampled_from([GOOD, OTHER]), max_size=12), st.data())
def test_any_stream_gives_the_same_however_it_is_cut_and_no_byte_is_lost(
    blocks: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(blocks)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=20)))
    pieces = [stream[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    found, skipped = pushed(pieces)
    assert (found, skipped) == apart(frames(stream))
    assert sum(len(frame.raw) for frame in found) + len(skipped) == len(stream)


@given(st.lists(st.binary(max_size=3000) | st.sampled_from([b"##9999", b"##0500QN=1;CP=&&", GOOD])))
def test_no_bytes_at_all_crash_it_and_little_is_kept(pieces: list[bytes]) -> None:
    feed = Feed()
    for piece in pieces:
        feed.push(piece)
        feed.pause()
        assert feed.kept <= LONGEST_KEPT
    feed.close()
    assert feed.kept == 0


@given(st.integers(0, len(GOOD) - 1))
@example(len(GOOD) - 1)
def test_a_packet_cut_anywhere_takes_no_other_with_it(cut: int) -> None:
    found, _ = apart(frames(OTHER + GOOD[:cut] + OTHER + GOOD))
    assert [frame.raw for frame in found if not frame.faults][-2:] == [OTHER, GOOD]
    assert found[0].raw == OTHER


@given(st.integers(0, len(GOOD) - 1))
def test_a_stream_that_begins_within_a_packet_loses_only_that(cut: int) -> None:
    found, _ = apart(frames(GOOD[cut:] + OTHER))
    assert found[-1].raw == OTHER


@given(st.integers(6, len(GOOD) - 3), st.integers(0, 255))
def test_a_byte_damaged_anywhere_takes_no_other_with_it(place: int, byte: int) -> None:
    damaged = GOOD[:place] + bytes([byte]) + GOOD[place + 1 :]
    found, _ = apart(frames(OTHER + damaged + OTHER + GOOD))
    assert (found[0].raw, found[-2].raw, found[-1].raw) == (OTHER, OTHER, GOOD)


def test_two_packets_glued_are_two() -> None:
    assert [frame.raw for frame in apart(frames(GOOD + OTHER))[0]] == [GOOD, OTHER]


def test_garbage_between_is_told_and_why() -> None:
    found = frames(b"\x00\xffgarbage#" + GOOD + b"\r\n" + OTHER + b"##0500QN=2026")
    assert [each.why for each in found if isinstance(each, Skipped)] == [Reason.NOISE, Reason.LINE_END, Reason.CUT]


@pytest.mark.parametrize(
    "before", [b"#", b"##", b"##12", b"##0", b"##0198", b"##9999", b"##0001", GOOD[:62], b"##abcd"]
)
def test_a_false_header_hides_no_true_one(before: bytes) -> None:
    found, skipped = apart(frames(before + GOOD))
    assert ([frame.raw for frame in found], skipped) == ([GOOD], before)


def test_a_cut_packet_holds_back_the_next_only_until_the_line_is_quiet() -> None:
    feed = Feed()
    cut = GOOD.replace(b"##0", b"##1", 1)[:100]
    assert feed.push(cut + OTHER) == []
    assert [each.raw for each in feed.pause()] == [cut, OTHER]


def test_a_packet_without_line_end_comes_when_the_line_is_quiet_or_the_next_begins() -> None:
    bare = GOOD.removesuffix(b"\r\n")
    feed = Feed()
    assert feed.push(bare) == []
    (frame,) = feed.pause()
    assert (frame.raw, packet(frame.raw).deviations) == (bare, ("no_crlf",))
    (first,) = feed.push(bare + b"##")
    assert first.raw == bare


def test_a_packet_that_has_only_begun_is_kept_while_the_line_is_quiet() -> None:
    feed = Feed()
    for place in range(0, len(GOOD) - 6, 7):
        assert feed.push(GOOD[place : place + 7]) + feed.pause() == [] or place + 7 > len(GOOD) - 6


@pytest.mark.parametrize(
    ("raw", "deviation"),
    [
        (GOOD[:-2], "no_crlf"),
        (GOOD[:-2] + b"\n", "bare_line_end"),
        (GOOD[:-2] + b"\r", "bare_line_end"),
        (GOOD[:-6] + GOOD[-6:].lower(), "lower_crc"),
        (b"##" + GOOD[3:], "three_digit_length"),
    ],
)
def test_what_is_otherwise_about_a_frame_is_read_and_told(raw: bytes, deviation: str) -> None:
    read = packet(raw)
    assert (read.raw, read.verdict, read.deviations) == (raw, "deviating", (deviation,))
    assert [each.raw for each in apart(frames(raw + OTHER))[0]] == [raw, OTHER]


def test_a_packet_with_the_check_of_modbus_is_read_told_and_answered_with_that_check() -> None:
    raw = build(GOOD[6:-6], modbus)
    read = packet(raw)
    assert (read.raw, read.verdict, read.deviations) == (raw, "deviating", ("modbus_check",))
    assert [each.raw for each in apart(frames(raw + OTHER))[0]] == [raw, OTHER]
    assert packet(answer(read) or b"").deviations == ("modbus_check",)
    assert packet(answer(packet(GOOD)) or b"").deviations == ()


def test_a_length_that_counts_check_and_line_end_as_well_is_told() -> None:
    raw = b"##%04d" % (len(GOOD) - 6) + GOOD[6:]
    read = packet(raw)
    assert (read.raw, read.verdict, read.deviations) == (raw, "deviating", ("length_of_frame",))
    assert [each.raw for each in apart(frames(raw + OTHER + raw))[0]] == [raw, OTHER, raw]
    assert packet(raw[:-6] + b"0000\r\n").faults == ("length", "crc")


@pytest.mark.parametrize("code", ["utf-8", "gb18030"])
def test_a_length_that_counts_a_character_of_several_bytes_as_one_is_told(code: str) -> None:
    text = f"{HEAD}CP=&&DataTime=20260301085857;i11001-Info=//清洗管路//&&"
    segment = text.encode(code)
    read = packet(b"##%04d%b%b\r\n" % (len(text), segment, written(segment)))
    assert (read.verdict, "length_in_characters" in read.deviations) == ("deviating", True)
    assert packet(b"##%04d%b%b\r\n" % (len(text) + 1, segment, written(segment))).faults == ("length",)


@pytest.mark.parametrize(("length", "deviations"), [(1025, ("over_long",)), (1623, ("over_long", "cp_over_long"))])
def test_a_packet_longer_than_allowed_is_read_and_told(length: int, deviations: tuple[str, ...]) -> None:
    segment = f"{HEAD}CP=&&DataTime=20260301085857;i11001-Info=//".encode().ljust(length - 4, b"x") + b"//&&"
    read = packet(b"##%d%b%b\r\n" % (length, segment, written(segment)))
    assert (read.verdict, read.deviations) == ("deviating", deviations)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (GOOD[:-6] + b"0000\r\n", "crc"),
        (GOOD[:-6] + b"0000", "crc"),
        (b"##1025" + GOOD[6:], "length"),
        (b"##0010" + GOOD[6:], "length"),
        (b"##%04d" % (len(GOOD) - 12 + 7) + GOOD[6:], "length"),
        (b"##%04d" % len(GOOD) + GOOD[6:], "length"),
    ],
)
def test_a_frame_that_is_not_to_be_believed_is_shown_with_its_bytes(raw: bytes, fault: str) -> None:
    read = packet(raw)
    assert (read.raw, read.verdict, read.faults) == (raw, "invalid", (fault,))
    assert len(read.factors) == 2
    assert [each.raw for each in apart(frames(raw + OTHER))[0]] == [raw, OTHER]


@pytest.mark.parametrize("unit", [b"x", b"#", b"##", b"##9999", b"##0001", b"##9999QN=&&", b"CP=&&", b"&&1C80"])
def test_a_million_bytes_of_garbage_are_skipped_and_little_is_kept(unit: bytes) -> None:
    garbage = unit * (1_000_000 // len(unit))
    feed, skipped = Feed(), 0
    for at in range(0, len(garbage), 4096):
        skipped += sum(len(each.raw) for each in feed.push(garbage[at : at + 4096]))
        assert feed.kept <= LONGEST_KEPT
    skipped += sum(len(each.raw) for each in feed.push(GOOD))
    skipped += sum(len(each.raw) for each in feed.close())
    assert skipped == len(garbage) + len(GOOD)


def test_random_bytes_of_a_megabyte_hide_no_packet() -> None:
    noise = random.Random(212).randbytes(1_000_000)
    assert [frame.raw for frame in apart(frames(noise + GOOD + noise))[0]] == [GOOD]
