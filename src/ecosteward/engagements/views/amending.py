"""Changes of a running contract."""

from typing import Any

from django.utils import timezone

from ecosteward.accounts.door import find
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements import services
from ecosteward.engagements.forms.amendments import AmendLineForm, ExtendForm
from ecosteward.engagements.models import Contract, ServiceLine
from ecosteward.engagements.views.common import OfContract, StepPage, Trail, contract_trail, plan_url, taken
from ecosteward.files.models import File

LEAD = "保存后请在下一页核对计划的增减。变更协议归入合同档案。"


class Extend(OfContract):
    """Move the contract's last day."""

    form_class = ExtendForm
    action = "contract.amend"
    title = "变更合同期限"
    lead = LEAD

    def initial(self) -> dict[str, Any]:
        """Offer the present last day, agreed today."""
        return {"ends_on": self.contract().ends_on, "agreed_on": timezone.localdate()}

    def act(self, form: ExtendForm) -> str:
        """Move it."""
        contract, given = self.contract(), form.cleaned_data
        file = _agreement(self.user, given["agreement"], contract.client)
        services.extend(
            self.user,
            contract,
            given["ends_on"],
            reason=given["reason"],
            agreed_on=given["agreed_on"],
            file=file,
        )
        return plan_url(contract)


class _LinePage(StepPage):
    form_class = AmendLineForm
    lead = LEAD
    wide = True

    def initial(self) -> dict[str, Any]:
        """Offer today."""
        return {"agreed_on": timezone.localdate()}

    def act(self, form: AmendLineForm) -> str:
        """Save the line with its amendment."""
        line, given = form.instance, form.cleaned_data
        file = _agreement(self.user, given["agreement"], line.contract.client)
        services.amend_line(self.user, line, reason=given["reason"], agreed_on=given["agreed_on"], file=file)
        return plan_url(line.contract)

    def trail(self) -> Trail:
        """Lead back to the contract."""
        return contract_trail(self.target().contract)


class NewLine(_LinePage):
    """Add a line to a running contract."""

    title = "合同变更：增加服务"

    def target(self) -> ServiceLine:
        """Return an empty line that begins today."""
        contract = _contract(self.user, self.kwargs["pk"])
        first = max(contract.starts_on, timezone.localdate())
        return ServiceLine(
            agency=contract.agency, client=contract.client, contract=contract, mode=contract.mode, starts_on=first
        )


class AmendLine(_LinePage):
    """Change or end a line of a running contract."""

    title = "合同变更：服务清单项"

    def target(self) -> ServiceLine:
        """Return the line."""
        rows = ServiceLine.objects.select_related("contract__client", "agency", "client")
        line = find(self.user, rows, self.kwargs["pk"])
        _contract(self.user, line.contract_id)
        return line


def _contract(user: User, pk: int) -> Contract:
    return find(user, Contract.objects.select_related("client", "agency"), pk, "contract.amend")


def _agreement(user: User, upload: Any, client: Client) -> File | None:
    return taken(user, [upload], client, shared=True)[0] if upload else None
