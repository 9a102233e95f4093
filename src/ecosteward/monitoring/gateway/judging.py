"""What the gateway makes of a packet of a known device: the row it is stored as."""

import datetime as dt
import re
from functools import lru_cache
from hashlib import sha256

from ecosteward.monitoring.gateway.registry import Known
from ecosteward.monitoring.rules import sent
from ecosteward.monitoring.rules.faults import SYSTEM_DIFFERS, TIME_OF_PART
from ecosteward.monitoring.store.arrivals import Arrival
from ecosteward.norms.hj212.deviations import verdict_of
from ecosteward.norms.hj212.packets import Packet

_WORD = re.compile(r"[0-9A-Za-z]{1,8}")


def arrival_of(packet: Packet, known: Known, arrived: float, part_time: dt.datetime | None = None) -> Arrival:
    """Return a packet as it is to be stored. `arrived` in seconds since 1970 UTC; `part_time` where another part tells it."""
    now = _china(int(arrived))
    time = packet.data_time or part_time
    span, data, told = (None, sent.Data(), ()) if packet.faults else sent.data_of(packet, time, now)
    if data.codes and packet.st and known.systems and packet.st not in known.systems:
        told += (SYSTEM_DIFFERS,)
    if data.codes and packet.data_time is None:
        told += (TIME_OF_PART,)
    deviations = packet.deviations + told
    return Arrival(
        known.pk,
        known.point_id,
        sent.bucket_of(packet.qn, packet.data_time, now),  # the same for a part sent again alone
        sha256(packet.raw).digest(),
        round(arrived * 1_000_000),
        packet.st,
        packet.cn if _WORD.fullmatch(packet.cn) else "",
        None if time is None else sent.microseconds(time),
        verdict_of(packet.faults, deviations),
        packet.faults + deviations,
        packet.raw,
        span,
        data,
    )


@lru_cache(8)  # thousands of packets come in a second
def _china(seconds: int) -> dt.datetime:
    """Return the time of China, without zone."""
    return dt.datetime.fromtimestamp(seconds, sent.CHINA).replace(tzinfo=None)
