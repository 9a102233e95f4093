from ecosteward.accounts import door
from ecosteward.deliverables.models import Document
from ecosteward.clients.permissions import within

door.scope(Document, within)
