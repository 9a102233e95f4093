"""The one door: a stranger gets 404, one who may see but not do gets 403."""

import pytest
from django.http import Http404

from ecosteward.accounts import door
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.journal.models import Entry


def test_a_stranger_does_not_find_what_is_not_theirs(stranger: User, enterprise: Client) -> None:
    with pytest.raises(Http404):
        door.find(stranger, Client, enterprise.pk)


def test_what_does_not_exist_and_what_is_hidden_look_the_same(stranger: User, enterprise: Client) -> None:
    with pytest.raises(Http404) as hidden:
        door.find(stranger, Client, enterprise.pk)
    with pytest.raises(Http404) as absent:
        door.find(stranger, Client, 10**9)
    assert str(hidden.value) == str(absent.value)


def test_a_reader_finds_but_may_not_do(contact: User, enterprise: Client) -> None:
    assert door.find(contact, Client, enterprise.pk) == enterprise
    with pytest.raises(door.RefusedError):
        door.find(contact, Client, enterprise.pk, "client.change")


def test_who_may_do_finds_with_the_action(technician: User, enterprise: Client) -> None:
    assert door.find(technician, Client, enterprise.pk, "client.change") == enterprise


def test_a_suspended_person_sees_nothing_and_may_nothing(director: User, enterprise: Client) -> None:
    director.is_active = False
    assert not door.visible(director, Client).exists()
    assert not door.allowed(director, "client.change", enterprise)


def test_require_says_what_a_refused_person_is_told(contact: User, enterprise: Client) -> None:
    with pytest.raises(door.RefusedError, match="没有办理这一步的权限"):
        door.require(contact, "client.change", enterprise)


def test_an_unknown_action_is_a_fault_not_a_permission(director: User, enterprise: Client) -> None:
    with pytest.raises(KeyError):
        door.allowed(director, "client.vanish", enterprise)


def test_a_model_without_a_scope_is_never_shown(director: User) -> None:
    with pytest.raises(KeyError):
        door.visible(director, Entry)


def test_rows_already_narrowed_stay_narrowed(director: User, enterprise: Client, park: Client) -> None:
    assert set(door.visible(director, Client.objects.filter(kind="park"))) == {park}


def test_every_action_is_named_after_what_it_is_done_to() -> None:
    assert all(action.count(".") == 1 for action in door.actions())
