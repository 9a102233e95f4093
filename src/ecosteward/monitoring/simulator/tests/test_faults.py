"""Each fault shows up on the platform as what it says, and what can be saved of the data is saved."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from ecosteward.monitoring.simulator.clock import present
from ecosteward.monitoring.simulator.faults import Faults
from ecosteward.monitoring.simulator.playing import play
from ecosteward.monitoring.simulator.tally import Tally
from ecosteward.monitoring.simulator.tests.cases import MN, back_filled, plant
from ecosteward.monitoring.simulator.tests.platform import Platform, listening
from ecosteward.norms.kernel.errors import RefusedError


def played(until: str = "2026-03-01T00:10", silent: Any = None, **faults: Any) -> tuple[Platform, Tally]:
    async def work() -> tuple[Platform, Tally]:
        async with listening(Platform(silent or (lambda _packet: False))) as platform:
            return platform, await back_filled(platform, plant(faults=faults, timeout=0.4, resends=20), until)

    return asyncio.run(work())


@pytest.mark.parametrize(("fault", "shown"), [("crc", "crc"), ("length", "length")])
def test_a_packet_spoilt_now_and_then_is_not_believed_and_comes_again_whole(fault: str, shown: str) -> None:
    given: dict[str, Any] = {fault: 0.4}
    platform, tally = played(**given)
    spoilt = [each for each in platform.packets if each.faults]
    assert {each.faults for each in spoilt} == {(shown,)}
    assert tally.counts["resent"] == len(spoilt) > 0
    assert (len({each.qn for each in platform.good()}), tally.pending()) == (22, 0)


@pytest.mark.parametrize(("fault", "shown"), [("no_crlf", "no_crlf"), ("lower_crc", "lower_crc")])
def test_a_deviation_is_seen_and_the_packet_is_taken_all_the_same(fault: str, shown: str) -> None:
    given: dict[str, Any] = {fault: 1}
    platform, tally = played(**given)
    # A check without letters has no small ones.
    able = [each for each in platform.packets if shown == "no_crlf" or not each.frame.check.isdigit()]
    assert able
    assert all(shown in each.deviations for each in able)
    assert (len(platform.good()), tally.pending()) == (22, 0)


def test_nonsense_before_a_packet_takes_nothing_with_it() -> None:
    platform, tally = played(nonsense=1)
    assert len(platform.skipped) == len(platform.good()) == 22
    assert tally.pending() == 0


def test_a_packet_in_pieces_arrives_whole() -> None:
    platform, tally = played("2026-03-01T00:02", pieces=40, pieces_wait=0.01)
    assert max(map(len, platform.pieces)) < max(len(each.raw) for each in platform.packets)
    assert (len({each.qn for each in platform.good()}), tally.pending()) == (5, 0)


def test_what_was_answered_is_sent_again_with_the_same_bytes() -> None:
    platform, tally = played(resend=1)
    assert set(Counter(each.raw for each in platform.packets).values()) == {2}
    assert (tally.counts["resent"], tally.pending()) == (22, 0)


def test_a_connection_reset_in_the_middle_of_a_packet_leaves_half_of_it_and_comes_back() -> None:
    platform, tally = played("2026-03-01T00:02", reset=0.3)
    assert tally.counts["reconnects"] == platform.lines - 1 > 0
    assert any(each.raw.startswith(b"##") for each in platform.skipped), "half a packet was seen"
    assert (len({each.qn for each in platform.good()}), tally.pending()) == (5, 0)


def test_a_line_that_is_lost_again_and_again_loses_nothing() -> None:
    async def work() -> None:
        async with listening(Platform()) as platform:
            lively = plant(realtime=1, sends=["realtime"], faults={"lost_every": 0.5, "lost_for": 0.2}, timeout=5)
            tally = await play(lively, "127.0.0.1", platform.port, duration=5)
            assert platform.lines > 1
            assert tally.pending() == 0
            assert len({each.qn for each in platform.good()}) == tally.counts["sent"]

    asyncio.run(work())


@pytest.mark.parametrize("offset", [3600, -86400])
def test_a_wrong_clock_is_in_the_qn_and_in_the_data_time(offset: int) -> None:
    async def work() -> Platform:
        async with listening(Platform()) as platform:
            await play(plant(sends=["boot"], faults={"clock_offset": offset}), "127.0.0.1", platform.port, duration=0.5)
            return platform

    (packet,) = asyncio.run(work()).good()
    assert packet.data_time is not None
    assert abs(packet.data_time - present() - timedelta(seconds=offset)) < timedelta(minutes=2)
    assert packet.qn[:12] == packet.data_time.strftime("%Y%m%d%H%M")


def test_a_wrong_password_and_an_unknown_mn_are_what_the_platform_sees() -> None:
    platform, _ = played(wrong_password=True, unknown_mn=True)
    assert {(each.pw, each.mn) for each in platform.packets} == {("000000", "FF" + MN[2:])}


def test_data_held_back_come_late_and_those_forgotten_never() -> None:
    platform, tally = played(late=1, late_by=0.3)
    assert (len(platform.good()), tally.pending()) == (22, 0)
    platform, tally = played(forgotten=1)
    assert (len(platform.packets), tally.counts["forgotten"], tally.pending()) == (0, 22, 0)


def test_a_flood_brings_an_instant_many_times_each_with_its_own_qn() -> None:
    platform, tally = played("2026-03-01T00:30", flood=5)
    instants = platform.good("2011")
    assert len({each.qn for each in instants}) == len(instants)
    assert set(Counter(each.item("DataTime") for each in instants).values()) <= {1, 6}, "1 before there was a line"
    assert len(instants) > 200
    assert (tally.pending(), tally.counts["answered"]) == (0, 64)


def test_a_frozen_value_never_changes_and_a_jump_is_far_from_its_neighbours() -> None:
    def values(**faults: Any) -> list[float]:
        platform, _ = played("2026-03-01T03:00", **faults)
        found = [factor.number("Rtd") for each in platform.good("2011") for factor in each.factors[:1]]
        return [each for each in found if each is not None]

    assert len(set(values(frozen=True))) == 1
    usual, leaping = values(), values(jump=0.3)
    leaps = [new / old for old, new in zip(usual, leaping, strict=True)]
    assert {round(each) for each in leaps} == {1, 6}


def test_faults_are_told_on_the_command_line_and_unknown_ones_are_refused() -> None:
    assert Faults.told(["crc=0.1", "frozen", "lost_every=60"]) == Faults(crc=0.1, frozen=True, lost_every=60)
    assert Faults(crc=0.1, late=0.2).joined(Faults(late=0.3)) == Faults(crc=0.1, late=0.3)
    with pytest.raises(RefusedError, match="crcs：没有这一项"):
        Faults.told(["crcs=0.1"])
    with pytest.raises(RefusedError, match="校验码错误的比例）：应不大于 1"):
        Faults.told(["crc=10"])
