from ecosteward.accounts import door
from ecosteward.clients.permissions import within
from ecosteward.deliverables.models import Document

door.scope(Document, within)
