"""Every change of a business object is one sealed row in the same transaction."""

from collections.abc import Callable

import pytest
from django.db import transaction

from ecosteward.clients.models import Client
from ecosteward.journal.models import Entry
from ecosteward.journal.queries import changes, check, history
from ecosteward.journal.services import SYSTEM, StaleError, remove, write


def test_a_change_is_one_row_with_the_values_before_and_after(enterprise: Client) -> None:
    enterprise.site = "经开区兴业路 8 号"
    entry = write(SYSTEM, "client.changed", enterprise, reason="搬迁")
    assert entry is not None
    assert entry.changes == {"site": ["", "经开区兴业路 8 号"]}
    assert [(c.label, c.before, c.after) for c in changes(entry)] == [("厂址（地址）", "—", "经开区兴业路 8 号")]
    assert history(enterprise).first() == entry


def test_saving_without_a_change_writes_no_row(enterprise: Client, journal_rows: Callable[[], int]) -> None:
    before = journal_rows()
    assert write(SYSTEM, "client.changed", enterprise) is None
    assert journal_rows() == before


def test_the_second_of_two_people_saving_is_told_and_nothing_of_theirs_is_lost(enterprise: Client) -> None:
    first, second = Client.objects.get(pk=enterprise.pk), Client.objects.get(pk=enterprise.pk)
    first.site = "甲地"
    write(SYSTEM, "client.changed", first)
    second.note = "乙的备注"
    with pytest.raises(StaleError) as stale:
        write(SYSTEM, "client.changed", second)
    assert isinstance(stale.value.theirs, Client)
    assert stale.value.theirs.site == "甲地"
    assert second.note == "乙的备注"


def test_a_row_and_its_change_vanish_together_when_the_transaction_fails(
    enterprise: Client, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()

    def fail() -> None:
        with transaction.atomic():
            enterprise.site = "不会留下"
            write(SYSTEM, "client.changed", enterprise)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert journal_rows() == before
    assert Client.objects.get(pk=enterprise.pk).site == ""


def test_a_removed_object_leaves_its_last_values(enterprise: Client) -> None:
    number = enterprise.pk
    entry = remove(SYSTEM, "client.changed", enterprise, reason="误建")
    assert not Client.objects.filter(pk=number).exists()
    assert entry.changes["name"] == ["彭城精细化工有限公司", None]


def test_an_action_nobody_registered_is_refused(enterprise: Client) -> None:
    enterprise.site = "某地"
    with pytest.raises(ValueError, match="not registered"):
        write(SYSTEM, "client.vanished", enterprise)


def test_the_chain_of_real_writes_checks_out(enterprise: Client, park: Client) -> None:
    assert Entry.objects.count() > 3
    assert list(check()) == []
