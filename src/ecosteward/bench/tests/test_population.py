"""What is measured must be what the product could have made, and be measured at any size."""

import io

import pytest
from django.core.management.base import CommandError
from django.db import transaction

from ecosteward.bench import pages
from ecosteward.bench.population import Populated, Size, populate, populated
from ecosteward.clients.models import Client
from ecosteward.journal.models import Entry
from ecosteward.journal.queries import check
from ecosteward.ops.management.commands.bench import Command
from ecosteward.survey.models import Finding

pytestmark = pytest.mark.django_db
SMALL = Size(agencies=2, enterprises=12, findings=60, journal_rows=100)


@pytest.fixture
def people() -> Populated:
    populate(SMALL, lambda _: None)
    found = populated()
    assert found is not None
    return found


def test_an_empty_database_holds_nobody_to_measure_with() -> None:
    assert populated() is None


def test_as_much_is_made_as_was_asked_for(people: Populated) -> None:
    assert Client.objects.filter(kind="enterprise").count() == SMALL.enterprises
    assert Finding.objects.count() == SMALL.findings
    assert Entry.objects.count() == SMALL.journal_rows


def test_the_journal_made_for_measuring_is_whole(people: Populated) -> None:
    assert list(check()) == []


def test_every_page_that_is_measured_opens(people: Populated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ROUNDS", 1)
    monkeypatch.setattr(pages, "WARM_UP", 0)
    said: list[pages.Measured] = []
    rows = pages.measure(people, said.append)
    assert said == rows
    assert len({row.words for row in rows}) == len(rows)
    assert all(row.queries for row in rows)


def test_a_name_that_no_page_has_is_said_to_be_none(people: Populated) -> None:
    with pytest.raises(CommandError, match="没有名称含“无此页”的页面"):
        Command(stdout=io.StringIO())._measure(people, "无此页")


def test_only_what_is_asked_for_is_measured(people: Populated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ROUNDS", 1)
    rows = pages.measure(people, lambda _: None, "standard:overview")
    assert [row.words for row in rows] == ["standard:overview"]


def _queries(size: Size) -> list[tuple[str, int]]:
    """Return how many queries each page asks where there is so much, and take it back."""
    with transaction.atomic():
        populate(size, lambda _: None)
        people = populated()
        assert people is not None
        rows = pages.measure(people, lambda _: None)
        transaction.set_rollback(True)
    return [(row.words, row.queries) for row in rows]


def test_no_page_asks_more_queries_where_there_is_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ROUNDS", 1)
    monkeypatch.setattr(pages, "WARM_UP", 0)
    few = _queries(Size(agencies=2, enterprises=24, findings=900, journal_rows=100))
    many = _queries(Size(agencies=2, enterprises=48, findings=1_800, journal_rows=1_000))
    both = zip(few, many, strict=True)
    assert [(words, before, after) for (words, before), (_, after) in both if after > before] == []
