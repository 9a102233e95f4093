"""How much of what was promised is done. One statement for any number of contracts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.utils import timezone

from ecosteward.engagements.models import Contract, ServiceLine, TaskState
from ecosteward.engagements.rules.periods import units

_COUNTED = "counted_lines"


@dataclass(frozen=True)
class LineProgress:
    """One line: `total` contracted units, `done` of them accepted; `extra` accepted tasks beyond the contract."""

    line: ServiceLine
    total: int
    done: int
    extra: int
    submitted: int
    overdue: int


@dataclass(frozen=True)
class Progress:
    """A contract: contracted units and how many of them were accepted; `planned` tasks that are not cancelled."""

    done: int = 0
    total: int = 0
    submitted: int = 0
    overdue: int = 0
    planned: int = 0
    lines: tuple[LineProgress, ...] = field(default=(), repr=False)

    @property
    def percent(self) -> int:
        """Whole percent done; 0 where nothing was promised."""
        return 100 * self.done // self.total if self.total else 0


def progress(contract: Contract) -> Progress:
    """Return one contract's progress."""
    return progress_of([contract])[contract.pk]


def progress_of(contracts: Sequence[Contract]) -> dict[int, Progress]:
    """Return the progress of many contracts by primary key, in one statement."""
    for contract in contracts:
        contract.__dict__.pop(_COUNTED, None)
    prefetch_related_objects(contracts, counted())
    return {contract.pk: progress_read(contract) for contract in contracts}


def counted() -> "Prefetch[str, Any, str]":
    """Return what a queryset of contracts prefetches so that `progress_read` needs no statement of its own."""
    late = Q(tasks__state__in=[TaskState.PLANNED, TaskState.DOING], tasks__due_on__lt=timezone.localdate())
    lines = ServiceLine.objects.select_related("assignee").annotate(
        done=Count("tasks", filter=Q(tasks__state=TaskState.DONE)),
        submitted=Count("tasks", filter=Q(tasks__state=TaskState.SUBMITTED)),
        overdue=Count("tasks", filter=late),
        planned=Count("tasks", filter=Q(tasks__isnull=False) & ~Q(tasks__state=TaskState.CANCELLED)),
    )
    return Prefetch("lines", queryset=lines, to_attr=_COUNTED)


def progress_read(contract: Contract) -> Progress:
    """Return the progress of a contract whose lines were prefetched with `counted`."""
    lines = [(_line(line), line.planned) for line in getattr(contract, _COUNTED)]
    return _sum(tuple(line for line, _ in lines), sum(planned for _, planned in lines))


def lines_of(contract: Contract) -> tuple[LineProgress, ...]:
    """Return the contract's lines with their progress."""
    return progress(contract).lines


def contracted(line: ServiceLine) -> int:
    """Return how many units a line promises over its term."""
    return units(line.period, line.quantity, line.first_day, line.last_day)


def _line(line: Any) -> LineProgress:
    total = contracted(line)
    done = min(line.done, total)
    return LineProgress(line, total, done, line.done - done, line.submitted, line.overdue)


def _sum(lines: tuple[LineProgress, ...], planned: int) -> Progress:
    return Progress(
        done=sum(line.done for line in lines),
        total=sum(line.total for line in lines),
        submitted=sum(line.submitted for line in lines),
        overdue=sum(line.overdue for line in lines),
        planned=planned,
        lines=lines,
    )
