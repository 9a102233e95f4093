"""A device answers the platform's requests as the norm says, over a real line."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ecosteward.monitoring.simulator.clock import present
from ecosteward.monitoring.simulator.playing import play
from ecosteward.monitoring.simulator.series import Series
from ecosteward.monitoring.simulator.tests.cases import MN, plant, when
from ecosteward.monitoring.simulator.tests.platform import Platform, listening
from ecosteward.monitoring.simulator.uploads import Uploads
from ecosteward.norms.hj212 import requests
from ecosteward.norms.hj212.messages import Message
from ecosteward.norms.hj212.packets import Packet
from ecosteward.norms.hj212.requests import Site
from ecosteward.norms.hj212.values import time_of

SITE = Site(MN, "123456", "31")
AT = when("2026-03-01T08:58:57.223")
QUIET: dict[str, Any] = {"realtime": 3600, "sends": ["boot"]}
Step = Callable[[Platform], Any]


def asked(*messages: Message, last: str = "9012", **given: Any) -> list[Packet]:
    """Ask one thing after the other; return what came back after the boot."""

    async def work() -> list[Packet]:
        async with listening(Platform()) as platform:
            playing = asyncio.create_task(play(plant(**{**QUIET, **given}), "127.0.0.1", platform.port))
            await platform.until(lambda: len(platform.packets) > 0)
            for number, message in enumerate(messages, start=1):
                platform.ask(message)
                await platform.until(lambda: sum(each.cn in {last, "9013"} for each in platform.packets) == number)  # noqa: B023
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)
            return platform.packets[1:]

    return asyncio.run(work())


def told(packets: list[Packet], name: str) -> list[str]:
    return [value for each in packets if (value := each.item(name)) is not None]


def test_a_request_is_accepted_done_and_reported_under_its_own_number() -> None:
    answers = asked(requests.set_timeouts(SITE, AT, 5, 2))
    assert [(each.cn, each.st, each.qn) for each in answers] == [
        ("9011", "91", "20260301085857223"),
        ("9012", "91", "20260301085857223"),
    ]
    assert (told(answers, "QnRtn"), told(answers, "ExeRtn")) == (["1"], ["1"])


@pytest.mark.parametrize(
    ("message", "returned"),
    [
        (requests.get_time(Site(MN, "654321", "31"), AT), "3"),
        (requests.get_time(Site("EC0000000000000000000099", "123456", "31"), AT), "4"),
        (requests.get_time(Site(MN, "123456", "32"), AT), "5"),
        (requests.keep_sample(SITE, AT), "8"),
    ],
)
def test_a_request_that_is_not_for_it_is_refused_with_the_reason(message: Message, returned: str) -> None:
    (answer,) = asked(message, last="9011")
    assert (answer.cn, answer.item("QnRtn")) == ("9011", returned)


def test_what_cannot_be_set_is_reported_as_a_wrong_condition() -> None:
    wrong = Message("1062", "31", MN, "123456", "20260301085857223", answer=True, items=(("RtdInterval", "7"),))
    assert told(asked(wrong), "ExeRtn") == ["3"]


def test_intervals_are_told_and_set() -> None:
    answers = asked(
        requests.get_minute_interval(SITE, AT),
        requests.set_minute_interval(SITE, AT, 5),
        requests.get_minute_interval(SITE, AT),
        requests.set_realtime_interval(SITE, AT, 30),
        requests.get_realtime_interval(SITE, AT),
    )
    assert (told(answers, "MinInterval"), told(answers, "RtdInterval")) == (["10", "5"], ["30"])


def test_the_clock_is_set_and_told() -> None:
    wanted = present() - timedelta(days=3)
    answers = asked(requests.set_time(SITE, AT, wanted), requests.get_time(SITE, AT))
    (shown,) = told(answers, "SystemTime")
    time = time_of(shown)
    assert time is not None
    assert abs(time - wanted) < timedelta(minutes=2)


def test_a_new_password_holds_from_the_next_request_on() -> None:
    new = Site(MN, "888888", "31")
    answers = asked(requests.set_password(SITE, AT, "888888"), requests.get_realtime_interval(new, AT))
    assert [each.pw for each in answers if each.cn == "1061"] == ["888888"]
    assert told(answers, "ExeRtn") == ["1", "1"]


def test_realtime_data_stop_with_a_notice_and_start_again() -> None:
    async def work() -> None:
        async with listening(Platform()) as platform:
            lively = plant(realtime=1, sends=["realtime"])
            playing = asyncio.create_task(play(lively, "127.0.0.1", platform.port))
            await platform.until(lambda: len(platform.good("2011")) > 0)
            platform.ask(requests.stop(SITE, AT, "realtime"))
            await platform.until(lambda: len(platform.good("9013")) == 1)
            before = len(platform.good("2011"))
            await asyncio.sleep(1.5)
            assert len(platform.good("2011")) == before
            platform.ask(requests.start(SITE, AT, "realtime"))
            await platform.until(lambda: len(platform.good("2011")) > before)
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)

    asyncio.run(work())


@pytest.mark.parametrize(
    ("what", "begin", "end", "cn", "number"),
    [
        ("minutes", "2026-03-01T08:00", "2026-03-01T09:00", "2051", 7),
        ("hours", "2026-03-01T00:00", "2026-03-01T23:00", "2061", 24),
        ("days", "2026-03-01T00:00", "2026-03-03T00:00", "2031", 3),
        ("running", "2026-03-01T00:00", "2026-03-01T00:00", "2041", 1),
    ],
)
def test_history_comes_out_of_the_same_series_before_the_result(
    what: str, begin: str, end: str, cn: str, number: int
) -> None:
    packets = asked(requests.history(SITE, AT, what, when(begin), when(end)), facilities=1)
    assert [each.cn for each in packets] == ["9011", *[cn] * number, "9012"]
    assert told(packets, "ExeRtn") == ["1"]
    made = Uploads(Series(plant(facilities=1).devices[0], 7))
    kind: Any = {"2051": "minute", "2061": "hour", "2031": "day", "2041": "running"}[cn]
    span = {"2051": timedelta(minutes=10), "2061": timedelta(hours=1)}.get(cn, timedelta(days=1))
    for packet in packets[1:-1]:
        assert packet.data_time is not None
        assert packet.segment.body == made.told(kind, packet.data_time, span)


def test_there_is_no_history_of_the_future() -> None:
    later = present() + timedelta(days=2)
    packets = asked(requests.history(SITE, AT, "hours", later, later + timedelta(hours=3)))
    assert (told(packets, "ExeRtn"), len(packets)) == (["100"], 2)


def test_a_device_of_2025_shows_that_it_is_there_and_is_answered() -> None:
    async def work() -> Platform:
        async with listening(Platform()) as platform:
            lively = plant(edition="2025", heartbeat=1, sends=["boot"])
            tally = await play(lively, "127.0.0.1", platform.port, duration=2.6)
            assert tally.counts["heartbeats"] == len(platform.good("9015")) > 0
            return platform

    platform = asyncio.run(work())
    assert {each.version for each in platform.packets} == {"2025"}
