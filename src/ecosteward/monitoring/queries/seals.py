"""Whether the packets are still those that were sealed: none changed, removed, added or put elsewhere.

Packets are gone through seal by seal, in PostgreSQL's own order; those of months kept in files are laid beside them for
that time. The database works out the digests: nothing but what is wrong is held in memory, and one batch.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, pairwise
from typing import Any

import pyarrow.parquet as pq
from django.core.files.storage import default_storage
from django.db import connection, transaction

from ecosteward.monitoring.models import Chain, Kept, Seal
from ecosteward.monitoring.store.arrivals import evidence
from ecosteward.monitoring.store.kept import table_of
from ecosteward.monitoring.store.numbers import BLOCK
from ecosteward.monitoring.store.rows import PACKETS

_LOOKED = "monitoring_looked"
_COLUMNS = "slot, seal, id, device_id, (extract(epoch FROM received_at) * 1000000)::bigint, verdict, told, digest"
_KEPT_COLUMNS = ["slot", "seal", "id", "device_id", "received_at", "verdict", "told", "digest", "raw"]
_MAKE = f"""
CREATE TEMPORARY TABLE {_LOOKED} (slot smallint, seal bigint, id bigint, device_id bigint, received bigint,
    verdict text, told text[], digest bytea, sound boolean) ON COMMIT DROP
"""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_AT_ONCE = 5000
_SHOWN = 20  # numbers written out in one message

Key = tuple[int, int]  # slot, number of the seal


@dataclass(frozen=True, slots=True)
class _Packet:
    slot: int
    seal: int
    id: int
    device_id: int
    received: int
    verdict: str
    told: list[str]
    digest: bytes
    sound: bool

    def evidence(self, number: int) -> bytes:
        """Return what its seal covers, were this its number."""
        return evidence(bytes(self.digest), number, self.device_id, self.received, self.verdict, self.told)


@dataclass(frozen=True, slots=True)
class _Sealed:
    slot: int
    number: int
    packets: int
    previous: bytes
    digest: bytes


def check() -> Iterator[str]:
    """Yield what is wrong, in words; nothing where all is as it was sealed at this moment."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:  # gateways go on storing meanwhile
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield from _chains()
        yield from _all_batches()


def _all_batches() -> Iterator[str]:
    """Hold the packets of each seal against it; both come in the same order."""
    batches = _batches()
    key, packets = next(batches, (None, []))
    for seal in _seals():
        while key is not None and key < (seal.slot, seal.number):
            yield _unsealed(key, packets)
            key, packets = next(batches, (None, []))
        mine = key == (seal.slot, seal.number)
        yield from _batch(seal, packets if mine else [])
        if mine:
            key, packets = next(batches, (None, []))
    while key is not None:
        yield _unsealed(key, packets)
        key, packets = next(batches, (None, []))


def _chains() -> Iterator[str]:
    """Look at the seals alone: each holds on to the one before, and the chain's end to the last."""
    ends = {chain.slot: (chain.number, bytes(chain.digest)) for chain in Chain.objects.all()}
    last: dict[int, tuple[int, bytes]] = {}
    for seal in _seals():
        number, digest = last.get(seal.slot, (0, bytes(32)))
        if seal.number != number + 1:
            yield f"网关 {seal.slot}：缺少封存批次 {number + 1}～{seal.number - 1}"
        elif seal.previous != digest:
            yield f"网关 {seal.slot}：封存批次 {number} 或 {seal.number} 的摘要被改动"
        last[seal.slot] = seal.number, seal.digest
    for slot, (number, digest) in sorted(ends.items()):
        if last.pop(slot, (0, bytes(32))) != (number, digest):
            yield f"网关 {slot}：链头记到封存批次 {number}，与最后一个封存不符，末尾的封存被删除或改动"
    for slot in sorted(last):
        yield f"网关 {slot}：链头被删除"


def _batch(seal: _Sealed, packets: Sequence[_Packet]) -> Iterator[str]:
    where = f"网关 {seal.slot} 封存批次 {seal.number}"
    changed = [each for each in packets if not each.sound]
    for each in changed:
        yield f"{where}：报文 {each.id}（数采仪编号 {each.device_id}）的原文被改动"
    if len(packets) < seal.packets:
        yield f"{where}：应有 {seal.packets} 个报文，现有 {len(packets)} 个，被删除的编号：{_missing(packets)}"
    elif len(packets) > seal.packets:
        yield f"{where}：应有 {seal.packets} 个报文，现有 {len(packets)} 个，有后来加入的"
    elif not changed and _digest(seal, packets) != seal.digest:
        yield f"{where}：{_moved(seal, packets)}"


def _digest(seal: _Sealed, packets: Sequence[_Packet]) -> bytes:
    whole = sha256(seal.previous)
    for each in packets:
        whole.update(each.evidence(each.id))
    return whole.digest()


def _moved(seal: _Sealed, packets: Sequence[_Packet]) -> str:
    """Say which packets changed places, if they lie right in the order they came."""
    came = sorted(packets, key=lambda each: each.received)
    whole = sha256(seal.previous)
    numbers = [each.id for each in packets]
    for number, each in zip(numbers, came, strict=True):
        whole.update(each.evidence(number))
    if whole.digest() == seal.digest:
        places = [str(number) for number, each in zip(numbers, came, strict=True) if each.id != number]
        return f"报文 {'、'.join(places[:_SHOWN])} 被调换次序"
    return f"报文 {numbers[0]}～{numbers[-1]} 中，有的编号、接收时间、数采仪、结论或摘要被改动"


def _missing(packets: Sequence[_Packet]) -> str:
    """Name the numbers that lack: those of a batch follow one another, but for the blocks they are taken in."""
    if not packets:
        return "全部"
    pairs = pairwise(each.id for each in packets)
    lack = [number for one, next_ in pairs if next_ - one < BLOCK for number in range(one + 1, next_)]
    return "、".join(map(str, lack[:_SHOWN])) or f"{packets[0].id} 之前或 {packets[-1].id} 之后"


def _unsealed(key: Key, packets: Sequence[_Packet]) -> str:
    return f"网关 {key[0]} 封存批次 {key[1]}：有 {len(packets)} 个报文，没有封存记录（编号 {packets[0].id} 起）"


def _seals() -> Iterator[_Sealed]:
    found = Seal.objects.order_by("slot", "number").values_list("slot", "number", "packets", "previous", "digest")
    for slot, number, packets, previous, digest in found.iterator(_AT_ONCE):
        yield _Sealed(slot, number, packets, bytes(previous), bytes(digest))


def _batches() -> Iterator[tuple[Key, list[_Packet]]]:
    _lay_kept()
    query = f"SELECT {_COLUMNS}, sha256(raw) = digest FROM {{}}"  # noqa: S608  # our own names
    tables = [PACKETS, *(table_of(kept) for kept in Kept.objects.filter(table=PACKETS, name=""))]
    parts = " UNION ALL ".join([*map(query.format, tables), f"SELECT * FROM {_LOOKED}"])  # noqa: S608
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"{parts} ORDER BY 1, 2, 3")
        rows = (_Packet(*row) for block in iter(lambda: cursor.fetchmany(_AT_ONCE), []) for row in block)
        for key, packets in groupby(rows, lambda each: (each.slot, each.seal)):
            yield key, list(packets)


def _lay_kept() -> None:
    """Lay what seals cover of the packets in files into a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_LOOKED}")
        cursor.execute(_MAKE)
        for kept in Kept.objects.filter(table=PACKETS).exclude(name=""):
            with default_storage.open(kept.name) as file:
                for block in pq.ParquetFile(file).iter_batches(_AT_ONCE, columns=_KEPT_COLUMNS):
                    cursor.executemany(
                        f"INSERT INTO {_LOOKED} VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",  # noqa: S608
                        [_looked(row) for row in block.to_pylist()],
                    )


def _looked(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return a row of a file as the table has it."""
    values = (row[name] for name in ("slot", "seal", "id", "device_id"))
    received = (row["received_at"] - _EPOCH) // dt.timedelta(microseconds=1)
    sound = sha256(row["raw"]).digest() == row["digest"]
    return (*values, received, row["verdict"], row["told"], row["digest"], sound)
