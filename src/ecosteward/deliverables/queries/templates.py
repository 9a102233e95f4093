"""Which template a kind is made with."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from ecosteward.deliverables.kinds.base import Kind, Mark
from ecosteward.deliverables.models import Document, Template
from ecosteward.deliverables.rendering.shape import members
from ecosteward.files.services import opened


@dataclass(frozen=True)
class InUse:
    """The template a document is made with: its bytes, and its version for the record."""

    content: bytes
    version: str
    own: Template | None


def in_use(kind: Kind, agency_id: int, client_id: int | None) -> InUse:
    """Return the template for a client: its own, else its agency's, else the one that comes with the product."""
    rows = Template.objects.filter(Q(client_id=client_id) | Q(client=None), agency_id=agency_id, kind=kind.id)
    own = rows.filter(retired=False).order_by("client_id").select_related("file").first()
    if own is None:
        content = kind.template.read_bytes()
        return InUse(content, f"内置 {_short(content)}", None)
    with opened(own.file) as stream:
        content = stream.read()
    scope = "服务对象专用" if own.client_id else "本机构"
    return InUse(content, f"{scope} V{own.revision} {_short(content)}", own)


def of(document: Document, kind: Kind) -> InUse:
    """Return the template a document would be made with now."""
    return in_use(kind, document.agency_id, document.client_id)


def variables(kind: Kind) -> Iterator[tuple[str, str]]:
    """Yield what a template of the kind can show: variable and what it is."""
    yield from members(Mark, "doc")
    yield from members(kind.shape, "data")
    for place in kind.words:
        yield f"words.{place.id}", f"编制人填写：{place.label}"


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
