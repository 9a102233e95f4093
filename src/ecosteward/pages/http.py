"""The person behind a request, and small answers to it."""

import re
from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from ecosteward.accounts.models import User

_UNTYPED = {"csrfmiddlewaretoken", "version", "record_version", "next", "came_from"}  # what a form carries by itself
_REMEMBERED = ("initial-", "seen-", "v-")  # what the person was shown, of a form with many rows
_ROW = re.compile(r"[a-z]+-([A-Z][\w.-]*)$")  # a field of the row of a printed table, "evidence-G.1.1.a"
_TICKS = {"yes", "no", "e", "p"}
_NEVER_SHOWN = ("password", "again", "secret", "token")


def person(request: HttpRequest) -> User:
    """Return the logged-in person. The site refuses everybody else before a view runs."""
    assert isinstance(request.user, User)
    return request.user


def sought(request: HttpRequest) -> str:
    """Return what the person searches for, without the null characters that no database takes."""
    return request.GET.get("q", "").replace("\0", "").strip()


def typed(request: HttpRequest) -> str:
    """Return what a person typed into the form of a step, line by line, to show it again where the step is not taken.

    The labels are those of the page's form, if it has one; files are named, for they have to be chosen again.
    """
    view = request.resolver_match and getattr(request.resolver_match.func, "view_class", None)
    fields: dict[str, forms.Field] = getattr(getattr(view, "form_class", None), "base_fields", {})
    given = [(name, value.strip()) for name in request.POST if _by_hand(name) for value in request.POST.getlist(name)]
    lines = [line for name, value in given if value and (line := _line(name, fields.get(name), value))]
    files = [file.name for name in request.FILES for file in request.FILES.getlist(name)]
    return "\n".join([*lines, *(f"附件 {name} 没有保留，请重新选择" for name in files)])


def _by_hand(name: str) -> bool:
    secret = any(part in name for part in _NEVER_SHOWN)
    return not secret and name not in _UNTYPED and not name.startswith(_REMEMBERED)


def _line(name: str, field: forms.Field | None, value: str) -> str:
    """Return what was given in words; empty for a code of ours or a record's number, which say nothing to a person."""
    if field is None:
        row = _ROW.match(name)
        if value in _TICKS and (row or len(value) == 1):
            return ""
        return f"{row[1]}：{value}" if row else value
    if isinstance(field, forms.ModelChoiceField):
        return ""
    if isinstance(field, forms.BooleanField):
        value = "是"
    elif isinstance(field, forms.ChoiceField):
        value = str(dict(field.choices).get(value, value))  # type: ignore[arg-type]  # groups are never used
    return f"{field.label}：{value}" if field.label else value


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
