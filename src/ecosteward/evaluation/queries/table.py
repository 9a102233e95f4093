"""Table G.1 of an edition as the rules take it."""

from functools import cache

from ecosteward.evaluation.models import Satisfaction
from ecosteward.evaluation.rules import Criterion, Group, Kind, Row
from ecosteward.standard import queries as standard


@cache
def rows_of(edition: str) -> tuple[Row, ...]:
    """Return the six rows with their groups and criteria, points as printed."""
    return tuple(
        Row(
            row.id,
            row.cap,
            tuple(
                Group(
                    group.id,
                    group.cap,
                    tuple(Criterion(each.id, each.points, Kind(each.kind)) for each in group.criteria),
                )
                for group in row.indicators
            ),
        )
        for row in standard.criteria(edition)
    )


@cache
def criteria_of(edition: str) -> dict[str, Criterion]:
    """Return every criterion by id."""
    return {each.id: each for row in rows_of(edition) for group in row.groups for each in group.criteria}


@cache
def level_ids(edition: str) -> dict[str, str]:
    """Return the criterion that each satisfaction level fills: "very" → "G.4.1.a", matched by the printed words."""
    words = {
        each.text: each.id
        for row in standard.criteria(edition)
        for group in row.indicators
        for each in group.criteria
        if each.kind == "choice"
    }
    return {level.value: words[str(level.label)] for level in Satisfaction if str(level.label) in words}
