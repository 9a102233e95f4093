"""A contract's life: drafted, signed, closed or ended."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.archive.models import Section
from ecosteward.archive.services import file_in_contract, keep_contract_file
from ecosteward.clients.models import Client, Stage
from ecosteward.clients.services import assign, set_stage
from ecosteward.engagements import queries
from ecosteward.engagements.models import Contract, ContractState, PaperKind, TaskState
from ecosteward.engagements.rules.signing import missing
from ecosteward.engagements.services.papers import attach
from ecosteward.engagements.services.team import add_member
from ecosteward.files.models import File
from ecosteward.journal.services import write
from ecosteward.standard.queries import EDITION


@transaction.atomic
def draft_contract(
    actor: User,
    client: Client,
    *,
    title: str,
    starts_on: dt.date,
    ends_on: dt.date,
    number: str = "",
    project_lead: User | None = None,
    quality_lead: User | None = None,
    **facts: Any,
) -> Contract:
    """Draft a contract with its project lead as first of the team.

    `facts`: amount (CNY), mode, acceptance_method. Without a number the next free one is taken; without a project
    lead it is the actor.

    Raises:
        ValidationError: the number is taken, or the term ends before it starts.

    """
    require(actor, "contract.draft", client)
    contract = Contract(
        agency=client.agency,
        client=client,
        number=number.strip() or queries.suggest_number(client.agency, timezone.localdate()),
        title=title,
        edition=EDITION,
        starts_on=starts_on,
        ends_on=ends_on,
        project_lead=project_lead or actor,
        quality_lead=quality_lead,
        **facts,
    )
    return save_draft(actor, contract)


@transaction.atomic
def save_draft(actor: User, contract: Contract) -> Contract:
    """Save a new draft, as a form fills it. Raises ValidationError."""
    require(actor, "contract.draft", contract.client)
    contract.edition, contract.state = EDITION, ContractState.DRAFT
    contract.validate_constraints()
    write(actor, "contract.drafted", contract)
    add_member(actor, contract, contract.project_lead, duty="项目负责人")
    return contract


def change_contract(actor: User, contract: Contract) -> None:
    """Save changed particulars of a draft. Raises ValidationError."""
    require(actor, "contract.change", contract)
    contract.validate_constraints()
    write(actor, "contract.changed", contract)


@transaction.atomic
def sign_contract(actor: User, contract: Contract, *, signed_on: dt.date, files: Sequence[File] = ()) -> None:
    """Put a contract in force: it runs, the client is 服务中, its team serves it, its papers go to the contract's file.

    `files` are the signed texts, added to the papers attached before.

    Raises:
        ValidationError: something is missing (one message each), or the day has not come yet.

    """
    require(actor, "contract.sign", contract)
    if signed_on > timezone.localdate():
        raise ValidationError({"signed_on": "签订日期不能晚于今天"})
    for file in files:
        attach(actor, contract, PaperKind.CONTRACT, file)
    if faults := missing(queries.draft_facts(contract)):
        raise ValidationError([f"{fault.words}（规范 {fault.clause}）" for fault in faults])
    contract.state, contract.signed_on = ContractState.RUNNING, signed_on
    write(actor, "contract.signed", contract)
    if contract.client.stage != Stage.SERVED:
        set_stage(actor, contract.client, Stage.SERVED)
    for member in contract.team.select_related("person", "client"):
        assign(actor, contract.client, member.person)
    keep_file(actor, contract)
    _file_papers(actor, contract, signed_on)


@transaction.atomic
def close_contract(actor: User, contract: Contract) -> None:
    """Close an accepted contract once its papers are in the archive."""
    require(actor, "contract.close", contract)
    contract.state, contract.finished_on = ContractState.CLOSED, timezone.localdate()
    write(actor, "contract.closed", contract)
    keep_file(actor, contract)


@transaction.atomic
def end_contract(actor: User, contract: Contract, *, reason: str) -> None:
    """End a contract before its time. Its open tasks are cancelled; what was done stays."""
    require(actor, "contract.end", contract)
    if not reason.strip():
        raise ValidationError({"reason": "请写明解除原因"})
    contract.state, contract.finished_on, contract.end_reason = ContractState.ENDED, timezone.localdate(), reason
    write(actor, "contract.given_up" if contract.is_given_up else "contract.ended", contract, reason=reason)
    for task in contract.tasks.filter(state__in=[TaskState.PLANNED, TaskState.DOING, TaskState.SUBMITTED]):
        task.state, task.reason = TaskState.CANCELLED, f"合同解除：{reason}"
        write(actor, "task.cancelled", task, reason=task.reason)
    if contract.signed_on:
        keep_file(actor, contract)


def keep_file(actor: User, contract: Contract) -> None:
    """Tell the archive what the contract is called and when it ends, as part of a step that was allowed already."""
    last = contract.finished_on or contract.ends_on
    keep_contract_file(actor, contract.client, contract.pk, name=str(contract), ends_on=last)


def _file_papers(actor: User, contract: Contract, signed_on: dt.date) -> None:
    for paper in contract.contract_papers.exclude(file=None).select_related("file"):
        assert paper.file
        title = f"{contract.number} {paper.get_kind_display()}"
        file_in_contract(
            actor, contract.client, contract.pk, Section.CONTRACT, paper.file, title=title, dated_on=signed_on
        )
