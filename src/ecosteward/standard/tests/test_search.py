"""People find a row by its words, its number, or the norm it cites."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.standard import queries, rules


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("排污许可证服务", "B1.05"),
        ("b1.05", "B1.05"),
        ("HJ 942", "B1.05"),
        ("hj942", "B1.05"),
        ("ＨＪ９４２", "B1.05"),
        ("雨污分流", "B2.09.03"),
        ("危险废物 标签", "B2.10.05"),
        ("转移联单", "E.6-4"),
        ("问题梳理", "F.2.5"),
        ("恶意市场营销", "G.2.1.f"),
        ("质量负责人", "R.4.3.5"),
        ("GB 18599-2020", "GB 18599"),
        ("表B.2", "S.08"),
        ("排污许可证有效期", "L.182"),
        ("危废", "B2.10.05"),
        ("危废 标签", "B2.10.05"),
        ("危废转移联单", "E.6-4"),
        ("排污证", "B1.05"),
        ("vocs", "GB 37822"),
    ],
)
def test_a_search_finds_the_row_that_says_it(text: str, found: str) -> None:
    assert found in [hit.id for hit in queries.search(text)]


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_search_finds_nothing(text: str) -> None:
    assert queries.search(text) == ()


def test_a_search_for_what_is_not_there_finds_nothing() -> None:
    assert queries.search("量子纠缠") == ()


def test_every_hit_of_an_item_leads_to_a_row_that_exists() -> None:
    rows = {row.id for row in rules.item_rows(queries.edition())}
    assert {hit.within for hit in queries.search("排") if hit.kind == "要点"} <= rows


@given(st.text(min_size=1, max_size=20), st.text(max_size=10), st.text(max_size=10))
def test_any_part_of_a_text_finds_it(part: str, before: str, after: str) -> None:
    assert rules.matches(before + part + after, part) or rules.folded(part) not in rules.folded(before + part + after)


@given(st.lists(st.text(alphabet="排污许可HJ9 42", min_size=1, max_size=6), min_size=1, max_size=4))
def test_the_order_of_the_words_does_not_matter(words: list[str]) -> None:
    text = "排污许可证申请与核发技术规范 HJ 942"
    spaced = [" ".join(order) for order in (words, words[::-1])]
    by_word = [all(rules.folded(word) in rules.folded(text) for word in query.split()) for query in spaced]
    assert by_word[0] == by_word[1]
    assert all(rules.matches(text, query) for query, found in zip(spaced, by_word, strict=True) if found)


@pytest.mark.parametrize("short", rules.SHORT)
def test_every_short_word_of_the_trade_finds_what_the_standard_spells_out(short: str) -> None:
    assert {hit.id for hit in queries.search(rules.SHORT[short])} <= {hit.id for hit in queries.search(short)}
    assert queries.search(short)


@given(st.text(max_size=30))
def test_a_query_spelt_out_is_not_spelt_out_again(query: str) -> None:
    assert rules.spelt_out(rules.spelt_out(query)) == rules.spelt_out(query)
