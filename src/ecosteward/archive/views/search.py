"""Searching the archives."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ecosteward.accounts.door import find
from ecosteward.archive.queries.search import search
from ecosteward.clients.models import Client
from ecosteward.pages.http import person, sought


def search_papers(request: HttpRequest) -> HttpResponse:
    """Show what a person finds, in one client's archive or in all they may see."""
    user = person(request)
    number = request.GET.get("client", "")
    client = find(user, Client, int(number)) if number.isdecimal() else None
    page = request.GET.get("page", "1")
    page_number = max(1, int(page)) if page.isdecimal() and len(page) < 5 else 1  # noqa: PLR2004
    wanted = sought(request)
    context = {
        "title": "档案搜索",
        "q": wanted,
        "client": client,
        "found": search(user, wanted, client=client, page=page_number) if wanted else None,
        "page": page_number,
    }
    return render(request, "archive/search.html", context)
