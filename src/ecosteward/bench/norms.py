"""Speed of the library of norms: `./steward bench norms`. Needs no database."""

import platform
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.exceedance import NOT_JUDGED, over
from ecosteward.norms.gb36600 import screen
from ecosteward.norms.hj25_3.pathways import LANDS
from ecosteward.norms.hj25_3.risk import risk
from ecosteward.norms.hj75.hours import blocks, hours_of_minutes
from ecosteward.norms.hj75.marks import alphabet
from ecosteward.norms.hj212.frames import Frame, build
from ecosteward.norms.hj212.packets import read
from ecosteward.norms.hj212.stream import Feed
from ecosteward.norms.kernel.tables import table

_CODES = ("a34013", "a21026", "a21002", "a19001", "a01011", "a01012", "a01014", "a01013", "a00000")
_FACTORS = ";".join(f"{code}-Rtd=112.3{place},{code}-Flag=N" for place, code in enumerate(_CODES))
_PACKETS, _PIECE = 5000, 4096  # a network piece
_SEED = 20261124
_BLOCK, _PROCESSES = 10, 2  # series judged at once: some 200 MB of memory in each process
_MINUTES_OF_DAY, _LIMIT = 1440, 50.0


def soil_screened(rows: int) -> float:
    """Return the seconds in which results of the laboratory are checked and screened by GB 36600, on one core."""
    draw = np.random.default_rng(_SEED)
    names = np.array([row["pollutant"] for row in table("gb36600_2018")], dtype=object)
    given = {
        "pollutant": names[draw.integers(0, len(names), rows)],
        "content": draw.random(rows) * 100,
        "land": np.array(["class1", "class2", "unknown"], dtype=object)[draw.integers(0, 3, rows)],
    }
    start = time.perf_counter()
    columns = screen.run_rows(given).columns
    seconds = time.perf_counter() - start
    if len(columns["verdict"]) != rows:
        raise AssertionError(f"{len(columns['verdict'])} rows screened")
    return seconds


def minutes_judged(series: int, days: int) -> float:
    """Return the seconds in which long columns of minutes become hours with a verdict, in two processes.

    A row is a minute of a series: number, moment, value, mark. The rows are laid out by series, a minute goes into its
    hour's count, mean and mark (HJ 75), the hour is held against a limit. Making up the rows is not counted; the slower
    process counts.
    """
    sizes = [min(_BLOCK, series - first) for first in range(0, series, _BLOCK)]
    shares = [(sizes[number::_PROCESSES], days, _SEED + number) for number in range(_PROCESSES)]
    with ProcessPoolExecutor(_PROCESSES) as pool:
        found = list(pool.map(_judge_share, shares))
    if sum(hours for _, hours in found) != series * days * 24:
        raise AssertionError("not every hour was judged")
    return max(seconds for seconds, _ in found)


def _judge_share(share: tuple[list[int], int, int]) -> tuple[float, int]:
    """Judge one process's blocks; return the seconds and how many hours were looked at."""
    sizes, days, seed = share
    draw, letters, seconds, hours = np.random.default_rng(seed), alphabet("platform"), 0.0, 0
    for size in sizes:
        rows = _rows(draw, size, days, len(letters.rows))
        start = time.perf_counter()
        judged = hours_of_minutes(*blocks(*rows, letters)[1:], letters)
        verdicts = over(judged.mean, _LIMIT)
        seconds += time.perf_counter() - start
        if not np.array_equal(verdicts != NOT_JUDGED, judged.valid):
            raise AssertionError("an invalid hour was judged")
        hours += verdicts.size
    return seconds, hours


def _rows(
    draw: np.random.Generator, size: int, days: int, letters: int
) -> tuple[NDArray[np.int32], NDArray[np.datetime64], NDArray[np.float32], NDArray[np.uint8]]:
    """Make up the columns of some series: the number of the series, the minute, the value, the number of the mark."""
    length = days * _MINUTES_OF_DAY
    minutes = np.datetime64("2026-01-01T00:00", "m") + np.arange(length)
    values = draw.random(size * length, dtype=np.float32) * np.float32(2 * _LIMIT)
    marks = _marks(draw, size, days, letters).reshape(-1)
    return np.repeat(np.arange(size, dtype=np.int32), length), np.tile(minutes, size), values, marks


def _marks(draw: np.random.Generator, series: int, days: int, letters: int) -> NDArray[np.uint8]:
    """Return marks of which one in a thousand runs of ten minutes is not normal, and every thirtieth day is all lost."""
    runs = draw.integers(0, 1000, (series, days * _MINUTES_OF_DAY // 10), dtype=np.uint16)
    marks = np.repeat(np.where(runs < letters, runs, 0).astype(np.uint8), 10, axis=1)
    marks.reshape(series, days, -1)[:, ::30] = letters - 1
    return marks


def hj212_packets_per_second() -> float:
    """Return how many realtime packets of 9 factors, about 400 bytes, are parsed and checked in a second on one core.

    Counted are seconds of the processor from the stream's bytes to a judged packet with its factors.
    """
    stream = b"".join(map(_packet, range(_PACKETS)))
    pieces = [stream[at : at + _PIECE] for at in range(0, len(stream), _PIECE)]
    feed, factors, start = Feed(), 0, time.process_time()
    for piece in pieces:
        for found in feed.push(piece):
            if isinstance(found, Frame):
                packet = read(found)
                factors += len(packet.factors) if packet.verdict == "valid" else 0
    seconds = time.process_time() - start
    if factors != _PACKETS * len(_CODES):
        raise AssertionError(f"{factors} factors read")
    return _PACKETS / seconds


def hj25_3_seconds() -> float:
    """Return the seconds in which the risk of the 64 substances by the ten pathways is worked out (best of five)."""
    names = [row["name"] for row in table("hj25_3_substances")]
    found = ("surface", "subsurface", "groundwater")
    given = {"substance": names, "land": [next(iter(LANDS))] * len(names), "accept_doubtful": [True] * len(names)}
    given |= {name: [1.0] * len(names) for name in found}
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        risk.run_rows(given)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def _packet(number: int) -> bytes:
    head = f"QN=20260301085857{number % 1000:03d};ST=31;CN=2011;PW=123456;MN=010000A8900016F0{number:08X};Flag=5;"
    return build(f"{head}CP=&&DataTime=20260301085857;{_FACTORS}&&".encode())


def main() -> None:
    """Measure all and print a table."""
    out = sys.stdout
    out.write(f"Python {platform.python_version()}，numpy {np.__version__}\n{'测什么':<46}{'结果':>16}{'目标':>20}\n")
    packets = hj212_packets_per_second()
    out.write(f"{'HJ 212 报文解析与校验（9 个因子，单核）':<40}{packets:>14,.0f} 个/s{'> 25,000 个/s':>18}\n")
    out.write(f"{'GB 36600 筛选 100 万个土壤结果（单核）':<40}{soil_screened(1_000_000):>16.1f} s{'几秒':>18}\n")
    out.write(
        f"{'1000 个序列一年的分钟数据判到小时（两个进程）':<36}{minutes_judged(1000, 365):>16.1f} s{'< 60 s':>20}\n"
    )
    out.write(f"{'HJ 25.3 64 种物质、10 个途径（单核）':<42}{hj25_3_seconds() * 1000:>16.1f} ms{'< 50 ms':>19}\n")


if __name__ == "__main__":
    main()
