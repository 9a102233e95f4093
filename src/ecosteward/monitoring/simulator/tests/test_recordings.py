"""Recorded packets sent again: as they are, or made new."""

import asyncio
import json
from pathlib import Path

import pytest

from ecosteward.monitoring.simulator import recordings
from ecosteward.monitoring.simulator.clock import running
from ecosteward.monitoring.simulator.playing import replay
from ecosteward.monitoring.simulator.tally import Tally
from ecosteward.monitoring.simulator.tests.cases import MN, plant, when
from ecosteward.monitoring.simulator.tests.platform import Platform, listening
from ecosteward.norms.hj212.messages import Message, encode
from ecosteward.norms.kernel.errors import UnknownError

OLD = "010000A8900016F000169DC0"


def packet(cn: str, time: str, *, answer: bool = True) -> bytes:
    items = (("DataTime", time), ("w01018-Rtd", "31.5"), ("w01018-Flag", "N"))
    return encode(Message(cn, "32", OLD, "654321", f"{time}123", "2017", answer=answer, items=items))


INSTANT, DAY = packet("2011", "20160801085857"), packet("2031", "20160731000000")
QUIET = packet("2011", "20160801085957", answer=False)
WRONG = INSTANT[:-6] + b"0000\r\n" if INSTANT[-6:-2] != b"0000" else INSTANT[:-6] + b"1111\r\n"


def replayed(path: Path, *, new: bool) -> tuple[Platform, Tally]:
    async def work() -> tuple[Platform, Tally]:
        async with listening(Platform()) as platform:
            clock = running(when("2026-03-01T10:20"))
            items = recordings.load(path)
            tally = await replay(items, plant(st="32"), "127.0.0.1", platform.port, new=new, clock=clock)
            return platform, tally

    return asyncio.run(work())


def test_a_recording_is_sent_byte_by_byte_broken_packets_and_all(tmp_path: Path) -> None:
    path = tmp_path / "recording"
    path.write_bytes(INSTANT + b"nonsense" + WRONG + QUIET + DAY)
    platform, tally = replayed(path, new=False)
    assert b"".join(platform.pieces) == path.read_bytes()
    assert (tally.counts["answered"], tally.counts["not_answerable"], tally.pending()) == (2, 3, 0)


def test_a_recording_made_new_has_the_device_the_time_and_a_right_check(tmp_path: Path) -> None:
    path = tmp_path / "recording"
    path.write_bytes(DAY + INSTANT + QUIET)
    platform, tally = replayed(path, new=True)
    assert {(each.mn, each.pw, each.st, each.verdict) for each in platform.packets} <= {
        (MN, "123456", "32", "valid"),
        (MN, "123456", "32", "deviating"),
    }
    assert {each.faults for each in platform.packets} == {()}
    # The recording begins with a day of 31 July; all is moved to 1 March, the day by whole days, the rest by whole hours.
    assert [each.item("DataTime") for each in platform.packets] == [
        "20260301000000",
        "20260302185857",
        "20260302185957",
    ]
    assert [each.factors[0].number("Rtd") for each in platform.packets] == [31.5] * 3
    assert (tally.counts["answered"], tally.counts["not_answerable"]) == (2, 1)


def test_lines_of_json_with_frames_or_bare_segments_are_read(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    segment = INSTANT[6:-6].decode()
    path.write_text("".join(json.dumps({"raw": each}) + "\n" for each in (INSTANT.decode().strip(), segment)))
    platform, tally = replayed(path, new=False)
    assert [each.raw for each in platform.packets] == [INSTANT, INSTANT]
    assert tally.pending() == 0


@pytest.mark.parametrize(("text", "told"), [('{"raw": 1}\n{"row": 2}', "第 2 行不是"), ("", "没有数据包")])
def test_a_file_without_packets_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "file"
    path.write_text(text)
    with pytest.raises(UnknownError, match=told):
        recordings.load(path)
