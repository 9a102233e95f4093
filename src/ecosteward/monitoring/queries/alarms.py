"""Reading alarms."""

from django.db.models import Q, QuerySet

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.monitoring.models import Alarm, AlarmState, Level

UNCLOSED = Q(closed_at=None)
_MOST = 100  # more nobody counts at a glance


def waiting(user: User) -> QuerySet[Alarm]:
    """Return the alarms that nobody has acknowledged and the person sees, the gravest and oldest first."""
    rows = visible(user, Alarm).filter(UNCLOSED, state=AlarmState.OPEN)
    return rows.select_related("client", "point").order_by("-level", "since", "pk")


def escalated(user: User) -> QuerySet[Alarm]:
    """Return those of them that rose because nobody answered, or are urgent."""
    return waiting(user).filter(Q(level=Level.URGENT) | ~Q(escalated_at=None))


def count(user: User) -> int:
    """Return how many alarms wait, at most 100. One query."""
    return waiting(user).order_by().select_related(None)[:_MOST].count()


def tally(user: User, client: Client) -> tuple[int, int]:
    """Return how many alarms of a client are not closed, and how many of these nobody has acknowledged. One query."""
    states = list(visible(user, Alarm).filter(UNCLOSED, client=client).order_by().values_list("state", flat=True))
    return len(states), states.count(AlarmState.OPEN)
