"""How a document was reviewed: its steps, what was said of it, and what came of that. Read from the journal."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ecosteward.deliverables.models import Comment, Document
from ecosteward.journal.models import Entry
from ecosteward.journal.queries import history, words

_REVIEW = (
    "document.drafted",
    "document.registered",
    "document.revised",
    "document.changed",
    "document.replaced_file",
    "document.submitted",
    "document.returned",
    "document.signed",
)


@dataclass(frozen=True)
class StepRow:
    """One step, by whom and when; `text` is the reason given for it, where one was."""

    name: str
    person: str
    at: dt.datetime
    text: str


@dataclass(frozen=True)
class OpinionRow:
    """One remark of a reviewer, the submission that answered it, and the sign-off that confirmed it."""

    place: str
    text: str
    person: str
    at: dt.datetime
    answer: str
    answered_at: dt.datetime | None
    confirmed_by: str
    confirmed_at: dt.datetime | None


def steps(document: Document) -> tuple[StepRow, ...]:
    """Return a document's steps up to its sign-off, the oldest first."""
    return tuple(StepRow(words(row), row.actor_name, row.at, row.reason) for row in _rows(document))


def opinions(document: Document) -> tuple[OpinionRow, ...]:
    """Return what reviewers said, remarks and returns alike, the oldest first."""
    rows = _rows(document)
    said = [(each.place, each.text, each.author.name, each.created_at) for each in _comments(document)]
    said += [("全文", row.reason, row.actor_name, row.at) for row in rows if row.action == "document.returned"]
    return tuple(_opinion(*each, rows) for each in sorted(said, key=lambda each: each[3]))


def _opinion(place: str, text: str, person: str, at: dt.datetime, rows: Sequence[Entry]) -> OpinionRow:
    answer = _after(rows, "document.submitted", at)
    signed = _after(rows, "document.signed", at)
    return OpinionRow(
        place=place or "全文",
        text=text,
        person=person,
        at=at,
        answer=f"{answer.actor_name}修改后重新提交" if answer else "未退回修改",
        answered_at=answer.at if answer else None,
        confirmed_by=signed.actor_name if signed else "",
        confirmed_at=signed.at if signed else None,
    )


def _after(rows: Sequence[Entry], action: str, moment: dt.datetime) -> Entry | None:
    return next((row for row in rows if row.action == action and row.at >= moment), None)


def _rows(document: Document) -> list[Entry]:
    return list(history(document).filter(action__in=_REVIEW).order_by("seq"))


def _comments(document: Document) -> list[Comment]:
    return list(document.comments.select_related("author").order_by("pk"))
