"""Writes what a gateway counted: three statements, however much it is."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from ecosteward.monitoring.gateway.tally import Counts, moment

STRANGERS_MOST = 5000
_COUNTS = """
INSERT INTO monitoring_count (device_id, hour, what, packets)
SELECT device, to_timestamp(hour * 3600), what, packets
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[]) AS given (device, hour, what, packets)
ON CONFLICT (device_id, hour, what) DO UPDATE SET packets = monitoring_count.packets + excluded.packets
"""
# A device may have several lines: shown is the one it came on last, or was last heard on, whichever is told of later.
_LINES = """
INSERT INTO monitoring_link (device_id, slot, remote, connected_at, closed_at, heard_at, data_at, clock_offset, packets)
SELECT given.* FROM unnest(%s::bigint[], %s::smallint[], %s::text[], %s::timestamptz[], %s::timestamptz[],
    %s::timestamptz[], %s::timestamptz[], %s::float8[], %s::bigint[])
    AS given (device, slot, remote, connected, closed, heard, data, clock, packets)
JOIN monitoring_device ON monitoring_device.id = given.device
ON CONFLICT (device_id) DO UPDATE SET
    (slot, remote, connected_at, closed_at) = (
        SELECT slot, remote, connected, closed
        FROM (VALUES
            (true, excluded.slot, excluded.remote, excluded.connected_at, excluded.closed_at),
            (false, monitoring_link.slot, monitoring_link.remote, monitoring_link.connected_at, monitoring_link.closed_at)
        ) AS line (newer, slot, remote, connected, closed)
        WHERE newer = coalesce(monitoring_link.connected_at IS NULL
            OR excluded.connected_at >= monitoring_link.connected_at
            OR excluded.heard_at >= monitoring_link.heard_at, false)
    ),
    heard_at = greatest(monitoring_link.heard_at, excluded.heard_at),
    data_at = greatest(monitoring_link.data_at, excluded.data_at),
    clock_offset = coalesce(excluded.clock_offset, monitoring_link.clock_offset),
    packets = monitoring_link.packets + excluded.packets
"""
_STRANGERS = """
INSERT INTO monitoring_stranger (mn, remote, why, first_at, last_at, packets, sample)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::bigint[], %s::bytea[])
ON CONFLICT (mn, remote, why) DO UPDATE SET last_at = greatest(monitoring_stranger.last_at, excluded.last_at),
    packets = monitoring_stranger.packets + excluded.packets, sample = excluded.sample
"""
_FORGET = """
DELETE FROM monitoring_stranger WHERE id IN (SELECT id FROM monitoring_stranger ORDER BY last_at DESC OFFSET %s)
"""
_CLOSE = "UPDATE monitoring_link SET closed_at = coalesce(heard_at, connected_at) WHERE slot = %s AND closed_at IS NULL"


@transaction.atomic
def write(counts: Counts, slot: int) -> bool:
    """Add counts to what was counted before and return True. In the order of their keys, so that two gateways never wait in a ring."""
    _run(_COUNTS, [(*key, number) for key, number in sorted(counts.counts.items())])
    _run(
        _LINES,
        [
            (device, slot, each.remote, moment(each.connected), moment(each.closed), moment(each.heard),
             moment(each.data_at), each.offset, each.packets)
            for device, each in sorted(counts.lines.items())
        ],
    )  # fmt: skip
    _run(
        _STRANGERS,
        [
            (*key, moment(each.first), moment(each.last), each.packets, each.sample)
            for key, each in sorted(counts.strangers.items(), key=lambda item: item[0])
        ],
    )
    if counts.strangers:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [STRANGERS_MOST])
    return True


def close_lines(slot: int) -> None:
    """Note that the lines of a slot are closed: whoever held it before is gone."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [slot])


def _run(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
