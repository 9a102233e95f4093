"""The fixed-size rows of the store, as numpy records, and their form for PostgreSQL's binary COPY."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules.spans import Span

Rows = NDArray[np.void]

TABLES = {
    Span.REALTIME: "monitoring_realtime",
    Span.MINUTE: "monitoring_minute",
    Span.HOUR: "monitoring_hour",
    Span.DAY: "monitoring_day",
}
VERDICTS = "monitoring_verdict"
PACKETS = "monitoring_packet"

# What an instrument sent: `at` in microseconds since 1970 UTC; numbers that were not sent are NaN.
READING = np.dtype(
    [
        ("series_id", "i4"),
        ("at", "M8[us]"),
        ("value", "f8"),  # -Rtd or -Avg
        ("converted", "f8"),  # -ZsRtd or -ZsAvg
        ("low", "f8"),  # -Min
        ("high", "f8"),  # -Max
        ("total", "f8"),  # -Cou
        ("mark", "i2"),  # rules/marks.py
        ("packet_id", "i8"),
    ]
)

# Of it what a judgement needs; fewer columns come out of the database faster.
BRIEF = np.dtype([(name, READING[name]) for name in ("series_id", "at", "value", "converted", "mark")])

# What a judgement found of one series in one span of time; codes in rules/verdicts.py.
VERDICT = np.dtype(
    [
        ("series_id", "i4"),
        ("span", "i2"),
        ("at", "M8[us]"),
        ("mean", "f8"),
        ("converted", "f8"),
        ("low", "f8"),
        ("high", "f8"),
        ("amount", "f8"),  # kg in the span; NaN where none can be told
        ("counted", "i4"),  # valid data within
        ("due", "i4"),  # data there should be
        ("mark", "i2"),
        ("validity", "i2"),
        ("exceedance", "i2"),
        ("multiple", "f8"),
        ("limit_id", "i8"),  # 0 where none
        ("notes", "i4"),  # bits
        ("inputs", "i8"),  # digest of what it was worked out from
        ("revision", "i2"),
        ("made_at", "M8[us]"),
    ]
)

# Of it what a curve shows.
CURVE = np.dtype(
    [
        (name, VERDICT[name])
        for name in ("series_id", "at", "mean", "converted", "mark", "validity", "exceedance", "notes")
    ]
)

# What a binary COPY begins and ends with.
SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
_EPOCH = np.datetime64("2000-01-01T00:00:00", "us")


def copied(rows: Rows) -> bytes:
    """Return rows in the form of `COPY … FROM STDIN (FORMAT binary)`, columns in the order of their dtype."""
    assert rows.dtype.names
    laid = np.empty(len(rows), dtype=_laid(rows.dtype))
    laid["n"] = len(rows.dtype.names)
    for name in rows.dtype.names:
        kind = rows.dtype[name]
        laid[f"{name}_size"] = kind.itemsize
        laid[name] = (rows[name] - _EPOCH).astype("i8") if kind.kind == "M" else rows[name]
    return SIGNATURE + laid.tobytes() + END


def parsed(data: bytes | bytearray, kind: np.dtype[Any]) -> Rows:
    """Return the rows of `COPY … TO STDOUT (FORMAT binary)` between its signature and its end; none holds a null."""
    laid = np.frombuffer(data, dtype=_laid(kind))
    found = np.empty(len(laid), dtype=kind)
    _fill(found, laid, kind.names or ())
    return found


def unpacked(pieces: Sequence[tuple[int, Any]], kind: np.dtype[Any]) -> Rows:
    """Return the rows of pieces: a series, and its rows' other fields one after the other as the database sends them."""
    series, *names = kind.names or ()
    packed = np.dtype([(name, f">{_plain(kind[name])}") for name in names])
    laid = np.frombuffer(b"".join(data for _, data in pieces), dtype=packed)
    found = np.empty(len(laid), dtype=kind)
    numbers = [len(data) // packed.itemsize for _, data in pieces]
    found[series] = np.repeat(np.array([each for each, _ in pieces], kind[series]), numbers)
    _fill(found, laid, names)
    return found


def _fill(found: Rows, laid: Rows, names: Sequence[str]) -> None:
    for name in names:
        if found.dtype[name].kind == "M":
            found[name] = laid[name].astype("m8[us]") + _EPOCH
        else:
            found[name] = laid[name]


def size_of(kind: np.dtype[Any]) -> int:
    """Return how many bytes a row has in a binary COPY."""
    return _laid(kind).itemsize


def _laid(kind: np.dtype[Any]) -> np.dtype[Any]:
    assert kind.names
    fields: list[tuple[str, str]] = [("n", ">i2")]
    for name in kind.names:
        fields += [(f"{name}_size", ">i4"), (name, f">{_plain(kind[name])}")]
    return np.dtype(fields)


def _plain(kind: np.dtype[Any]) -> str:
    return "i8" if kind.kind == "M" else f"{kind.kind}{kind.itemsize}"


def columns(kind: np.dtype[Any]) -> str:
    """Return the names of a dtype's columns as SQL has them."""
    assert kind.names
    return ", ".join(kind.names)


def empty(kind: np.dtype[Any], number: int = 0) -> Rows:
    """Return so many rows in which no number is known."""
    rows = np.zeros(number, dtype=kind)
    for name in kind.names or ():
        if kind[name].kind == "f":
            rows[name] = np.nan
    return rows


def instant(time: dt.datetime) -> np.datetime64:
    """Return an aware time as the store keeps it."""
    return np.datetime64(time.astimezone(dt.UTC).replace(tzinfo=None), "us")


def moment(at: np.datetime64) -> dt.datetime:
    """Return a time of the store as an aware one."""
    found = at.astype("M8[us]").item()
    assert isinstance(found, dt.datetime)
    return found.replace(tzinfo=dt.UTC)
