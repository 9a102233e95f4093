"""Organisations and people: the only writers."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from ecosteward.accounts.door import require
from ecosteward.accounts.models import ROLES, Kind, Organisation, Role, User
from ecosteward.journal.services import SYSTEM, Actor, note, write


def create_organisation(actor: Actor, kind: Kind, name: str, **facts: str) -> Organisation:
    """Make an organisation. `facts`: credit_code, credit_code_reason, address, phone."""
    organisation = Organisation(kind=kind, name=name, **facts)
    write(actor, "organisation.created", organisation)
    return organisation


def change_organisation(actor: User, organisation: Organisation) -> None:
    """Save changed details of the actor's own agency."""
    require(actor, "organisation.change", organisation)
    write(actor, "organisation.changed", organisation)


@transaction.atomic
def start(agency: str, name: str, username: str, password: str) -> User:
    """Make the first agency and its director on an empty installation. Raises ValidationError where one exists."""
    if Organisation.objects.select_for_update().filter(kind=Kind.AGENCY).exists():
        raise ValidationError("平台已经启用，请直接登录")
    organisation = create_organisation(SYSTEM, Kind.AGENCY, agency)
    return enrol(SYSTEM, organisation, username, name, [Role.DIRECTOR], password=password)


def enrol(
    actor: Actor,
    organisation: Organisation,
    username: str,
    name: str,
    roles: list[Role],
    *,
    password: str = "",
    enrolled_by: Organisation | None = None,
    **facts: Any,
) -> User:
    """Add a person to an organisation. Without a password they set one through an invitation link.

    Callers check the permission: an agency enrols its clients' contacts, a director the agency's people.

    Raises:
        ValidationError: a role that the organisation's kind does not have, or a taken name.

    """
    _check_roles(organisation, roles)
    person = User(
        organisation=organisation, username=username, name=name, roles=roles, enrolled_by=enrolled_by, **facts
    )
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": "这个登录名已有人使用，请换一个"})
    write(actor, "person.added", person)
    return person


def add_person(actor: User, username: str, name: str, roles: list[Role], **facts: Any) -> User:
    """Add a person to the actor's own agency. Raises ValidationError as `enrol` does."""
    require(actor, "person.add", actor.organisation)
    return enrol(actor, actor.organisation, username, name, roles, **facts)


@transaction.atomic
def change_person(actor: User, person: User) -> None:
    """Save changed details or roles of a person.

    Raises:
        ValidationError: a role the organisation does not have, or its last director would lose the role.

    """
    require(actor, "person.change", person)
    _check_roles(person.organisation, person.roles)
    if Role.DIRECTOR not in person.roles:
        _keep_a_director(person)
    write(actor, "person.changed", person)


@transaction.atomic
def suspend(actor: User, person: User, *, reason: str) -> None:
    """Stop a person from logging in; what they did stays theirs. Raises ValidationError without a reason."""
    require(actor, "person.suspend", person)
    if not reason.strip():
        raise ValidationError({"reason": "请写明停用的原因，如离职、调岗"})
    _keep_a_director(person)
    person.is_active = False
    write(actor, "person.suspended", person, reason=reason)


def restore(actor: User, person: User) -> None:
    """Let a suspended person log in again."""
    require(actor, "person.suspend", person)
    person.is_active = True
    write(actor, "person.restored", person)


def set_password(person: User, password: str) -> None:
    """Set a password for a person who followed their invitation."""
    person.set_password(password)
    write(person, "person.password_set", person)


def invitation(person: User) -> tuple[str, str]:
    """Return the two parts of a link by which a person sets their password: once, and only for three days."""
    return urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)


def invite(actor: User, person: User) -> tuple[str, str]:
    """Make a new invitation for a person and note that it was handed out. Returns what `invitation` does."""
    require(actor, "person.invite", person)
    note(actor, "person.invited", person)
    return invitation(person)


def _check_roles(organisation: Organisation, roles: Iterable[str]) -> None:
    if strange := set(roles) - set(ROLES[Kind(organisation.kind)]):
        words = "、".join(Role(role).label for role in strange)
        raise ValidationError({"roles": f"{organisation.get_kind_display()}没有这些角色：{words}"})
    if not any(roles):
        raise ValidationError({"roles": "请至少选择一个角色"})


def _keep_a_director(person: User) -> None:
    """Refuse to leave an agency without a director. The agency's row is locked, so that two cannot go at once."""
    agency = Organisation.objects.select_for_update().get(pk=person.organisation_id)
    directors = User.objects.filter(organisation=agency, is_active=True, roles__contains=[Role.DIRECTOR])
    if agency.kind == Kind.AGENCY and not directors.exclude(pk=person.pk).exists():
        raise ValidationError("机构至少要有一名在用的机构负责人，请先让另一人担任")
