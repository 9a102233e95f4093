from ecosteward.accounts import door
from ecosteward.archive.models import Paper
from ecosteward.clients.permissions import within

door.scope(Paper, within)
