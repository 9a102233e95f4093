"""Files made for the person who asks."""

from typing import TypeVar
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from ecosteward.archive.exports import Pack
from ecosteward.archive.rules.folders import safe_name

R = TypeVar("R", bound=HttpResponseBase)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def zip_answer(pack: Pack, name: str) -> StreamingHttpResponse:
    """Send a zip while it is made; the size sent before tells a browser when it was cut off."""
    response = StreamingHttpResponse(pack, content_type="application/zip")
    response["Content-Length"] = str(len(pack))
    response["X-Accel-Buffering"] = "no"
    return _named(response, f"{name}.zip")


def xlsx_answer(content: bytes, name: str) -> HttpResponse:
    """Send an Excel file."""
    return _named(HttpResponse(content, content_type=_XLSX), f"{name}.xlsx")


def _named(response: R, name: str) -> R:
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(safe_name(name))}"
    return response
