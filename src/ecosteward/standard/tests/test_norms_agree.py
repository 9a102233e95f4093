"""The library of norms has the score as the edition prints it."""

from ecosteward.norms.kernel.tables import rules, table
from ecosteward.standard import queries


def test_the_score_of_the_library_is_the_printed_table() -> None:
    printed = [
        (row.id, str(row.cap or ""), group.id, str(group.cap or ""), each.id, each.kind, str(each.points))
        for row in queries.criteria()
        for group in row.indicators
        for each in group.criteria
    ]
    columns = ("row", "row_cap", "group", "group_cap", "criterion", "kind", "points")
    assert [tuple(row[name] for name in columns) for row in table("xuzhou_2025_score")] == printed


def test_the_readings_of_the_library_are_those_shown_beside_the_standard() -> None:
    slips = {slip.id: slip for slip in queries.edition().slips}
    for key, row in rules("xuzhou_2025").items():
        if key.startswith("S."):
            assert row["what"] == f"{slips[key].title}：{slips[key].reading}"
