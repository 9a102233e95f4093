"""What a document is about."""

from typing import Any

from django.core.exceptions import ValidationError

from ecosteward.deliverables.kinds import kind
from ecosteward.deliverables.kinds.base import Subject
from ecosteward.deliverables.models import Document
from ecosteward.engagements.models import Notice
from ecosteward.survey.models import Visit

_MODELS: dict[Subject, Any] = {Subject.VISIT: Visit, Subject.NOTICE: Notice, Subject.DOCUMENT: Document}


def subject_of(document: Document) -> Any:
    """Return the visit, notice or other result a document is about. Raises ValidationError where it is not one of its client's."""
    subject = kind(document.kind).subject
    found = _MODELS[subject].objects.filter(client_id=document.client_id, pk=document.subject_id).first()
    if found is None:
        raise ValidationError({"subject_id": f"请选择这个服务对象的一条{subject.value}"})
    return found
