from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest

from ecosteward.accounts.door import find
from ecosteward.files.models import File
from ecosteward.files.services import opened
from ecosteward.pages.http import person


def download(request: HttpRequest, pk: int) -> FileResponse:
    """Send a file under its own name; pictures and PDF open in the browser, walled off from the site."""
    file = find(person(request), File, pk)
    inline = (file.is_image or file.media_type == "application/pdf") and "save" not in request.GET
    response = FileResponse(opened(file), as_attachment=not inline, filename=file.name, content_type=file.media_type)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def thumbnail(request: HttpRequest, pk: int) -> FileResponse:
    """Send a picture's small copy."""
    file = find(person(request), File, pk)
    if not file.is_image:
        raise Http404
    response = FileResponse(default_storage.open(file.thumbnail_key), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response
