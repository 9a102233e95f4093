"""Findings of one client, what is still 待核实, and a park's enterprises by topic."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ecosteward.accounts.door import find, visible
from ecosteward.clients.models import Client
from ecosteward.pages.http import person
from ecosteward.pages.lists import Column, ListPage
from ecosteward.pages.views import FormPage
from ecosteward.standard import queries as standard
from ecosteward.survey import services
from ecosteward.survey.forms import ResolveForm
from ecosteward.survey.models import UNCLOSED, Answer, Finding, FindingState, Verdict, Visit
from ecosteward.survey.queries.findings import tally
from ecosteward.survey.queries.heat import heat
from ecosteward.survey.queries.visits import unsure, with_raised

_RECENT = 10
_MOST = 30
# What the page shows of each, the client being known: a page of rows read whole costs more than finding them.
_OF_FINDING = ("number", "edition", "topic_id", "place", "text", "severity", "state", "recurrences", "due_on")
_OF_CLOSED, _OF_VOIDED = (*_OF_FINDING, "look_back_on"), (*_OF_FINDING, "void_reason")
_OF_VISIT = ("kind", "number", "state", "planned_on", "started_at")
_OF_ANSWER = ("note", "item_id", "visit__number")


def client_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one client's findings by topic with their numbers."""
    user = person(request)
    client = find(user, Client.objects.select_related("agency", "organisation"), pk)
    rows = visible(user, Finding).filter(client=client)
    visits, answers = visible(user, Visit).filter(client=client), visible(user, Answer).filter(client=client)
    numbers = tally(rows)
    topics = [(topic, numbers.by_topic.get(topic.id, 0)) for topic in standard.survey_topics()]
    most = max((number for _, number in topics), default=0) or 1
    context = {
        "title": "问题整改",
        "client": client,
        "tab": "findings",
        "tally": numbers,
        "topics": [(topic, number, 100 * number // most) for topic, number in topics if number],
        "open": rows.filter(UNCLOSED).order_by("due_on", "pk").only(*_OF_FINDING)[:_MOST],
        "closed": _newest(rows.filter(state=FindingState.CLOSED), "closed_on").only(*_OF_CLOSED)[:_RECENT],
        "voided": _newest(rows.filter(state=FindingState.VOIDED), "voided_on").only(*_OF_VOIDED)[:_RECENT],
        "visits": _newest(with_raised(visits), "planned_on").only(*_OF_VISIT)[:_RECENT],
        "unsure": unsure(answers).select_related(None).select_related("visit").only(*_OF_ANSWER)[:_MOST],
    }
    return render(request, "survey/client.html", context)


def _newest(rows: QuerySet[Any], day: str) -> QuerySet[Any]:
    return rows.order_by(f"-{day}", "-pk")


def _item(row: Answer) -> str:
    return standard.survey_item(row.item_id, row.visit.edition).text


class UnsureList(ListPage):
    """Items that were 待核实 when their visit was handed in, until somebody resolves them."""

    model = Answer
    title = "待核实事项"
    parent = ("现场检查", "survey:visits")
    empty = "没有待核实的事项。检查中判为待核实的项目，提交后列在这里，直到核实"
    columns = (
        Column("检查项", _item, link=lambda row: reverse("survey:resolve", args=[row.pk])),
        Column("情况", lambda row: row.note),
        Column("服务对象", lambda row: row.client.name, sort="client__name"),
        Column("检查", lambda row: row.visit.number, link=lambda row: reverse("survey:visit", args=[row.visit_id])),
        Column("检查日期", lambda row: row.visit.day, sort="visit__started_at"),
        Column("记录人", lambda row: row.answered_by.name, minor=True),
    )
    search = ("client__name", "note", "visit__number")
    search_hint = "服务对象、情况、检查编号"
    ordering = ("visit__started_at", "item_id")

    def rows(self) -> QuerySet[Any]:
        return unsure(super().rows())


class Resolve(FormPage):
    form_class = ResolveForm
    title = "核实检查项"
    submit = "核实"

    def target(self) -> Answer:
        rows = Answer.objects.select_related("client", "agency", "visit")
        return find(self.user, rows, self.kwargs["pk"], "answer.resolve")

    def context(self) -> dict[str, Any]:
        answer = self.target()
        seen = f"检查时：{answer.note}" if answer.note else "检查时没有写情况"
        return {"lead": f"{answer.client.name} · {answer.visit.number} · {_item(answer)}。{seen}"}

    def cancel_url(self) -> str:
        return reverse("survey:unsure")

    def save(self, form: ResolveForm) -> str:
        given = form.cleaned_data
        found = services.resolve(self.user, self.target(), Verdict(given["verdict"]), given["note"], given["photos"])
        return reverse("survey:finding", args=[found.pk]) if found else self.cancel_url()


def heat_page(request: HttpRequest) -> HttpResponse:
    """Show a park's or an office's enterprises by topic."""
    user = person(request)
    table = heat(visible(user, Finding))
    return render(request, "survey/heat.html", {"title": "企业问题分布", "heat": table})
