"""The person behind a request, and small answers to it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from ecosteward.accounts.models import User

_UNTYPED = {"csrfmiddlewaretoken", "version", "record_version", "next", "came_from"}  # what a form carries by itself
_NEVER_SHOWN = ("password", "again", "secret", "token")


def person(request: HttpRequest) -> User:
    """Return the logged-in person. The site refuses everybody else before a view runs."""
    assert isinstance(request.user, User)
    return request.user


def sought(request: HttpRequest) -> str:
    """Return what the person searches for, without the null characters that no database takes."""
    return request.GET.get("q", "").replace("\0", "").strip()


def typed(request: HttpRequest) -> str:
    """Return what a person typed into the form of a step, line by line, to show it again where the step is not taken."""
    shown = [name for name in request.POST if name not in _UNTYPED and not any(part in name for part in _NEVER_SHOWN)]
    return "\n".join(value.strip() for name in shown for value in request.POST.getlist(name) if value.strip())


def overtaken(request: HttpRequest, version: int) -> bool:
    """Tell whether a step was sent from a page that showed another version of the object."""
    seen = request.POST.get("version", "")
    return seen.isdecimal() and int(seen) != version


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Send the person back to the page they acted from, or to `otherwise`. Never leaves the site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(target)
    return redirect(otherwise)


def vary_by_htmx(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep a browser going back from showing, for a page, the piece of it that htmx fetched from the same address."""

    def told(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        patch_vary_headers(response, ("HX-Request",))
        return response

    return told
