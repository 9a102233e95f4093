"""The score of Table G.1, with the reading chosen where the printed text is silent (slips S.02 to S.07)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

NOT_CAPPED, NO_FLOOR, NO_TASKS, BEYOND_CONTRACT, OTHER_OPEN = "S.02", "S.03", "S.05", "S.06", "S.07"
_ZERO = Decimal(0)
_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")


class Kind(StrEnum):
    """How a criterion of the table is scored."""

    ADD = "add"
    DEDUCT = "deduct"
    FORMULA = "formula"
    CHOICE = "choice"
    FREE = "free"


@dataclass(frozen=True)
class Criterion:
    """One scoring rule; `points` as printed, negative for a deduction."""

    id: str
    points: Decimal
    kind: Kind


@dataclass(frozen=True)
class Group:
    """A printed group of criteria, such as 人员素质（2分）."""

    id: str
    cap: Decimal | None
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Row:
    """A printed row with the maximum it prints; the row of the sum has no groups."""

    id: str
    cap: Decimal | None
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Given:
    """What is known and was judged.

    Attributes:
        done, total: accepted and contracted tasks.
        chosen: id of the satisfaction level that the survey ended with; None without a survey.
        points: points judged, by criterion.
        other: what 其他 adds or takes; None where it was not used.

    """

    done: int = 0
    total: int = 0
    chosen: str | None = None
    points: Mapping[str, Decimal] = field(default_factory=dict)
    other: Decimal | None = None


@dataclass(frozen=True)
class RowScore:
    """One row's score: `raw` before the reading, `points` after; None where it cannot be told yet."""

    id: str
    raw: Decimal | None
    points: Decimal | None
    groups: Mapping[str, Decimal]


@dataclass(frozen=True)
class Result:
    """The whole table.

    Attributes:
        raw: sum as the bare text gives it, without caps and floors.
        total: sum by the reading, between 0 and 100.
        lacking: rows that could not be told or have criteria not judged yet.
        unjudged: criteria that somebody still has to judge.
        used: ids of the readings that changed a number.

    """

    rows: tuple[RowScore, ...]
    raw: Decimal
    total: Decimal
    lacking: tuple[str, ...]
    unjudged: tuple[str, ...]
    used: frozenset[str]


def score(rows: tuple[Row, ...], given: Given) -> Result:
    """Score the table. A row that cannot be told counts nothing and is named in `lacking`."""
    scored = [_row(row, given) for row in rows if row.groups]
    raw = sum((each.raw for each in scored if each.raw is not None), _ZERO)
    summed = sum((each.points for each in scored if each.points is not None), _ZERO)
    total = min(max(summed, _ZERO), _HUNDRED)
    unjudged = tuple(
        each.id
        for row in rows
        for group in row.groups
        for each in group.criteria
        if each.kind == Kind.ADD and each.id not in given.points
    )
    lacking = tuple(
        row.id
        for row, each in zip((r for r in rows if r.groups), scored, strict=True)
        if each.points is None or any(c.id in unjudged for g in row.groups for c in g.criteria)
    )
    return Result(tuple(scored), raw, total, lacking, unjudged, _used(rows, scored, given, summed))


def fault(criterion: Criterion, points: Decimal) -> str:
    """Return what is wrong with points judged for a criterion, in words that say what to do; empty if nothing is."""
    low, high = sorted((_ZERO, criterion.points))
    if criterion.kind not in {Kind.ADD, Kind.DEDUCT}:
        return "这一项由记录计算，不能直接评分"
    if not low <= points <= high:
        return f"应在 {low:f} 至 {high:f} 分之间"
    if points != points.quantize(_CENT):
        return "最多两位小数"
    return ""


def _row(row: Row, given: Given) -> RowScore:
    told = {group.id: _group(group, given) for group in row.groups}
    if any(each is None for each in told.values()):
        return RowScore(row.id, None, None, {})
    known = {name: each for name, each in told.items() if each is not None}
    raw = sum((each[0] for each in known.values()), _ZERO)
    points = sum((each[1] for each in known.values()), _ZERO)
    return RowScore(row.id, raw, _within(points, row.cap, row.groups), {name: each[1] for name, each in known.items()})


def _group(group: Group, given: Given) -> tuple[Decimal, Decimal] | None:
    """Return a group's points before and after the reading; None where they cannot be told."""
    parts = [_criterion(each, given) for each in group.criteria]
    known = [each for each in parts if each is not None]
    if len(known) < len(parts):
        return None
    raw = sum(known, _ZERO)
    return raw, _within(raw, group.cap, (group,))


def _criterion(criterion: Criterion, given: Given) -> Decimal | None:
    match criterion.kind:
        case Kind.ADD | Kind.DEDUCT:
            return given.points.get(criterion.id, _ZERO)
        case Kind.FORMULA:
            return _share(given, criterion.points)
        case Kind.CHOICE:
            if given.chosen is None:
                return None
            return criterion.points if given.chosen == criterion.id else _ZERO
        case Kind.FREE:
            return given.other or _ZERO


def _share(given: Given, points: Decimal) -> Decimal | None:
    """Return done ÷ total × points, to a hundredth; None for a contract without tasks (S.05)."""
    if not given.total:
        return None
    return (points * given.done / given.total).quantize(_CENT, ROUND_HALF_UP)


def _within(points: Decimal, cap: Decimal | None, groups: tuple[Group, ...]) -> Decimal:
    """Apply the printed maximum, and zero below it unless the row prints a negative level or is free."""
    if cap is not None:
        points = min(points, cap)
    return points if _floorless(groups) else max(points, _ZERO)


def _floorless(groups: tuple[Group, ...]) -> bool:
    return any(each.kind in {Kind.CHOICE, Kind.FREE} for group in groups for each in group.criteria)


def _used(rows: tuple[Row, ...], scored: list[RowScore], given: Given, summed: Decimal) -> frozenset[str]:
    used = {_row_reading(each, given) for each in scored}
    if not _ZERO <= summed <= _HUNDRED:
        used.add(OTHER_OPEN)
    if not given.total and any(_is_formula(row) for row in rows):
        used.add(NO_TASKS)
    return frozenset(used - {""})


def _row_reading(scored: RowScore, given: Given) -> str:
    if scored.raw is None or scored.points is None or scored.raw == scored.points:
        return ""
    if scored.points > scored.raw:
        return NO_FLOOR
    return BEYOND_CONTRACT if given.done > given.total else NOT_CAPPED


def _is_formula(row: Row) -> bool:
    return any(each.kind == Kind.FORMULA for group in row.groups for each in group.criteria)
