from ecosteward.accounts import door
from ecosteward.evaluation.models import Scorecard
from ecosteward.clients.permissions import within

door.scope(Scorecard, within)
