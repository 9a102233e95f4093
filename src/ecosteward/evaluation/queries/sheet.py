"""The evaluation table of a contract, filled from records and judgements."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ecosteward.engagements.models import Contract
from ecosteward.engagements.queries import progress
from ecosteward.evaluation.models import Judge, Judgement, Satisfaction, Scorecard, Survey
from ecosteward.evaluation.queries.opinions import satisfaction
from ecosteward.evaluation.queries.table import level_ids, rows_of
from ecosteward.evaluation.rules import Given, Result, score
from ecosteward.standard import queries as standard
from ecosteward.standard.models import Criterion, Indicator, ScoreRow, Slip


@dataclass(frozen=True)
class TaskLine:
    """One line of the contract's service list with its tasks."""

    name: str
    done: int
    total: int


@dataclass(frozen=True)
class Records:
    """What the two computed rows rest on: tasks by line, and the survey counted."""

    done: int
    total: int
    lines: tuple[TaskLine, ...]
    survey_id: int | None = None
    level: str = ""
    respondent: str = ""

    @property
    def level_words(self) -> str:
        """Return the satisfaction level in words."""
        return dict(Satisfaction.choices).get(self.level, "")


@dataclass(frozen=True)
class SheetCriterion:
    """One criterion: as printed, and what was judged. `points` is None while nobody has judged it."""

    printed: Criterion
    points: Decimal | None
    judgement: Judgement | None

    @property
    def judged_by_hand(self) -> bool:
        """Tell whether somebody has to choose the points."""
        return self.printed.kind in {"add", "deduct"}


@dataclass(frozen=True)
class SheetGroup:
    """A printed group of criteria, with its points by the reading."""

    printed: Indicator
    points: Decimal | None
    criteria: tuple[SheetCriterion, ...]


@dataclass(frozen=True)
class SheetRow:
    """One of the six printed rows; the last is the sum."""

    printed: ScoreRow
    points: Decimal | None
    groups: tuple[SheetGroup, ...]


@dataclass(frozen=True)
class Reading:
    """A reading chosen where the text is silent; `used` tells whether it changed a number here."""

    slip: Slip
    used: bool


@dataclass(frozen=True)
class ScoreSheet:
    """Table G.1 of one contract.

    `card` is None for a contract nobody has evaluated: then the computed rows are filled and nothing else.
    """

    contract: Contract
    card: Scorecard | None
    rows: tuple[SheetRow, ...]
    records: Records
    result: Result
    readings: tuple[Reading, ...]

    @property
    def total(self) -> Decimal:
        """Return the sum: as signed, else as it stands."""
        signed = self.card.total if self.card and self.card.is_signed else None
        return self.result.total if signed is None else signed

    @property
    def is_self(self) -> bool:
        """Tell whether the agency judged itself."""
        return self.card is not None and self.card.judge == Judge.SELF


def sheet(contract: Contract) -> ScoreSheet:
    """Return the table that counts for a contract: the newest signed one, else the newest the agency has open.

    The client's judgement comes before one recorded from paper, and that before a self-assessment. What the client
    has not signed yet is the client's own and never shown here.
    """
    order = {Judge.CLIENT: 0, Judge.RECORDED: 1, Judge.SELF: 2}
    told = contract.scorecards.exclude(judge=Judge.CLIENT, signed_at=None)
    cards = list(told.select_related("contract", "client", "file"))
    cards.sort(key=lambda card: (not card.is_signed, order[Judge(card.judge)], -card.pk))
    return _sheet(contract, cards[0] if cards else None)


def sheet_of(card: Scorecard) -> ScoreSheet:
    """Return one table."""
    return _sheet(card.contract, card)


def freeze(shown: ScoreSheet) -> dict[str, Any]:
    """Return what a signed table keeps of the records it was filled from."""
    records = shown.records
    return {
        "done": records.done,
        "total": records.total,
        "lines": [[line.name, line.done, line.total] for line in records.lines],
        "survey_id": records.survey_id,
        "level": records.level,
        "respondent": records.respondent,
        "readings": sorted(shown.result.used),
    }


def _sheet(contract: Contract, card: Scorecard | None) -> ScoreSheet:
    records = _thawed(card.frozen) if card and card.is_signed else _records(contract)
    judged = {each.criterion_id: each for each in card.judgements.select_related("file")} if card else {}
    given = Given(
        done=records.done,
        total=records.total,
        chosen=level_ids(contract.edition).get(records.level),
        points={name: each.points for name, each in judged.items()},
        other=card.other if card else None,
    )
    result = score(rows_of(contract.edition), given)
    return ScoreSheet(
        contract, card, _rows(contract, result, judged, given), records, result, _readings(contract, result)
    )


def _records(contract: Contract) -> Records:
    found = progress(contract)
    lines = tuple(TaskLine(each.line.name, each.done, each.total) for each in found.lines)
    survey: Survey | None = satisfaction(contract)
    if survey is None:
        return Records(found.done, found.total, lines)
    return Records(found.done, found.total, lines, survey.pk, survey.overall, survey.respondent)


def _thawed(frozen: dict[str, Any]) -> Records:
    lines = tuple(TaskLine(*line) for line in frozen["lines"])
    return Records(frozen["done"], frozen["total"], lines, frozen["survey_id"], frozen["level"], frozen["respondent"])


def _rows(contract: Contract, result: Result, judged: dict[str, Judgement], given: Given) -> tuple[SheetRow, ...]:
    scored = {each.id: each for each in result.rows}
    rows = []
    for printed in standard.criteria(contract.edition):
        found = scored.get(printed.id)
        if found is None:
            rows.append(SheetRow(printed, result.total, ()))
            continue
        groups = tuple(_group(each, found.groups.get(each.id), judged, given) for each in printed.indicators)
        rows.append(SheetRow(printed, found.points, groups))
    return tuple(rows)


def _group(printed: Indicator, points: Decimal | None, judged: dict[str, Judgement], given: Given) -> SheetGroup:
    return SheetGroup(
        printed, points, tuple(_criterion(each, points, judged.get(each.id), given) for each in printed.criteria)
    )


def _criterion(
    printed: Criterion, group_points: Decimal | None, judgement: Judgement | None, given: Given
) -> SheetCriterion:
    match printed.kind:
        case "formula":
            return SheetCriterion(printed, group_points, None)
        case "choice":
            return SheetCriterion(printed, printed.points if given.chosen == printed.id else None, None)
        case "free":
            return SheetCriterion(printed, given.other, None)
        case _:
            return SheetCriterion(printed, judgement.points if judgement else None, judgement)


def _readings(contract: Contract, result: Result) -> tuple[Reading, ...]:
    ids = {row.id for row in standard.criteria(contract.edition)}
    slips = [slip for slip in standard.slips(edition=contract.edition) if ids & set(slip.refs)]
    return tuple(Reading(slip, slip.id in result.used) for slip in slips)
