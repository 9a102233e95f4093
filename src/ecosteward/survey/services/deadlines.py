"""Changing an agency's deadlines."""

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.journal.services import write
from ecosteward.survey.models import Deadlines


def change_deadlines(actor: User, deadlines: Deadlines) -> None:
    """Save how many days the agency allows by severity. Findings already raised keep their dates."""
    require(actor, "deadlines.change", deadlines.agency)
    write(actor, "deadlines.changed", deadlines)
