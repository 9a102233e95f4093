from django.db.models import Q

from ecosteward.accounts import door
from ecosteward.accounts.models import Kind, Organisation, Role, User


def _people(user: User) -> Q:
    return Q(organisation_id=user.organisation_id)


def _manages(user: User, organisation: Organisation) -> bool:
    return organisation.pk == user.organisation_id and (organisation.kind != Kind.AGENCY or user.has(Role.DIRECTOR))


door.scope(Organisation, lambda user: Q(pk=user.organisation_id))
door.scope(User, _people)
door.rule("organisation.change", _manages)
door.rule("person.add", _manages)
door.rule("person.change", lambda user, person: _manages(user, person.organisation))
door.rule("person.suspend", lambda user, person: user.pk != person.pk and _manages(user, person.organisation))
