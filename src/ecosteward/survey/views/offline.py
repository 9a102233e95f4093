"""The script that lets a checklist open without signal, and what it keeps on the phone."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.views.decorators.cache import cache_control

_WORKER = "survey/worker.js"
# What the page of a checklist loads.
SHELL = (
    "web/icon.svg",
    "vendor/tabler-1.4.0/tabler.min.css",
    "vendor/tabler-1.4.0/tabler.min.js",
    "vendor/tabler-icons-3.49.0/tabler-icons.min.css",
    "vendor/tabler-icons-3.49.0/fonts/tabler-icons.woff2",
    "django_htmx/htmx-2.min.js",
    "web/site.css",
    "web/site.js",
    "survey/survey.css",
    "survey/check.css",
    "survey/check.js",
    "survey/keep.js",
)


@login_not_required  # a phone that is logged out gets the new release too
@cache_control(no_cache=True)
def worker(_request: HttpRequest) -> HttpResponse:
    """Send the script: the same bytes until a file of the release changes."""
    head = f"const RELEASE = {json.dumps(_release())};\nconst SHELL = {json.dumps([static(name) for name in SHELL])};\n"
    response = HttpResponse(head + _source(_WORKER).decode(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    return response


@cache
def _release() -> str:
    digest = hashlib.sha256()
    for name in (*SHELL, _WORKER):
        digest.update(_source(name))
    return digest.hexdigest()[:16]


def _source(name: str) -> bytes:
    found = finders.find(name)
    assert isinstance(found, str), f"{name} is not among the static files"
    return Path(found).read_bytes()
