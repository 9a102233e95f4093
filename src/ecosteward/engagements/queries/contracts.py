import datetime as dt

from ecosteward.accounts.models import Kind, Organisation
from ecosteward.engagements.models import Contract
from ecosteward.engagements.rules.signing import Draft, Missing, missing


def suggest_number(agency: Organisation, today: dt.date) -> str:
    """Return the agency's next free contract number of the year: HT2026-007."""
    head = f"HT{today.year}-"
    taken = Contract.objects.filter(agency=agency, number__startswith=head).values_list("number", flat=True)
    counted = [int(tail) for number in taken if (tail := number.removeprefix(head)).isdecimal()]
    return f"{head}{max(counted, default=0) + 1:03d}"


def draft_facts(contract: Contract) -> Draft:
    """Return what signing looks at."""
    return Draft(
        park=contract.client.kind == Kind.PARK,
        lines=contract.lines.count(),
        papers=frozenset(contract.contract_papers.values_list("kind", flat=True)),
        quality_lead=contract.quality_lead_id is not None,
        team=contract.team.count(),
        acceptance_method=contract.acceptance_method,
        assessed=contract.assessments.exists(),
    )


def lacking(contract: Contract) -> list[Missing]:
    """Return what keeps a draft from being signed."""
    return missing(draft_facts(contract))
