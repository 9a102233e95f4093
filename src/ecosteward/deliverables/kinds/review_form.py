"""内部审核单: how one result was reviewed inside the agency before it went out (clause 4.3)."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from ecosteward.deliverables.facts import parties, review
from ecosteward.deliverables.facts.review import OpinionRow, StepRow
from ecosteward.deliverables.kinds.base import Kind, Missing, Party, Subject, Words
from ecosteward.deliverables.kinds.common import ContractFacts
from ecosteward.deliverables.layouts.review_form import layout
from ecosteward.deliverables.models import Category, Document


@dataclass(frozen=True)
class ReviewForm:
    """The data of the form. `rounds` is how often the result was submitted."""

    agency: Party
    client: Party
    contract: ContractFacts
    title: str
    number: str
    revision: int
    category: str
    replaces: str
    author: str
    drafted_at: dt.datetime
    rounds: int
    steps: tuple[StepRow, ...]
    opinions: tuple[OpinionRow, ...]
    signer: str
    signed_at: dt.datetime | None
    file_name: str
    file_digest: str
    data_digest: str
    template: str


def data(document: Document) -> ReviewForm:
    """Read how the result was reviewed."""
    result = _result(document)
    taken = review.steps(result)
    return ReviewForm(
        agency=parties.agency(document),
        client=parties.client(document),
        contract=parties.contract(document),
        title=result.title,
        number=result.number,
        revision=result.revision,
        category=result.get_category_display(),
        replaces=result.replaces.number if result.replaces else "",
        author=result.author.name,
        drafted_at=result.created_at,
        rounds=sum(step.name == "提交审签" for step in taken),
        steps=taken,
        opinions=review.opinions(result),
        signer=result.signed_by.name if result.signed_by else "",
        signed_at=result.signed_at,
        file_name=result.file.name if result.file else "",
        file_digest=result.file.sha256 if result.file else "",
        data_digest=result.data_digest,
        template=result.template_version,
    )


def _result(document: Document) -> Document:
    rows = Document.objects.select_related("author", "signed_by", "file", "replaces")
    return rows.get(client_id=document.client_id, pk=document.subject_id or 0)


def missing(document: Document, form: ReviewForm) -> tuple[Missing, ...]:
    """Tell what keeps the form from being true or from being filed with the result's contract."""
    result = _result(document)
    page = reverse("deliverables:document", args=[result.pk])
    lacking = []
    if form.signed_at is None:
        lacking.append(Missing("这份成果还没有审签，审核过程还没有结束", page, blocking=True))
    if result.kind == KIND.id:
        lacking.append(Missing("内部审核单本身不再出审核单，请另选一份成果", page, blocking=True))
    if result.contract_id != document.contract_id:
        lacking.append(Missing("审核单与成果不在同一份合同下，请作废后从成果页重新起草", page, blocking=True))
    return tuple(lacking)


KIND = Kind(
    id="review_form",
    code="SH",
    title="内部审核单",
    category=Category.PROCESS,
    subject=Subject.DOCUMENT,
    shape=ReviewForm,
    data=data,
    missing=missing,
    layout=layout,
    words=(Words("note", "审核说明", "记录之外要说明的事"),),
    section="process",
    lead="把一份成果从编制、审核意见、退回修改到审签的经过记成一张表，存入合同的过程文件。",
)
