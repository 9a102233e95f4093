"""What the pages and other rooms read of documents."""

from ecosteward.deliverables.queries.documents import (
    Preview,
    changed_since,
    mark_of,
    preview,
    review_form,
)
from ecosteward.deliverables.queries.subjects import subject_of
from ecosteward.deliverables.queries.templates import InUse, in_use, variables

__all__ = [
    "InUse",
    "Preview",
    "changed_since",
    "in_use",
    "mark_of",
    "preview",
    "review_form",
    "subject_of",
    "variables",
]
