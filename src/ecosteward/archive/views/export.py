"""The whole archive as one zip."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from ecosteward.accounts.door import find
from ecosteward.archive.exports import plan
from ecosteward.archive.queries.papers import packable
from ecosteward.archive.services import export
from ecosteward.archive.views.answers import zip_answer
from ecosteward.clients.models import Client
from ecosteward.files.queries import Condition, verified
from ecosteward.pages.http import person


class Export(View):
    """Says what will be in the zip and what is lost, then sends it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the content; bytes that are gone or cut short are named."""
        user = person(request)
        client = find(user, Client, pk, "archive.export")
        context = {
            "title": "打包下载",
            "client": client,
            "tab": "archive",
            "plan": plan(client, packable(client, user)),
        }
        return render(request, "archive/export.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send the zip while it is made."""
        user = person(request)
        client = find(user, Client, pk, "archive.export")
        return zip_answer(export(user, client), f"{client.name}一企一档{timezone.localdate():%Y%m%d}")


def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Read every file that would be packed and name those whose bytes changed."""
    user = person(request)
    client = find(user, Client, pk, "archive.export")
    members = plan(client, packable(client, user)).members
    whole = [member for member in members if member.condition == Condition.WHOLE]
    damaged = [member for member in whole if verified(member.file) != Condition.WHOLE]
    return render(request, "archive/_verified.html", {"read": len(whole), "damaged": damaged})
