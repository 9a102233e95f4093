"""What holds for every row and item of the edition."""

from collections import Counter
from datetime import date

import pytest

from ecosteward.standard import queries, rules
from ecosteward.standard.models import NormEdition


def test_no_id_is_given_twice() -> None:
    assert not [each for each, count in Counter(rules.all_ids(queries.edition())).items() if count > 1]


def test_every_item_has_text_and_clause_and_an_id_that_starts_with_its_rows() -> None:
    for row in rules.item_rows(queries.edition()):
        assert row.items
        for item in row.items:
            assert item.text
            assert item.clause
            assert item.id.startswith(row.id + ".")


def test_every_norm_cited_anywhere_is_in_the_registry() -> None:
    edition = queries.edition()
    registry = {norm.code for norm in edition.norms}
    cited = {code for row in rules.item_rows(edition) for holder in (row, *row.items) for code in holder.norms}
    assert len(cited) >= 25
    assert cited <= registry


def test_each_of_the_25_references_is_cited_by_some_row() -> None:
    cited = {code for row in rules.item_rows(queries.edition()) for code in row.norms}
    assert cited == {norm.code for norm in queries.norms() if norm.kind == "reference"}


def test_every_norm_a_row_prints_is_carried_by_one_of_its_items() -> None:
    for row in rules.item_rows(queries.edition()):
        assert set(row.norms) <= {code for item in row.items for code in item.norms}, row.id


def test_beside_what_its_row_prints_an_item_names_only_working_norms() -> None:
    working = {norm.code for norm in queries.norms() if norm.kind == "working"}
    for row in rules.item_rows(queries.edition()):
        for item in row.items:
            assert set(item.norms) - set(row.norms) <= working, item.id


def test_every_survey_item_can_be_answered_in_the_yard() -> None:
    for topic in queries.survey_topics():
        assert 6 <= len(topic.items) <= 15, topic.id
        for item in topic.items:
            assert item.evidence, item.id
            assert item.place, item.id
            assert item.severity, item.id
            assert item.suggestion, item.id
            assert len(item.text) <= 45, item.id


def test_survey_items_print_no_limit_that_nobody_has_checked() -> None:
    for topic in queries.survey_topics():
        for item in topic.items:
            digits = [c for c in item.text + item.suggestion + item.evidence if c.isdigit()]
            assert not digits or item.unverified, item.id


def test_every_service_says_how_it_is_counted_and_what_proves_it_done() -> None:
    for service in queries.services():
        assert service.unit
        assert service.done_when


def test_a_service_names_only_documents_of_table_e1() -> None:
    slots = {slot.id for slot in queries.archive_slots()}
    filled = {slot for service in queries.services() for slot in service.slots}
    assert filled
    assert filled <= slots


def test_the_service_flow_has_12_reconstructed_steps_and_a_slip_says_so() -> None:
    assert [step.no for step in queries.flow()] == list(range(1, 13))
    assert any("重构" in slip.reading for slip in queries.slips("A.01"))


@pytest.mark.parametrize(
    "ref",
    [
        "R.9.2",
        "G.1",
        "G.2",
        "G.3",
        "G.4",
        "G.6",
        "C.1-1",
        "B1.14",
        "E.9-9",
        "C.2-2",
        "HJ 469",
        "HJ/T 394",
        "R.5.2",
        "D.2",
    ],
)
def test_each_slip_stands_beside_the_row_it_concerns(ref: str) -> None:
    found = queries.slips(ref)
    assert found
    assert all(slip.printed and slip.reading and slip.why for slip in found)


def test_no_date_of_a_norm_is_given_without_a_source() -> None:
    for norm in queries.norms():
        for edition in norm.editions:
            assert edition.source
            if not edition.verified and (edition.effective_from or edition.issued):
                assert "通行写法" not in edition.source, edition.number


def test_an_undated_citation_means_the_edition_in_force_on_the_day() -> None:
    assert queries.norm("GB 18599", date(2021, 6, 30)).number == "GB 18599-2001"
    assert queries.norm("GB 18599", date(2021, 7, 1)).number == "GB 18599-2020"
    assert queries.norm("GB 18599").number == "GB 18599-2020"


def test_the_code_applies_from_its_day_and_the_acts_it_repeals_until_then() -> None:
    assert queries.norm("生态环境法典", date(2026, 8, 15)).verified
    with pytest.raises(queries.NormNotInForce):
        queries.norm("生态环境法典", date(2026, 8, 14))
    assert queries.norm("环境保护法", date(2026, 8, 14)).number == "中华人民共和国环境保护法"
    with pytest.raises(queries.NormNotInForce):
        queries.norm("环境保护法", date(2026, 8, 15))


def test_an_edition_whose_dates_are_unknown_applies_until_it_is_known_not_to() -> None:
    undated = NormEdition(code="X", number="X-1", title="某标准", verified=False, source="未核对")
    assert rules.in_force([undated], date(1990, 1, 1)) == undated


def test_the_working_norms_stand_beside_the_citations_that_do_not_fit() -> None:
    assert "公告2018年第9号" in {norm.code for norm in queries.working_norms("HJ/T 394")}
    assert "令38" in {norm.code for norm in queries.working_norms("HJ 469")}


def test_government_is_offered_the_16_services_of_c_and_the_10_of_d() -> None:
    offered = queries.services(audience="government")
    assert [service.table for service in offered] == ["C"] * 16 + ["D"] * 10
    assert len(queries.services(audience="enterprise")) == 19
    assert len(queries.services(audience="park")) == 21
    assert len(queries.services()) == 50


def test_an_unknown_id_is_refused_by_name() -> None:
    with pytest.raises(queries.UnknownService, match=r"B1\.20"):
        queries.service("B1.20")
    for read in (queries.survey_item, queries.survey_topic, queries.archive_slot, queries.duty, queries.norm):
        with pytest.raises(queries.UnknownId, match="nothing"):
            read("nothing")


def test_a_duty_rests_on_the_code_from_its_day_and_on_the_act_it_replaced_until_then() -> None:
    today = queries.legal_basis("L.163", date(2026, 8, 15))
    assert (today.text, today.verified) == ("《生态环境法典》第163条", True)
    before = queries.legal_basis("L.174", date(2026, 8, 14))
    assert (before.text, before.verified) == ("《环境保护法》第45条", False)
    assert queries.legal_basis("L.174") == queries.legal_basis("L.174", date(2026, 11, 23))
