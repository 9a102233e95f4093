"""Handing a person the link by which they set their password: shown once to who asked for it, to copy or to scan."""

import io
from dataclasses import dataclass
from typing import Any

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from ecosteward.accounts.models import User
from ecosteward.accounts.services import invitation

_KEPT = "invitation"


@dataclass(frozen=True)
class Invitation:
    """A link for a person: `back` is where who hands it over goes on."""

    name: str
    username: str
    link: str
    back: str

    @property
    def code(self) -> SafeString:
        """Return the link as a QR code in SVG."""
        image = qrcode.make(self.link, image_factory=qrcode.image.svg.SvgPathFillImage, box_size=8, border=2)
        out = io.BytesIO()
        image.save(out)
        drawing = out.getvalue().decode()
        return mark_safe(drawing[drawing.index("<svg") :])  # noqa: S308  # drawn by the library out of our own link


def hand_over(request: HttpRequest, person: User, back: str) -> HttpResponse:
    """Keep a fresh link in the session and go to the page that shows it."""
    path = reverse("web:join", args=invitation(person))
    link = f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)
    request.session[_KEPT] = {"name": person.name, "username": person.username, "link": link, "back": back}
    return redirect("people:invitation")


def kept(request: HttpRequest) -> Invitation | None:
    """Return the link last made in this session."""
    values: dict[str, Any] | None = request.session.get(_KEPT)
    return Invitation(**values) if values else None
