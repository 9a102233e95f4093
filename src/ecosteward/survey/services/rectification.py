"""From 待整改 to 已销号 and back: each function is one step of one finding."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File as Content
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.files.models import File
from ecosteward.survey.models import Action, Finding, FindingStep, Severity, Visit
from ecosteward.survey.queries.deadlines import days_of
from ecosteward.survey.rules import deadlines
from ecosteward.survey.services.findings import share_all
from ecosteward.survey.services.photos import take_photos, without_known
from ecosteward.survey.services.steps import take_step, words

Uploads = Iterable[Content[bytes]]


@dataclass(frozen=True)
class Rectification:
    """The enterprise's own part. `cost` in 10,000 yuan."""

    text: str = ""
    cause: str = ""
    responsible: str = ""
    cost: Decimal | None = None
    completed_on: dt.date | None = None

    def facts(self) -> dict[str, Any]:
        """Return the finding's fields that this part fills."""
        return {
            "rectification": self.text.strip(),
            "cause": self.cause.strip(),
            "responsible": self.responsible.strip(),
            "cost": self.cost,
            "completed_on": self.completed_on,
        }


def start_rectification(actor: User, finding: Finding, responsible: str = "", plan: str = "") -> FindingStep:
    """Take the finding on, with who is responsible and what is planned."""
    named = responsible.strip() or finding.responsible
    return take_step(actor, finding, Action.START, text=plan.strip(), changes={"responsible": named})


@transaction.atomic
def record_rectification(actor: User, finding: Finding, part: Rectification, photos: Uploads = ()) -> FindingStep:
    """Keep what the enterprise has written so far, without asking for closure."""
    files = _after(actor, Action.RECORD, finding, photos)
    return take_step(actor, finding, Action.RECORD, photos=files, changes=part.facts())


@transaction.atomic
def submit_rectification(actor: User, finding: Finding, part: Rectification | str, photos: Uploads = ()) -> FindingStep:
    """Ask for closure (申请销号).

    Args:
        actor: of the enterprise; or of the agency on its behalf, who then cannot recheck.
        finding: which is being rectified.
        part: what was done; text alone is the measures, done today.
        photos: after rectification, and other files that prove it.

    Raises:
        ValidationError: no words on what was done, no photograph, a day of completion that has not come.

    """
    said = Rectification(part) if isinstance(part, str) else part
    text = words(said.text, "请写明整改情况：采取了什么措施、改到什么程度")
    files = _after(actor, Action.SUBMIT, finding, photos)
    if not files and not finding.photos_after.exists():
        raise ValidationError({"photos": "请附整改后照片或其他佐证（尽量与整改前同一角度）"})
    facts = said.facts() | {"completed_on": said.completed_on or timezone.localdate(), "rectified_by": actor}
    if facts["completed_on"] > timezone.localdate():
        raise ValidationError({"completed_on": "完成日期还没到；改完再申请销号"})
    if facts["completed_on"] < finding.found_on:
        raise ValidationError({"completed_on": "完成日期早于问题发现日期，请核对"})
    return take_step(actor, finding, Action.SUBMIT, text=text, photos=files, changes=facts)


def withdraw(actor: User, finding: Finding, reason: str) -> FindingStep:
    """Take back the request for closure. Raises ValidationError without a reason."""
    return take_step(actor, finding, Action.WITHDRAW, text=words(reason, "请写明撤回原因"))


@transaction.atomic
def approve(
    actor: User,
    finding: Finding,
    text: str = "",
    photos: Uploads = (),
    *,
    visit: Visit | None = None,
    look_back_on: dt.date | None = None,
) -> FindingStep:
    """Recheck and close (销号), by somebody else than who rectified; sets the day to look again (回头看)."""
    require(actor, "finding.approve", finding)
    files = take_photos(actor, photos, finding, shared=True)
    today = timezone.localdate()
    again = look_back_on or today + dt.timedelta(days=days_of(finding.agency_id).look_back)
    facts = {"closed_on": today, "closed_by": actor, "look_back_on": again, "wanted_until": None}
    return take_step(actor, finding, Action.APPROVE, text=text.strip(), photos=files, visit=visit, changes=facts)


@transaction.atomic
def send_back(actor: User, finding: Finding, reason: str, photos: Uploads = ()) -> FindingStep:
    """Recheck and return to the enterprise. Raises ValidationError without a reason."""
    require(actor, "finding.send_back", finding)
    why = words(reason, "请写明退回原因：哪里没改到位、还要做什么")
    files = take_photos(actor, photos, finding, shared=True)
    return take_step(actor, finding, Action.SEND_BACK, text=why, photos=files, changes={"returns": finding.returns + 1})


@transaction.atomic
def look_back(
    actor: User, finding: Finding, text: str, photos: Uploads = (), *, next_on: dt.date | None = None
) -> FindingStep:
    """Look at a closed finding again and find it still rectified; `next_on` asks for one more look."""
    require(actor, "finding.look_back", finding)
    seen = words(text, "请写明回头看情况")
    files = take_photos(actor, photos, finding, shared=True)
    return take_step(
        actor, finding, Action.LOOK_BACK, text=seen, until=next_on, photos=files, changes={"look_back_on": next_on}
    )


@transaction.atomic
def reopen(
    actor: User,
    finding: Finding,
    reason: str,
    photos: Uploads = (),
    *,
    kept: Iterable[File] = (),
    due_on: dt.date | None = None,
    visit: Visit | None = None,
) -> FindingStep:
    """Open a closed finding again as 反复: a new round with its own deadline and photographs.

    Args:
        actor: of the agency.
        finding: which is closed.
        reason: what was seen.
        photos: to upload.
        kept: photographs already taken in, such as a visit's.
        due_on: the new deadline; by severity from today where not given.
        visit: during which it was seen.

    """
    require(actor, "finding.reopen", finding)
    why = words(reason, "请写明反复的情况")
    today = visit.day if visit else timezone.localdate()
    until = due_on or deadlines.due(today, Severity(finding.severity), days_of(finding.agency_id))
    if until < today:
        raise ValidationError({"due_on": "新的整改期限不能早于今天"})
    files = [*kept, *take_photos(actor, photos, finding, shared=True)]
    share_all(actor, files)
    step = take_step(
        actor, finding, Action.REOPEN, text=why, until=until, photos=files, visit=visit, changes=_fresh(finding, until)
    )
    finding.photos_after.clear()
    if files:
        finding.photos_before.set(files)
    return step


def see_again(
    actor: User, finding: Finding, text: str, *, kept: Iterable[File] = (), visit: Visit | None = None
) -> FindingStep:
    """Note that a finding still open was seen again, instead of raising it twice."""
    files = list(kept)
    step = take_step(actor, finding, Action.SEE_AGAIN, text=text.strip(), photos=files, visit=visit)
    share_all(actor, files)
    return step


def comment(actor: User, finding: Finding, text: str) -> FindingStep:
    """Say something about a finding, from whichever side."""
    return take_step(actor, finding, Action.COMMENT, text=words(text, "请写留言内容"))


def remind(actor: User, finding: Finding, text: str = "") -> FindingStep:
    """Urge the enterprise."""
    return take_step(actor, finding, Action.REMIND, text=text.strip() or "请按期完成整改并提交整改情况")


def ask_extension(actor: User, finding: Finding, until: dt.date, reason: str) -> FindingStep:
    """Ask for a later deadline. Raises ValidationError without a reason or for a day that is not later."""
    why = words(reason, "请写明延期原因")
    if until <= finding.due_on:
        raise ValidationError({"until": f"延期日期要晚于现在的期限 {finding.due_on:%Y-%m-%d}"})
    return take_step(actor, finding, Action.ASK_EXTENSION, text=why, until=until, changes={"wanted_until": until})


def grant_extension(actor: User, finding: Finding, reason: str = "") -> FindingStep:
    """Grant the later deadline that was asked for."""
    until = finding.wanted_until or finding.due_on
    facts = {"due_on": until, "pace": deadlines.pace(finding.found_on, until), "wanted_until": None}
    return take_step(actor, finding, Action.GRANT_EXTENSION, text=reason.strip(), until=until, changes=facts)


def refuse_extension(actor: User, finding: Finding, reason: str) -> FindingStep:
    """Keep the deadline. Raises ValidationError without a reason."""
    why = words(reason, "请写明不同意延期的原因")
    return take_step(
        actor, finding, Action.REFUSE_EXTENSION, text=why, until=finding.due_on, changes={"wanted_until": None}
    )


def _after(actor: User, action: Action, finding: Finding, photos: Uploads) -> list[File]:
    require(actor, f"finding.{action}", finding)
    fresh = without_known(photos, finding.photos_after.all())
    files = take_photos(actor, fresh, finding, shared=True, papers=True)
    finding.photos_after.add(*files)
    return files


def _fresh(finding: Finding, until: dt.date) -> dict[str, Any]:
    """Return the fields of a new round; what the enterprise wrote before stays in the steps and the journal."""
    return {
        "recurrences": finding.recurrences + 1,
        "due_on": until,
        "closed_on": None,
        "closed_by": None,
        "look_back_on": None,
        "cause": "",
        "rectification": "",
        "cost": None,
        "completed_on": None,
        "rectified_by": None,
    }
