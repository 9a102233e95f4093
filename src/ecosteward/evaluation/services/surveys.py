"""Satisfaction surveys: opened by the agency, answered once by whoever holds the link."""

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.archive.models import Section
from ecosteward.archive.services import file_in_contract
from ecosteward.engagements.models import Contract
from ecosteward.evaluation.models import NOT_TOUCHED, Aspect, Channel, ComplaintKind, Satisfaction, Survey
from ecosteward.evaluation.papers import survey_sheet
from ecosteward.evaluation.services.complaints import register
from ecosteward.files.services import made
from ecosteward.journal.services import SYSTEM, write

LONGEST_DAYS = 90
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LEVELS = {*Satisfaction.values, NOT_TOUCHED}


class SurveyClosedError(Exception):
    """The link does not take an answer: unknown, answered, withdrawn or expired. `why` is one of those words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Respondent:
    """Who answered through the link, by the name they gave."""

    name: str
    pk: None = None


def open_survey(actor: User, contract: Contract, *, expires_on: dt.date) -> Survey:
    """Open a survey of a contract; its `token` makes the link.

    Raises ValidationError for an expiry in the past or more than 90 days away.
    """
    require(actor, "survey.open", contract)
    today = timezone.localdate()
    if not today <= expires_on <= today + dt.timedelta(LONGEST_DAYS):
        raise ValidationError({"expires_on": f"截止日期应在今天至 {LONGEST_DAYS} 天之内"})
    survey = Survey(
        agency_id=contract.agency_id,
        client=contract.client,
        contract=contract,
        token=secrets.token_urlsafe(24),
        opened_by=actor,
        expires_on=expires_on,
    )
    write(actor, "survey.opened", survey)
    return survey


def withdraw_survey(actor: User, survey: Survey, *, reason: str) -> None:
    """Close a survey that nobody answered; its link says so from then on."""
    require(actor, "survey.withdraw", survey)
    survey.withdrawn_at = timezone.now()
    write(actor, "survey.withdrawn", survey, reason=reason)


def find_open(token: str) -> Survey:
    """Return the survey of a link. Raises SurveyClosedError where it takes no answer."""
    return _open(Survey.objects.all(), token)


@transaction.atomic
def answer_survey(
    token: str, *, respondent: str, overall: Satisfaction, answers: Mapping[str, str], opinion: str = ""
) -> Survey:
    """Take the one answer of a link, file it in the contract's file, and register an opinion it holds.

    `answers`: a level, or `NOT_TOUCHED`, for each of the seven aspects.

    Raises:
        SurveyClosedError: the link is unknown, answered, withdrawn or expired.
        ValidationError: an aspect or level is missing or unknown, or no name is given.

    """
    found = _open(Survey.objects.select_for_update(of=("self",)), token)
    _check_answers(respondent, overall, answers)
    found.respondent, found.overall, found.opinion = respondent.strip(), overall, opinion.strip()
    found.answers = {aspect: answers[aspect] for aspect in Aspect.values}
    found.answered_at = timezone.now()
    _file(found)
    write(Respondent(f"{found.respondent}（问卷）"), "survey.answered", found)
    if found.opinion:
        _register_opinion(found)
    return found


def _open(surveys: QuerySet[Survey], token: str) -> Survey:
    if not _TOKEN.fullmatch(token):
        raise SurveyClosedError("unknown")
    survey = surveys.select_related("contract", "client", "agency").filter(token=token).first()
    if survey is None:
        raise SurveyClosedError("unknown")
    _check_open(survey)
    return survey


def _check_open(survey: Survey) -> None:
    if survey.answered_at is not None:
        raise SurveyClosedError("answered")
    if survey.withdrawn_at is not None:
        raise SurveyClosedError("withdrawn")
    if not survey.is_open(timezone.localdate()):
        raise SurveyClosedError("expired")


def _check_answers(respondent: str, overall: str, answers: Mapping[str, str]) -> None:
    if not respondent.strip():
        raise ValidationError({"respondent": "请填写填表人"})
    if overall not in Satisfaction.values:
        raise ValidationError({"overall": "请选择总体评价"})
    for aspect in Aspect:
        if answers.get(aspect) not in _LEVELS:
            raise ValidationError({str(aspect): f"请为“{aspect.label}”选择一项"})


def _file(survey: Survey) -> None:
    day = timezone.localdate()
    name = f"满意度调查表 {day:%Y%m%d} {survey.pk}.txt"
    content = survey_sheet(survey).encode("utf-8-sig")
    survey.file = made(None, name, content, agency=survey.agency, client_id=survey.client_id)
    file_in_contract(
        SYSTEM,
        survey.client,
        survey.contract_id,
        Section.EVALUATION,
        survey.file,
        title=f"满意度调查表（{survey.respondent}）",
        dated_on=day,
        source="满意度调查",
    )


def _register_opinion(survey: Survey) -> None:
    register(
        Respondent(f"{survey.respondent}（问卷）"),
        survey.client,
        kind=ComplaintKind.OPINION,
        channel=Channel.SURVEY,
        raised_by=survey.respondent,
        text=survey.opinion,
        contract=survey.contract,
        survey=survey,
    )
