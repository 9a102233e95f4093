"""A contract's timeline: each of the 12 reconstructed steps with its state and day, read from the records."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from ecosteward.archive.queries import contract_papers
from ecosteward.engagements.models import Acceptance, Contract, ContractState, Mode, TaskState, WorkRecord
from ecosteward.engagements.rules.timeline import Fact, between
from ecosteward.standard import queries as standard
from ecosteward.standard.models import FlowStep

NOTE = "附录A的流程图在所得文本中缺失，此流程按第4至9章重构"
_provided: dict[str, Callable[[Contract], Fact]] = {}


@dataclass(frozen=True)
class Milestone:
    """One step of the flow with what the records say of it."""

    step: FlowStep
    fact: Fact


def provide(step_id: str, fact: Callable[[Contract], Fact]) -> None:
    """Let a room above tell of a step that only its records know, such as "A.11"."""
    _provided[step_id] = fact


def timeline(contract: Contract) -> list[Milestone]:
    """Return the 12 steps, in a number of statements that does not grow with the contract."""
    known = _known(contract)
    facts = known | {step_id: fact(contract) for step_id, fact in _provided.items()}
    return [Milestone(step, facts.get(step.id, Fact())) for step in standard.edition(contract.edition).flow]


def _known(contract: Contract) -> dict[str, Fact]:
    return _before(contract) | _work(contract) | _after(contract)


def _before(contract: Contract) -> dict[str, Fact]:
    assessment = contract.assessments.order_by("assessed_on").first()
    team = contract.team.count()
    signed = contract.signed_on
    return {
        "A.01": between(assessment.assessed_on if assessment else None, finished=True),
        "A.02": between(signed or timezone.localdate(contract.created_at), finished=signed is not None),
        "A.03": Fact(
            "done" if signed and contract.quality_lead_id else "doing" if team else "todo", signed, f"{team} 人"
        ),
    }


def _work(contract: Contract) -> dict[str, Fact]:
    tasks = contract.tasks.exclude(state=TaskState.CANCELLED).aggregate(
        number=Count("pk"),
        made=Min("created_at"),
        done=Count("pk", filter=Q(state=TaskState.DONE)),
        open=Count("pk", filter=Q(state__in=[TaskState.PLANNED, TaskState.DOING])),
        submitted=Max("submitted_on"),
        accepted=Max("done_on"),
    )
    work = WorkRecord.objects.filter(task__contract=contract).aggregate(
        first=Min("started_at"), last=Max("started_at"), site=Min("started_at", filter=Q(mode=Mode.ON_SITE))
    )
    first, last, site = (timezone.localdate(work[name]) if work[name] else None for name in ("first", "last", "site"))
    whole = tasks["number"] > 0
    handed = tasks["number"] - tasks["open"]
    return {
        "A.04": between(site or first, finished=True),
        "A.05": between(
            timezone.localdate(tasks["made"]) if whole else None, finished=True, words=_some(tasks["number"], " 项")
        ),
        "A.06": between(first, finished=whole and not tasks["open"], last=last),
        "A.08": between(
            tasks["submitted"], finished=whole and not tasks["open"], words=_some(handed, f"/{tasks['number']}")
        ),
        "A.09": _accepted(contract, tasks["accepted"], _some(tasks["done"], f"/{tasks['number']}")),
    }


def _accepted(contract: Contract, on: dt.date | None, words: str) -> Fact:
    held = contract.acceptances.filter(conclusion=Acceptance.Conclusion.PASSED).first()
    return (
        Fact("done", held.held_on, held.get_conclusion_display()) if held else between(on, finished=False, words=words)
    )


def _after(contract: Contract) -> dict[str, Fact]:
    papers = contract_papers(contract.pk).aggregate(number=Count("pk"), first=Min("filed_on"))
    closed = contract.state == ContractState.CLOSED
    return {
        "A.10": between(
            papers["first"], finished=closed, last=contract.finished_on, words=_some(papers["number"], " 份")
        ),
    }


def _some(number: int, unit: str) -> str:
    return f"{number}{unit}" if number else ""
