"""Who serves a client, and its contacts' logins."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ecosteward.accounts.models import Kind, Role, User
from ecosteward.clients import services
from ecosteward.clients.models import (
    Assignment,
    Client,
    Contact,
)
from ecosteward.journal.models import Entry

Rows = Callable[[], int]


def _new(user: User, name: str = "云山电子有限公司", **facts: Any) -> Client:
    facts = {"credit_code_reason": "筹建中", **facts}
    return services.create_client(user, user.organisation, Kind.ENTERPRISE, name, **facts)


def _actions() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("action", flat=True))


def test_a_lead_assigns_and_releases_a_colleague_with_a_row_each(
    project_lead: User, colleague: User, enterprise: Client, journal_rows: Rows
) -> None:
    before = journal_rows()
    assignment = services.assign(project_lead, enterprise, colleague)
    assert services.assign(project_lead, enterprise, colleague) == assignment
    assert journal_rows() == before + 1
    services.release(project_lead, enterprise, colleague)
    assert journal_rows() == before + 2
    assert Assignment.objects.get(pk=assignment.pk).ended_on is not None
    services.assign(project_lead, enterprise, colleague)
    assert enterprise.assignments.filter(person=colleague).count() == 2


def test_several_clients_are_assigned_all_or_none(
    director: User, project_lead: User, colleague: User, enterprise: Client, journal_rows: Rows
) -> None:
    other = _new(director)
    before = journal_rows()
    with pytest.raises(PermissionDenied):
        services.assign_many(project_lead, [enterprise, other], colleague)
    assert journal_rows() == before
    services.assign(director, enterprise, colleague)
    assert services.assign_many(director, [enterprise, other], colleague) == 1
    assert journal_rows() == before + 2


@pytest.mark.parametrize("who", ["technician", "colleague", "contact", "stranger"])
def test_who_does_not_lead_the_client_assigns_nobody(
    who: str, colleague: User, technician: User, enterprise: Client, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    user, before = request.getfixturevalue(who), journal_rows()
    with pytest.raises(PermissionDenied):
        services.assign(user, enterprise, colleague)
    with pytest.raises(PermissionDenied):
        services.release(user, enterprise, technician)
    assert journal_rows() == before
    assert enterprise.assignments.get(ended_on=None).person == technician


def test_only_people_of_the_agency_are_assigned(director: User, stranger: User, enterprise: Client) -> None:
    with pytest.raises(ValidationError, match="本机构"):
        services.assign(director, enterprise, stranger)


def test_a_contact_is_given_a_login_of_their_kind(project_lead: User, enterprise: Client, journal_rows: Rows) -> None:
    known = services.add_contact(project_lead, enterprise, "宋岚", job="环保专员", phone="13912340001")
    before = journal_rows()
    login = services.enrol_contact(project_lead, enterprise, "宋岚", "songlan", contact=known, job="环保专员")
    assert login.roles == [Role.ENTERPRISE_CONTACT]
    assert (login.organisation_id, login.enrolled_by_id) == (enterprise.organisation_id, enterprise.agency_id)
    assert not login.has_usable_password()
    assert Contact.objects.get().login == login
    assert journal_rows() == before + 2
    assert _actions()[-2:] == ["person.added", "contact.enrolled"]
    with pytest.raises(ValidationError, match="已经开通"):
        services.enrol_contact(project_lead, enterprise, "宋岚", "songlan2", contact=known)


def test_a_contacts_details_follow_what_was_typed_when_they_are_enrolled(director: User, enterprise: Client) -> None:
    known = services.add_contact(director, enterprise, "宋兰", job="环保专员", phone="13912340001")
    services.enrol_contact(director, enterprise, "宋岚", "songlan", contact=known, job="安环部长", phone="")
    known.refresh_from_db()
    assert (known.name, known.job, known.phone) == ("宋岚", "安环部长", "13912340001")


def test_a_taken_login_name_leaves_no_contact_behind(director: User, enterprise: Client, journal_rows: Rows) -> None:
    services.enrol_contact(director, enterprise, "宋岚", "songlan")
    before = journal_rows()
    with pytest.raises(ValidationError, match="已有人使用"):
        services.enrol_contact(director, enterprise, "宋山", "SONGLAN")
    assert journal_rows() == before
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("who", ["technician", "colleague", "contact", "stranger"])
def test_who_does_not_lead_the_client_gives_and_stops_no_logins(
    who: str, director: User, enterprise: Client, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    login = services.enrol_contact(director, enterprise, "宋山", "songshan")
    before = journal_rows()
    for act in (
        lambda: services.enrol_contact(user, enterprise, "新人", "xinren"),
        lambda: services.suspend_contact(user, login.contact, reason="离职"),
        lambda: services.restore_contact(user, login.contact),
        lambda: services.invite_contact(user, login.contact),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert journal_rows() == before
    assert User.objects.get(pk=login.pk).is_active


def test_a_lead_stops_restores_and_invites_a_contact_with_a_row_each(
    project_lead: User, enterprise: Client, journal_rows: Rows
) -> None:
    login = services.enrol_contact(project_lead, enterprise, "宋山", "songshan")
    before = journal_rows()
    services.suspend_contact(project_lead, login.contact, reason="离职")
    services.restore_contact(project_lead, login.contact)
    services.invite_contact(project_lead, login.contact)
    assert journal_rows() == before + 3


def test_a_contact_with_a_working_login_is_not_removed(director: User, enterprise: Client, journal_rows: Rows) -> None:
    contact = services.enrol_contact(director, enterprise, "宋山", "songshan").contact
    before = journal_rows()
    with pytest.raises(ValidationError, match="先停用"):
        services.remove_contact(director, contact)
    assert journal_rows() == before
    services.suspend_contact(director, contact, reason="离职")
    services.remove_contact(director, Contact.objects.get(pk=contact.pk))
    assert not Contact.objects.exists()
