"""A document as it would be made now, and whether what it was made from has changed since."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from ecosteward.deliverables import rules
from ecosteward.deliverables.kinds import kind as kind_of
from ecosteward.deliverables.kinds.base import Kind, Mark, Missing
from ecosteward.deliverables.models import Document, DocumentState


@dataclass(frozen=True)
class Preview:
    """What a document would be made of, and what it still lacks."""

    kind: Kind
    data: Any
    missing: tuple[Missing, ...]

    @property
    def blocking(self) -> tuple[Missing, ...]:
        """Return what keeps it from being submitted."""
        return tuple(each for each in self.missing if each.blocking)


def preview(document: Document) -> Preview:
    """Read a document's data as the records stand now. Only for documents of a kind."""
    kind = kind_of(document.kind)
    data = kind.data(document)
    return Preview(kind, data, kind.missing(document, data))


def mark_of(document: Document, *, signed: bool) -> Mark:
    """Return what the document carries of itself; unsigned it is a draft of today."""
    today = timezone.localdate()
    lead = document.contract.quality_lead if document.contract else None
    signer = document.signed_by or lead
    signed_on: dt.date | None = None
    if signed and document.signed_at:
        signed_on = timezone.localdate(document.signed_at)
    return Mark(
        number=document.number,
        title=document.title,
        revision=document.revision,
        draft=not signed,
        author=document.author.name,
        signer=signer.name if signer else "【待补：质量负责人】",
        dated_on=signed_on or today,
        signed_on=signed_on,
    )


def changed_since(document: Document) -> list[rules.Change]:
    """Return which facts a signed document was made from are different now; empty where none is."""
    if not document.kind or not document.data_digest:
        return []
    kind = kind_of(document.kind)
    now = rules.facts(kind.data(document))
    return [] if rules.digest(now) == document.data_digest else rules.differences(document.facts, now)


def review_form(document: Document) -> Document | None:
    """Return the latest record of a document's internal review that stands; None where there is none."""
    forms = Document.objects.filter(client_id=document.client_id, kind="review_form", subject_id=document.pk)
    return forms.exclude(state__in=[DocumentState.WITHDRAWN, DocumentState.SUPERSEDED]).order_by("-pk").first()
