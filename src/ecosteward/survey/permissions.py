from ecosteward.accounts import door
from ecosteward.clients.permissions import within
from ecosteward.survey.models import Finding

door.scope(Finding, within)
