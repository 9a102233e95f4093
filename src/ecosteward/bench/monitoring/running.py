"""All of it, as a table."""

import os
import platform
import sys
from unicodedata import east_asian_width

from ecosteward.bench.monitoring import asking, backlog, faults, history, processes, recomputing, sites, steady
from ecosteward.bench.monitoring.options import Options
from ecosteward.bench.monitoring.processes import Database

_WIDTH = 52


def measure(options: Options, database: Database) -> None:
    """Measure what is asked for and print it as it is known. The database is empty but for its tables."""
    out = sys.stdout
    out.write(f"Python {platform.python_version()}，{os.cpu_count()} 核，内置数据库，落盘之后才应答\n")
    sites.director()
    if "gateway" in options.only:
        _head("接收")
        steady.measure(options, database, say)
    if "catchup" in options.only:
        _head("中断后补传")
        backlog.measure(options, database, say)
    if {"page", "judge"} & set(options.only):
        loaded = history.loaded(options)
        _head(f"{loaded.rows:,} 行（{len(loaded.series)} 个因子，{loaded.days} 天的分钟数据，一年的小时判定）")
        if "page" in options.only:
            asking.measure(loaded, say)
        if "judge" in options.only:
            recomputing.measure(loaded, say)
    if "faults" in options.only:
        _head("强行结束")
        faults.measure(options, database, say)


def say(words: str, figures: str) -> None:
    """Print a line of the table."""
    wide = sum(east_asian_width(letter) in "WF" for letter in words)
    sys.stdout.write(f"{words:<{_WIDTH - wide}}{figures}　（负载 {processes.load()}）\n")
    sys.stdout.flush()


def _head(words: str) -> None:
    sys.stdout.write(f"\n{words}\n")
    sys.stdout.flush()
