from django.db.models import Q

from ecosteward.accounts import door
from ecosteward.accounts.models import Kind, Organisation, Role, User

_LEADS = (Role.DIRECTOR, Role.QUALITY_LEAD, Role.PROJECT_LEAD)


def _people(user: User) -> Q:
    mine = Q(organisation_id=user.organisation_id)
    return mine if user.organisation.kind == Kind.AGENCY else mine & Q(enrolled_by_id=user.enrolled_by_id)


def _directs(user: User, organisation: Organisation) -> bool:
    return organisation.pk == user.organisation_id and user.has(Role.DIRECTOR)


def _enrolled(user: User, person: User) -> bool:
    return person.enrolled_by_id == user.organisation_id and user.has(*_LEADS)


def _admits(user: User, person: User) -> bool:
    return user.pk != person.pk and (_directs(user, person.organisation) or _enrolled(user, person))


door.scope(Organisation, lambda user: Q(pk=user.organisation_id))
door.scope(User, _people)
door.rule("organisation.change", _directs)
door.rule("person.add", _directs)
door.rule("person.change", lambda user, person: _directs(user, person.organisation))
door.rule("person.suspend", _admits)
door.rule("person.invite", lambda user, person: person.is_active and _admits(user, person))
