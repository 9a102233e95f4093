"""The file of one contract (clause 8)."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from ecosteward.accounts.models import User
from ecosteward.archive.models import ContractFile, Paper, Section, State
from ecosteward.archive.queries.retention import last_day
from ecosteward.archive.services.making import keep, may, unsaved
from ecosteward.archive.services.texts import want_text
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.journal.services import Actor, write


@transaction.atomic
def keep_contract_file(
    actor: Actor, client: Client, contract_id: int, *, name: str, ends_on: dt.date | None
) -> ContractFile:
    """Open a contract's file, or tell it the contract's new name or end; its papers are kept that much longer.

    The room of contracts calls this when a contract is signed, changed, ended or closed.
    """
    may(actor, "contract_file.keep", client)
    found = _file_of(client, contract_id)
    record = found or ContractFile(agency_id=client.agency_id, client=client, contract_id=contract_id)
    record.name, record.ends_on = name, ends_on
    write(actor, "contract_file.changed" if found else "contract_file.opened", record)
    standing = Paper.objects.filter(contract_id=contract_id).exclude(state=State.DESTROYED).select_related("client")
    for paper in standing:
        assert paper.filed_on is not None
        paper.keep_until = last_day(paper, paper.filed_on)
        write(actor, "paper.kept_longer", paper)
    return record


@transaction.atomic
def file_in_contract(
    actor: Actor,
    client: Client,
    contract_id: int,
    section: Section | str,
    file: File,
    *,
    title: str = "",
    dated_on: dt.date | None = None,
    valid_until: dt.date | None = None,
    period: str = "",
    source: str = "",
    reference: str = "",
) -> Paper:
    """File a paper in a section of a contract's own file. The same content there is not filed twice.

    Raises:
        ValueError: no such section.
        ValidationError: the file is another client's.

    """
    may(actor, "contract_paper.file", client)
    where = {"contract_id": contract_id, "section": Section(section)}
    standing = Paper.objects.filter(**where, client=client, state=State.FILED, file__sha256=file.sha256).first()
    if standing:
        return standing
    if _file_of(client, contract_id) is None:
        write(
            actor,
            "contract_file.opened",
            ContractFile(agency_id=client.agency_id, client=client, contract_id=contract_id),
        )
    dates = {"dated_on": dated_on, "valid_until": valid_until, "period": period, "reference": reference}
    paper = unsaved(client, file, title=title, source=source, **where, **dates)
    keep(paper)
    write(actor, "paper.filed", paper)
    want_text(file)
    return paper


@transaction.atomic
def place_in_contract(actor: User, paper: Paper, contract_id: int, section: Section | str) -> None:
    """Put a waiting paper in a section of a contract's own file."""
    may(actor, "paper.place_in_contract", paper)
    if _file_of(paper.client, contract_id) is None:
        raise ValidationError("这份合同还没有建立档案")
    paper.state, paper.contract_id, paper.section = State.FILED, contract_id, Section(section)
    keep(paper)
    write(actor, "paper.placed", paper)


def _file_of(client: Client, contract_id: int) -> ContractFile | None:
    found = ContractFile.objects.filter(contract_id=contract_id).first()
    if found and found.client_id != client.pk:
        raise ValidationError("这份合同不属于这个服务对象")
    return found
