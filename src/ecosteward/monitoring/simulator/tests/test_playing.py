"""Loggers played against a real server: what comes, what is answered, what is sent again, what is written down."""

import asyncio
import io
import json
from collections import Counter
from hashlib import sha256
from pathlib import Path

from ecosteward.monitoring.simulator.ledger import Ledger, kept_in
from ecosteward.monitoring.simulator.plants import described
from ecosteward.monitoring.simulator.playing import play
from ecosteward.monitoring.simulator.tests.cases import MN, back_filled, plant
from ecosteward.monitoring.simulator.tests.platform import Platform, listening


def test_an_hour_brings_its_boot_its_instants_its_minutes_and_itself() -> None:
    async def played() -> Platform:
        async with listening(Platform()) as platform:
            tally = await back_filled(platform, plant())
            assert (tally.pending(), tally.counts["answered"]) == (0, 128)
            return platform

    platform = asyncio.run(played())
    assert Counter(each.cn for each in platform.good()) == {"2081": 1, "2011": 120, "2051": 6, "2061": 1}
    assert {each.mn for each in platform.packets} == {MN}
    assert all(each.answer_wanted and set(each.deviations) <= {"late"} for each in platform.packets)
    assert len({each.qn for each in platform.packets}) == 128, "no QN comes twice"


def test_a_period_is_told_by_its_beginning_and_an_instant_by_itself() -> None:
    async def played() -> Platform:
        async with listening(Platform()) as platform:
            await back_filled(platform, plant())
            return platform

    platform = asyncio.run(played())
    first = {cn: str(platform.good(cn)[0].data_time) for cn in ("2011", "2051", "2061")}
    assert first == {"2011": "2026-03-01 00:00:30", "2051": "2026-03-01 00:00:00", "2061": "2026-03-01 00:00:00"}


def test_many_devices_each_have_their_own_line_and_values() -> None:
    async def played() -> Platform:
        async with listening(Platform()) as platform:
            await back_filled(platform, plant().multiplied(20, "EC1"), "2026-03-01T00:01")
            return platform

    platform = asyncio.run(played())
    assert platform.lines == 20
    assert Counter(each.mn for each in platform.good("2011")) == {f"EC1{number:021d}": 2 for number in range(1, 21)}
    assert len({each.segment.body for each in platform.good("2011")}) > 30


def test_what_is_not_answered_is_sent_again_with_the_same_bytes_and_then_kept() -> None:
    asked: Counter[str] = Counter()

    def until_the_third(packet: object) -> bool:
        qn = getattr(packet, "qn", "")
        asked[qn] += 1
        return asked[qn] < 3

    async def played() -> Platform:
        async with listening(Platform(silent=until_the_third)) as platform:
            tally = await back_filled(platform, plant(timeout=2, window=50), "2026-03-01T00:02")
            assert (tally.counts["sent"], tally.counts["resent"], tally.pending()) == (5, 10, 0)
            return platform

    platform = asyncio.run(played())
    sent = Counter(each.raw for each in platform.packets)
    assert set(sent.values()) == {3}


def test_a_silent_platform_leaves_packets_unanswered_and_is_told_so() -> None:
    async def played() -> None:
        async with listening(Platform(silent=lambda _packet: True)) as platform:
            tally = await back_filled(platform, plant(timeout=0.1, window=50), "2026-03-01T00:02")
            assert (tally.counts["sent"], tally.counts["answered"], tally.pending()) == (5, 0, 5)
            assert 5 <= tally.counts["resent"] <= 15, "each at most three times more"

    asyncio.run(played())


def test_a_platform_that_was_away_gets_everything_when_it_is_back() -> None:
    async def played() -> None:
        async with listening(Platform()) as platform:
            port = platform.port
        tally_of = asyncio.create_task(back_filled(Platform(port=port), plant(timeout=5), "2026-03-01T00:05"))
        await asyncio.sleep(0.3)
        async with listening(Platform(), port) as platform:
            tally = await tally_of
        assert tally.pending() == 0
        assert len(platform.good()) == 11

    asyncio.run(played())


def test_a_line_hung_up_is_made_again_and_nothing_is_lost() -> None:
    async def played() -> None:
        async with listening(Platform()) as platform:
            work = asyncio.create_task(back_filled(platform, plant(timeout=5)))
            await platform.until(lambda: len(platform.packets) > 20)
            platform.hang_up()
            tally = await work
            assert (tally.pending(), tally.counts["reconnects"]) == (0, 1)
            assert len({each.qn for each in platform.good()}) == 128

    asyncio.run(played())


def test_the_ledger_has_one_line_for_each_packet_answered(tmp_path: Path) -> None:
    async def played() -> Platform:
        async with listening(Platform(silent=lambda packet: packet.cn == "2051")) as platform:
            with kept_in(tmp_path / "ledger") as ledger:
                await back_filled(platform, plant(timeout=0.1), ledger=ledger)
            return platform

    platform = asyncio.run(played())
    lines = [json.loads(line) for line in (tmp_path / "ledger").read_text().splitlines()]
    came = {each.qn: each for each in platform.good() if each.cn != "2051"}
    assert {line["qn"] for line in lines} == set(came)
    assert len(lines) == len(came)
    for line in lines:
        packet = came[line["qn"]]
        assert line["sha256"] == sha256(packet.raw).hexdigest()
        assert (line["mn"], line["cn"], line["data_time"]) == (packet.mn, packet.cn, packet.item("DataTime"))


def test_the_ledger_can_be_any_text_stream() -> None:
    out = io.StringIO()

    async def played() -> None:
        async with listening(Platform()) as platform:
            await back_filled(platform, plant(window=1), "2026-03-01T00:02", ledger=Ledger(out))

    asyncio.run(played())
    assert len(out.getvalue().splitlines()) == 5


def test_the_play_ends_by_number_and_by_time() -> None:
    async def played() -> None:
        async with listening(Platform()) as platform:
            tally = await back_filled(platform, plant().multiplied(3, "EC1"), count=50)
            assert tally.counts["answered"] == 50
            lively = plant(realtime=1, sends=["realtime"])
            tally = await play(lively, "127.0.0.1", platform.port, duration=2.5)
            assert tally.pending() == 0
            assert tally.counts["sent"] <= 3

    asyncio.run(played())


def test_a_plant_that_comes_with_the_simulator_is_understood_without_a_word() -> None:
    async def played() -> Platform:
        async with listening(Platform()) as platform:
            await back_filled(platform, described("gas"), "2026-03-02T00:00")
            return platform

    platform = asyncio.run(played())
    assert len(platform.good()) == len(platform.packets) == 1 + 2880 + 144 + 24 + 2
    assert {name for each in platform.packets for name in each.deviations} == {"late"}
