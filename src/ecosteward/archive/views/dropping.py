"""Files dropped on the page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import find
from ecosteward.accounts.models import User
from ecosteward.archive.forms.fields import chosen_place
from ecosteward.archive.models import Paper
from ecosteward.archive.services import Place, drop
from ecosteward.clients.models import Client
from ecosteward.clients.permissions import belongs_to
from ecosteward.pages.faults import UnavailableError
from ecosteward.pages.http import person


@require_POST
def drop_files(request: HttpRequest, pk: int) -> JsonResponse:
    """Take one dropped file and say in words what became of it: 200 filed, 422 refused, 503 to be tried again."""
    user = person(request)
    client = find(user, Client.objects.select_related("agency"), pk, "paper.bring")
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"words": "没有收到文件，请重试"}, status=422)
    try:
        place = chosen_place(request.POST["place"]) if request.POST.get("place") else Place()
        paper = _drop(user, client, upload, place, shared=request.POST.get("shared") == "on")
    except ValidationError as error:
        return JsonResponse({"words": " ".join(error.messages)}, status=422)
    except UnavailableError as error:
        return JsonResponse({"words": str(error)}, status=503)
    except (LookupError, ValueError):
        return JsonResponse({"words": "没有这个存档项，请刷新页面后重试"}, status=422)
    return JsonResponse({"words": _filed(paper), "url": paper.get_absolute_url()})


def _drop(user: User, client: Client, upload: UploadedFile[Any], place: Place, *, shared: bool) -> Paper:
    own = belongs_to(user, client)
    return drop(user, client, upload, place, shared=shared or own, source="服务对象提供" if own else "")


def _filed(paper: Paper) -> str:
    return "已存入" if paper.filed_on else "已收下，待归位"
