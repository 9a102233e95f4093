"""Requests of the platform to devices. People and the platform itself ask; the gateway sends and notes what came of it."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils import timezone

from ecosteward.accounts import door
from ecosteward.accounts.models import User
from ecosteward.journal.services import SYSTEM, Actor, StaleError, write
from ecosteward.monitoring.models import Command, CommandState, Device
from ecosteward.monitoring.rules.requests import Wish, message_of
from ecosteward.monitoring.rules.sent import CHINA
from ecosteward.norms.hj212.messages import encode
from ecosteward.norms.hj212.requests import Site
from ecosteward.norms.kernel.errors import RefusedError

EXPIRES = dt.timedelta(days=1)
PASSWORD = "1072"  # noqa: S105  # the command that sets one
_EVENTS = {CommandState.SENT: "command.sent", CommandState.ACCEPTED: "command.accepted"}


def ask(
    actor: User,
    device: Device,
    cn: str,
    items: Mapping[str, str] | None = None,
    begin: dt.datetime | None = None,
    end: dt.datetime | None = None,
) -> Command:
    """Ask a device something, as soon as it is connected. Items are those of table 4, such as `RtdInterval`.

    Raises PermissionDenied, and ValidationError for what HJ 212 does not let one ask.
    """
    door.require(actor, "monitoring.command", device)
    return _ask(actor, device, cn, dict(items or {}), begin, end)


def ask_again(device: Device, cn: str, begin: dt.datetime | None = None, end: dt.datetime | None = None) -> Command:
    """Ask a device on the platform's own account: its clock, or what it did not send."""
    return _ask(SYSTEM, device, cn, {}, begin, end)


def wish_of(command: Command) -> Wish:
    """Return a stored command as what is to be asked, in the time of China."""
    begin, end = (each and each.astimezone(CHINA).replace(tzinfo=None) for each in (command.begin, command.end))
    return Wish(command.cn, {str(name): str(value) for name, value in command.items}, begin, end)


def moved(command: Command, state: CommandState, returned: str = "") -> bool:
    """Note how far a command has come. Return False where another gateway has it."""
    now = timezone.now()
    password = wish_of(command).items.get("NewPW") if command.cn == PASSWORD else None
    command.state = state
    if state == CommandState.SENT:
        command.sent_at = now
    elif state != CommandState.ACCEPTED:
        command.returned, command.ended_at = returned, now
        command.items = [] if password else command.items  # it stands with the device
    try:
        write(SYSTEM, _EVENTS.get(state, "command.ended"), command)
    except StaleError:
        return False
    if state == CommandState.DONE and password:
        _take_password(command, password)
    return True


def expire() -> None:
    """End what has waited for a day."""
    for command in Command.objects.filter(ended_at=None, created_at__lt=timezone.now() - EXPIRES):
        moved(command, CommandState.EXPIRED)


def _ask(
    actor: Actor, device: Device, cn: str, items: dict[str, str], begin: dt.datetime | None, end: dt.datetime | None
) -> Command:
    command = Command(
        agency_id=device.agency_id,
        client_id=device.client_id,
        device=device,
        cn=cn,
        items=[[name, value] for name, value in items.items() if value],
        begin=begin,
        end=end,
        asked_by=actor if isinstance(actor, User) else None,
    )
    _check(command)
    write(actor, "command.asked", command)
    return command


def _check(command: Command) -> None:
    site = Site(command.device.mn, command.device.password, "31")
    try:
        encode(message_of(wish_of(command), site, timezone.now().astimezone(CHINA).replace(tzinfo=None)))
    except RefusedError as error:
        raise ValidationError([f"{each.label}：{each.message}" for each in error.problems]) from error


def _take_password(command: Command, password: str) -> None:
    """From now on the device is known by its new password."""
    device = Device.objects.get(pk=command.device_id)
    device.password = password
    write(SYSTEM, "device.changed", device, reason="数采仪已执行改密命令")
