"""Handing papers over to the client."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import find, visible
from ecosteward.archive.exports import Extra, Pack, plan
from ecosteward.archive.exports.handover import handover_workbook
from ecosteward.archive.forms import HandoverForm, ReceiptForm
from ecosteward.archive.models import Handover, Paper, Step
from ecosteward.archive.queries.handover import lines, to_hand_over
from ecosteward.archive.services import draft_handover, drop_handover, give, receive, record_receipt
from ecosteward.archive.views.answers import xlsx_answer, zip_answer
from ecosteward.clients.models import Client
from ecosteward.pages.http import person
from ecosteward.pages.lists import Badge, Column, ListPage
from ecosteward.pages.views import FormPage

_COLOURS = {Step.DRAFT: "grey", Step.GIVEN: "amber", Step.RECEIVED: "green"}
_HANDOVERS = Handover.objects.select_related("agency", "client__agency", "giver", "received_by")


class HandoverList(ListPage):
    """Lists of what was handed over."""

    model = Handover
    title = "移交清单"
    parent = ("一企一档", "archive:list")
    empty = "服务结束后，从企业的一企一档里勾选要移交的文件，就会在这里列出移交清单"
    search = ("project", "client__name")
    search_hint = "项目、接收单位"
    columns = (
        Column("项目", lambda row: row.project, link=lambda row: reverse("archive:handover", args=[row.pk])),
        Column("接收单位", lambda row: row.client, sort="client__name"),
        Column("移交人", lambda row: row.giver, minor=True),
        Column("移交日期", lambda row: row.given_on, sort="given_on"),
        Column("接收人", lambda row: row.receiver, minor=True),
        Column("接收日期", lambda row: row.received_on, minor=True),
        Column("状态", lambda row: Badge(row.get_state_display(), _COLOURS[Step(row.state)])),
    )

    def rows(self) -> QuerySet[Any]:
        """Return the lists with who gave them."""
        return visible(self.user, Handover).select_related("client", "giver")


class Draft(FormPage):
    """Ticks the papers to hand over."""

    form_class = HandoverForm
    template_name = "archive/hand_over.html"
    title = "移交文件"
    submit = "拟订移交清单"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the client and what can be handed over."""
        user = person(request)
        self.client = find(user, Client.objects.select_related("agency"), self.kwargs["pk"], "handover.draft")
        self.papers = to_hand_over(self.client, user)
        return super().dispatch(request, *args, **kwargs)

    def form_arguments(self) -> dict[str, Any]:
        return {"papers": self.papers}

    def context(self) -> dict[str, Any]:
        chosen = self.request.POST.getlist("paper")
        return {
            "client": self.client,
            "tab": "archive",
            "members": plan(self.client, self.papers).members,
            "chosen": {int(number) for number in chosen if number.isdecimal()},
            "fresh": self.request.method == "GET",
        }

    def cancel_url(self) -> str:
        return reverse("archive:client", args=[self.client.pk])

    def save(self, form: HandoverForm) -> str:
        given = dict(form.cleaned_data)
        record = draft_handover(self.user, self.client, given.pop("paper"), **given)
        return reverse("archive:handover", args=[record.pk])


def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a list, to read, print and sign."""
    user = person(request)
    record = find(user, _HANDOVERS, pk)
    context = {
        "title": "移交清单",
        "handover": record,
        "client": record.client,
        "tab": "archive",
        "lines": lines(record),
        "receipt": ReceiptForm(),
    }
    return render(request, "archive/handover.html", context)


@require_POST
def give_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign as the one who gives."""
    user = person(request)
    give(user, find(user, _HANDOVERS, pk))
    return redirect("archive:handover", pk)


@require_POST
def drop_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a draft back."""
    user = person(request)
    record = find(user, _HANDOVERS, pk)
    drop_handover(user, record)
    return redirect("archive:client", record.client_id)


class Receive(FormPage):
    """Signs as the receiver, or records who signed on paper."""

    form_class = ReceiptForm
    title = "登记签收"
    submit = "登记"
    lead = "接收人在打印的清单上签字盖章后，在这里登记；纸质清单请扫描归档。"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the list."""
        self.handover = find(person(request), _HANDOVERS, self.kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def cancel_url(self) -> str:
        return reverse("archive:handover", args=[self.handover.pk])

    def save(self, form: ReceiptForm) -> str:
        record_receipt(self.user, self.handover, receiver=form.cleaned_data["receiver"])
        return self.cancel_url()


@require_POST
def receive_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign as the client's own person."""
    user = person(request)
    receive(user, find(user, _HANDOVERS, pk))
    return redirect("archive:handover", pk)


def handover_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the list as Excel."""
    record = find(person(request), _HANDOVERS, pk)
    return xlsx_answer(handover_workbook(record, lines(record)), str(record))


def handover_zip(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Send the papers of a list, with the list."""
    record = find(person(request), _HANDOVERS, pk)
    papers = Paper.objects.filter(handovers__handover=record).select_related("file")
    extra = Extra("移交清单.xlsx", handover_workbook(record, lines(record)))
    return zip_answer(Pack(plan(record.client, papers), [extra]), str(record))
