from ecosteward.accounts import door
from ecosteward.survey.models import Finding
from ecosteward.clients.permissions import within

door.scope(Finding, within)
