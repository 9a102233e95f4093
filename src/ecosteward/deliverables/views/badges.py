"""How a document's state looks."""

from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.pages.lists import Badge

_COLOURS = {
    DocumentState.DRAFT: ("grey", "pencil"),
    DocumentState.REVIEW: ("blue", "eye-check"),
    DocumentState.RETURNED: ("amber", "arrow-back-up"),
    DocumentState.SIGNED: ("blue", "rosette-discount-check"),
    DocumentState.DELIVERED: ("amber", "send"),
    DocumentState.RECEIVED: ("green", "check"),
    DocumentState.SUPERSEDED: ("grey", "versions"),
    DocumentState.WITHDRAWN: ("grey", "ban"),
}


def state_badge(document: Document) -> Badge:
    """Return a document's state as a badge."""
    colour, icon = _COLOURS[DocumentState(document.state)]
    return Badge(document.get_state_display(), colour, icon)
