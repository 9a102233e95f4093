"""What the catalogues have in common: truths with an unknown, conditions, looking up."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms import eia_catalogue, permit_catalogue
from ecosteward.norms.catalogue import find
from ecosteward.norms.catalogue.entries import judge
from ecosteward.norms.catalogue.known import Known, both, either, opposite
from ecosteward.norms.catalogue.parts import parts_of
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


def told(part: Any) -> dict[str, Any]:
    """Say of a project just what one condition asks for, and that no other words hold."""
    amounts = []
    for quantity, rows in part.bounds.items():
        row = rows[0]
        value = (
            row.figure("at_least") if row.has("at_least")
            else row.figure("above") * 1.01 if row.has("above")
            else row.figure("at_most") if row.has("at_most")
            else row.figure("below") * 0.99
        )  # fmt: skip
        amounts.append({"quantity": quantity, "value": value, "unit": row["unit"]})
    facts: dict[str, Any] = {"entries": [int(part.row["entry"])], "amounts": amounts, "others_fail": True}
    if part.codes:
        facts["code"] = part.codes[0].ljust(4, "0")
    return facts | ({"holds": [part.key]} if part.words else {})


def shutting(part: Any, facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Say the same, and, for what only an exception of a stricter cell leaves over, the same with each exception."""
    if part.words and part.row["kind"] == "criterion" and not part.codes:
        return [facts]
    catalogue = part.row.table.removesuffix("_parts")
    plain = [each for each in parts_of(catalogue)[part.row["entry"]] if not each.bounds and not each.codes]
    shut = [each for each in plain if each.row["kind"] == "except" and each.words]
    excepts = [each.key for each in shut if each.row["cell"] not in {"scope", part.row["cell"]}]
    return [facts, *({**facts, "holds": [*facts.get("holds", []), key]} for key in excepts)]


def targets(catalogue: str) -> list[Any]:
    parts = (part for each in parts_of(catalogue).values() for part in each)
    return [part for part in parts if part.row["kind"] != "except" and part.row["cell"] != "scope"]


@pytest.mark.parametrize("part", targets("eia_catalogue"), ids=lambda part: part.key)
def test_a_project_that_is_just_what_a_condition_says_falls_into_its_cell(part: Any) -> None:
    area = part.row["entry"] in {"110", "111"}
    facts = told(part) | {"sensitive_area": "sensitive" in part.flags}
    facts["amounts"] += [{"quantity": "建筑面积", "value": 5000, "unit": "m2"}] * area
    assert part.row["cell"] in {eia_catalogue.classify.run(each).outcome.verdict for each in shutting(part, facts)}


PLAIN = [part for part in targets("permit_catalogue") if not any(flag.startswith("general") for flag in part.flags)]


@pytest.mark.parametrize("part", PLAIN, ids=lambda part: part.key)
def test_a_unit_that_is_just_what_a_condition_says_falls_into_its_cell(part: Any) -> None:
    facts = told(part) | {"key_list": "key_list" in part.flags, "processes": []}
    assert part.row["cell"] in {permit_catalogue.classify.run(each).outcome.verdict for each in shutting(part, facts)}
