"""Who serves a client, and who its people are."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts import services as accounts
from ecosteward.accounts.door import require
from ecosteward.accounts.models import ROLES, Kind, User
from ecosteward.clients.models import Assignment, Client, Contact
from ecosteward.journal.services import remove, write


@transaction.atomic
def assign(actor: User, client: Client, person: User) -> Assignment:
    """Let a person of the agency serve a client; who does already stays. Raises ValidationError for an outsider."""
    require(actor, "client.assign", client)
    if person.organisation_id != client.agency_id or not person.is_active:
        raise ValidationError({"person": "请从本机构在用的人员中选择"})
    Client.objects.select_for_update().get(pk=client.pk)
    if serving := client.assignments.filter(person=person, ended_on=None).first():
        return serving
    assignment = Assignment(client=client, person=person)
    write(actor, "client.assigned", assignment)
    return assignment


@transaction.atomic
def assign_many(actor: User, clients: Sequence[Client], person: User) -> int:
    """Let a person serve several clients: all or none. Returns how many they did not serve before."""
    serving = set(person.assignments.filter(client__in=clients, ended_on=None).values_list("client_id", flat=True))
    for client in clients:
        assign(actor, client, person)
    return sum(client.pk not in serving for client in clients)


def release(actor: User, client: Client, person: User) -> None:
    """End a person's serving of a client. Raises ValidationError where they do not serve it."""
    require(actor, "client.assign", client)
    assignment = client.assignments.filter(person=person, ended_on=None).first()
    if assignment is None:
        raise ValidationError(f"{person.name}现在不服务于{client.name}")
    assignment.ended_on = timezone.localdate()
    write(actor, "client.released", assignment)


def add_contact(actor: User, client: Client, name: str, *, job: str = "", phone: str = "", email: str = "") -> Contact:
    """Add a person of the client's."""
    require(actor, "profile.change", client)
    contact = Contact(client=client, name=name, job=job, phone=phone, email=email)
    write(actor, "contact.added", contact)
    return contact


def change_contact(actor: User, contact: Contact) -> None:
    """Save a contact's changed details."""
    require(actor, "profile.change", contact.client)
    write(actor, "contact.changed", contact)


@transaction.atomic
def remove_contact(actor: User, contact: Contact, *, reason: str = "") -> None:
    """Remove a contact. Raises ValidationError while their login works: it would be forgotten."""
    require(actor, "profile.change", contact.client)
    if contact.login is not None and contact.login.is_active:
        raise ValidationError(f"{contact.name}还能登录平台，请先停用登录账号")
    remove(actor, "contact.removed", contact, reason=reason)


@transaction.atomic
def enrol_contact(
    actor: User,
    client: Client,
    name: str,
    username: str,
    *,
    contact: Contact | None = None,
    password: str = "",
    **details: str,
) -> User:
    """Give a person of the client's a login, and make them a contact where they are none yet.

    The login sees what this agency does for the client, and nothing of another agency.

    Args:
        actor: who enrols.
        client: the client the person belongs to.
        name: the person's name.
        username: login name.
        contact: the contact they are, if already entered.
        password: empty where the person sets it through an invitation.
        details: job, phone, email.

    Raises:
        ValidationError: a taken login name, or a contact who has a login.

    """
    require(actor, "client.enrol", client)
    if contact is not None and (contact.login_id or contact.client_id != client.pk):
        raise ValidationError(f"{contact.name}已经开通登录")
    roles = [ROLES[Kind(client.kind)][0]]
    agency = client.agency
    person = accounts.enrol(
        actor, client.organisation, username, name, roles, password=password, enrolled_by=agency, **details
    )
    contact = contact or Contact(client=client)
    for field, value in {"name": name, **details, "login": person}.items():
        setattr(contact, field, value or getattr(contact, field))
    write(actor, "contact.enrolled", contact)
    return person


def suspend_contact(actor: User, contact: Contact, *, reason: str) -> None:
    """Stop a contact's login. Raises ValidationError without a reason or a login."""
    accounts.suspend(actor, _login(actor, contact), reason=reason)


def restore_contact(actor: User, contact: Contact) -> None:
    """Let a contact log in again. Raises ValidationError without a login."""
    accounts.restore(actor, _login(actor, contact))


def invite_contact(actor: User, contact: Contact) -> User:
    """Note that a contact is given a new invitation link. Raises ValidationError without a login."""
    login = _login(actor, contact)
    accounts.invite(actor, login)
    return login


def _login(actor: User, contact: Contact) -> User:
    require(actor, "client.enrol", contact.client)
    if contact.login is None:
        raise ValidationError(f"{contact.name}还没有开通登录")
    return contact.login
