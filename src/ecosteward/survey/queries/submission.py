"""What the last look before handing in a visit shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from ecosteward.standard import queries as standard
from ecosteward.survey.models import STANDING, Answer, Finding, FindingState, Verdict, Visit
from ecosteward.survey.queries.checklist import Line, answers_of, item_ids, line, overall
from ecosteward.survey.rules.duplicates import Course, courses, proposed
from ecosteward.survey.rules.progress import obstacles


@dataclass(frozen=True)
class Failure:
    """One failed answer with the finding already known for its item, if any."""

    line: Line
    answer: Answer
    known: Finding | None
    proposed: Course
    courses: tuple[Course, ...]


def known_findings(client_id: int, items: Iterable[str]) -> dict[str, Finding]:
    """Return for each item the finding a new failure may belong to: one still open before one closed, the newest."""
    rows = Finding.objects.filter(STANDING, client_id=client_id, item_id__in=list(items)).select_related(
        "client", "agency"
    )
    newest = sorted(rows, key=lambda finding: (finding.state != FindingState.CLOSED, finding.found_on, finding.pk))
    return {finding.item_id: finding for finding in newest}


def failures(visit: Visit) -> list[Failure]:
    """Return a visit's failed answers in order, each with what is proposed for it."""
    applicable = item_ids(visit)
    failed = [each for each in answers_of(visit) if each.verdict == Verdict.FAILED and each.item_id in applicable]
    known = known_findings(visit.client_id, [each.item_id for each in failed])
    return [_failure(visit, each, known.get(each.item_id)) for each in sorted(failed, key=lambda a: a.item_id)]


def _failure(visit: Visit, answer: Answer, known: Finding | None) -> Failure:
    state = FindingState(known.state) if known else None
    return Failure(line(visit, answer.item_id, answer), answer, known, likely(answer, known), courses(state))


def likely(answer: Answer, known: Finding | None) -> Course:
    """Return what a failed answer most likely is: the defect already known, or another one."""
    if known is None:
        return Course.NEW
    item = standard.survey_item(answer.item_id, answer.visit.edition)
    return proposed(FindingState(known.state), known.place, answer.place or item.place)


def obstacles_of(visit: Visit) -> list[str]:
    """Return what keeps a visit from being handed in."""
    gaps = [words for words, value in (("企业陪同人员", visit.escort), ("生产状况", visit.production)) if not value]
    return obstacles(overall(visit), visit.inspectors.count(), visit.alone_reason, gaps)
