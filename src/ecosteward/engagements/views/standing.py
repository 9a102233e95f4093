"""Steps on a contract as a whole: sign, close, end."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import find
from ecosteward.engagements import queries, services
from ecosteward.engagements.forms.contracts import EndForm, SignForm
from ecosteward.engagements.models import Contract, ContractState
from ecosteward.engagements.views.common import OfContract, contract_url, taken
from ecosteward.pages.http import person


class Sign(OfContract):
    """Sign a draft. What is missing is listed with its place before anything is asked."""

    form_class = SignForm
    action = "contract.sign"
    template_name = "engagements/sign.html"
    title = "签订合同"
    submit = "确认签订"

    def initial(self) -> dict[str, Any]:
        """Offer today."""
        return {"signed_on": timezone.localdate()}

    def context(self) -> dict[str, Any]:
        """List what is missing."""
        contract = self.contract()
        return {**super().context(), "contract": contract, "lacking": queries.lacking(contract)}

    def act(self, form: SignForm) -> str:
        """Sign."""
        contract, given = self.contract(), form.cleaned_data
        files = taken(self.user, given["uploads"], contract.client, shared=True)
        services.sign_contract(self.user, contract, signed_on=given["signed_on"], files=files)
        return contract_url(contract)


class End(OfContract):
    """End a contract before its time."""

    form_class = EndForm
    action = "contract.end"
    title = "解除合同"
    submit = "解除"
    lead = "解除后，未完成的任务一并取消，已有的记录和资料保留。"

    def context(self) -> dict[str, Any]:
        """Call the end of a draft what it is."""
        told = super().context()
        if self.contract().state != ContractState.DRAFT:
            return told
        return {
            **told,
            "title": "放弃草稿",
            "submit": "放弃",
            "lead": "放弃后不能再签订，草稿和评估仍可查看；需要时重新拟订。",
        }

    def act(self, form: EndForm) -> str:
        """End it."""
        contract = self.contract()
        services.end_contract(self.user, contract, reason=form.cleaned_data["reason"])
        return contract_url(contract)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an accepted contract."""
    contract = find(person(request), Contract.objects.select_related("client"), pk, "contract.close")
    services.close_contract(person(request), contract)
    return redirect(contract_url(contract))
