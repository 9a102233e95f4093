from ecosteward.accounts import door
from ecosteward.engagements.models import Contract
from ecosteward.clients.permissions import within

door.scope(Contract, within)
