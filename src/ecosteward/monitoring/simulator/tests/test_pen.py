"""What a device writes is what the codec would write, of any length, sealed or not."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ecosteward.monitoring.simulator.pen import Pen
from ecosteward.monitoring.simulator.tests.cases import MN, back_filled, plant, when
from ecosteward.monitoring.simulator.tests.platform import Platform, listening
from ecosteward.norms.hj212 import sm4
from ecosteward.norms.hj212.frames import Frame
from ecosteward.norms.hj212.messages import Message, encode
from ecosteward.norms.hj212.packets import read
from ecosteward.norms.hj212.parts import Parts
from ecosteward.norms.hj212.stream import frames

NOW = when("2026-03-01T08:58:57.223")
KEY = "0123456789ABCDEFFEDCBA9876543210"
TIME = ("DataTime", "20260301085857")
CODES = st.lists(st.from_regex(r"a[0-9]{5}", fullmatch=True), unique=True, max_size=60)


def pen(**given: Any) -> Pen:
    return Pen(plant(**given).devices[0])


def text(codes: list[str]) -> str:
    return ";".join(["=".join(TIME), *(f"{code}-Rtd=1.25,{code}-Flag=N" for code in codes)])


@given(CODES, st.sampled_from(["2005", "2017", "2025"]))
def test_a_short_upload_is_written_as_the_codec_writes_it_and_a_long_one_is_split(
    codes: list[str], edition: str
) -> None:
    parcels = pen(edition=edition).parcels("2011", text(codes), NOW)
    packets = [read(frame) for each in parcels for frame in frames(each.frame) if isinstance(frame, Frame)]
    assert [each.qn for each in packets] == [each.qn for each in parcels]
    assert {each.verdict for each in packets} <= {"valid"} if edition != "2005" else {"valid", "deviating"}
    gathered = [found for packet in packets if (found := _PARTS.add(packet, NOW))]
    assert [[factor.code for factor in each.factors] for each in gathered] == [codes]
    if len(packets) == 1:
        items = (
            TIME,
            *((f"{code}-{name}", value) for code in codes for name, value in (("Rtd", "1.25"), ("Flag", "N"))),
        )
        whole = Message("2011", "31", MN, "123456", parcels[0].qn, packets[0].version or "2017", True, items=items)
        assert parcels[0].frame == encode(whole)


_PARTS = Parts()


@given(st.lists(st.integers(-5000, 5000), min_size=2, max_size=50))
def test_no_qn_comes_twice_though_the_clock_is_set_back(steps: list[int]) -> None:
    own, now = pen(), NOW
    qns = []
    for step in steps:
        now += timedelta(milliseconds=step)
        qns.append(own.qn(now))
    assert len(set(qns)) == len(qns)


def test_a_device_with_a_key_seals_what_it_sends_and_opens_what_it_gets() -> None:
    async def work() -> Platform:
        async with listening(Platform(unseal=sm4.opener(bytes.fromhex(KEY)))) as platform:
            tally = await back_filled(platform, plant(edition="2025", key=KEY), "2026-03-01T00:10")
            assert tally.pending() == 0
            return platform

    platform = asyncio.run(work())
    assert all(each.frame.sealed and not each.faults for each in platform.packets)
    assert {each.version for each in platform.packets} == {"2025"}


def test_a_device_of_2005_is_answered_in_its_own_way() -> None:
    async def work() -> Platform:
        async with listening(Platform()) as platform:
            old = plant(edition="2005", mn="88888880000001")
            tally = await back_filled(platform, old, "2026-03-01T00:10")
            assert (tally.pending(), tally.counts["answered"]) == (0, 22)
            return platform

    assert {each.version for each in asyncio.run(work()).packets} == {"2005"}


def test_old_data_of_2025_are_marked_as_sent_later() -> None:
    async def work(begin: datetime) -> set[bool]:
        async with listening(Platform()) as platform:
            await back_filled(platform, plant(edition="2025"), begin.isoformat())
            return {each.resent for each in platform.packets}

    assert asyncio.run(work(when("2026-03-01T00:10"))) == {True}
