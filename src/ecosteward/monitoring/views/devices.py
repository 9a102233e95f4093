"""Registering data loggers, known of before or not; what is to be set in them."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import allowed, visible
from ecosteward.accounts.models import User
from ecosteward.monitoring.forms.devices import NewcomerForm
from ecosteward.monitoring.models import Device, Point, Stranger
from ecosteward.monitoring.queries import strangers as queries
from ecosteward.monitoring.rules.systems import usual
from ecosteward.monitoring.services import setup
from ecosteward.monitoring.views.setup import Setup
from ecosteward.pages.http import sought
from ecosteward.pages.views import FormPage

_RECENT = dt.timedelta(days=7)
_LOCAL = {"127.0.0.1", "localhost", "[::1]"}


def connecting(request: HttpRequest) -> dict[str, Any]:
    """Return what is to be set in a logger, for the checklist `_connecting.html`."""
    host = request.get_host()
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return {"gateway_host": name, "gateway_local": name in _LOCAL, "gateway_port": settings.HJ212_PORT}


def newcomers(user: User) -> list[tuple[str, str, str]]:
    """Return the way to the devices that are not known, as an action of a list, for those who may see any."""
    if not allowed(user, queries.SEE, user.organisation):
        return []
    return [("数采仪接入", reverse("monitoring:strangers"), "transfer")]


class DeviceSetup(Setup):
    """Add a data logger to a client or change one, with what is to be set in it and what it was last refused for."""

    template_name = "monitoring/device_form.html"

    def initial(self) -> dict[str, Any]:
        found = super().initial()
        point = visible(self.user, Point).filter(pk=_number(str(found.get("point", "")))).first()
        return found | ({"minutes": point.minutes} if point else {})

    def context(self) -> dict[str, Any]:
        device = self.target()
        found: dict[str, Any] = {**super().context(), **connecting(self.request), "device": device}
        if isinstance(device, Device):
            found["systems"] = usual(device.point.kind)
            refused = visible(self.user, Stranger).filter(mn__iexact=device.mn, last_at__gte=timezone.now() - _RECENT)
            found["refused"] = refused.order_by("-last_at").first()
        return found


class Register(FormPage):
    """Register a stranger as a device of one of the points the person serves, filled in from what it sent."""

    template_name = "monitoring/device_form.html"
    form_class = NewcomerForm
    title = "登记数采仪"
    wide = True

    def stranger(self) -> Stranger:
        """Return the stranger, if the person may see it."""
        return queries.stranger(self.user, self.kwargs["pk"], sought(self.request))

    def initial(self) -> dict[str, Any]:
        row = self.stranger()
        packet = queries.sample_of(row).packet
        found: dict[str, Any] = {"mn": row.mn.strip()}
        if packet is not None:
            found |= {"password": packet.pw or Device.password.field.default, "bare": not packet.pw}
            found["protocol"] = packet.version or ""
        point = visible(self.user, Point).filter(pk=_number(self.request.GET.get("point", ""))).first()
        return found | ({"point": point.pk, "minutes": point.minutes} if point else {})

    def form_arguments(self) -> dict[str, Any]:
        points = visible(self.user, Point.objects.filter(stopped_on=None))
        return {"points": points.select_related("client__agency").order_by("client__name", "name")}

    def context(self) -> dict[str, Any]:
        row = self.stranger()
        return {"sample": queries.sample_of(row), "row": row, **connecting(self.request)}

    def save(self, form: NewcomerForm) -> str:
        """Register the device and show its point."""
        setup.add(self.user, form.instance)
        return reverse("monitoring:point", args=[form.instance.point_id])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(2**63)) else 0
