"""The archive of one client: the list, its editing, its print, and adding files."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from ecosteward.accounts.door import allowed, find
from ecosteward.accounts.models import Kind, User
from ecosteward.archive import queries
from ecosteward.archive.forms import AddForm, SheetForm
from ecosteward.archive.forms.fields import place_choices
from ecosteward.archive.queries.contracts import contract_files
from ecosteward.archive.queries.inbox import inbox
from ecosteward.archive.services import Place, drop, set_slots
from ecosteward.clients.models import Client
from ecosteward.journal.services import StaleError
from ecosteward.pages.http import person
from ecosteward.pages.views import FormPage


def client(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a client's archive: what waits for a place, the 35 rows, the contracts' files."""
    user = person(request)
    found = find(user, Client.objects.select_related("agency"), pk)
    template = "archive/_sheet.html" if request.headers.get("HX-Target") == "archive" else "archive/client.html"
    return render(request, template, _shown(user, found))


def _shown(user: User, found: Client) -> dict[str, Any]:
    sheet = queries.sheet(found, user)
    files = allowed(user, "paper.file", found)
    return {
        "title": "一企一档",
        "client": found,
        "tab": "archive",
        "sheet": sheet,
        "has_sheet": found.kind == Kind.ENTERPRISE or any(row.papers for row in sheet.rows),
        "waiting": inbox(found, user),
        "contracts": contract_files(found, user),
        "files": files,
        "brings": allowed(user, "paper.bring", found),
        "places": place_choices(found) if files else [],
        "limit": settings.UPLOAD_LIMIT,
    }


def cover(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the list as printed in Appendix E, to print and glue on the cover of the paper archive."""
    user = person(request)
    found = find(user, Client, pk)
    return render(request, "archive/cover.html", {"client": found, "sheet": queries.sheet(found), "title": "存档表"})


class Edit(FormPage):
    """Both columns of the whole list, saved at once."""

    form_class = SheetForm
    template_name = "archive/edit.html"
    title = "登记存档表"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the client, for those who keep its list."""
        self.client = find(person(request), Client, self.kwargs["pk"], "slot.record")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Save the list, or only fill its empty cells for the person to look over."""
        if "fill" not in request.POST:
            return super().post(request, **kwargs)
        form: SheetForm = self._form(request.POST)
        reason, columns = request.POST.get("fill_reason", "").strip(), request.POST.getlist("fill_column")
        if reason and columns:
            form.fill(columns, reason)
        else:
            messages.error(request, "请先写明原因，并勾选要填的列")
        return self._show(form)

    def form_arguments(self) -> dict[str, Any]:
        return {"sheet": queries.sheet(self.client)}

    def context(self) -> dict[str, Any]:
        return {"client": self.client, "tab": "archive"}

    def cancel_url(self) -> str:
        return reverse("archive:client", args=[self.client.pk])

    def save(self, form: SheetForm) -> HttpResponse | str:
        """Save the rows somebody touched, or say which cannot be saved and what others changed."""
        if form.show_conflicts():
            return self._show(form, 409)
        try:
            changed = set_slots(self.user, self.client, form.lines())
        except ValidationError as error:
            form.show_faults(error.message_dict)
            return self._show(form, 422)
        except StaleError as error:
            form.add_error(None, str(error))
            return self._show(form, 409)
        messages.success(self.request, f"已保存 {changed} 行" if changed else "没有改动")
        return self.cancel_url()


class Add(FormPage):
    """Files with what is known of them, for one slot, one contract's section, or the inbox."""

    form_class = AddForm
    title = "添加存档文件"
    submit = "存入"
    wide = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the client, for those who bring it papers."""
        self.client = find(person(request), Client.objects.select_related("agency"), self.kwargs["pk"], "paper.bring")
        return super().dispatch(request, *args, **kwargs)

    def initial(self) -> dict[str, Any]:
        return {"place": self.request.GET.get("place", "")}

    def form_arguments(self) -> dict[str, Any]:
        return {"client": self.client, "filing": allowed(self.user, "paper.file", self.client)}

    def context(self) -> dict[str, Any]:
        return {"client": self.client, "tab": "archive"}

    def cancel_url(self) -> str:
        return reverse("archive:client", args=[self.client.pk])

    def save(self, form: AddForm) -> str:
        """File every upload; one that is refused stops them all."""
        given = dict(form.cleaned_data)
        uploads, place = given.pop("file"), given.pop("place", Place())
        shared = given.pop("shared", True)
        with transaction.atomic():
            for upload in uploads:
                drop(self.user, self.client, upload, place, shared=shared, **given)
        messages.success(self.request, f"已存入 {len(uploads)} 份文件")
        return self.cancel_url()
