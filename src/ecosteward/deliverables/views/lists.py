"""The register of results (clause 7), of all clients and of one."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import allowed, find, visible
from ecosteward.accounts.models import Kind, Role
from ecosteward.clients.models import Client
from ecosteward.deliverables.models import Category, Document, DocumentState
from ecosteward.deliverables.views.badges import state_badge
from ecosteward.pages.http import person
from ecosteward.pages.lists import Column, Filters, ListPage

_UNSEEN = {DocumentState.DRAFT, DocumentState.REVIEW, DocumentState.RETURNED, DocumentState.SIGNED}


def _address(document: Document) -> str:
    return reverse("deliverables:document", args=[document.pk])


class DocumentFilters(Filters):
    category = forms.ChoiceField(label="成果类别", choices=[("", "全部类别"), *Category.choices])
    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *DocumentState.choices])
    client = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state = self.fields["state"]
        if self.user.organisation.kind != Kind.AGENCY:
            assert isinstance(state, forms.ChoiceField)
            state.choices = [("", "全部状态"), *(each for each in DocumentState.choices if each[0] not in _UNSEEN)]


class DocumentList(ListPage):
    """Every result the person may see."""

    model = Document
    title = "服务成果"
    empty = "还没有服务成果。检查、任务做完后，在这里起草报告或登记成果文件"
    columns = (
        Column("编号", lambda row: row.number, sort="number", link=_address, clip="short"),
        Column("题名", lambda row: row.title, link=_address),
        Column("服务对象", lambda row: row.client.name, sort="client__name", clip="short"),
        Column("成果类别", lambda row: row.get_category_display(), sort="category", minor=True),
        Column("状态", state_badge, sort="state"),
        Column("编制人", lambda row: row.author.name, minor=True),
        Column(
            "审签日期", lambda row: row.signed_at and timezone.localdate(row.signed_at), sort="signed_at", minor=True
        ),
        Column("签收", lambda row: row.received_by, minor=True),
    )
    filters = DocumentFilters
    search = ("number", "title", "client__name")
    search_hint = "编号、题名、服务对象"
    ordering = ("-created_at", "-pk")

    def rows(self) -> QuerySet[Any]:
        """Return the documents with what the columns read."""
        return visible(self.user, Document).select_related("client", "author").defer("facts")

    def context(self) -> dict[str, Any]:
        """Offer to begin a document, and the director the templates."""
        if self.user.organisation.kind != Kind.AGENCY:
            return {}
        actions = [("新建成果", reverse("deliverables:new"), "plus")]
        if self.user.has(Role.DIRECTOR):
            actions.append(("文档模板", reverse("deliverables:templates"), "template"))
        return {"actions": actions}


def client_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one client's results by category."""
    user = person(request)
    client = find(user, Client.objects.select_related("agency"), pk)
    documents = list(
        visible(user, Document).filter(client=client).select_related("author").defer("facts").order_by("-created_at")
    )
    groups = [(category, [each for each in documents if each.category == category.value]) for category in Category]
    context = {
        "title": "服务成果",
        "client": client,
        "tab": "documents",
        "groups": [(category, rows) for category, rows in groups if rows],
        "empty": [category.label for category, rows in groups if not rows],
        "drafts": allowed(user, "document.draft", client),
    }
    return render(request, "deliverables/client.html", context)
