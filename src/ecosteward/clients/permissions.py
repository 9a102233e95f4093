"""Who sees which client. Every room scopes its objects by the client they belong to, through `within`."""

from django.db.models import Q

from ecosteward.accounts import door
from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.clients.models import Assignment, Client, Contact
from ecosteward.clients.models.profile import ROWS
from ecosteward.files.models import File


def within(user: User, prefix: str = "client__", agency: str = "agency_id") -> Q:
    """Return the condition that an object's client is one the person serves, is, or supervises.

    On the client side only as the agency that gave the person their login serves it.

    Args:
        user: who looks.
        prefix: path from the object to its client, ending in two underscores; empty for clients themselves.
        agency: path from the object to the key of the client's agency, which most objects hold themselves.

    """
    seen = _related(user, prefix, agency)
    return seen & Q((agency, user.enrolled_by_id)) if user.enrolled_by_id else seen


def _related(user: User, prefix: str, agency: str) -> Q:
    organisation = user.organisation_id
    match Kind(user.organisation.kind):
        case Kind.AGENCY if user.has(Role.DIRECTOR, Role.QUALITY_LEAD):
            return Q((agency, organisation))
        case Kind.AGENCY:
            mine = Assignment.objects.filter(person=user, ended_on=None).values("client_id")
            return Q((agency, organisation)) & Q((f"{prefix}pk__in", mine))
        case Kind.ENTERPRISE:
            return Q((f"{prefix}organisation_id", organisation))
        case Kind.PARK:
            parks = Client.objects.filter(organisation_id=organisation)
            return Q((f"{prefix}organisation_id", organisation)) | Q((f"{prefix}park__in", parks))
        case Kind.GOVERNMENT:
            offices = Client.objects.filter(organisation_id=organisation)
            parks = Client.objects.filter(authority__organisation_id=organisation, kind=Kind.PARK)
            return (
                Q((f"{prefix}organisation_id", organisation))
                | Q((f"{prefix}authority__in", offices))
                | Q((f"{prefix}park__in", parks))
            )


def _of_client(user: User) -> Q:
    return within(user, agency="client__agency_id")


def under(authority: Client) -> Q:
    """Return the condition that a client is under a government office, itself or through its park."""
    return Q(authority=authority) | Q(park__authority=authority)


def works_for(user: User, client: Client) -> bool:
    """Tell whether the person serves the client on the agency's side."""
    if user.organisation_id != client.agency_id:
        return False
    if user.has(Role.DIRECTOR, Role.QUALITY_LEAD):
        return True
    return client.assignments.filter(person=user, ended_on=None).exists()


def belongs_to(user: User, client: Client) -> bool:
    """Tell whether the person is the client's own, with a login from the agency that serves it."""
    own = user.is_active and user.organisation_id == client.organisation_id
    return own and user.enrolled_by_id in {None, client.agency_id}


def _files(user: User) -> Q:
    if user.organisation.kind == Kind.AGENCY:
        seen = Q(client_id__in=Client.objects.filter(within(user, "")).values("pk"))
        # What belongs to no client is the agency's own: a colleague's certificate is not for everybody.
        own = Q(client_id=None) if user.has(Role.DIRECTOR, Role.QUALITY_LEAD) else Q(client_id=None, shared=True)
        return Q(agency_id=user.organisation_id) & (seen | own | Q(brought_by=user))
    return Q(brought_by=user) | Q(shared=True, client_id__in=Client.objects.filter(within(user, "")).values("pk"))


def _leads(user: User, agency_id: int) -> bool:
    return user.organisation_id == agency_id and user.has(Role.DIRECTOR, Role.QUALITY_LEAD, Role.PROJECT_LEAD)


def _creates(user: User, agency: Organisation) -> bool:
    return _leads(user, agency.pk)


def _manages(user: User, client: Client) -> bool:
    return _leads(user, client.agency_id) and works_for(user, client)


def _keeps_profile(user: User, client: Client) -> bool:
    return works_for(user, client) or (client.kind == Kind.ENTERPRISE and belongs_to(user, client))


door.scope(Client, lambda user: within(user, ""))
door.scope(File, _files)
for _model in (Assignment, Contact):
    door.scope(_model, _of_client)
for row in ROWS:
    door.scope(row, _of_client)
door.rule("client.create", _creates)
door.rule("client.change", works_for)
door.rule("client.stage", _manages)
door.rule("client.assign", _manages)
door.rule("client.enrol", _manages)
# The enterprise knows its own materials and facilities; what it is judged by, the agency alone writes.
door.rule("profile.change", _keeps_profile)
door.rule("profile.judge", works_for)
