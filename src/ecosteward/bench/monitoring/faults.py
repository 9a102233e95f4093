"""Whether anything answered is lost or doubled when gateway and database are killed again and again."""

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from subprocess import Popen

from django.db import connection

from ecosteward.bench.monitoring import plants, processes, sites
from ecosteward.bench.monitoring.options import Options
from ecosteward.bench.monitoring.processes import HOST, Database
from ecosteward.monitoring.queries import seals

_PREFIX = "EC2"
_QUIET = (2.0, 6.0)  # seconds between two deaths
_STORED = """
SELECT d.mn, encode(p.digest, 'hex') FROM monitoring_packet p JOIN monitoring_device d ON d.id = p.device_id
WHERE d.mn LIKE 'EC2%%'
"""
_INCOMPLETE = """
SELECT count(*) FROM monitoring_packet p JOIN monitoring_device d ON d.id = p.device_id AND d.mn LIKE 'EC2%%'
LEFT JOIN (SELECT packet_id, count(*) AS readings FROM monitoring_realtime GROUP BY packet_id) r ON r.packet_id = p.id
WHERE p.cn = '2011' AND r.readings IS DISTINCT FROM %s
"""
Told = tuple[str, str]  # MN and digest of a packet


def measure(options: Options, database: Database, say: Callable[[str, str], None]) -> None:
    """Kill and start again while loggers send, then compare. Raises RuntimeError where they differ."""
    seconds = max(1, round(options.connections / options.rate))
    plant, ledger = plants.written(options.folder, seconds), options.folder / "ledger"
    mns = [_PREFIX + mn[len(sites.PREFIX) :] for mn in plants.mns(plant, options.connections)]
    sites.loggers(sites.watched(options.connections, "强行结束"), mns, seconds)
    port = processes.free_port()
    gateway = processes.gateway(port)
    play = ("--host", HOST, "--port", port, "--plant", plant, "--devices", options.connections, "--prefix", _PREFIX)
    loggers = processes.start(
        "ecosteward.monitoring.simulator", *play, "--ledger", ledger, "--json", "--duration", options.seconds
    )
    try:
        gateway = _killed(options.rounds, port, gateway, database)
        summary = json.loads(processes.last_line(loggers))
    finally:
        loggers.kill()
        gateway.terminate()
        gateway.wait()
    say(
        "强行结束接入网关、数据库",
        f"各 {options.rounds} 次，{options.connections} 台数采仪，{summary['seconds']:.0f} s",
    )
    say("发送", f"{summary['sent']:,} 个报文，重发 {summary['resent']:,}，重连 {summary['reconnects']:,}")
    _compare(ledger, say)


def _killed(rounds: int, port: int, gateway: "Popen[str]", database: Database) -> "Popen[str]":
    """Kill the gateway, and then the database with all its processes, so many times; return the gateway that runs."""
    draw = random.Random(1)  # noqa: S311  # when somebody dies
    connection.close()
    for _ in range(rounds):
        time.sleep(draw.uniform(*_QUIET))
        gateway.kill()
        gateway.wait()
        gateway = processes.gateway(port)
        time.sleep(draw.uniform(*_QUIET))
        database.kill()
        database.start()
    return gateway


def _compare(ledger: Path, say: Callable[[str, str], None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STORED)
        stored = Counter(cursor.fetchall())
        cursor.execute(_INCOMPLETE, [sites.FACTORS])
        (incomplete,) = cursor.fetchone() or (0,)
    answered = promised(ledger.read_text(encoding="utf-8").splitlines())
    lost, doubled = differences(answered, stored)
    broken = len(list(seals.check()))
    say("应答过 9014 的报文", f"{len(answered):,} 个；库中 {stored.total():,} 个")
    say("应答过却不在库中、重复入库、数据不全、封存不符", f"{lost}、{doubled}、{incomplete}、{broken}")
    if lost or doubled or incomplete or broken or not answered:
        raise RuntimeError("what was answered and what is stored differ")


def promised(lines: Iterable[str]) -> set[Told]:
    """Return what a simulator's ledger says was answered."""
    read = (json.loads(line) for line in lines)
    return {(each["mn"], each["sha256"]) for each in read}


def differences(answered: set[Told], stored: Counter[Told]) -> tuple[int, int]:
    """Return how many packets were answered and are not stored, and how many are stored more than once."""
    return len(answered - stored.keys()), sum(number > 1 for number in stored.values())
