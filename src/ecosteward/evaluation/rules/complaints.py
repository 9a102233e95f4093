"""The steps of an opinion or complaint: from which state, to which, and whose step it is."""

from dataclasses import dataclass

CLIENT, HANDLER, LEAD, CLOSER = "client", "handler", "lead", "closer"


@dataclass(frozen=True)
class Step:
    """One step: the states it starts from, the state it leads to, and who may take it."""

    name: str
    begins: frozenset[str]
    ends: str
    parts: frozenset[str]


STEPS = {
    step.name: step
    for step in (
        Step("assign", frozenset({"registered", "handling"}), "handling", frozenset({LEAD})),
        Step("handle", frozenset({"handling"}), "handling", frozenset({HANDLER, LEAD})),
        Step("answer", frozenset({"handling"}), "answered", frozenset({HANDLER, LEAD})),
        Step("confirm", frozenset({"answered"}), "confirmed", frozenset({CLIENT, CLOSER})),
        Step("reopen", frozenset({"answered", "confirmed"}), "handling", frozenset({CLIENT, CLOSER})),
        Step("close", frozenset({"confirmed"}), "closed", frozenset({CLOSER})),
    )
}


def next_state(state: str, name: str, parts: frozenset[str]) -> str | None:
    """Return where a step leads for somebody with these parts; None where it is not theirs or not due."""
    step = STEPS[name]
    return step.ends if state in step.begins and step.parts & parts else None
