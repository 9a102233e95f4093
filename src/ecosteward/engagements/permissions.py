from ecosteward.accounts import door
from ecosteward.clients.permissions import within
from ecosteward.engagements.models import Contract

door.scope(Contract, within)
