"""Assessing a client's needs before the contract, and making a draft of what is taken on (clause 6.2.2)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Assessment, Contract, Decision, Need
from ecosteward.engagements.queries.needs import agency_facts, hands
from ecosteward.engagements.rules.fit import Asked, Hand, fit
from ecosteward.engagements.services.contracts import draft_contract
from ecosteward.engagements.services.lines import add_line
from ecosteward.journal.services import write


@dataclass(frozen=True)
class Wish:
    """One need as the agency writes it down: a service of the standard or free words, and who would do it."""

    name: str
    service_id: str = ""
    certificate: str = ""
    people: tuple[User, ...] = ()
    decision: str = ""
    note: str = ""


@transaction.atomic
def assess(
    actor: User,
    client: Client,
    needs: Sequence[Wish],
    *,
    starts_on: dt.date,
    ends_on: dt.date,
    assessed_on: dt.date | None = None,
    load_limit: int = 20,
    **facts: Any,
) -> Assessment:
    """Keep an assessment with its date: each need judged by the staff records of that day. `facts`: situation, conclusion.

    A need without a decision is taken if the agency is able, taken with a partner if partly, declined if unable.

    Raises:
        ValidationError: no needs, or a need that can not be done is taken without saying how.

    """
    require(actor, "assessment.make", client)
    if not needs:
        raise ValidationError("请至少选一项需求")
    day = assessed_on or timezone.localdate()
    assessment = Assessment(
        agency_id=client.agency_id,
        client=client,
        assessed_on=day,
        assessed_by=actor,
        starts_on=starts_on,
        ends_on=ends_on,
        load_limit=load_limit,
        agency_facts=[[reason.mark, reason.words] for reason in agency_facts(client.agency, day)],
        **facts,
    )
    write(actor, "assessment.made", assessment)
    known = hands(client.agency, day)
    for wish in needs:
        _keep(actor, assessment, wish, known)
    return assessment


@transaction.atomic
def convert(actor: User, assessment: Assessment, contract: Contract | None = None, **facts: Any) -> Contract:
    """Put the needs that are taken on into a draft, a new one unless one is given; return it.

    What a draft lists already is not listed twice. `facts` are those of `draft_contract`; the title and the term are
    taken from the assessment where not given.
    """
    require(actor, "assessment.convert", assessment)
    if contract is None:
        facts.setdefault("title", f"{assessment.client.name}环保管家服务合同")
        facts.setdefault("starts_on", assessment.starts_on)
        facts.setdefault("ends_on", assessment.ends_on)
        contract = draft_contract(actor, assessment.client, **facts)
    there = set(contract.lines.values_list("service_id", "name"))
    for need in assessment.needs.exclude(decision=Decision.DECLINE):
        if need.service_id in {service for service, _ in there if service} or need.name in {name for _, name in there}:
            continue
        add_line(
            actor, contract, service_id=need.service_id, name=need.name, evidence="" if need.service_id else "待议定"
        )
    assessment.contract = contract
    write(actor, "assessment.converted", assessment)
    return contract


def _keep(actor: User, assessment: Assessment, wish: Wish, known: dict[int, Hand]) -> None:
    asked = Asked(wish.name, wish.certificate, assessment.ends_on, assessment.load_limit)
    found = fit(asked, [known[person.pk] for person in wish.people if person.pk in known])
    usual = {"able": Decision.TAKE, "partly": Decision.PARTNER, "unable": Decision.DECLINE}[found.verdict]
    need = Need(
        agency_id=assessment.agency_id,
        client=assessment.client,
        assessment=assessment,
        service_id=wish.service_id,
        name=wish.name,
        certificate=wish.certificate,
        people_names="、".join(person.name for person in wish.people),
        verdict=found.verdict,
        reasons=[[reason.mark, reason.words] for reason in found.reasons],
        decision=wish.decision or usual,
        note=wish.note.strip(),
    )
    if need.verdict == "unable" and need.decision != Decision.DECLINE and not need.note:
        raise ValidationError(f"“{need.name}”评估为不能承担；若仍要承接，请在说明中写明如何补足条件")
    write(actor, "need.assessed", need)
    need.people.set(wish.people)
