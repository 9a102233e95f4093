"""Asks devices for what they did not send: soon after they have come back, and every few minutes."""

import time
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from django.utils import timezone

from ecosteward.monitoring.models import Command, Device
from ecosteward.monitoring.queries import gaps
from ecosteward.monitoring.services import commands

if TYPE_CHECKING:
    from ecosteward.monitoring.gateway.hub import Hub

SET_CLOCK = "1012"
_AT_ONCE = 20  # devices looked at in one go


class Asking:
    """When each device is looked at next. Times of `time.monotonic`."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._next: dict[int, float] = {}

    def due(self) -> Callable[[], None] | None:
        """Return the work of looking at those that are due; nothing where none is."""
        now, limits, lines = time.monotonic(), self._hub.limits, self._hub.by_device
        self._next = {device: at for device, at in self._next.items() if device in lines}
        for device, line in lines.items():
            if line.devices[device].asks_again:
                self._next.setdefault(device, now + limits.gaps_first)
        due = sorted((at, device) for device, at in self._next.items() if at <= now)[:_AT_ONCE]
        if not due:
            return None
        devices = [device for _, device in due]
        self._next |= dict.fromkeys(devices, now + limits.gaps_again)
        return lambda: ask(devices)


def ask(devices: list[int]) -> None:
    """Ask devices for what is missing, unless they have still something to answer."""
    busy = Command.objects.filter(ended_at=None, device__in=devices).values("device")
    for device in Device.objects.filter(pk__in=devices).exclude(pk__in=busy):
        for cn, begin, end in gaps.to_ask(device, timezone.now()):
            commands.ask_again(device, cn, begin, end)


def set_clocks(devices: Collection[int]) -> None:
    """Ask devices to set their clocks, unless that has been asked already."""
    asked = Command.objects.filter(ended_at=None, cn=SET_CLOCK, device__in=devices).values("device")
    for device in Device.objects.filter(pk__in=devices).exclude(pk__in=asked):
        commands.ask_again(device, SET_CLOCK)
