from django.db.models import Q

from ecosteward.accounts import door
from ecosteward.accounts.models import User
from ecosteward.agency.models import StaffRecord


def _seen(user: User) -> Q:
    return Q(agency_id=user.organisation_id)


door.scope(StaffRecord, _seen)
