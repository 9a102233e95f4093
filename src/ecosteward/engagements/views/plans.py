"""Planning a contract: the preview, and making it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ecosteward.accounts.door import find
from ecosteward.engagements import queries, services
from ecosteward.engagements.models import Contract, Task
from ecosteward.engagements.views.common import contract_trail, contract_url
from ecosteward.pages.http import person


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what planning would add and withdraw; do it when the person says so."""
    user = person(request)
    contract = find(user, Contract.objects.select_related("client"), pk, "contract.plan")
    if request.method == "POST":
        services.plan(user, contract)
        return redirect(contract_url(contract, "lines"))
    proposal = queries.proposal(contract)
    context = {
        "title": "任务计划预览",
        "contract": contract,
        "proposal": proposal,
        "slots": sorted(proposal.add, key=lambda slot: (slot.planned_on, slot.key)),
        "withdraw": Task.objects.filter(pk__in=[placed.pk for placed in proposal.withdraw]).order_by("planned_on"),
        "trail": contract_trail(contract),
    }
    return render(request, "engagements/plan_preview.html", context)
