"""Numbers, periods, states and digests."""

import datetime as dt
import string
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import pairwise
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.deliverables import rules
from ecosteward.deliverables.models import DocumentState
from ecosteward.deliverables.rendering.sandbox import printable
from ecosteward.files.rules import name_fault

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def test_a_number_reads_agency_kind_year_serial_version() -> None:
    assert rules.number("QYHB", "ZJ", 2026, 12, 2) == "QYHB-ZJ-2026-0012-V2"
    assert rules.next_number("QYHB-ZJ-2026-0012-V9", 10) == "QYHB-ZJ-2026-0012-V10"


@pytest.mark.parametrize(
    ("code", "since", "until", "name"),
    [
        ("2026-02", dt.date(2026, 2, 1), dt.date(2026, 2, 28), "2026年2月"),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29), "2024年2月"),
        ("2026Q4", dt.date(2026, 10, 1), dt.date(2026, 12, 31), "2026年第四季度"),
        ("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31), "2026年"),
    ],
)
def test_a_period_has_its_days_and_its_name(code: str, since: dt.date, until: dt.date, name: str) -> None:
    found = rules.span(code)
    assert (found.since, found.until, found.name) == (since, until, name)


@pytest.mark.parametrize(
    "code", ["", "2026-13", "2026-00", "2026Q5", "26-01", "2026-1", "2026-01-01", "1999", "二〇二六"]
)
def test_a_period_written_otherwise_is_refused_with_the_way_to_write_it(code: str) -> None:
    with pytest.raises(ValueError, match="应写作"):
        rules.span(code)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2098, 12, 31)))
def test_the_next_period_begins_the_day_after_the_last(day: dt.date) -> None:
    for found in (rules.month_of(day), rules.quarter_of(day), rules.year_of(day)):
        assert found.since <= day <= found.until
        assert found.next.since == found.until + dt.timedelta(days=1)
        assert found.next.length == found.length


@given(st.dates(dt.date(2000, 1, 1), dt.date(2098, 12, 31)))
def test_the_months_of_a_quarter_and_the_quarters_of_a_year_cover_it_once(day: dt.date) -> None:
    for whole, parts in (
        (rules.quarter_of(day), "months"),
        (rules.year_of(day), "quarters"),
        (rules.year_of(day), "months"),
    ):
        spans = getattr(whole, parts)
        assert (spans[0].since, spans[-1].until) == (whole.since, whole.until)
        assert all(later.since == earlier.until + dt.timedelta(days=1) for earlier, later in pairwise(spans))
    assert [each.code for each in rules.month_of(day).quarters] == [rules.quarter_of(day).code]


def test_only_the_steps_of_the_table_can_be_taken() -> None:
    states = {state.value for state in DocumentState}
    for step, table in rules.STEPS.items():
        assert set(table) | set(table.values()) <= states, step
    assert rules.after("sign", "draft") is None
    assert rules.after("deliver", "review") is None
    for state in rules.FROZEN:
        assert rules.after("change", state) is None
        assert rules.after("submit", state) is None


def test_what_is_withdrawn_stays_so() -> None:
    assert all(rules.after(step, "withdrawn") is None for step in rules.STEPS)


@given(plain)
def test_the_digest_does_not_depend_on_the_order_of_keys(value: object) -> None:
    def turned(item: object) -> object:
        if isinstance(item, dict):
            return {key: turned(item[key]) for key in reversed(item)}
        return [turned(each) for each in item] if isinstance(item, list) else item

    assert rules.digest(value) == rules.digest(turned(value))


@given(plain, plain)
def test_two_facts_differ_exactly_where_their_digests_do(one: object, other: object) -> None:
    assert bool(rules.differences(one, other)) == (rules.digest(one) != rules.digest(other))


@dataclass(frozen=True)
class Inner:
    amount: Decimal
    day: dt.date


@dataclass(frozen=True)
class Outer:
    rows: tuple[Inner, ...]
    note: str | None


def test_facts_keep_decimals_and_dates_without_loss_and_name_what_changed() -> None:
    before = rules.facts(Outer((Inner(Decimal("0.10"), dt.date(2026, 3, 18)),), None))
    assert before == {"rows": [{"amount": "0.10", "day": "2026-03-18"}], "note": None}
    now = rules.facts(Outer((Inner(Decimal("0.20"), dt.date(2026, 3, 18)),), "补"))
    assert rules.differences(before, now) == [
        rules.Change("rows[1].amount", "0.10", "0.20"),
        rules.Change("note", "—", "补"),
    ]


def test_a_row_that_came_later_is_told_by_what_it_says() -> None:
    now = {"rows": [{"title": "检查记录", "day": "2026-11-24", "note": None}]}
    assert rules.differences({"rows": []}, now) == [rules.Change("rows[1]", "—", "检查记录；2026-11-24；—")]


@given(st.text(alphabet=string.printable + "中文\x00\x07\x0b\x0c\x1b\ud800\ufffe", max_size=60))
def test_printable_text_holds_nothing_xml_cannot(text: str) -> None:
    shown = printable(text).replace("\a", "\n")
    assert (Xml.fromstring(f"<t>{escape(shown)}</t>").text or "") == shown


@given(title=st.text(max_size=250), number=st.from_regex(r"[A-Z0-9]{2,8}-[A-Z]{2}-20\d\d-\d{4}-V\d", fullmatch=True))
def test_a_files_name_is_one_that_can_be_kept_and_ends_with_the_whole_number(title: str, number: str) -> None:
    name = rules.named(title, number)
    assert name.endswith(f"（{number}）")
    assert not name_fault(f"{name}.docx")
