"""What the catalogues have in common: truths with an unknown, conditions, looking up."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.catalogue import find
from ecosteward.norms.catalogue.entries import judge
from ecosteward.norms.catalogue.known import Known, both, either, opposite
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table
from ecosteward.norms.kernel.trace import Trace

truths = st.lists(st.sampled_from([True, False, None]))
CELLS = ("key", "simplified", "registration")
FLAGS = {"key_list": None, "star": True, "general_key": None, "general_simplified": None, "general_registration": None}


@given(truths)
def test_not_all_is_some_not(given: list[Any]) -> None:
    assert opposite(both(given)) == either(opposite(each) for each in given)


@given(truths)
def test_knowing_more_never_changes_what_was_known(given: list[Any]) -> None:
    for join in (both, either):
        settled = join(given)
        for known in (True, False):
            more = join([known if each is None else each for each in given])
            assert settled is None or settled == more


@given(truths, st.randoms())
def test_the_order_of_truths_does_not_matter(given: list[Any], random: Any) -> None:
    before = both(given), either(given)
    random.shuffle(given)
    assert (both(given), either(given)) == before


@pytest.mark.parametrize("entry", [row for row in table("permit_catalogue_entries") if row["key"] != "/"])
def test_more_facts_only_narrow_an_entry(entry: Any) -> None:
    open_ended = judge("permit_catalogue", entry, CELLS, Known({}, FLAGS), Trace())
    for listed in (True, False):
        known = Known({}, FLAGS | {"key_list": listed}, others_fail=not listed)
        narrowed = judge("permit_catalogue", entry, CELLS, known, Trace())
        for cell in CELLS:
            assert open_ended.cells[cell] in {None, narrowed.cells[cell]}


@pytest.mark.parametrize(("code", "bare"), [("C2110", "2110"), ("c2110", "2110"), (" 211 ", "211"), ("A01", "01")])
def test_a_code_is_read_with_and_without_its_letter(code: str, bare: str) -> None:
    assert find.bare_code(code) == bare


@pytest.mark.parametrize("code", ["", "2", "21100", "Z2110", "家具", "21.1"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(RefusedError, match="不是行业代码"):
        find.bare_code(code)


def test_a_longer_code_falls_under_the_entrys_and_a_shorter_one_gathers_them() -> None:
    assert [row["entry"] for row in find.by_code("permit_catalogue", "2110")] == ["35"]
    assert [row["entry"] for row in find.by_code("permit_catalogue", "20")] == ["33", "34"]
    assert find.by_code("permit_catalogue", "65") == ()
