"""What can happen to a contract and to a task: state x action x part. Everything else is refused."""

from dataclasses import dataclass
from enum import Enum


class Part(Enum):
    """What a person is to a task or contract."""

    LEAD = "负责人"
    DOER = "承办人"
    MEMBER = "服务人员"
    CLIENT = "服务对象"


@dataclass(frozen=True)
class Step:
    """One way on: the state it leads to and who may take it."""

    to: str
    parts: frozenset[Part]


def _step(to: str, *parts: Part) -> Step:
    return Step(to, frozenset(parts))


_AGENCY_HANDS = (Part.LEAD, Part.DOER)

TASK: dict[tuple[str, str], Step] = {
    ("planned", "start"): _step("doing", *_AGENCY_HANDS),
    ("planned", "assign"): _step("planned", Part.LEAD),
    ("planned", "reschedule"): _step("planned", Part.LEAD),
    ("planned", "remind"): _step("planned", Part.LEAD),
    ("planned", "cancel"): _step("cancelled", Part.LEAD),
    ("doing", "record"): _step("doing", *_AGENCY_HANDS, Part.MEMBER),
    ("doing", "submit"): _step("submitted", *_AGENCY_HANDS),
    ("doing", "assign"): _step("doing", Part.LEAD),
    ("doing", "reschedule"): _step("doing", Part.LEAD),
    ("doing", "remind"): _step("doing", Part.LEAD),
    ("doing", "cancel"): _step("cancelled", Part.LEAD),
    ("submitted", "withdraw"): _step("doing", *_AGENCY_HANDS),
    ("submitted", "remind"): _step("submitted", *_AGENCY_HANDS),
    ("submitted", "accept"): _step("done", Part.CLIENT, Part.LEAD),
    ("submitted", "return"): _step("doing", Part.CLIENT, Part.LEAD),
    ("cancelled", "restore"): _step("planned", Part.LEAD),
    ("done", "rework"): _step("doing", Part.CLIENT, Part.LEAD),
}

CONTRACT: dict[tuple[str, str], Step] = {
    ("draft", "change"): _step("draft", Part.LEAD),
    ("draft", "sign"): _step("running", Part.LEAD),
    ("draft", "end"): _step("ended", Part.LEAD),
    ("running", "amend"): _step("running", Part.LEAD),
    ("running", "plan"): _step("running", Part.LEAD),
    ("running", "staff"): _step("running", Part.LEAD),
    ("draft", "staff"): _step("draft", Part.LEAD),
    ("running", "notify"): _step("running", Part.LEAD, Part.MEMBER),
    ("running", "accept"): _step("accepted", Part.LEAD, Part.CLIENT),
    ("running", "end"): _step("ended", Part.LEAD),
    ("accepted", "notify"): _step("accepted", Part.LEAD, Part.MEMBER),
    ("accepted", "close"): _step("closed", Part.LEAD),
}

TASK_ACTIONS = tuple(dict.fromkeys(action for _, action in TASK))
CONTRACT_ACTIONS = tuple(dict.fromkeys(action for _, action in CONTRACT))


def task_step(state: str, action: str, parts: frozenset[Part]) -> str | None:
    """Return the state an action leads to, or None where it is refused."""
    return _taken(TASK.get((state, action)), parts)


def contract_step(state: str, action: str, parts: frozenset[Part]) -> str | None:
    """Return the state an action leads to, or None where it is refused."""
    return _taken(CONTRACT.get((state, action)), parts)


def _taken(step: Step | None, parts: frozenset[Part]) -> str | None:
    return step.to if step and step.parts & parts else None
