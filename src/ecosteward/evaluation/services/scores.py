"""Scorecards: opened, judged line by line, signed and then frozen."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.archive.models import Section
from ecosteward.archive.services import file_in_contract
from ecosteward.clients.permissions import belongs_to
from ecosteward.engagements.models import Contract
from ecosteward.evaluation.models import Judge, Judgement, Scorecard
from ecosteward.evaluation.queries.sheet import freeze, sheet_of
from ecosteward.evaluation.queries.table import criteria_of
from ecosteward.evaluation.rules import fault
from ecosteward.files.models import File
from ecosteward.journal.services import remove, write

_CENT = Decimal("0.01")


def open_scorecard(actor: User, contract: Contract, judge: Judge, *, period: str = "") -> Scorecard:
    """Open the evaluation table of a contract.

    The client's own people judge as the client; the agency's leads either record a judgement the client gave on
    paper, or judge themselves, which stays marked 自评.

    Raises:
        ValidationError: the other side's kind of judgement, or one of the kind is open already.

    """
    require(actor, "scorecard.open", contract)
    card = Scorecard(
        agency_id=contract.agency_id,
        client=contract.client,
        contract=contract,
        judge=judge,
        period=period,
        opened_by=actor,
    )
    if belongs_to(actor, contract.client) != (judge == Judge.CLIENT):
        raise ValidationError("服务对象考核只能由服务对象建立；机构可以登记书面考核或自评")
    card.validate_constraints()
    write(actor, "scorecard.opened", card)
    return card


@transaction.atomic
def judge(
    actor: User,
    card: Scorecard,
    criterion_id: str,
    points: Decimal,
    evidence: str = "",
    file: File | None = None,
    *,
    seen: int | None = None,
) -> Judgement:
    """Give points for one criterion, with what they rest on; judging again replaces the points.

    `seen` is the version of the judgement that the person saw, 0 where they saw none.

    Raises:
        ValidationError: points beyond what is printed, a criterion that records decide, or no evidence.
        StaleError: somebody judged it since.

    """
    require(actor, "scorecard.judge", card)
    criterion = criteria_of(card.contract.edition).get(criterion_id)
    if criterion is None:
        raise ValidationError("考核表中没有这条细则")
    if wrong := fault(criterion, points):
        raise ValidationError({criterion_id: wrong})
    found = Judgement.objects.filter(scorecard=card, criterion_id=criterion_id).select_related("client").first()
    judged = found or Judgement(agency_id=card.agency_id, client=card.client, scorecard=card, criterion_id=criterion_id)
    if found and seen is not None:
        found.version = seen
    judged.points, judged.evidence = points.quantize(_CENT), evidence.strip()
    judged.file = file or judged.file
    if not judged.evidence and judged.file is None:
        raise ValidationError({criterion_id: "请写明依据，或附依据文件"})
    write(actor, "criterion.judged", judged)
    return judged


def set_other(actor: User, card: Scorecard, points: Decimal | None, reason: str) -> None:
    """Set what 其他 adds or takes, with its reason; None takes it back.

    Raises ValidationError for points without a reason, or more than two decimals.
    """
    require(actor, "scorecard.judge", card)
    if points is not None and not reason.strip():
        raise ValidationError({"other_reason": "“其他”加减分须写明理由"})
    if points is not None and points != points.quantize(_CENT):
        raise ValidationError({"other": "最多两位小数"})
    card.other = points
    card.other_reason = reason.strip() if points is not None else ""
    write(actor, "scorecard.other_set", card)


@transaction.atomic
def sign_scorecard(actor: User, card: Scorecard, *, signed_by: str = "", file: File | None = None) -> Scorecard:
    """Sign the table: points, records and sum never change again. The client's written table is filed with it.

    Raises:
        ValidationError: criteria are not judged yet; a recorded judgement comes without the client's table or name.

    """
    require(actor, "scorecard.sign", card)
    card.signed_by = actor.name if card.judge != Judge.RECORDED else signed_by.strip()
    card.file = file or card.file
    _check_signable(card)
    sheet = sheet_of(card)
    if sheet.result.unjudged:
        raise ValidationError(f"还有 {len(sheet.result.unjudged)} 条细则没有评分，评完再签认")
    card.frozen, card.total, card.signed_at = freeze(sheet), sheet.result.total, timezone.now()
    write(actor, "scorecard.signed", card)
    if card.file is not None:
        _file(actor, card, card.file)
    return card


@transaction.atomic
def discard_scorecard(actor: User, card: Scorecard, *, reason: str) -> None:
    """Throw away a table that is not signed; the journal keeps what stood in it."""
    require(actor, "scorecard.discard", card)
    for judged in card.judgements.select_related("scorecard__contract"):
        remove(actor, "scorecard.discarded", judged, reason=reason)
    remove(actor, "scorecard.discarded", card, reason=reason)


def _check_signable(card: Scorecard) -> None:
    if card.judge != Judge.RECORDED:
        return
    if not card.signed_by:
        raise ValidationError({"signed_by": "请填写服务对象的考核人"})
    if card.file is None:
        raise ValidationError({"upload": "请附服务对象签认的书面考核表"})


def _file(actor: User, card: Scorecard, file: File) -> None:
    title = f"服务考核评价表（{card.signed_by}）"
    day = timezone.localdate()
    file_in_contract(
        actor, card.client, card.contract_id, Section.EVALUATION, file, title=title, dated_on=day, source="考核评价"
    )
