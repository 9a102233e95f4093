"""Catching up after an outage: what loggers kept is sent as fast as it is answered."""

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Iterator

from django.db import connection

from ecosteward.bench.monitoring import plants, processes, sites
from ecosteward.bench.monitoring.options import Options
from ecosteward.bench.monitoring.processes import HOST, Database
from ecosteward.monitoring.rules.sent import CHINA
from ecosteward.monitoring.simulator.pen import Pen
from ecosteward.monitoring.simulator.plants import Device, Plant
from ecosteward.monitoring.simulator.series import Series
from ecosteward.monitoring.simulator.uploads import Uploads
from ecosteward.monitoring.store import copying, partitions, rows
from ecosteward.monitoring.store.rows import READING

AIM = 1 / 3
_SECONDS = 30  # between two realtime packets of a logger
_WINDOW = 20  # packets of a line that wait for an answer
_ANSWER = b"CN=9014"
_TWIN = "bench_realtime"


def measure(options: Options, database: Database, say: Callable[[str, str], None]) -> float:
    """Send the backlog, copy the same rows into an empty table of the same make; return how the speeds compare."""
    plant = plants.written(options.folder, _SECONDS)
    played = Plant.load(plant).multiplied(options.connections, "EC1")
    sites.loggers(sites.watched(options.connections, "补传"), (each.mn for each in played.devices), _SECONDS)
    each = max(1, options.backlog // options.connections)
    until = dt.datetime.now(CHINA).replace(tzinfo=None, microsecond=0) - dt.timedelta(hours=2)
    sent = [list(_frames(device, each, until)) for device in played.devices]
    port = processes.free_port()
    with processes.serving(port, options.gateways) as gateway:
        _checkpoint()
        before = processes.used(gateway.pid), processes.used(database.pid())
        seconds = asyncio.run(_send(port, sent))
        after = processes.used(gateway.pid), processes.used(database.pid())
    packets = each * options.connections
    found = _stored()
    if len(found) != packets * sites.FACTORS:
        raise RuntimeError(f"{len(found)} of {packets * sites.FACTORS} readings are stored")
    bare = _copied(found)
    speed, most = len(found) / seconds, len(found) / bare
    say("补传", f"{packets:,} 个报文、{len(found):,} 个数据，{seconds:.1f} s，每秒 {packets / seconds:,.0f} 个报文")
    shares = (
        f"{name} {one.share(two):.0%}" for name, one, two in zip(("接入网关", "数据库"), before, after, strict=True)
    )
    say("占用处理器（单核为 100%）", "，".join(shares))
    say("入库速度", f"{speed:,.0f} 个数据/s")
    say("同样的行直接二进制 COPY", f"{most:,.0f} 行/s")
    say(f"两者之比（目标不小于 {AIM:.2f}）", f"{speed / most:.2f}")
    return speed / most


def _frames(device: Device, number: int, until: dt.datetime) -> Iterator[bytes]:
    """Yield the packets of a logger, oldest first."""
    uploads, pen, step = Uploads(Series(device, 1)), Pen(device), dt.timedelta(seconds=_SECONDS)
    for place in range(number):
        moment = until - (number - place) * step
        yield pen.parcels("2011", uploads.told("realtime", moment, step), moment)[0].frame


class _Line(asyncio.Protocol):
    """One line: keeps as many packets on the way as the window allows."""

    def __init__(self, frames: list[bytes], done: Callable[[], None]) -> None:
        self._frames, self._done = frames, done
        self._sent = self._answered = 0
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def begin(self) -> None:
        self._fill()

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        self._answered += data.count(_ANSWER)
        self._rest = data[-len(_ANSWER) + 1 :]
        if self._answered == len(self._frames):
            self._done()
        else:
            self._fill()

    def _fill(self) -> None:
        until = min(self._answered + _WINDOW, len(self._frames))
        if until > self._sent:
            self._transport.write(b"".join(self._frames[self._sent : until]))
            self._sent = until


async def _send(port: int, sent: list[list[bytes]]) -> float:
    """Send all over a line for each logger; return the seconds from the first packet to the last answer."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    left = len(sent)

    def done() -> None:
        nonlocal left
        left -= 1
        if not left:
            ended.set()

    lines = [_Line(frames, done) for frames in sent]
    for line in lines:
        await loop.create_connection(lambda line=line: line, HOST, port)  # type: ignore[misc]  # mypy knows no such default
    begun = time.perf_counter()
    for line in lines:
        line.begin()
    await ended.wait()
    return time.perf_counter() - begun


def _stored() -> rows.Rows:
    """Return the readings of the backlog in the order they came."""
    mine = "series_id IN (SELECT s.id FROM monitoring_series s JOIN monitoring_device d USING (point_id) WHERE d.mn LIKE 'EC1%')"
    return copying.read(copying.select("monitoring_realtime", READING, f"WHERE {mine} ORDER BY packet_id"), READING)


def _copied(found: rows.Rows) -> float:
    """Return the seconds a bare COPY of rows takes into a table made like theirs."""
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TABLE "{_TWIN}" (LIKE monitoring_realtime INCLUDING ALL) PARTITION BY RANGE (at)')
    for at in (found["at"].min(), found["at"].max()):
        partitions.ensure(_TWIN, partitions.month_of(rows.moment(at)))
    data = rows.copied(found)
    _checkpoint()
    begun = time.perf_counter()
    copying.put(_TWIN, rows.columns(READING), data)
    seconds = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TABLE "{_TWIN}"')
    return seconds


def _checkpoint() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
