"""Contracts with their satisfaction, score and complaints: the list, one contract, the client's tab."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ecosteward.accounts.door import find, visible
from ecosteward.clients.models import Client
from ecosteward.engagements.models import NEVER_SIGNED, Contract, ContractState
from ecosteward.engagements.views.badges import contract_badge
from ecosteward.engagements.views.common import contract_trail
from ecosteward.evaluation import queries
from ecosteward.evaluation.models import Complaint, Improvement, Judge, Satisfaction, Scorecard, Survey
from ecosteward.evaluation.views.badges import (
    card_badge,
    complaint_badge,
    improvement_badge,
    satisfaction_badge,
    survey_badge,
)
from ecosteward.pages.http import person
from ecosteward.pages.lists import Badge, Column, Filters, ListPage


def contract_address(contract: Contract) -> str:
    """Return the page of a contract's evaluation."""
    return reverse("evaluation:contract", args=[contract.pk])


def score_words(row: Any) -> str:
    """Return the score that counts; a self-assessment is marked."""
    if row.scored is None:
        return ""
    return f"{row.scored:f}（自评）" if row.scored_by == Judge.SELF else f"{row.scored:f}"


def _satisfied(row: Any) -> object:
    return satisfaction_badge(row.satisfied) if row.satisfied else ""


def _complaints(row: Any) -> object:
    if row.complaints_late:
        return Badge(f"{row.complaints_open} 件，超期 {row.complaints_late}", "red")
    return row.complaints_open or ""


class EvaluationFilters(Filters):
    state = forms.ChoiceField(label="合同状态", choices=[("", "全部合同"), *ContractState.choices[1:]])
    satisfied = forms.ChoiceField(label="满意度", choices=[("", "全部满意度"), *Satisfaction.choices])


class EvaluationList(ListPage):
    """Contracts with what the client thinks of them."""

    model = Contract
    template_name = "evaluation/list.html"
    title = "服务评价"
    empty = "还没有已签订的合同。合同签订后，可在这里发起满意度调查、填考核评价表"
    begin = ("去看合同", "engagements:contracts")
    filters = EvaluationFilters
    search = ("number", "title", "client__name")
    search_hint = "合同编号、名称、服务对象"
    ordering = ("-starts_on", "-pk")
    columns = (
        Column("合同", lambda row: row.title, sort="title", link=contract_address),
        Column("编号", lambda row: row.number, minor=True),
        Column("服务对象", lambda row: row.client.name, sort="client__name"),
        Column("合同状态", contract_badge, minor=True),
        Column("满意度", _satisfied),
        Column("调查时间", lambda row: row.surveyed_at, sort="surveyed_at", minor=True),
        Column("考核得分", score_words, sort="scored", number=True),
        Column("未办结投诉", _complaints, sort="complaints_open"),
    )

    def rows(self) -> QuerySet[Any]:
        shown = visible(self.user, Contract).exclude(NEVER_SIGNED).select_related("client")
        return queries.standing(shown)

    def context(self) -> dict[str, Any]:
        return {"tab": "contracts", "agency_side": self.user.agency_id is not None}


def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one contract's surveys, tables and complaints."""
    user = person(request)
    rows = visible(user, Contract).exclude(NEVER_SIGNED)
    found = find(user, rows.select_related("client", "agency"), pk)
    surveys = visible(user, Survey).filter(contract=found).select_related("opened_by").order_by("-pk")
    cards = visible(user, Scorecard).filter(contract=found).order_by("-pk")
    complaints = visible(user, Complaint).filter(contract=found).select_related("assignee").order_by("-raised_at")
    improvements = visible(user, Improvement).filter(contract=found).select_related("responsible").order_by("due_on")
    context = {
        "title": found.title,
        "trail": contract_trail(found),
        "contract": found,
        "client": found.client,
        "sheet": queries.sheet(found) if user.agency_id else None,
        "surveys": [(each, survey_badge(each)) for each in surveys],
        "cards": [(each, card_badge(each)) for each in cards],
        "complaints": [(each, complaint_badge(each)) for each in complaints],
        "improvements": [(each, improvement_badge(each)) for each in improvements],
    }
    return render(request, "evaluation/contract.html", context)


def client(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one client's contracts with their evaluation, its complaints and what is being improved for it."""
    user = person(request)
    found = find(user, Client, pk)
    contracts = visible(user, Contract).filter(client=found).exclude(NEVER_SIGNED)
    complaints = visible(user, Complaint).filter(client=found).select_related("assignee", "contract")
    improvements = visible(user, Improvement).filter(client=found).select_related("responsible")
    rows = queries.standing(contracts.select_related("client")).order_by("-starts_on")
    context = {
        "title": found.name,
        "client": found,
        "tab": "evaluation",
        "contracts": [(each, contract_badge(each), _satisfied(each), score_words(each)) for each in rows],
        "complaints": [(each, complaint_badge(each)) for each in complaints.order_by("-raised_at")[:20]],
        "improvements": [(each, improvement_badge(each)) for each in improvements.order_by("state", "due_on")[:20]],
    }
    return render(request, "evaluation/client.html", context)
