"""The files of contracts."""

from django.db.models import QuerySet

from ecosteward.archive.models import Paper, State


def contract_papers(contract_id: int) -> QuerySet[Paper]:
    """Return the papers that stand in a contract's file, by section and date, with their files."""
    standing = Paper.objects.filter(contract_id=contract_id, state=State.FILED)
    return standing.select_related("file").order_by("section", "dated_on", "pk")
