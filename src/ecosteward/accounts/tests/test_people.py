"""People of an organisation: who may add, change, suspend and invite them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied, ValidationError

from ecosteward.accounts import services
from ecosteward.accounts.door import visible
from ecosteward.accounts.models import Organisation, Role, User
from ecosteward.clients.models import Client
from ecosteward.journal.models import Entry

Rows = Callable[[], int]


def _acts(actor: User, person: User) -> list[tuple[str, Callable[[], Any]]]:
    return [
        ("add", lambda: services.add_person(actor, "xinren", "新人", [Role.TECHNICIAN])),
        ("change", lambda: services.change_person(actor, person)),
        ("suspend", lambda: services.suspend(actor, person, reason="离职")),
        ("restore", lambda: services.restore(actor, person)),
        ("invite", lambda: services.invite(actor, person)),
        ("organisation", lambda: services.change_organisation(actor, person.organisation)),
    ]


REFUSED = [(at, who) for at in range(6) for who in ("technician", "project_lead", "quality_lead", "contact")]
REFUSED += [(at, "stranger") for at in range(1, 6)]  # a director elsewhere adds people there


@pytest.mark.parametrize(("at", "who"), REFUSED)
def test_only_the_director_manages_the_agencys_people(
    at: int, who: str, colleague: User, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    actor: User = request.getfixturevalue(who)
    colleague.name, colleague.organisation.name = "改名", "改名"
    before, people = journal_rows(), User.objects.count()
    with pytest.raises(PermissionDenied):
        _acts(actor, colleague)[at][1]()
    assert journal_rows() == before
    assert User.objects.count() == people
    assert User.objects.get(pk=colleague.pk).name == "马骁"


@pytest.mark.parametrize(
    ("at", "action"),
    [(0, "person.added"), (1, "person.changed"), (2, "person.suspended"), (4, "person.invited")],
)
def test_what_a_director_does_is_one_row(
    at: int, action: str, director: User, colleague: User, journal_rows: Rows
) -> None:
    colleague.job = "工程师"
    before = journal_rows()
    _acts(director, colleague)[at][1]()
    assert journal_rows() == before + 1
    assert Entry.objects.latest("pk").action == action


def test_a_suspended_person_is_restored_with_one_row(director: User, colleague: User, journal_rows: Rows) -> None:
    services.suspend(director, colleague, reason="休假")
    before = journal_rows()
    services.restore(director, colleague)
    assert User.objects.get(pk=colleague.pk).is_active
    assert journal_rows() == before + 1


def test_suspending_needs_a_reason(director: User, colleague: User) -> None:
    with pytest.raises(ValidationError, match="原因"):
        services.suspend(director, colleague, reason=" ")
    assert User.objects.get(pk=colleague.pk).is_active


def test_nobody_suspends_themselves(director: User) -> None:
    with pytest.raises(PermissionDenied):
        services.suspend(director, director, reason="离职")


def test_the_last_director_cannot_give_up_the_role(director: User, journal_rows: Rows) -> None:
    changed = User.objects.get(pk=director.pk)
    changed.roles = [Role.QUALITY_LEAD]
    before = journal_rows()
    with pytest.raises(ValidationError, match="至少要有一名"):
        services.change_person(director, changed)
    assert journal_rows() == before
    assert User.objects.get(pk=director.pk).roles == [Role.DIRECTOR]


def test_a_director_may_go_once_another_has_come(director: User, colleague: User) -> None:
    colleague.roles = [Role.DIRECTOR]
    services.change_person(director, colleague)
    changed = User.objects.get(pk=director.pk)
    changed.roles = [Role.TECHNICIAN]
    services.change_person(director, changed)
    assert User.objects.get(pk=director.pk).roles == [Role.TECHNICIAN]


def test_an_agency_has_no_enterprise_contacts(director: User, colleague: User) -> None:
    colleague.roles = [Role.ENTERPRISE_CONTACT]
    with pytest.raises(ValidationError, match="没有这些角色"):
        services.change_person(director, colleague)


def test_a_person_holds_at_least_one_role(director: User) -> None:
    with pytest.raises(ValidationError, match="至少选择一个角色"):
        services.add_person(director, "xinren", "新人", [])


@pytest.mark.parametrize("username", ["zhang", "ZHANG", "Zhang"])
def test_a_login_name_is_taken_in_any_case(director: User, username: str) -> None:
    services.add_person(director, "Zhang", "张三", [Role.TECHNICIAN])
    with pytest.raises(ValidationError, match="已有人使用"):
        services.add_person(director, username, "张四", [Role.TECHNICIAN])


def test_an_invitation_works_once(director: User) -> None:
    person = services.add_person(director, "xinren", "新人", [Role.TECHNICIAN])
    _, token = services.invitation(person)
    assert default_token_generator.check_token(person, token)
    services.set_password(person, "lvse-2026")
    assert not default_token_generator.check_token(User.objects.get(pk=person.pk), token)


def test_the_journal_never_holds_a_password(director: User) -> None:
    services.add_person(director, "xinren", "新人", [Role.TECHNICIAN], password="lvse-2026")
    entry = Entry.objects.latest("pk")
    assert entry.changes["password"] == ["•••", "•••"]
    assert "lvse" not in str(entry.changes)


def test_a_login_of_the_client_side_sees_only_those_the_same_agency_enrolled(
    enterprise: Client, agency: Organisation, stranger: User
) -> None:
    mine = services.enrol(stranger, enterprise.organisation, "a1", "甲", [Role.ENTERPRISE_CONTACT], enrolled_by=agency)
    theirs = services.enrol(
        stranger, enterprise.organisation, "b1", "乙", [Role.ENTERPRISE_CONTACT], enrolled_by=stranger.organisation
    )
    assert set(visible(mine, User)) == {mine}
    assert set(visible(theirs, User)) == {theirs}
