"""Beginning and writing a document."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.files.base import File as Content
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.deliverables import rules
from ecosteward.deliverables.kinds import kinds
from ecosteward.deliverables.kinds.base import Kind, Subject
from ecosteward.deliverables.models import Category, Comment, Document, DocumentState
from ecosteward.deliverables.queries.subjects import subject_of
from ecosteward.deliverables.services.numbers import next_number
from ecosteward.engagements.models import Contract, Task
from ecosteward.files.models import File
from ecosteward.files.services import take
from ecosteward.journal.services import write

# Codes of uploaded results in their numbers.
UPLOADED = {
    Category.REPORT: "JS",
    Category.GUIDANCE: "ZD",
    Category.ADVICE: "ZX",
    Category.TRAINING: "PX",
    Category.ARCHIVE: "GD",
    Category.SUMMARY: "ZS",
    Category.PROCESS: "QT",
}
_LONGEST_WORDS = 8000


@transaction.atomic
def draft(
    actor: User,
    client: Client,
    kind: str,
    *,
    contract: Contract | None = None,
    subject_id: int | None = None,
    period: str = "",
    words: Mapping[str, str] | None = None,
    title: str = "",
    task: Task | None = None,
) -> Document:
    """Begin a document of a kind. Its number is given now; nothing is rendered before it is signed.

    Args:
        actor: who writes it.
        client: for whom.
        kind: id of the kind, such as "survey_report".
        contract: the contract it belongs to; kinds about a contract or a period need one.
        subject_id: primary key of what it is about, where the kind wants one.
        period: "2026-03", "2026Q1" or "2026", for kinds that cover a period.
        words: the author's words by place.
        title: another title than the kind's own.
        task: the task it is the result of.

    Raises:
        ValidationError: an unknown kind, one not made for this kind of client, or a subject that does not fit.

    """
    require(actor, "document.draft", client)
    chosen = kinds().get(kind)
    if chosen is None:
        raise ValidationError("没有这个文种，请重新选择")
    if client.kind not in chosen.clients:
        raise ValidationError(f"{chosen.title}不用于{client.get_kind_display()}，请换一个文种或服务对象")
    document = Document(
        agency=client.agency,
        client=client,
        contract=contract,
        task=task,
        category=chosen.category,
        kind=chosen.id,
        subject_id=subject_id,
        period=period,
        words=_known_words(chosen, words or {}),
        author=actor,
    )
    _check(chosen, document)
    document.title = title.strip() or _title(chosen, document)
    document.number = next_number(client.agency_id, chosen.code, timezone.localdate().year)
    write(actor, "document.drafted", document)
    return document


@transaction.atomic
def register(
    actor: User,
    client: Client,
    category: Category,
    title: str,
    upload: Content[bytes],
    *,
    contract: Contract | None = None,
    task: Task | None = None,
    period: str = "",
) -> Document:
    """Register a result that was written elsewhere. It goes through the same review.

    Raises:
        ValidationError: no title, or a file that is refused.

    """
    require(actor, "document.draft", client)
    if not title.strip():
        raise ValidationError({"title": "请填写成果名称"})
    document = Document(
        agency=client.agency,
        client=client,
        contract=contract,
        task=task,
        category=category,
        period=period,
        title=title.strip(),
        author=actor,
    )
    _check_belonging(document)
    document.file = take(actor, upload, agency=client.agency, client_id=client.pk)
    document.number = next_number(client.agency_id, UPLOADED[category], timezone.localdate().year)
    write(actor, "document.registered", document)
    return document


def change(actor: User, document: Document, *, title: str, words: Mapping[str, str]) -> None:
    """Save the title and the author's words of a draft.

    Raises:
        ValidationError: no title, or words too long for a paper.
        StaleError: somebody else saved it first.

    """
    require(actor, "document.change", document)
    if not title.strip():
        raise ValidationError({"title": "请填写题名"})
    document.title = title.strip()
    kind = kinds().get(document.kind)
    if kind is not None:
        document.words = _known_words(kind, words)
    write(actor, "document.changed", document)


@transaction.atomic
def replace_file(actor: User, document: Document, upload: Content[bytes]) -> File:
    """Put another file in the place of an uploaded draft's. Raises ValidationError."""
    require(actor, "document.change", document)
    if document.kind:
        raise ValidationError("这份成果由系统按模板生成，不能直接上传文件；如需改版式请上传模板")
    document.file = take(actor, upload, agency=document.agency, client_id=document.client_id)
    write(actor, "document.replaced_file", document)
    return document.file


def comment(actor: User, document: Document, text: str, *, place: str = "") -> Comment:
    """Remark on a document under review. Raises ValidationError for an empty remark."""
    require(actor, "document.comment", document)
    if not text.strip():
        raise ValidationError({"text": "请写明审核意见"})
    made = Comment(
        agency=document.agency,
        client=document.client,
        document=document,
        author=actor,
        place=place.strip()[:80],
        text=text.strip(),
    )
    write(actor, "document.commented", made)
    return made


@transaction.atomic
def revise(actor: User, document: Document, reason: str) -> Document:
    """Begin a new version of a signed document. The old one stands until the new one is signed.

    Raises:
        ValidationError: no reason, or a new version is being written already.

    """
    require(actor, "document.revise", document)
    if not reason.strip():
        raise ValidationError({"reason": "请写明为什么要出新版本"})
    if document.replacements.exclude(state=DocumentState.WITHDRAWN).exists():
        raise ValidationError("这份成果已经在起草新版本，请到新版本上继续")
    taken = Document.objects.filter(
        agency=document.agency, number__startswith=f"{document.number.rpartition('-V')[0]}-V"
    ).count()
    made = Document(
        agency=document.agency,
        client=document.client,
        contract=document.contract,
        task=document.task,
        category=document.category,
        kind=document.kind,
        subject_id=document.subject_id,
        period=document.period,
        title=document.title,
        words=document.words,
        author=actor,
        replaces=document,
        revision=taken + 1,
        number=rules.next_number(document.number, taken + 1),
        file=None if document.kind else document.file,
    )
    write(actor, "document.revised", made, reason=reason.strip())
    return made


def _known_words(kind: Kind, words: Mapping[str, str]) -> dict[str, str]:
    places = {place.id: place for place in kind.words}
    tidy = {name: rules.readable(str(text)).strip() for name, text in words.items() if name in places}
    kept = {name: text for name, text in tidy.items() if text}
    for name, text in kept.items():
        if len(text) > _LONGEST_WORDS:
            raise ValidationError(
                {
                    f"words_{name}": f"「{places[name].label}」有 {len(text)} 字，超过 {_LONGEST_WORDS} 字，请精简或另作附件"
                }
            )
    return kept


def _check(kind: Kind, document: Document) -> None:
    _check_belonging(document)
    if kind.subject in {Subject.CONTRACT, Subject.PERIOD} and document.contract is None:
        raise ValidationError({"contract": "请选择合同"})
    if kind.subject == Subject.PERIOD or (kind.periodic and document.period):
        try:
            rules.span(document.period)
        except ValueError as error:
            raise ValidationError({"period": str(error)}) from error
    if kind.subject in {Subject.VISIT, Subject.NOTICE, Subject.DOCUMENT} and not (
        kind.optional and document.subject_id is None
    ):
        subject_of(document)


def _check_belonging(document: Document) -> None:
    contract, task = document.contract, document.task
    if contract is not None and contract.client_id != document.client_id:
        raise ValidationError({"contract": "合同不属于这个服务对象，请重新选择"})
    if task is not None and task.client_id != document.client_id:
        raise ValidationError({"task": "任务不属于这个服务对象，请重新选择"})


def _title(kind: Kind, document: Document) -> str:
    if kind.subject == Subject.DOCUMENT:
        return f"{subject_of(document).title[:190]}{kind.title}"
    span = f"{rules.span(document.period).name}" if document.period else ""
    return f"{document.client.name}{span}{kind.title}"[:200]
