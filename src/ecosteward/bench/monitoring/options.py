"""How much is measured."""

from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PARTS = ("gateway", "catchup", "page", "judge", "faults")
USUAL = ("gateway", "catchup", "page", "judge")


@dataclass(frozen=True)
class Options:
    """What to measure and at which size.

    Attributes:
        folder: where the database is made; it is gone afterwards.
        only: which of `PARTS`.
        seconds, connections, rate: of the steady load, packets of 9 factors in a second; each connection is a device.
        backlog: packets to catch up with.
        gateways: processes that receive the steady load and the backlog.
        rows, series: of the store that is asked and judged; minutes and a year of hourly verdicts.
        year: whether the minutes are those of a whole year, whatever `rows` says.
        rounds: how often database and gateway are killed.

    """

    folder: Path
    only: tuple[str, ...] = USUAL
    seconds: int = 600
    connections: int = 1000
    rate: int = 1000
    backlog: int = 200_000
    gateways: int = 2
    rows: int = 100_000_000
    series: int = 1000
    year: bool = False
    rounds: int = 10


def read(arguments: Sequence[str], folder: Path) -> Options:
    """Return what the command line asks for; `folder` is used where it names none."""
    parser = ArgumentParser(
        prog="steward bench monitoring", description="测速：接收、补传、判定、点位页；用单独的内置数据库，测完即删"
    )
    add = parser.add_argument
    add("--only", choices=PARTS, nargs="+", default=USUAL, metavar="项", help=f"只测哪几项：{'、'.join(PARTS)}")
    add("--seconds", type=int, default=Options.seconds, help="gateway、faults：发多少秒（默认 %(default)s）")
    add("--connections", type=int, default=Options.connections, help="连接数，每个是一台数采仪（默认 %(default)s）")
    add("--rate", type=int, default=Options.rate, help="每秒报文数，不大于连接数（默认 %(default)s）")
    add("--backlog", type=int, default=Options.backlog, help="catchup：补传多少个报文（默认 %(default)s）")
    add("--gateways", type=int, default=Options.gateways, help="gateway、catchup：几个接入进程（默认 %(default)s）")
    add("--rows", type=int, default=Options.rows, help="page、judge：库中多少行（默认 %(default)s）")
    add("--series", type=int, default=Options.series, help="page、judge：多少个因子（默认 %(default)s）")
    add("--year", action="store_true", help="page、judge：备一整年的分钟数据，较早的月份直接写成归档文件；不看 --rows")
    add("--rounds", type=int, default=Options.rounds, help="faults：强行结束多少次（默认 %(default)s）")
    add("--folder", type=Path, default=folder, help="数据库建在哪里（默认 %(default)s）；1 亿行约需 15 GB")
    chosen = parser.parse_args(arguments)
    if chosen.rate > chosen.connections:
        parser.error("--rate 不能大于 --connections：一台数采仪每秒最多发一个报文")
    return Options(**{**vars(chosen), "only": tuple(chosen.only), "folder": chosen.folder.absolute()})
