"""One paper: what is known of it, its place, its versions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import allowed, find
from ecosteward.archive.forms import DiscardForm, PaperForm, ReplaceForm
from ecosteward.archive.forms.fields import chosen_place, place_choices
from ecosteward.archive.models import Paper
from ecosteward.archive.queries.papers import place_name, text_layer, versions
from ecosteward.archive.services import change, discard, place, place_in_contract, replace, show
from ecosteward.clients.models import Client
from ecosteward.files.services import take
from ecosteward.pages.http import back, person
from ecosteward.pages.views import FormPage

_PAPERS = Paper.objects.select_related("client__agency", "file__brought_by", "replaced_by")


def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is known of a paper, its versions and its history."""
    user = person(request)
    found = find(user, _PAPERS, pk)
    context = {
        "title": found.title,
        "paper": found,
        "client": found.client,
        "tab": "archive",
        "place": place_name(found),
        "layer": text_layer(found),
        "versions": versions(found, user),
        "places": place_choices(found.client) if allowed(user, "paper.place", found) else [],
    }
    return render(request, "archive/paper.html", context)


@require_POST
def place_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a paper where the person chose."""
    user = person(request)
    found = find(user, _PAPERS, pk)
    try:
        chosen = chosen_place(request.POST.get("place", ""))
        if chosen.contract_id:
            place_in_contract(user, found, chosen.contract_id, chosen.section)
        else:
            place(user, found, chosen.slot_id)
        messages.success(request, f"「{found.title}」已归入 {place_name(found)}")
    except ValidationError as error:
        messages.error(request, f"「{found.title}」{' '.join(error.messages)}")
    except (LookupError, ValueError):
        messages.error(request, "请先选择要归入的存档项")
    return back(request, reverse("archive:client", args=[found.client_id]))


@require_POST
def show_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the client side see a paper, or not any more."""
    found = find(person(request), _PAPERS, pk)
    show(person(request), found, shared=request.POST.get("shared") == "yes")
    return back(request, found.get_absolute_url())


class PaperPage(FormPage):
    """A form about one paper."""

    action = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the paper, for those who may do this to it."""
        self.paper: Paper = find(person(request), _PAPERS, self.kwargs["pk"], self.action)
        return super().dispatch(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        return {"client": self.paper.client, "tab": "archive"}

    def cancel_url(self) -> str:
        return self.paper.get_absolute_url()


class Change(PaperPage):
    form_class = PaperForm
    title = "修改存档信息"
    action = "paper.change"

    def target(self) -> Paper:
        return self.paper

    def save(self, form: PaperForm) -> str:
        change(self.user, form.instance)
        return self.cancel_url()


class Replace(PaperPage):
    form_class = ReplaceForm
    title = "替换为新版本"
    lead = "原文件不会删除，标为“已被替换”继续保存到期满。"
    submit = "替换"
    action = "paper.replace"

    def initial(self) -> dict[str, Any]:
        return {"title": self.paper.title, "period": self.paper.period}

    def save(self, form: ReplaceForm) -> str:
        client: Client = self.paper.client
        given = dict(form.cleaned_data)
        with transaction.atomic():
            upload = given.pop("file")
            file = take(self.user, upload, agency=client.agency, client_id=client.pk, shared=self.paper.file.shared)
            return replace(self.user, self.paper, file, **given).get_absolute_url()


class Discard(PaperPage):
    form_class = DiscardForm
    title = "退回待归位资料"
    lead = "这份资料还没有归档，退回后从待归位中移除，日志中保留记录。"
    submit = "退回"
    action = "paper.discard"

    def save(self, form: DiscardForm) -> str:
        discard(self.user, self.paper, reason=form.cleaned_data["reason"])
        return reverse("archive:client", args=[self.paper.client_id])
