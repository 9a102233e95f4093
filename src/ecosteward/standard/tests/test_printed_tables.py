"""The edition holds every table of the standard, complete and as printed."""

from decimal import Decimal
from itertools import groupby

import pytest

from ecosteward.standard import queries, rules
from ecosteward.standard.models import Service
from ecosteward.standard.tests import printed


def names_by_group(rows: list[Service], group: str) -> dict[str, list[str]]:
    return {key: [row.name for row in found] for key, found in groupby(rows, lambda row: str(getattr(row, group)))}


def of_table(table: str) -> list[Service]:
    return [row for row in queries.services() if row.table == table]


def test_the_25_normative_references_stand_as_printed_and_in_order() -> None:
    references = [(norm.code, norm.title) for norm in queries.norms() if norm.kind == "reference"]
    assert references == list(printed.REFERENCES.items())
    assert len(references) == 25


def test_table_b1_has_19_services_in_4_stages_as_printed() -> None:
    rows = of_table("B1")
    assert names_by_group(rows, "stage") == printed.B1
    assert [row.no for row in rows] == [str(number) for number in range(1, 20)]
    assert [row.id for row in rows] == [f"B1.{number:02d}" for number in range(1, 20)]


def test_table_b2_has_11_topics_as_printed() -> None:
    topics = queries.survey_topics()
    assert [topic.name for topic in topics] == printed.B2
    assert [topic.id for topic in topics] == [f"B2.{number:02d}" for number in range(1, 12)]


@pytest.mark.parametrize(("table", "expected", "count", "first"), [("C", printed.C, 21, 1), ("D", printed.D, 10, 4)])
def test_appendices_c_and_d_have_their_services_and_categories_as_printed(
    table: str, expected: dict[str, list[str]], count: int, first: int
) -> None:
    rows = of_table(table)
    assert names_by_group(rows, "category") == expected
    assert len(rows) == count
    numbers = [f"{first + i}-{j}" for i, names in enumerate(expected.values()) for j in range(1, len(names) + 1)]
    assert [row.no for row in rows] == numbers
    assert [row.id for row in rows] == [f"{table}.{number}" for number in numbers]
    assert [row.category_no for row in rows] == [int(number.split("-")[0]) for number in numbers]


def test_the_first_3_rows_of_appendix_d_are_printed_and_stand_for_the_16_services_of_categories_1_to_3_of_c() -> None:
    rows = queries.standing_rows()
    assert [row.name for row in rows] == printed.D_STANDING
    for row in rows:
        in_c = [service.id for service in of_table("C") if service.category_no == row.category_no]
        assert list(row.stands_for) == in_c
        assert {queries.service(each).category for each in row.stands_for} == {row.category}
    assert sum(len(row.stands_for) for row in rows) == 16


def test_every_row_cites_exactly_the_norms_it_prints() -> None:
    cited = {row.id: list(row.norms) for row in rules.item_rows(queries.edition()) if row.norms}
    assert cited == printed.CITED


def test_table_e1_has_35_documents_in_9_classes_as_printed() -> None:
    slots = queries.archive_slots()
    found = {key: [f"{s.no} {s.name}" for s in group] for key, group in groupby(slots, lambda slot: slot.category)}
    assert found == printed.E
    assert (len(slots), len(found)) == (35, 9)
    assert [slot.id for slot in slots] == [f"E.{slot.no}" for slot in slots]
    assert [slot.category_no for slot in slots] == [int(slot.no.split("-")[0]) for slot in slots]


def test_appendix_f_has_5_sections_and_13_sub_headings_as_printed() -> None:
    sections = queries.summary_sections()
    found = {f"{s.no} {s.title}": [f"{item.no} {item.title}" for item in s.items] for s in sections}
    assert found == printed.F
    assert (len(sections), len(queries.summary_items())) == (5, 13)
    assert all(item.section == section.id for section in sections for item in section.items)


def test_table_g1_has_6_rows_with_every_point_as_printed() -> None:
    found = [
        (
            row.name,
            row.cap,
            [(each.name, each.cap, [criterion.points for criterion in each.criteria]) for each in row.indicators],
        )
        for row in queries.criteria()
    ]
    expected = [
        (name, cap and Decimal(cap), [(n, c and Decimal(c), [Decimal(p) for p in ps]) for n, c, ps in indicators])
        for name, cap, indicators in printed.G
    ]
    assert found == expected


def test_added_points_sum_to_each_printed_maximum_and_the_rows_to_100() -> None:
    rows = {row.name: row for row in queries.criteria()}
    for name in ("服务保障", "环境绩效"):
        for indicator in rows[name].indicators:
            assert sum(each.points for each in indicator.criteria if each.kind == "add") == indicator.cap
        assert sum(indicator.cap or 0 for indicator in rows[name].indicators) == rows[name].cap
    best_answer = max(each.points for each in rows["客户满意度"].indicators[0].criteria)
    assert best_answer == rows["客户满意度"].cap
    counted = ("服务保障", "环境绩效", "工作业绩", "客户满意度")
    assert sum(rows[name].cap or 0 for name in counted) == rows["总分"].cap == 100


def test_criteria_are_lettered_in_order_within_their_indicator() -> None:
    for row in queries.criteria():
        for indicator in row.indicators:
            letters = [f"{indicator.id}.{letter}" for letter in "abcdefgh"[: len(indicator.criteria)]]
            assert [criterion.id for criterion in indicator.criteria] == letters


def test_clauses_4_to_9_carry_their_printed_headings() -> None:
    assert {clause.no: clause.title for clause in queries.clauses()} == printed.HEADINGS
    assert all(clause.id == f"R.{clause.no}" for clause in queries.clauses())
