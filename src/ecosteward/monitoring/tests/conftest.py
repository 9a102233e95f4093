"""A watched outlet of the enterprise, and gateways that serve it."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol

import pytest
from django.db import connection

from ecosteward.clients.models import Client
from ecosteward.journal.services import SYSTEM, write
from ecosteward.monitoring.gateway.limits import Limits
from ecosteward.monitoring.gateway.server import Gateway
from ecosteward.monitoring.models import Device, Point, PointKind, Series
from ecosteward.monitoring.store import partitions
from ecosteward.monitoring.store.rows import PACKETS, TABLES, VERDICTS

QUICK = {"gather": 0.01, "refresh": 0.1, "flush": 0.1, "ask": 0.1, "quiet": 0.2}


@pytest.fixture
def point(enterprise: Client) -> Point:
    """Be the outlet of a boiler."""
    made = Point(agency=enterprise.agency, client=enterprise, kind=PointKind.GAS, name="DA001 锅炉排放口")
    write(SYSTEM, "point.added", made)
    return made


@pytest.fixture
def series(point: Point) -> Series:
    """Be its sulphur dioxide."""
    made = Series(agency=point.agency, client=point.client, point=point, code="a21026", name="二氧化硫", unit="mg/m³")
    write(SYSTEM, "series.added", made)
    return made


@pytest.fixture
def device(point: Point) -> Device:
    """Be its data logger."""
    made = Device(agency=point.agency, client=point.client, point=point, mn="A110000000000000000001")
    write(SYSTEM, "device.added", made)
    return made


@pytest.fixture
def sender(point: Point) -> Device:
    """Be another, which the tests of the gateway play."""
    return device_of(point, "010000A8900016F000169DC0")


def device_of(point: Point, mn: str, **more: Any) -> Device:
    found = Device(agency=point.agency, client=point.client, point=point, mn=mn, **more)
    write(SYSTEM, "device.added", found)
    return found


@pytest.fixture
def months() -> Iterator[None]:
    """Take away what a test that commits left in the big tables, which are nobody's model."""
    yield
    for table in (*TABLES.values(), VERDICTS, PACKETS):
        for month in partitions.months_of(table):
            partitions.drop(table, month)


class Serves(Protocol):
    def __call__(self, **limits: Any) -> Gateway: ...


@pytest.fixture
def gateway(transactional_db: None, months: None) -> Iterator[Serves]:
    """Return what starts a gateway in a thread of its own, on a free port of this machine."""
    with ExitStack() as running:
        yield lambda **limits: running.enter_context(serve(Limits(**{**QUICK, **limits})))


@contextmanager
def serve(limits: Limits) -> Iterator[Gateway]:
    """Run a gateway inside the block."""
    ready: Future[tuple[Gateway, asyncio.AbstractEventLoop]] = Future()

    async def run() -> None:
        gateway = Gateway("127.0.0.1", 0, limits)
        await gateway.run(lambda: ready.set_result((gateway, asyncio.get_running_loop())))

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    gateway, loop = ready.result(30)
    try:
        yield gateway
    finally:
        loop.call_soon_threadsafe(gateway.stop)
        thread.join(30)
        assert not thread.is_alive()
        connection.close()
