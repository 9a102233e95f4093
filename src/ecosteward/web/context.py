"""What the shell around every page shows."""

from typing import Any

from django.http import HttpRequest

from ecosteward.accounts.models import User
from ecosteward.web.navigation import sections


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation of the person logged in."""
    if not isinstance(request.user, User):
        return {}
    return {"navigation": sections(request.user, request.path)}
