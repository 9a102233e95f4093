"""Who a document is between, and under which contract."""

from ecosteward.clients.models import Client
from ecosteward.deliverables.kinds.base import Party
from ecosteward.deliverables.kinds.common import ContractFacts
from ecosteward.deliverables.models import Document
from ecosteward.standard import queries as standard

OPEN_POINT = "【待补】"


def agency(document: Document) -> Party:
    """Return the agency as papers name it."""
    found = document.agency
    return Party(found.name, found.credit_code, found.address, found.phone)


def client(document: Document) -> Party:
    """Return the client as papers name it: its site before its registered address."""
    return party(document.client)


def party(found: Client) -> Party:
    """Return a client as papers name it."""
    organisation = found.organisation
    return Party(found.name, organisation.credit_code, found.site or organisation.address, organisation.phone)


def contract(document: Document) -> ContractFacts:
    """Return the contract, or blanks where the document has none."""
    found = document.contract
    if found is None:
        return ContractFacts("", "", None, None, "", "")
    lead = found.quality_lead.name if found.quality_lead else OPEN_POINT
    return ContractFacts(found.number, found.title, found.starts_on, found.ends_on, found.project_lead.name, lead)


def edition(name: str) -> str:
    """Return a standard's edition as papers cite it."""
    return f"《{standard.edition(name).title}》"
