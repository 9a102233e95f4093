"""The log of one device: its packets as they came."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ecosteward.accounts.door import allowed, find
from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Device, Packet
from ecosteward.monitoring.queries.packets import became, logged, taken_apart, tally
from ecosteward.monitoring.rules.spans import BY_COMMAND
from ecosteward.monitoring.rules.windows import SHOWN
from ecosteward.monitoring.store import kept_packets
from ecosteward.pages.http import person

_MOST = 50
_DAYS = dt.timedelta(days=7)


@require_safe
def packets(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the newest packets of a device, or those before a moment; those with faults alone where asked."""
    device = _device(person(request), pk)
    cn = request.GET.get("cn", "")[:8]
    only_bad = request.GET.get("only") == "bad"
    secret = not allowed(person(request), "monitoring.keep", device.client)
    rows = logged(
        device, before=_moment(request.GET.get("before", "")), only_bad=only_bad, cn=cn, most=_MOST + 1, secret=secret
    )
    context = {
        "title": f"原始报文 {device.mn}",
        "client": device.client,
        "tab": "monitoring",
        "device": device,
        "rows": rows[:_MOST],
        "older": rows[_MOST - 1].packet.received_at if len(rows) > _MOST else None,
        "cn": cn,
        "only_bad": only_bad,
        "tally": tally(device, timezone.now() - _DAYS),
        "secret": secret,
        "may_command": allowed(person(request), "monitoring.command", device),
    }
    return render(request, "monitoring/packets.html", context)


@require_safe
def packet(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show everything that can be read out of one packet."""
    device = _device(person(request), pk)
    row = _packet(device, number, _day(request.GET.get("month", "")))
    if row is None:
        raise Http404
    secret = not allowed(person(request), "monitoring.keep", device.client)
    told = taken_apart(device, bytes(row.raw), secret=secret)
    judged, came = became(device, row)
    context = {
        "title": f"报文 {number}",
        "client": device.client,
        "tab": "monitoring",
        "device": device,
        "packet": row,
        "digest": bytes(row.digest).hex(),
        "told": told,
        "secret": secret,
        "span": next((key for key, span in SHOWN.items() if span == BY_COMMAND.get(row.cn)), ""),
        "judged": judged,
        "factors": [(each, came.get(each["code"])) for each in told.get("factors", ())],
    }
    return render(request, "monitoring/packet.html", context)


def _packet(device: Device, number: int, month: dt.date | None) -> Packet | None:
    """Return a packet by its number; one of a month that was moved is found where the address says which month."""
    found = Packet.objects.filter(device_id=device.pk, id=number).first()
    if found is None and month is not None:
        kept = kept_packets.found(month, [("device_id", "=", device.pk), ("id", "=", number)])
        return kept[0] if kept else None
    return found


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _device(user: User, pk: int) -> Device:
    return find(user, Device.objects.select_related("client__agency", "client__organisation", "point"), pk)


def _moment(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.get_default_timezone())
