"""One line: bytes in, answers out, and no more of them than is good for the others."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from typing import cast

from ecosteward.monitoring.gateway.batches import Waiting
from ecosteward.monitoring.gateway.buckets import Bucket
from ecosteward.monitoring.gateway.hub import Hub
from ecosteward.monitoring.gateway.judging import arrival_of
from ecosteward.monitoring.gateway.part_times import PartTimes
from ecosteward.monitoring.gateway.registry import Known
from ecosteward.monitoring.gateway.tally import EVERYONE
from ecosteward.monitoring.rules import faults
from ecosteward.monitoring.store.arrivals import Arrival
from ecosteward.norms.hj212 import sm4
from ecosteward.norms.hj212.answers import answer
from ecosteward.norms.hj212.frames import Frame
from ecosteward.norms.hj212.judging import ANSWERS
from ecosteward.norms.hj212.moulds import Moulds
from ecosteward.norms.hj212.packets import Packet
from ecosteward.norms.hj212.stream import Feed, Found, Reason, Skipped

_KILOBYTE = 1024
_UNSENT = 64 * _KILOBYTE  # bytes of answers a line may owe before it is read no more
_APART = 8  # answers of one line that are due at once and still go out one by one,
_GAP = 0.005  # so far apart (s)
_HOUR = 3600
_NO_DEVIATION = frozenset({"late"})


class Line(asyncio.Protocol):
    """A connection, of one device or of several. Times are `time.monotonic`, but those that are stored."""

    transport: asyncio.Transport

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.address = self.remote = ""
        self.devices: dict[int, Known] = {}
        self.last: dict[int, Packet] = {}
        self.opened = self.heard = time.monotonic()
        self.connected = time.time()
        self.closed = False
        self._moulds = Moulds()
        self._part_times = PartTimes()
        self._feed = Feed(sm4.ring(hub.registry.key_of))
        self._rate = Bucket(hub.limits.rate, hub.limits.burst, self.opened)
        self._waiting = 0
        self._holds: set[str] = set()
        self._half_since: float | None = None
        self._unread_since: float | None = None
        self._kept_invalid: dict[int, tuple[int, int]] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the line, or close it where there are too many."""
        self.transport = cast("asyncio.Transport", transport)
        host, port = (transport.get_extra_info("peername") or ("", 0))[:2]
        self.address, self.remote = str(host), f"{host}:{port}"
        if not self.hub.admits(self.address):
            self.closed = True
            self.hub.tally.count(EVERYONE, f"fault:{faults.TOO_MANY}", time.time())
            self.transport.abort()
            return
        self.transport.set_write_buffer_limits(_UNSENT)
        self.hub.lines.add(self)
        self.hub.addresses[self.address] += 1

    def data_received(self, data: bytes) -> None:
        """Take bytes."""
        if not self.closed:
            self.heard = time.monotonic()
            self._take(self._feed.push(data))
            self._mind_rate(self.heard)

    def connection_lost(self, _error: Exception | None) -> None:
        """Note that the line is gone."""
        if self not in self.hub.lines:
            return
        self._take(self._feed.close())
        self.closed = True
        self.hub.lines.discard(self)
        self.hub.held.discard(self)
        _less(self.hub.addresses, self.address)
        if self.devices:
            _less(self.hub.trusted, self.address)
        for device in self.devices:
            if self.hub.by_device.get(device) is self:
                del self.hub.by_device[device]
                self.hub.tally.line(device, self.remote, self.connected).closed = time.time()

    def pause_writing(self) -> None:
        """Read no more while answers are not taken."""
        self._unread_since = time.monotonic()
        self.hold("unread")

    def resume_writing(self) -> None:
        """Read again."""
        self._unread_since = None
        self.release("unread")

    def stored(self, told: Sequence[tuple[Waiting, bool]]) -> None:
        """Answer packets that are stored now."""
        answers = [text for each, _ in told if (text := answer(each.packet)) is not None]
        self._count([(each.arrival, new) for each, new in told if each.arrival.verdict != "invalid"])
        self._waiting -= len(told)
        if answers and not self.closed:
            self._write(answers)
        if self._waiting < self.hub.limits.waiting_each:
            self.release("waiting")

    def tick(self, now: float) -> None:
        """Look after what time brings; called about twice a second."""
        limits = self.hub.limits
        if self._feed.kept and now - self.heard > limits.quiet:
            self._take(self._feed.pause())
        if self._half_since is not None and now - self._half_since > limits.stalled and not self._holds:
            self._bad(faults.STALLED, "", b"")
            self.close()
        silent = max(
            [limits.silent, *(3 * max(each.realtime_seconds, 60 * each.minutes) for each in self.devices.values())]
        )
        since, most = (self.heard, silent) if self.devices else (self.opened, limits.unknown)
        unread = self._unread_since is not None and now - self._unread_since > limits.unread
        if unread or (now - since > most and not self._holds):
            self.close()

    def send(self, raw: bytes) -> None:
        """Send a request."""
        if not self.closed:
            self.transport.write(raw)

    def close(self) -> None:
        """Close the line at once."""
        self.closed = True
        self.transport.abort()

    def hold(self, why: str) -> None:
        """Read no more until that reason is gone."""
        if not self._holds and not self.transport.is_closing():
            self.transport.pause_reading()
        self._holds.add(why)

    def release(self, why: str) -> None:
        """Read again where there is no other reason not to."""
        if why in self._holds:
            self._holds.discard(why)
            if not self._holds and not self.transport.is_closing():
                self.transport.resume_reading()

    def _write(self, answers: list[bytes]) -> None:
        """Write answers, a few of them one by one: simple loggers take what comes at once for one packet, a wrong one."""
        first, *others = answers if len(answers) <= _APART else [b"".join(answers)]
        self.transport.write(first)
        for place, each in enumerate(others, 1):
            asyncio.get_running_loop().call_later(place * _GAP, self.send, each)

    def _mind_rate(self, now: float) -> None:
        if self._waiting >= self.hub.limits.waiting_each:
            self.hold("waiting")
        if self.hub.batches.full:
            self.hub.held.add(self)
            self.hold("full")
        wait = self._rate.take(0, now)
        if wait and "rate" not in self._holds:
            self.hold("rate")
            for device in self.devices or (EVERYONE,):
                self.hub.tally.count(device, f"fault:{faults.FLOOD}", time.time())
            asyncio.get_running_loop().call_later(wait, self.release, "rate")

    def _take(self, found: list[Found]) -> None:
        self._rate.take(len(found), time.monotonic())
        for each in found:
            if isinstance(each, Frame):
                self._packet(self._moulds.read(each, self.hub.registry.version_of))
            else:
                self._skipped(each)
        if not self._feed.kept:
            self._half_since = None
        elif found or self._half_since is None:
            self._half_since = time.monotonic()

    def _skipped(self, skipped: Skipped) -> None:
        if skipped.why is not Reason.LINE_END:
            self._bad(faults.NOISE, "", skipped.raw)

    def _packet(self, packet: Packet) -> None:
        known = self._sender(packet)
        if known is None:
            self._bad(faults.UNKNOWN_DEVICE, packet.mn, packet.raw)
        elif packet.pw != known.password and (packet.pw or not self._needs_none(packet, known)):
            why = faults.WRONG_PASSWORD if packet.pw else faults.NO_PASSWORD
            self._bad(why, packet.mn, packet.raw, known.pk)
        elif packet.faults:
            self._invalid(packet, known)
        else:
            self._believed(packet, known)

    def _needs_none(self, packet: Packet, known: Known) -> bool:
        """Tell whether a packet may come without a password: as all of its device do, or as an answer."""
        return known.bare or (packet.cn in ANSWERS and known.pk in self.devices)

    def _sender(self, packet: Packet) -> Known | None:
        """Return the device of a packet; an answer that does not say is of the line's only device."""
        if not packet.mn and packet.cn in ANSWERS and len(self.devices) == 1:
            return next(iter(self.devices.values()))
        return self.hub.registry.find(packet.mn)

    def _bad(self, why: str, mn: str, raw: bytes, device: int = EVERYONE) -> None:
        """Count what is not believed; cut off an address that sends too much of it."""
        now = time.time()
        if device == EVERYONE and len(self.devices) == 1:
            device = next(iter(self.devices))
        self.hub.tally.count(device, why if why == faults.NOISE else f"fault:{why}", now)
        if not self.devices or mn:
            self.hub.tally.stranger(mn, self.address, why, raw, now)
        if self.hub.bad.take(self.address, 1 + len(raw) / _KILOBYTE, time.monotonic()):
            self.close()

    def _invalid(self, packet: Packet, known: Known) -> None:
        """Keep an invalid packet of a known device, so many in an hour; it gets no answer."""
        now = time.time()
        self.hub.tally.count(known.pk, f"fault:{packet.faults[0]}", now)
        hour, kept = self._kept_invalid.get(known.pk, (0, 0))
        kept = kept if hour == int(now) // _HOUR else 0
        self._kept_invalid[known.pk] = int(now) // _HOUR, kept + 1
        if kept < self.hub.limits.kept_invalid:
            self._submit(packet, known, now)

    def _believed(self, packet: Packet, known: Known) -> None:
        now = time.time()
        if known.pk not in self.devices:
            self.hub.trusted[self.address] += not self.devices
            self.hub.by_device[known.pk] = self
        self.devices[known.pk] = known
        self.hub.by_device.setdefault(known.pk, self)
        state = self.hub.tally.line(known.pk, self.remote, self.connected)
        state.heard, state.packets = now, state.packets + 1
        self._submit(packet, known, now)
        self.hub.heard(known.pk, packet)
        if packet.cn not in ANSWERS:
            self.last[known.pk] = packet
        if (offset := self.hub.clocks.heard(known, packet, now)) is not None:
            state.offset = offset
            if self.hub.clocks.to_be_set(known, packet, now):
                self.hub.unset.add(known.pk)

    def _submit(self, packet: Packet, known: Known, now: float) -> None:
        self._waiting += 1
        time_of_part = None if packet.faults else self._part_times.time_of(known.pk, packet, now)
        self.hub.batches.add(Waiting(self, packet, arrival_of(packet, known, now, time_of_part)))

    def _count(self, told: Sequence[tuple[Arrival, bool]]) -> None:
        now, tally = time.time(), self.hub.tally
        for (device, what), number in Counter((each.device_id, _kind(each, new)) for each, new in told).items():
            tally.count(device, what, now, number)
        for each, _ in told:
            if each.data.codes and each.data_at is not None:
                state = tally.line(each.device_id, self.remote, self.connected)
                state.data_at = max(state.data_at or 0, each.data_at / 1_000_000)


def _kind(arrival: Arrival, new: bool) -> str:
    """Return what a stored packet counts as."""
    if not new:
        return "repeated"
    return "good" if _NO_DEVIATION.issuperset(arrival.told) else "deviant"


def _less(counter: dict[str, int], key: str) -> None:
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]
