"""Contracts: the list, one contract's page, its particulars."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import allowed, find, visible
from ecosteward.clients.models import Client
from ecosteward.engagements import queries, services
from ecosteward.engagements.forms.contracts import ClientForm, ContractForm
from ecosteward.engagements.models import Contract, ContractState, Mode, PaperKind
from ecosteward.engagements.permissions import LEADING
from ecosteward.engagements.queries.timeline import NOTE
from ecosteward.engagements.services.contracts import save_draft
from ecosteward.engagements.views.badges import contract_badge, notice_badge
from ecosteward.engagements.views.common import StepPage, Trail, contract_trail, contract_url
from ecosteward.norms.kernel.months import months_later
from ecosteward.pages.http import person
from ecosteward.pages.lists import Column, Filters, ListPage


class ContractFilters(Filters):
    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *ContractState.choices])
    mode = forms.ChoiceField(label="服务方式", choices=[("", "全部方式"), *Mode.choices])


class ContractList(ListPage):
    model = Contract
    title = "合同"
    empty = "还没有合同"
    columns = (
        Column("合同编号", lambda row: row.number, sort="number", link=contract_url),
        Column("合同名称", lambda row: row.title, link=contract_url),
        Column(
            "服务对象",
            lambda row: row.client.name,
            sort="client__name",
            link=lambda row: reverse("engagements:client", args=[row.client_id]),
        ),
        Column("状态", contract_badge, sort="state"),
        Column(
            "完成", lambda row: f"{queries.progress_read(row).done}/{queries.progress_read(row).total}", number=True
        ),
        Column("超期", lambda row: queries.progress_read(row).overdue or None, number=True, minor=True),
        Column("待验收", lambda row: queries.progress_read(row).submitted or None, number=True, minor=True),
        Column("服务开始", lambda row: row.starts_on, sort="starts_on", minor=True),
        Column("服务结束", lambda row: row.ends_on, sort="ends_on"),
        Column("项目负责人", lambda row: row.project_lead.name, minor=True),
    )
    filters = ContractFilters
    search = ("number", "title", "client__name")
    search_hint = "编号、名称、服务对象"
    ordering = ("-starts_on", "-pk")

    def context(self) -> dict[str, Any]:
        """Lead to a new draft, for those who may make one, and to the notices."""
        notices = ("通报", reverse("engagements:notices"), "bell")
        new = ("拟订合同", reverse("engagements:new"), "file-plus")
        leads = self.user.agency_id is not None and self.user.has(*LEADING)
        return {"actions": [new, notices] if leads else [notices]}

    def rows(self) -> QuerySet[Any]:
        """Join what the columns read."""
        rows = visible(self.user, Contract).select_related("client", "project_lead")
        return rows.prefetch_related(queries.counted())


def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one contract: timeline, lines with their progress, team, papers, notices, acceptance."""
    user = person(request)
    found = find(user, Contract.objects.select_related("client", "agency", "project_lead", "quality_lead"), pk)
    draft = found.state == ContractState.DRAFT
    context = {
        "contract": found,
        "client": found.client,
        "tab": "tasks",
        "badge_of_contract": contract_badge(found),
        "progress": queries.progress(found),
        "milestones": queries.timeline(found),
        "timeline_note": NOTE,
        "lacking": queries.lacking(found) if draft and allowed(user, "contract.change", found) else [],
        "team": found.team.select_related("person"),
        "papers": _papers(found),
        "amendments": found.amendments.select_related("file"),
        "acceptances": found.acceptances.prefetch_related("files"),
        "notices": [(each, notice_badge(each)) for each in found.notices.select_related("sent_by")[:20]],
    }
    return render(request, "engagements/contract.html", context)


def _papers(found: Contract) -> list[tuple[PaperKind, list[Any]]]:
    papers = list(found.contract_papers.select_related("file"))
    kinds = [PaperKind.CONTRACT, PaperKind.ANNEX, PaperKind.CONFIDENTIALITY, PaperKind.OTHER]
    if any(paper.kind == PaperKind.AMENDMENT for paper in papers):
        kinds.insert(3, PaperKind.AMENDMENT)
    return [(kind, [paper for paper in papers if paper.kind == kind]) for kind in kinds]


class New(StepPage):
    """Choose for whom a contract is drafted."""

    form_class = ClientForm
    title = "拟订合同"
    submit = "下一步"

    def form_arguments(self) -> dict[str, Any]:
        """Offer the clients the person serves."""
        return {"clients": visible(self.user, Client).filter(agency=self.user.organisation).order_by("name")}

    def act(self, form: ClientForm) -> str:
        """Go on to the draft."""
        return reverse("engagements:draft", args=[form.cleaned_data["client"].pk])

    def trail(self) -> Trail:
        """Lead back to the list."""
        return [("合同", reverse("engagements:contracts"))]


class Draft(StepPage):
    """Draft a contract for a client."""

    form_class = ContractForm
    title = "拟订合同"
    submit = "保存草稿"
    wide = True

    def client(self) -> Client:
        """Return the client, if the person may draft for it."""
        return find(self.user, Client.objects.select_related("agency"), self.kwargs["client"], "contract.draft")

    def target(self) -> Contract:
        """Return a contract with what can be guessed."""
        client, today = self.client(), timezone.localdate()
        return Contract(
            agency=client.agency,
            client=client,
            number=queries.suggest_number(client.agency, today),
            title=f"{client.name}环保管家服务合同"[:160],
            starts_on=today,
            ends_on=months_later(today, 12) - dt.timedelta(days=1),
            project_lead=self.user,
        )

    def act(self, form: ContractForm) -> str:
        """Save the draft."""
        return contract_url(save_draft(self.user, form.instance))

    def trail(self) -> Trail:
        """Lead back to the client."""
        client = self.client()
        return [(str(client), reverse("engagements:client", args=[client.pk]))]


class Change(StepPage):
    """Change the particulars of a draft."""

    form_class = ContractForm
    title = "修改合同"
    wide = True

    def target(self) -> Contract:
        """Return the draft."""
        return find(
            self.user, Contract.objects.select_related("client", "agency"), self.kwargs["pk"], "contract.change"
        )

    def act(self, form: ContractForm) -> str:
        """Save it."""
        services.change_contract(self.user, form.instance)
        return contract_url(form.instance)

    def trail(self) -> Trail:
        """Lead back to the contract."""
        return contract_trail(self.target())
