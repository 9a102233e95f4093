from ecosteward.accounts import door
from ecosteward.clients.permissions import within
from ecosteward.evaluation.models import Scorecard

door.scope(Scorecard, within)
