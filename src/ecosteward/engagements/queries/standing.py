"""The lines of clause 4.3 that contracts and work records prove, told to the agency's qualification check."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ecosteward.accounts.models import Organisation
from ecosteward.agency.queries import provide
from ecosteward.agency.rules import Line, State
from ecosteward.agency.rules.lines import Evidence
from ecosteward.engagements.models import Contract, ContractPaper, PaperKind, ServiceLine, Task, TaskState, WorkRecord

_PLACE = "engagements:contracts"
_NOTHING_SIGNED = "还没有签订的合同"


def contracts_signed(agency: Organisation) -> Line:
    """Judge R.4.3.1: each signed contract has its text on file."""
    text = ContractPaper.objects.filter(contract=OuterRef("pk"), kind=PaperKind.CONTRACT).exclude(file=None)
    number, without = _counted(_signed(agency), ~Q(Exists(text)))
    return _line("R.4.3.1", number, without, f"已签订 {number} 份合同", "份缺合同文本")


def lists_made(agency: Organisation) -> Line:
    """Judge R.4.3.2: each signed contract has a service list."""
    number, without = _counted(_signed(agency), ~Q(Exists(ServiceLine.objects.filter(contract=OuterRef("pk")))))
    return _line("R.4.3.2", number, without, f"{number} 份合同有服务内容清单", "份没有清单")


def work_recorded(agency: Organisation) -> Line:
    """Judge R.4.3.6: each task that was handed in has a work record."""
    number, lacking = _counted(_handed_in(agency), ~Q(Exists(WorkRecord.objects.filter(task=OuterRef("pk")))))
    return _line("R.4.3.6", number, lacking, f"{number} 项已提交的任务有工作记录", "项没有工作记录")


def papers_kept(agency: Organisation) -> Line:
    """Judge R.4.3.7: each task that was handed in says what was done, in words, files and records."""
    record = Exists(WorkRecord.objects.filter(task=OuterRef("pk")))
    number, lacking = _counted(_handed_in(agency), Q(evidence="") | (Q(evidence_files="") & ~Q(record)))
    return _line("R.4.3.7", number, lacking, f"{number} 项已提交的任务留有资料", "项没有留资料")


def register() -> None:
    """Tell the agency's check what this room's records prove."""
    provide("R.4.3.1", contracts_signed)
    provide("R.4.3.2", lists_made)
    provide("R.4.3.6", work_recorded)
    provide("R.4.3.7", papers_kept)


def _signed(agency: Organisation) -> QuerySet[Contract]:
    return Contract.objects.filter(agency=agency).exclude(signed_on=None)


def _handed_in(agency: Organisation) -> QuerySet[Task]:
    return Task.objects.filter(agency=agency, state__in=[TaskState.SUBMITTED, TaskState.DONE])


def _counted(rows: QuerySet[Any], lacks: Q) -> tuple[int, int]:
    """Return how many rows there are, and how many of them lack something."""
    found = rows.aggregate(all=Count("pk"), lacking=Count("pk", filter=lacks))
    return found["all"], found["lacking"]


def _line(line_id: str, number: int, lacking: int, words: str, lack: str) -> Line:
    if not number:
        return Line(line_id, State.UNSURE, _NOTHING_SIGNED if line_id < "R.4.3.3" else "还没有提交过的任务")
    state = State.UNSURE if lacking else State.MET
    why = f"{words}；{lacking} {lack}" if lacking else words
    return Line(line_id, state, why, (Evidence(words, _PLACE),))
