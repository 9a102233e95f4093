"""Documents that wait for whoever wrote them, or for who leads the service."""

from django.db.models import Q
from django.urls import reverse

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import Role, User
from ecosteward.deliverables.models import Category, Document, DocumentState
from ecosteward.pages.lists import Badge
from ecosteward.web.homes.shape import Group, Todo, group

_READ = ("title", "number", "client__name")


def returned_documents(user: User) -> Group:
    """Return the documents this person wrote that the quality lead sent back."""
    rows = (
        visible(user, Document)
        .filter(author=user, state=DocumentState.RETURNED)
        .select_related("client")
        .only(*_READ)
        .order_by("-updated_at", "-pk")
    )
    return group("被退回的成果", rows, _mend, empty="没有被退回的成果", more=reverse("deliverables:list"))


def _mend(document: Document) -> Todo:
    url = reverse("deliverables:document", args=[document.pk])
    badge = Badge("已退回", "amber", "arrow-back-up")
    return Todo(f"{document.title} {document.number}", document.client.name, url, badge, "修改")


def signed_documents(user: User) -> Group:
    """Return the results signed off and not delivered yet: one's own, a project lead's all.

    Process files are left out: they belong to the contract's file, and need not go to the client.
    """
    mine = Q() if user.has(Role.PROJECT_LEAD) else Q(author=user)
    rows = visible(user, Document).filter(mine, state=DocumentState.SIGNED).exclude(category=Category.PROCESS)
    more = f"{reverse('deliverables:list')}?state={DocumentState.SIGNED}"
    rows = rows.select_related("client").only(*_READ).order_by("signed_at", "pk")
    return group("待交付的成果", rows, _deliver, empty="审签过的成果都已交付", more=more)


def _deliver(document: Document) -> Todo:
    url = reverse("deliverables:document", args=[document.pk])
    return Todo(f"{document.title} {document.number}", document.client.name, url, Badge("已审签", "blue"), "交付")
