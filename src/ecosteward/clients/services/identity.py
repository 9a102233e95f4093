"""Taking on a client, and which organisation it is.

Two agencies may serve one organisation: it is the same where the unified social credit code is the same. Neither
learns of the other: each has its own client with its own name and facts, and only the code is common.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ecosteward.accounts.door import require
from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.accounts.rules import credit_code_fault, normal_credit_code
from ecosteward.accounts.services import create_organisation
from ecosteward.clients.models import Assignment, Client
from ecosteward.journal.services import write


@transaction.atomic
def create_client(
    actor: User,
    agency: Organisation,
    kind: Kind,
    name: str,
    *,
    credit_code: str = "",
    credit_code_reason: str = "",
    **facts: Any,
) -> Client:
    """Take on a client. Who may only see the clients they serve is assigned to it at once.

    Args:
        actor: who takes it on.
        agency: the actor's agency.
        kind: enterprise, park or government office.
        name: its full name.
        credit_code: unified social credit code, as typed.
        credit_code_reason: why there is no code; needed where it is empty.
        facts: further fields of `Client`.

    Raises:
        ValidationError: by field; also where the agency already serves the organisation.

    """
    require(actor, "client.create", agency)
    locked(agency)
    code, reason = _checked(credit_code, credit_code_reason)
    client = Client(agency=agency, kind=kind, name=name, **facts)
    check_relations(client)
    client.organisation = _organisation(actor, kind, name, code, reason)
    _refuse_twice(client)
    write(actor, "client.created", client)
    if not actor.has(Role.DIRECTOR, Role.QUALITY_LEAD):
        write(actor, "client.assigned", Assignment(client=client, person=actor))
    return client


@transaction.atomic
def change_client(
    actor: User, client: Client, *, credit_code: str | None = None, credit_code_reason: str | None = None
) -> None:
    """Save a client's changed facts; the credit code and its reason only where they are given.

    Raises:
        ValidationError: by field; also where another client of the agency has the code.
        StaleError: somebody else saved the client first.

    """
    require(actor, "client.change", client)
    locked(client.agency)
    check_relations(client)
    current = client.organisation
    given = current.credit_code if credit_code is None else credit_code
    code, reason = _checked(given, credit_code_reason if credit_code_reason is not None else current.credit_code_reason)
    if code != current.credit_code:
        _identify(actor, client, code, reason)
    elif _alone(client) and (current.name, current.credit_code_reason) != (client.name, reason):
        current.name, current.credit_code_reason = client.name, reason
        write(actor, "organisation.changed", current)
    write(actor, "client.changed", client)


def locked(agency: Organisation) -> None:
    """Let nobody else take on or re-identify a client of the agency until the transaction ends."""
    Organisation.objects.select_for_update().get(pk=agency.pk)


def check_relations(client: Client) -> None:
    """Refuse a park or authority that is not the agency's own of the right kind. Raises ValidationError."""
    faults = {}
    for field, kind in (("park", Kind.PARK), ("authority", Kind.GOVERNMENT)):
        other = getattr(client, field)
        if other is not None and (other.kind != kind or other.agency_id != client.agency_id or other.pk == client.pk):
            faults[field] = "请从本机构的服务对象中选择"
    if faults:
        raise ValidationError(faults)


def _checked(code: str, reason: str) -> tuple[str, str]:
    code = normal_credit_code(code)
    if code and (fault := credit_code_fault(code)):
        raise ValidationError({"credit_code": fault})
    if not code and not reason.strip():
        raise ValidationError({"credit_code_reason": "没有信用代码时请写明原因，如：筹建中、尚未取得营业执照"})
    return code, "" if code else reason.strip()


def _organisation(actor: User, kind: str, name: str, code: str, reason: str) -> Organisation:
    """Return the organisation with the code, or a new one."""
    if code and (found := _with_code(code, kind)):
        return found
    try:
        with transaction.atomic():
            return create_organisation(actor, Kind(kind), name, credit_code=code, credit_code_reason=reason)
    except IntegrityError:  # somebody made it a moment ago
        found = _with_code(code, kind)
        assert found is not None
        return found


def _with_code(code: str, kind: str) -> Organisation | None:
    found = Organisation.objects.filter(credit_code=code).first()
    if found is not None and found.kind != kind:
        raise ValidationError({"credit_code": "这个信用代码已登记为另一类单位，请核对代码和类别"})
    return found


def _refuse_twice(client: Client) -> None:
    same = Client.objects.filter(agency_id=client.agency_id, organisation=client.organisation).exclude(pk=client.pk)
    if (other := same.first()) is not None:
        raise ValidationError({"credit_code": f"这个信用代码已是本机构的服务对象「{other.name}」，不能再建"})


def _alone(client: Client) -> bool:
    """Tell whether no other agency serves the organisation. Locks it until the transaction ends."""
    Organisation.objects.select_for_update().get(pk=client.organisation_id)
    return not Client.objects.filter(organisation_id=client.organisation_id).exclude(pk=client.pk).exists()


def _identify(actor: User, client: Client, code: str, reason: str) -> None:
    """Give a client another code: by correcting its organisation where that is its alone, else by leaving it."""
    current, known = client.organisation, _with_code(code, client.kind) if code else None
    if known is None and _alone(client):
        current.name, current.credit_code, current.credit_code_reason = client.name, code, reason
        write(actor, "organisation.changed", current)
        return
    client.organisation = known or _organisation(actor, client.kind, client.name, code, reason)
    _refuse_twice(client)
    for person in User.objects.filter(organisation=current, enrolled_by_id=client.agency_id):
        person.organisation = client.organisation
        write(actor, "person.changed", person, reason=f"{client.name}更正信用代码")
