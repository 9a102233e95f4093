"""A steady load: so many loggers, each on its own line, send as often as the rate asks for."""

import json
from collections.abc import Callable

from django.db import connection

from ecosteward.bench.monitoring import plants, processes, sites
from ecosteward.bench.monitoring.options import Options
from ecosteward.bench.monitoring.processes import HOST, Database

_SIMULATOR = "ecosteward.monitoring.simulator"
_PAGES = "ecosteward.bench.monitoring.pages"
_SIZES = """
SELECT coalesce(sum(pg_total_relation_size(oid)) FILTER (WHERE relname LIKE 'monitoring_packet_2%%'), 0),
       coalesce(sum(pg_total_relation_size(oid)) FILTER (WHERE relname LIKE 'monitoring_realtime_2%%'), 0)
FROM pg_class WHERE relkind = 'r'
"""


def measure(options: Options, database: Database, say: Callable[[str, str], None]) -> None:
    """Play the loggers and tell what they, the machine and the pages saw. Raises RuntimeError where data were lost."""
    seconds = max(1, round(options.connections / options.rate))
    plant = plants.written(options.folder, seconds)
    mns = plants.mns(plant, options.connections)
    points = sites.watched(options.connections, "接入")
    sites.loggers(points, mns, seconds)
    port = processes.free_port()
    with processes.serving(port, options.gateways) as gateway:
        pages = processes.start(_PAGES, *(point.pk for point in points[:3]))
        assert pages.stdout is not None
        pages.stdout.readline()
        play = ("--host", HOST, "--port", port, "--plant", plant, "--devices", options.connections, "--json")
        loggers = processes.start(_SIMULATOR, *play, "--prefix", sites.PREFIX, "--duration", options.seconds)
        before = processes.used(gateway.pid), processes.used(database.pid()), processes.used(loggers.pid)
        assert loggers.stdout is not None
        told = ""
        for line in loggers.stdout:  # what is used is read while all still run
            told = line
            after = processes.used(gateway.pid), processes.used(database.pid()), processes.used(loggers.pid)
        loggers.wait()
        times = sorted(json.loads(processes.last_line(pages)))
    _tell(json.loads(told), say)
    names = ("接入网关", "数据库", "数采仪（模拟）")
    shares = "，".join(f"{name} {one.share(two):.0%}" for name, one, two in zip(names, before, after, strict=True))
    say("占用处理器（单核为 100%）", shares)
    say(
        f"同时打开页面 {len(times)} 次",
        f"p50 {processes.at(times, 0.5):.0f} ms，p95 {processes.at(times, 0.95):.0f} ms",
    )
    _count(say)


def _tell(summary: dict[str, float], say: Callable[[str, str], None]) -> None:
    if summary["unanswered"] or not summary["sent"]:
        raise RuntimeError(f"{summary['unanswered']} packets were not answered")
    say("连接", f"{summary['devices']:.0f} 个")
    say("持续接收", f"{summary['per_second']:.0f} 个报文/s，{summary['seconds']:.0f} s")
    say("应答用时", f"p50 {summary['p50_ms']} ms，p99 {summary['p99_ms']} ms，最长 {summary['max_ms']} ms")
    say("重发、重连", f"{summary['resent']:.0f}、{summary['reconnects']:.0f}")


def _count(say: Callable[[str, str], None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM monitoring_packet), (SELECT count(*) FROM monitoring_realtime)")
        packets, readings = cursor.fetchone() or (0, 0)
        cursor.execute(_SIZES)
        sizes = cursor.fetchone() or (0, 0)
    say("入库", f"{packets:,} 个报文，{readings:,} 个数据")
    say("占用磁盘", f"每个报文 {sizes[0] / packets:.0f} 字节，每个数据 {sizes[1] / readings:.0f} 字节（含索引）")
