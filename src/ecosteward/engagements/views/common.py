"""What this room's pages share: steps that take files, and the way back to the contract."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File as Content
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from ecosteward.accounts.door import find
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Contract
from ecosteward.files.models import File
from ecosteward.files.services import take
from ecosteward.journal.services import StaleError
from ecosteward.pages.forms import RecordForm
from ecosteward.pages.views import FormPage

Trail = list[tuple[str, str]]


class StepPage(FormPage):
    """A form that takes one step: all of it is done, or nothing. A subclass gives `act` and `trail`."""

    template_name = "engagements/form.html"

    def act(self, form: Any) -> HttpResponse | str:
        """Take the step and return the next page."""
        raise NotImplementedError

    def trail(self) -> Trail:
        """Return the pages above this one: (words, address)."""
        return []

    def save(self, form: Any) -> HttpResponse | str:
        """Take the step in one transaction; tell the person where somebody else was quicker."""
        try:
            with transaction.atomic():
                return self.act(form)
        except StaleError as stale:
            if isinstance(form, RecordForm):
                raise
            raise ValidationError("刚刚有人办理了同一条记录，请返回上一页看看现在的情况再继续") from stale

    def context(self) -> dict[str, Any]:
        """Add the way back."""
        return {"trail": self.trail()}

    def cancel_url(self) -> str:
        """Return the page right above."""
        trail = self.trail()
        return trail[-1][1] if trail else super().cancel_url()


class OfContract(StepPage):
    """A step on the contract of the address."""

    action = "contract.change"

    def contract(self) -> Contract:
        """Return the contract, if the person may take the step."""
        rows = Contract.objects.select_related("client__agency", "agency")
        return find(self.user, rows, self.kwargs["pk"], self.action)

    def trail(self) -> Trail:
        """Lead back to the contract."""
        return contract_trail(self.contract())


def taken(user: User, uploads: Iterable[Content[bytes]], client: Client, *, shared: bool = False) -> list[File]:
    """Keep what was uploaded for a client. Raises ValidationError for a file that is refused."""
    return [take(user, upload, agency=client.agency, client_id=client.pk, shared=shared) for upload in uploads]


def contract_trail(contract: Contract) -> Trail:
    """Return the way from a client's page to a contract's."""
    return [
        (str(contract.client), reverse("engagements:client", args=[contract.client_id])),
        (contract.number, contract_url(contract)),
    ]


def contract_url(contract: Contract, part: str = "") -> str:
    """Return the address of a contract's page, or of a part of it."""
    address = reverse("engagements:contract", args=[contract.pk])
    return f"{address}#{part}" if part else address


def plan_url(contract: Contract) -> str:
    """Return the address where a contract's plan is previewed."""
    return reverse("engagements:plan", args=[contract.pk])
