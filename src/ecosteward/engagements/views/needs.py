"""Needs assessment: choose the needs, set them against the agency, keep it, make a draft of it."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import find
from ecosteward.clients.models import Client
from ecosteward.engagements import services
from ecosteward.engagements.forms.choices import people_of, services_for
from ecosteward.engagements.forms.needs import AssessForm, Chosen
from ecosteward.engagements.models import Assessment, Contract, ContractState
from ecosteward.engagements.queries.needs import agency_facts, hands
from ecosteward.engagements.views.common import StepPage, Trail, contract_url
from ecosteward.norms.kernel.months import months_later
from ecosteward.pages.http import person


def choose(request: HttpRequest, client: int) -> HttpResponse:
    """Offer the services for the client's kind, and lines for what the standard does not name."""
    found = find(person(request), Client, client, "assessment.make")
    context = {"title": "需求与能力评估", "client": found, "services": services_for(found), "trail": _trail(found)}
    return render(request, "engagements/needs_choose.html", context)


class Assess(StepPage):
    """Set the chosen needs against staff, certificates and load."""

    form_class = AssessForm
    template_name = "engagements/needs_assess.html"
    title = "需求与能力评估"
    submit = "保存评估"

    def client(self) -> Client:
        """Return the client."""
        rows = Client.objects.select_related("agency")
        return find(self.user, rows, self.kwargs["client"], "assessment.make")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Go back to choosing where nothing was chosen."""
        if not self.chosen():
            messages.warning(request, "还没有选需求：请勾选服务，或在“规范之外的需求”里写明")
            return redirect("engagements:needs", self.kwargs["client"])
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Judge again without saving, or save."""
        if "recheck" in request.POST:
            form = self._form(request.POST)
            form.errors.clear()
            return self._show(form)
        return super().post(request, **kwargs)

    def chosen(self) -> list[Chosen]:
        """Return the needs that the first page named in the address."""
        offered = {service.id: service for service in services_for(self.client())}
        picked = [offered[key] for key in self.request.GET.getlist("need") if key in offered]
        free = [line.strip()[:160] for line in self.request.GET.get("other", "").splitlines() if line.strip()]
        return [Chosen(service.name, service.id) for service in picked] + [Chosen(words) for words in free]

    def form_arguments(self) -> dict[str, Any]:
        """Offer the agency's professionals."""
        agency = self.client().agency
        known = hands(agency, timezone.localdate())
        return {"chosen": self.chosen(), "hands": known, "people": people_of(agency).filter(pk__in=known)}

    def initial(self) -> dict[str, Any]:
        """Offer a year from today."""
        today = timezone.localdate()
        ends_on = months_later(today, 12) - dt.timedelta(days=1)
        return {"assessed_on": today, "starts_on": today, "ends_on": ends_on, "load_limit": 20}

    def context(self) -> dict[str, Any]:
        """Add how the agency stands on clauses 4.1 and 4.2."""
        client = self.client()
        facts = agency_facts(client.agency, timezone.localdate())
        return {**super().context(), "client": client, "facts": facts}

    def act(self, form: AssessForm) -> str:
        """Keep it."""
        names = ("assessed_on", "starts_on", "ends_on", "load_limit", "situation", "conclusion")
        facts = {name: form.cleaned_data[name] for name in names}
        made = services.assess(self.user, self.client(), form.wishes(), **facts)
        return reverse("engagements:assessment", args=[made.pk])

    def trail(self) -> Trail:
        """Lead back to the client."""
        return _trail(self.client())


def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one assessment as it was kept."""
    rows = Assessment.objects.select_related("client", "assessed_by", "contract")
    found = find(person(request), rows, pk)
    drafts = Contract.objects.filter(client=found.client, state=ContractState.DRAFT)
    context = {
        "client": found.client,
        "tab": "tasks",
        "assessment": found,
        "needs": found.needs.all(),
        "drafts": drafts if found.contract_id is None else (),
        "trail": _trail(found.client),
    }
    return render(request, "engagements/assessment.html", context)


@require_POST
def convert(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a draft of an assessment, or put its needs into a draft there is."""
    user = person(request)
    rows = Assessment.objects.select_related("client__agency", "agency")
    found = find(user, rows, pk, "assessment.convert")
    number = request.POST.get("contract", "")
    drafts = Contract.objects.filter(client=found.client).select_related("client")
    contract = find(user, drafts, int(number), "contract.change") if number.isdecimal() else None
    return redirect(contract_url(services.convert(user, found, contract), "lines"))


def _trail(client: Client) -> Trail:
    return [(str(client), reverse("engagements:client", args=[client.pk]))]
