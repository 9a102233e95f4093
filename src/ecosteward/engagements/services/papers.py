"""The papers of a contract: attached, or their absence explained (clauses 4.3 and 6.2.2)."""

from django.core.exceptions import ValidationError
from django.db import transaction

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.engagements.models import Contract, ContractPaper, PaperKind
from ecosteward.files.models import File
from ecosteward.files.services import share
from ecosteward.journal.services import remove, write


@transaction.atomic
def attach_paper(actor: User, contract: Contract, kind: PaperKind, file: File) -> ContractPaper:
    """Attach a paper to a draft. A reason for its absence given before is withdrawn."""
    require(actor, "contract.change", contract)
    return attach(actor, contract, kind, file)


@transaction.atomic
def waive_paper(actor: User, contract: Contract, kind: PaperKind, *, reason: str) -> ContractPaper:
    """State why a paper is not there. Raises ValidationError without a reason, or where it is there."""
    require(actor, "contract.change", contract)
    if contract.contract_papers.filter(kind=kind).exclude(file=None).exists():
        raise ValidationError(f"已附{PaperKind(kind).label}，不需要说明原因")
    for old in contract.contract_papers.filter(kind=kind):
        remove(actor, "contract_paper.removed", old)
    paper = _paper(contract, kind, reason=reason.strip())
    paper.validate_constraints()
    write(actor, "contract_paper.waived", paper, reason=reason)
    return paper


def remove_paper(actor: User, paper: ContractPaper) -> None:
    """Take a paper, or the reason for its absence, off a draft."""
    require(actor, "contract.change", paper.contract)
    remove(actor, "contract_paper.removed", paper)


def attach(actor: User, contract: Contract, kind: PaperKind, file: File) -> ContractPaper:
    """Attach a paper as part of a step that was allowed already; the client may read it.

    Raises ValidationError for a file of somebody else's.
    """
    if file.agency_id != contract.agency_id or file.client_id not in {None, contract.client_id}:
        raise ValidationError("这份文件属于别的服务对象，不能作为本合同的文件")
    for waived in contract.contract_papers.filter(kind=kind, file=None):
        remove(actor, "contract_paper.removed", waived)
    paper = _paper(contract, kind, file=file)
    write(actor, "contract_paper.attached", paper)
    if not file.shared:
        share(actor, file)
    return paper


def _paper(contract: Contract, kind: PaperKind, *, file: File | None = None, reason: str = "") -> ContractPaper:
    return ContractPaper(
        agency_id=contract.agency_id, client=contract.client, contract=contract, kind=kind, file=file, reason=reason
    )
