from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ecosteward.accounts.door import find
from ecosteward.clients.models import Client
from ecosteward.pages.http import person
from ecosteward.web.overview import overview


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything of one client at a glance."""
    user = person(request)
    client = find(user, Client.objects.select_related("organisation", "park", "authority", "agency"), pk)
    context = {"client": client, "tab": "overview", "title": client.name, "overview": overview(user, client)}
    return render(request, "web/client.html", context)
