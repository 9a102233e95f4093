"""One paper: what is known of it, its place, its versions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import allowed, find, visible
from ecosteward.accounts.models import Kind, User
from ecosteward.archive.forms import DiscardForm, HandToForm, PaperForm, ReplaceForm
from ecosteward.archive.forms.fields import chosen_place, place_choices
from ecosteward.archive.models import Paper, State
from ecosteward.archive.queries.papers import place_name, text_layer, versions
from ecosteward.archive.services import Place, change, discard, hand_to, place, place_in_contract, replace, show
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
    _place(request, found)
    return back(request, reverse("archive:client", args=[found.client_id]))


def _place(request: HttpRequest, *papers: Paper) -> None:
    """Put papers where the person chose, and say in one sentence how many went there and in one each why not."""
    user, placed = person(request), []
    for paper in papers:
        try:
            _put(user, paper, chosen_place(request.POST.get("place", "")))
        except ValidationError as error:
            messages.error(request, f"「{paper.title}」{' '.join(error.messages)}")
        except (LookupError, ValueError):
            messages.error(request, "请先选择要归入的存档项")
            return
        else:
            placed.append(paper)
    if placed:
        what = f"「{placed[0].title}」" if len(placed) == 1 else f"{len(placed)} 份资料"
        messages.success(request, f"{what}已归入 {place_name(placed[0])}")


def _put(user: User, paper: Paper, chosen: Place) -> None:
    if chosen.contract_id:
        place_in_contract(user, paper, chosen.contract_id, chosen.section)
    else:
        place(user, paper, chosen.slot_id)


@require_POST
def place_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Put all ticked papers of a client's inbox where the person chose; what cannot go stays and says why."""
    user = person(request)
    client = find(user, Client, pk, "paper.file")
    ticked = [int(number) for number in request.POST.getlist("paper") if number.isdecimal()]
    _place(request, *visible(user, _PAPERS.filter(client=client, state=State.INBOX, pk__in=ticked)))
    return back(request, reverse("archive:client", args=[pk]))


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


class HandTo(PaperPage):
    form_class = HandToForm
    title = "改归其他服务对象"
    lead = "文件归错了企业时使用：改归后原企业不再看到它，归档日期和保存期限不变，两边的日志都有记录。"
    submit = "改归"
    action = "paper.hand_to"

    def form_arguments(self) -> dict[str, Any]:
        others = visible(self.user, Client.objects.filter(agency=self.paper.client.agency, kind=Kind.ENTERPRISE))
        return {"clients": others.exclude(pk=self.paper.client_id).order_by("name")}

    def save(self, form: HandToForm) -> str:
        hand_to(self.user, self.paper, form.cleaned_data["client"], reason=form.cleaned_data["reason"])
        return self.cancel_url()
