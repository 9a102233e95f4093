"""`steward journal verify` finds what was changed, removed or reordered, and says which."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.clients.models import Client
from ecosteward.journal.models import Entry, Head
from ecosteward.journal.queries import check
from ecosteward.journal.rules import START, Row, digest, faults
from ecosteward.journal.services import SYSTEM, write


@pytest.fixture
def chain(enterprise: Client) -> int:
    """Be a chain of six rows and more, all of one agency."""
    for number in range(6):
        enterprise.site = f"兴业路 {number} 号"
        write(SYSTEM, "client.changed", enterprise)
    return enterprise.agency_id


@contextmanager
def tampering() -> Iterator[None]:
    """Do what only somebody with the database's own keys can do."""
    with connection.cursor() as cursor:
        cursor.execute("alter table journal_entry disable trigger journal_entry_is_final")
        yield
        cursor.execute("alter table journal_entry enable trigger journal_entry_is_final")


def found(chain: int) -> list[tuple[int, str]]:
    return [(fault.seq, fault.kind) for fault in check(chain)]


def test_an_untouched_chain_is_whole(chain: int) -> None:
    assert found(chain) == []


def test_the_database_itself_refuses_to_change_a_row(chain: int) -> None:
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        Entry.objects.filter(chain=chain, seq=2).update(reason="改写")
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        Entry.objects.filter(chain=chain, seq=2).delete()


def test_a_changed_row_is_named(chain: int) -> None:
    with tampering():
        Entry.objects.filter(chain=chain, seq=3).update(actor_name="别人")
    assert found(chain) == [(3, "changed")]


def test_a_removed_row_is_named(chain: int) -> None:
    with tampering():
        Entry.objects.filter(chain=chain, seq=3).delete()
    assert found(chain) == [(4, "removed")]


def test_rows_cut_off_the_end_are_noticed(chain: int) -> None:
    last = Head.objects.get(chain=chain).seq
    with tampering():
        Entry.objects.filter(chain=chain, seq__gt=last - 2).delete()
    assert found(chain) == [(last, "removed")]


def test_two_rows_that_changed_places_are_noticed(chain: int) -> None:
    with tampering():
        Entry.objects.filter(chain=chain, seq=3).update(seq=-1)
        Entry.objects.filter(chain=chain, seq=4).update(seq=3)
        Entry.objects.filter(chain=chain, seq=-1).update(seq=4)
    assert (3, "reordered") in found(chain)
    assert {seq for seq, _ in found(chain)} >= {3, 4}


def test_the_command_fails_and_says_which_row(chain: int) -> None:
    with tampering():
        Entry.objects.filter(chain=chain, seq=3).update(label="别的企业")
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("journal", "verify", stdout=out)
    assert stopped.value.code == 1
    assert f"链 {chain}：第 3 行内容被改动" in out.getvalue()


def test_the_command_says_that_a_whole_journal_is_whole(chain: int) -> None:
    out = StringIO()
    call_command("journal", "verify", stdout=out)
    assert out.getvalue().startswith("完好：共")


def test_a_rewritten_chain_is_found_by_a_head_written_down_elsewhere(chain: int) -> None:
    noted = StringIO()
    call_command("journal", "heads", stdout=noted)
    anchor = next(line for line in noted.getvalue().split() if line.startswith(f"{chain}:"))
    with tampering():
        _rewrite(chain)
    call_command("journal", "verify", stdout=StringIO())
    with pytest.raises(SystemExit):
        call_command("journal", "verify", anchor=[anchor], stdout=StringIO())


def _rewrite(chain: int) -> None:
    """Forge the whole chain consistently, as somebody with every key could."""
    previous = START
    for entry in Entry.objects.filter(chain=chain).order_by("seq"):
        entry.reason, entry.previous = "伪造", previous
        entry.digest = previous = digest(Row(**{name: getattr(entry, name) for name in Row.__dataclass_fields__}))
        entry.save()
    Head.objects.filter(chain=chain).update(digest=previous)


def _rows(texts: list[str]) -> list[tuple[Row, str]]:
    rows, previous = [], START
    for seq, text in enumerate(texts, start=1):
        at = dt.datetime(2026, 11, 23, tzinfo=dt.UTC) + dt.timedelta(seconds=seq)
        row = Row(
            1, seq, at, None, "系统", "client.changed", "clients.client", 1, text, 1, {"name": ["", text]}, "", previous
        )
        previous = digest(row)
        rows.append((row, previous))
    return rows


texts = st.lists(st.text(max_size=12), min_size=1, max_size=12)


@given(texts)
def test_any_honest_chain_is_whole(words: list[str]) -> None:
    rows = _rows(words)
    assert list(faults(rows, (len(rows), rows[-1][1]))) == []


@given(texts, st.data())
def test_any_single_row_changed_is_found(words: list[str], data: st.DataObject) -> None:
    rows = _rows(words)
    at = data.draw(st.integers(0, len(rows) - 1))
    other = data.draw(st.text(max_size=12).filter(lambda text: text != words[at]))
    row, seal = rows[at]
    rows[at] = (Row(**{**row.__dict__, "label": other}), seal)
    assert [fault.seq for fault in faults(rows, (len(rows), rows[-1][1]))] == [at + 1]


@given(texts, st.data())
def test_any_row_removed_is_found(words: list[str], data: st.DataObject) -> None:
    rows = _rows(words)
    head = (len(rows), rows[-1][1])
    del rows[data.draw(st.integers(0, len(rows) - 1))]
    assert list(faults(rows, head))


@given(texts.filter(lambda words: len(words) > 1), st.data())
def test_any_two_rows_swapped_are_found(words: list[str], data: st.DataObject) -> None:
    rows = _rows(words)
    head = (len(rows), rows[-1][1])
    one, two = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=2, max_size=2, unique=True))
    rows[one], rows[two] = rows[two], rows[one]
    assert list(faults(rows, head))


def test_rows_of_two_agencies_are_two_chains(chain: int, stranger: object, journal_rows: Callable[[], int]) -> None:
    assert set(Entry.objects.values_list("chain", flat=True)) >= {0, chain}
    assert journal_rows() == sum(Head.objects.values_list("seq", flat=True))
