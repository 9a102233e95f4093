"""The list of Appendix E in Word, for the top of an archive's zip."""

from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.archive.exports import Extra
from ecosteward.clients.models import Client
from ecosteward.deliverables.kinds import archive_cover
from ecosteward.deliverables.kinds.base import Mark
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.deliverables.queries.documents import changed_since
from ecosteward.deliverables.queries.papers import paper
from ecosteward.deliverables.queries.templates import of as template_of
from ecosteward.deliverables.rendering.pictures import pictures_of
from ecosteward.deliverables.rendering.render import render

NAME = "一企一档资料存档表.docx"
_STANDING = (DocumentState.SIGNED, DocumentState.DELIVERED, DocumentState.RECEIVED)


def cover(client: Client, user: User) -> Extra:
    """Return the list as it was signed off, or, where it has changed since or never was, as it stands, marked a draft."""
    kind = archive_cover.KIND
    signed = Document.objects.filter(client=client, kind=kind.id, state__in=_STANDING).order_by("-signed_at").first()
    if signed is not None and not changed_since(signed):
        return Extra(NAME, paper(signed))
    unsigned = Document(agency=client.agency, client=client, kind=kind.id, title=kind.title, author=user)
    mark = Mark("（未编号）", kind.title, 1, True, "", "", timezone.localdate(), None)
    template = template_of(unsigned, kind).content
    return Extra(NAME, render(template, mark, kind.data(unsigned), {}, pictures_of(client.agency_id)))
