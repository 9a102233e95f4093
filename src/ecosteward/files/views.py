from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from ecosteward.accounts.door import find
from ecosteward.files.models import File
from ecosteward.files.services import opened
from ecosteward.pages.http import person

# Nothing that a file brings with it may run or load. A browser's own PDF reader works inside the sandbox.
_WALLED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a file under its own name; pictures and PDF open in the browser, walled off from the site."""
    file = find(person(request), File, pk)
    if file.destroyed_on:
        return _gone(request, f"「{file.name}」已于 {file.destroyed_on} 按批准的销毁清册销毁。", 410)
    try:
        content = opened(file)
    except FileNotFoundError:
        return _gone(request, f"文件库里找不到「{file.name}」的原件，请联系管理员核对文件库。", 404)
    inline = file.opens and "save" not in request.GET
    response = FileResponse(content, as_attachment=not inline, filename=file.name, content_type=file.media_type)
    response["Content-Security-Policy"] = _WALLED
    response["Cache-Control"] = "private, max-age=3600"
    return response


def thumbnail(request: HttpRequest, pk: int) -> FileResponse:
    """Send a picture's small copy."""
    file = find(person(request), File, pk)
    if not file.is_image or not default_storage.exists(file.thumbnail_key):
        raise Http404
    response = FileResponse(default_storage.open(file.thumbnail_key), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _gone(request: HttpRequest, words: str, status: int) -> HttpResponse:
    return render(request, "web/error.html", {"title": "没有原件", "words": words}, status=status)
