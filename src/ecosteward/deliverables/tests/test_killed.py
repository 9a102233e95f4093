"""A sign-off whose process dies in the midst of it."""

from collections.abc import Callable

import pytest

from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper
from ecosteward.deliverables import services
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.files.models import File
from ecosteward.files.queries import Condition, verified
from ecosteward.journal.queries import check
from ecosteward.ops.tests.dying import Moment, killed

SIGN = """
from ecosteward.accounts.models import User
from ecosteward.deliverables.models import Document
from ecosteward.deliverables.services import sign
sign(User.objects.get(pk={actor}), Document.objects.get(pk={document}))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", Moment)
def test_a_sign_off_killed_in_the_midst_leaves_the_document_unsigned_and_can_be_done_again(
    submitted: Document, quality_lead: User, journal_rows: Callable[[], int], moment: Moment
) -> None:
    before = (journal_rows(), File.objects.count(), Paper.objects.count())
    killed(SIGN.format(actor=quality_lead.pk, document=submitted.pk), moment)
    document = Document.objects.get(pk=submitted.pk)
    assert (document.state, document.file, document.signed_by) == (DocumentState.REVIEW, None, None)
    assert (journal_rows(), File.objects.count(), Paper.objects.count()) == before
    services.sign(quality_lead, document)
    assert document.file is not None
    assert verified(document.file) == Condition.WHOLE
    assert list(check()) == []
