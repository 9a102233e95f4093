"""What the shell around every page shows."""

from typing import Any

from django.http import HttpRequest

from ecosteward.accounts.models import User
from ecosteward.web.navigation import sections


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation of the person logged in, and how many alarms wait. One query."""
    if not isinstance(request.user, User):
        return {}
    places = sections(request.user, request.path)
    return {"navigation": places, "bell": max(place.count for place in places)}
