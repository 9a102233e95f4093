"""What may be destroyed."""

from django.db.models import QuerySet
from django.utils import timezone

from ecosteward.accounts.models import Organisation
from ecosteward.archive.models import Paper, State, Verdict


def destroyable(agency: Organisation) -> QuerySet[Paper]:
    """Return an agency's papers whose time of keeping is over and that stand on no list waiting for approval."""
    over = Paper.objects.filter(
        agency=agency, keep_until__lt=timezone.localdate(), state__in=[State.FILED, State.SUPERSEDED]
    )
    return over.exclude(destructions__destruction__state=Verdict.PROPOSED)
