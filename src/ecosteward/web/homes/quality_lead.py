"""Documents waiting for sign-off, what was sent back, open complaints."""

from django.urls import reverse

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.pages.lists import Badge
from ecosteward.web.homes.shape import Home, Todo, group


def home(user: User) -> Home:
    """Return a quality lead's home."""
    rows = visible(user, Document).filter(state=DocumentState.REVIEW).select_related("client").order_by("pk")
    waiting = group("待审签成果", rows, _document, empty="没有等待审签的成果", more=reverse("deliverables:list"))
    return Home(groups=(waiting,))


def _document(document: Document) -> Todo:
    url = reverse("deliverables:document", args=[document.pk])
    return Todo(document.title, document.client.name, url, Badge("待审签", "amber", "signature"), "审签")
