"""`steward hj212 simulate`: the command line."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ecosteward.monitoring.simulator import recordings
from ecosteward.monitoring.simulator.clock import present, running
from ecosteward.monitoring.simulator.faults import Faults
from ecosteward.monitoring.simulator.ledger import kept_in
from ecosteward.monitoring.simulator.plants import Plant, described
from ecosteward.monitoring.simulator.playing import play, replay
from ecosteward.monitoring.simulator.tally import Tally
from ecosteward.norms.kernel.errors import RefusedError, UnknownError

BAD_INPUT = 2
UNANSWERED = 1
PREFIX = "EC0"
_PORT = 2125
_DAY = timedelta(days=1)


def main(arguments: Sequence[str]) -> int:
    """Play as asked. Return 0; 1 with --strict where packets were never answered; 2 where the input was refused."""
    chosen = _parser().parse_args(arguments)
    try:
        tally = asyncio.run(_play(chosen))
    except (RefusedError, UnknownError, OSError) as error:
        sys.stderr.write(f"{error.args[0] if isinstance(error, UnknownError) else error}\n")
        return BAD_INPUT
    except KeyboardInterrupt:
        return 130
    return UNANSWERED if chosen.strict and tally.pending() else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="steward hj212 simulate", description="按 HJ 212 扮演数采仪，向平台发送数据")
    add: Any = parser.add_argument
    add("--host", default="127.0.0.1", help="平台地址（缺省本机）")
    add("--port", type=int, default=_PORT, help=f"平台端口（缺省 {_PORT}）")
    add("--plant", default="gas", help="工厂：自带的名称（gas、water、power），或 YAML 文件的路径")
    add(
        "--packets",
        type=Path,
        metavar="文件",
        help="回放录下的数据包（字节流，或带 raw 字段的 JSON 行），换成新的 QN、时间、MN、密码",
    )
    add("--as-is", action="store_true", help="回放时原样发送，什么都不换")
    add("--devices", type=int, metavar="N", help="设备数；轮流取工厂里的设备，MN 由 --prefix 编号")
    add("--prefix", default=PREFIX, help=f"MN 的前缀（缺省 {PREFIX}）")
    add("--mn", type=lambda text: tuple(text.split(",")), default=(), help="逗号分隔的 MN，轮流取工厂里的设备")
    add("--pw", help="所有设备的访问密码")
    add("--seed", type=int, help="随机种子：种子、MN、因子、时刻相同，数值就相同")
    add("--speed", type=float, default=1.0, help="时间快慢：1440 为一分钟过一天；0 为应答多快就发多快")
    add("--rate", type=float, metavar="包/s", help="所有设备合计每秒发多少包（按此定快慢，代替 --speed）")
    add("--from", dest="begin", type=_moment, metavar="时刻", help="模拟时间的起点，如 2026-03-01T00:00（缺省现在）")
    add("--to", dest="until", type=_moment, metavar="时刻", help="模拟时间的终点")
    add("--duration", type=float, metavar="秒", help="发多少秒后结束")
    add("--count", type=int, metavar="N", help="发多少个数据后结束")
    add("--fault", action="append", default=[], metavar="名=值", help="故障，可多次写，如 --fault crc=0.01；见手册")
    add("--ledger", type=Path, metavar="文件", help="每个得到 9014 的包写一行 JSON")
    add("--json", action="store_true", help="小结写成 JSON")
    add("--strict", action="store_true", help="有包始终未得到应答时退出码为 1")
    return parser


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


async def _play(chosen: argparse.Namespace) -> Tally:
    plant = plant_of(chosen)
    speed = chosen.rate / plant.per_second if chosen.rate else chosen.speed
    clock = running(chosen.begin or _usual_begin(speed), speed, ahead=chosen.until is not None)
    with kept_in(chosen.ledger) as ledger:
        shared: Any = {
            "clock": clock, "duration": chosen.duration, "count": chosen.count, "ledger": ledger, "out": sys.stdout,
            "as_json": chosen.json,
        }  # fmt: skip
        if chosen.packets:
            items, rate = recordings.load(chosen.packets), chosen.rate or 0
            return await replay(items, plant, chosen.host, chosen.port, new=not chosen.as_is, rate=rate, **shared)
        return await play(plant, chosen.host, chosen.port, until=chosen.until, **shared)


def _usual_begin(speed: float) -> datetime | None:
    """Begin a day ago where time goes fast, for there are no data of the future."""
    return None if speed == 1 else present() - _DAY


def plant_of(chosen: argparse.Namespace) -> Plant:
    """Return the plant that the options describe."""
    path = Path(chosen.plant)
    plant = Plant.load(path) if path.suffix in {".yaml", ".yml"} else described(chosen.plant)
    if chosen.mn:
        plant = plant.named(chosen.mn)
    elif chosen.devices:
        plant = plant.multiplied(chosen.devices, chosen.prefix)
    if chosen.seed is not None:
        plant = plant.model_copy(update={"seed": chosen.seed})
    if chosen.pw:
        plant = plant.model_copy(
            update={"devices": tuple(each.model_copy(update={"pw": chosen.pw}) for each in plant.devices)}
        )
    return plant.with_faults(Faults.told(chosen.fault))
