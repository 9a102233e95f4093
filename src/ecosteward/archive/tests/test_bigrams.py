from hypothesis import example, given
from hypothesis import strategies as st

from ecosteward.archive.rules.bigrams import LONGEST_PAGE, excerpt, loose, parts, query, readable, runs, vector

CHINESE = st.text(alphabet="废水气处理氨氮GB13271 ，。\n", max_size=60)


def test_a_run_is_kept_as_its_pairs_and_its_last_character() -> None:
    assert vector("废水处理") == "'废水':1 '水处':2 '处理':3 '理':4"


def test_words_on_two_sides_of_a_comma_are_not_neighbours() -> None:
    assert vector("废水，处理") == "'废水':1 '水':2 '处理':4 '理':5"


def test_a_phrase_asks_for_its_pairs_in_order_and_a_single_character_for_a_beginning() -> None:
    assert query("废水处理 氨") == "('废水' <-> '水处' <-> '处理') & '氨':*"
    assert query("，。 ") == loose("，。 ") == ""


def test_told_by_the_index_alone_the_pairs_may_stand_in_any_order() -> None:
    assert loose("废水废水 氨") == "'废水' & '水废' & '氨':*"


def test_a_word_broken_by_the_end_of_a_line_is_one_word() -> None:
    assert readable("危险废\n物 管\u3000理") == "危险废物管理"
    assert readable("GB 13271\n2014") == "GB 13271 2014"
    assert readable("ＧＢ１３２７１") == "GB13271"


@given(st.text(max_size=400))
@example("İ'\\:&|!()<->*")
def test_no_text_breaks_out_of_the_database_s_form(text: str) -> None:
    for form in (vector(readable(text)), query(text), loose(text)):
        assert form.count("'") % 2 == 0
        assert "\\" not in form
    assert all(run.isalnum() for run in runs(text))


@given(st.text(alphabet="废水处理", min_size=1, max_size=40_000).filter(lambda text: len(text) > 10))
@example("废水" * 20_000)
def test_a_long_page_is_cut_into_parts_that_share_their_edges(text: str) -> None:
    cut = list(parts(text))
    assert all(len(part) <= LONGEST_PAGE for part in cut)
    assert cut[0][0] == text[0]
    assert cut[-1].endswith(text[-1])
    assert all(text[start : start + 30] in "\n".join(cut) for start in range(0, len(text) - 30, 997))


@given(CHINESE, CHINESE)
def test_an_excerpt_marks_only_what_was_looked_for(page: str, wanted: str) -> None:
    text = readable(page)
    pieces = excerpt(text, wanted) if runs(wanted) else []
    assert all(piece.lower() in runs(wanted) for piece, marked in pieces if marked)
    assert "".join(piece for piece, _ in pieces).strip("…") in text


def test_an_excerpt_begins_a_little_before_the_find() -> None:
    pieces = excerpt("甲" * 100 + "废水" + "乙" * 300, "废水")
    assert pieces[0] == ("…", False)
    assert ("废水", True) in pieces
    assert sum(len(piece) for piece, _ in pieces) < 200
