"""Organisations and people: the only writers."""

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from ecosteward.accounts.door import require
from ecosteward.accounts.models import ROLES, Kind, Organisation, Role, User
from ecosteward.journal.services import SYSTEM, Actor, write


def create_organisation(actor: Actor, kind: Kind, name: str, **facts: str) -> Organisation:
    """Make an organisation. `facts`: credit_code, credit_code_reason, address, phone."""
    organisation = Organisation(kind=kind, name=name, **facts)
    write(actor, "organisation.created", organisation)
    return organisation


def change_organisation(actor: User, organisation: Organisation) -> None:
    """Save changed details of an organisation."""
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
    **facts: str,
) -> User:
    """Add a person to an organisation. Without a password they set one through an invitation link.

    Callers check the permission: an agency enrols its clients' contacts, a director the agency's people.

    Raises:
        ValidationError: a role that the organisation's kind does not have, or a taken name.

    """
    if strange := set(roles) - set(ROLES[Kind(organisation.kind)]):
        raise ValidationError(
            f"{organisation.get_kind_display()}没有这些角色：{'、'.join(Role(r).label for r in strange)}"
        )
    person = User(organisation=organisation, username=username, name=name, roles=roles, **facts)
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    person.validate_unique()
    write(actor, "person.added", person)
    return person


def change_person(actor: User, person: User) -> None:
    """Save changed details or roles of a person."""
    require(actor, "person.change", person)
    write(actor, "person.changed", person)


def suspend(actor: User, person: User, *, reason: str) -> None:
    """Stop a person from logging in; what they did stays theirs."""
    require(actor, "person.suspend", person)
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
