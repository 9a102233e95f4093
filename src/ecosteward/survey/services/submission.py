"""Handing in a visit: its failed answers become findings, all or none."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from ecosteward.accounts.door import allowed, require
from ecosteward.accounts.models import User
from ecosteward.engagements.models import Mode
from ecosteward.engagements.services import record_work
from ecosteward.files.models import File
from ecosteward.journal.services import write
from ecosteward.survey.models import Answer, Finding, FindingState, Verdict, Visit, VisitState
from ecosteward.survey.queries.checklist import item_ids
from ecosteward.survey.queries.submission import known_findings, likely, obstacles_of
from ecosteward.survey.rules.duplicates import Course, courses
from ecosteward.survey.services.findings import Judgement, raise_from_answer, share_all
from ecosteward.survey.services.rectification import reopen, see_again
from ecosteward.survey.services.visits import check_times


@dataclass(frozen=True)
class Decision:
    """What the inspectors decide about one failed answer; by default what is proposed, judged by the item."""

    course: Course | None = None
    judgement: Judgement | None = None


@transaction.atomic
def submit_visit(
    actor: User,
    visit: Visit,
    decisions: Mapping[str, Decision] | None = None,
    *,
    ended_at: dt.datetime | None = None,
) -> list[Finding]:
    """Hand in a visit. Each failed answer becomes a finding, joins the open one, or reopens the closed one.

    Args:
        actor: who hands it in.
        visit: which has begun; it is frozen afterwards and the client side sees it.
        decisions: by item id.
        ended_at: when the visit ended; by default as its facts say, else when the last item was first answered.

    Returns:
        The findings the visit raised, joined or reopened, in the checklist's order.

    Raises:
        ValidationError: items without an answer, words missing, fewer than two inspectors without a reason.
        RefusedError: the visit was handed in already.

    """
    visit = (
        Visit.objects.select_for_update(no_key=True, of=("self",))
        .select_related("client", "agency", "task__client", "task__contract", "task__line")
        .get(pk=visit.pk)
    )
    require(actor, "visit.submit", visit)
    if faults := obstacles_of(visit):
        raise ValidationError(faults)
    share_all(actor, File.objects.filter(pk__in=visit.answers.values("photos")))
    answers = _answers(visit)
    failed = [answer for answer in answers if answer.verdict == Verdict.FAILED]
    known = known_findings(visit.client_id, [answer.item_id for answer in failed])
    visit.state, visit.submitted_by = VisitState.SUBMITTED, actor
    visit.ended_at = ended_at or visit.ended_at or visit.answers.aggregate(last=Max("created_at"))["last"]
    check_times(visit)
    write(actor, "visit.submitted", visit)
    _record_work(actor, visit, len(answers), len(failed))
    chosen = decisions or {}
    return [
        _become(actor, answer, known.get(answer.item_id), chosen.get(answer.item_id, Decision())) for answer in failed
    ]


def _record_work(actor: User, visit: Visit, items: int, failed: int) -> None:
    """Keep the visit as work done for its task, where that is still under way."""
    if (
        visit.task is None
        or not allowed(actor, "task.record", visit.task)
        or not visit.started_at
        or not visit.ended_at
    ):
        return
    record_work(
        actor,
        visit.task,
        started_at=visit.started_at,
        ended_at=visit.ended_at,
        text=f"{visit.get_kind_display()} {visit.number}：检查 {items} 项，不符合 {failed} 项",
        people=list(visit.inspectors.all()),
        mode=Mode.ON_SITE,
        place=visit.client.site or visit.client.name,
    )


def _answers(visit: Visit) -> list[Answer]:
    applicable = item_ids(visit)
    rows = visit.answers.select_related("client", "agency", "visit").prefetch_related("photos").order_by("item_id")
    return [row for row in rows if row.item_id in applicable]


def _become(actor: User, answer: Answer, known: Finding | None, decision: Decision) -> Finding:
    state = FindingState(known.state) if known else None
    course = decision.course or likely(answer, known)
    if course not in courses(state):
        raise ValidationError(f"{answer.item_id}：原有问题的状态已变化，请重新选择并入、反复还是另立新问题")
    said = decision.judgement
    photos = list(answer.photos.all())
    if known is not None and course == Course.LINK:
        see_again(actor, known, said.text if said else answer.note, kept=photos, visit=answer.visit)
        return known
    if known is not None and course == Course.REOPEN:
        text, due_on = (said.text, said.due_on) if said else (answer.note, None)
        reopen(actor, known, text, kept=photos, due_on=due_on, visit=answer.visit)
        return known
    return raise_from_answer(actor, answer, said, former=known if state == FindingState.CLOSED else None)
