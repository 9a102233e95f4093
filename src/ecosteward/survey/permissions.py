"""Who sees visits and findings, and who may take which step: the table of `rules.rectification` and a few reasons more."""

from collections.abc import Callable

from django.db.models import BooleanField, F, Func, Q, Value

from ecosteward.accounts import door
from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.clients.models import Client
from ecosteward.clients.permissions import belongs_to, within, works_for
from ecosteward.survey.models import Action, Answer, Finding, FindingState, Side, Verdict, Visit, VisitState
from ecosteward.survey.rules.rectification import TABLE, after, may_recheck, may_void

_LEADS = (Role.DIRECTOR, Role.QUALITY_LEAD, Role.PROJECT_LEAD)


def side_of(user: User, client: Client) -> Side | None:
    """Return on which side of a client's findings a person stands; None for a stranger."""
    if works_for(user, client):
        return Side.AGENCY
    if belongs_to(user, client):
        return Side.ENTERPRISE
    if user.organisation.kind in {Kind.PARK, Kind.GOVERNMENT} and door.visible(user, Client).filter(pk=client.pk):
        return Side.SUPERVISOR
    return None


def _once_submitted(prefix: str) -> Callable[[User], Q]:
    """Let the client side see nothing of a visit before it is handed in."""

    def rows(user: User) -> Q:
        if user.organisation.kind == Kind.AGENCY:
            return within(user)
        return within(user) & Q((f"{prefix}state", VisitState.SUBMITTED))

    return rows


def _findings(user: User) -> Q:
    """Return the findings of the clients a person sees, in the forms that the indexes serve.

    For an office the keys of its clients are read first: told by conditions alone, PostgreSQL takes a province for a
    handful of enterprises and plans for that.
    """
    if user.organisation.kind == Kind.AGENCY:
        own = Q(agency_id=user.organisation_id)
        return own if user.has(Role.DIRECTOR, Role.QUALITY_LEAD) else own & within(user)
    return Q(of_clients(list(Client.objects.filter(within(user, "")).values_list("pk", flat=True))))


def of_clients(clients: list[int]) -> Func:
    """Return the condition that a finding is one of these clients': all keys in one value, as a list has thousands."""
    keys = Value(f"{{{','.join(map(str, clients))}}}")
    template = "%(expressions)s::bigint[])"
    return Func(F("client_id"), keys, template=template, arg_joiner=" = any(", output_field=BooleanField())


def _makes(user: User, visit: Visit, *states: VisitState) -> bool:
    """Tell whether the person makes the visit: one of its inspectors, or who leads the work."""
    if visit.state not in states or not works_for(user, visit.client):
        return False
    return user.has(*_LEADS) or visit.inspectors.filter(pk=user.pk).exists()


def _may(action: Action) -> Callable[[User, Finding], bool]:
    def rule(user: User, finding: Finding) -> bool:
        if (finding.state, action) not in TABLE:
            return False
        side = side_of(user, finding.client)
        if side is None or after(FindingState(finding.state), action, side) is None:
            return False
        extra = _EXTRA.get(action)
        return extra is None or extra(user, finding)

    return rule


def _rechecks(user: User, finding: Finding) -> bool:
    return may_recheck(user.pk, finding.rectified_by_id)


def _voids(user: User, finding: Finding) -> bool:
    return may_void(
        FindingState(finding.state),
        raised=user.pk == finding.raised_by_id,
        leads=user.has(*_LEADS),
        was_closed=finding.steps.filter(action=Action.APPROVE).exists(),
    )


def _judges_extension(user: User, finding: Finding) -> bool:
    return finding.wanted_until is not None and user.has(*_LEADS)


def _unresolved(user: User, answer: Answer) -> bool:
    open_still = answer.verdict == Verdict.UNSURE and not answer.resolved_as
    return open_still and answer.visit.state == VisitState.SUBMITTED and works_for(user, answer.client)


def _runs(user: User, agency: Organisation) -> bool:
    return user.organisation_id == agency.pk and user.has(Role.DIRECTOR, Role.QUALITY_LEAD)


_EXTRA: dict[Action, Callable[[User, Finding], bool]] = {
    Action.APPROVE: _rechecks,
    Action.SEND_BACK: _rechecks,
    Action.GRANT_EXTENSION: _judges_extension,
    Action.REFUSE_EXTENSION: _judges_extension,
    Action.VOID: _voids,
}
_LATER = {Action.RAISE}  # asked of the client, not of a finding

door.scope(Visit, _once_submitted(""))
door.scope(Answer, _once_submitted("visit__"))
door.scope(Finding, _findings)
door.rule("visit.plan", works_for)
door.rule("visit.change", lambda user, visit: _makes(user, visit, VisitState.PLANNED, VisitState.DOING))
door.rule("visit.cancel", lambda user, visit: user.has(*_LEADS) and _makes(user, visit, VisitState.PLANNED))
door.rule("visit.start", lambda user, visit: _makes(user, visit, VisitState.PLANNED))
door.rule("visit.answer", lambda user, visit: _makes(user, visit, VisitState.DOING))
door.rule("visit.submit", lambda user, visit: _makes(user, visit, VisitState.DOING))
door.rule("answer.resolve", _unresolved)
door.rule("finding.raise", works_for)
door.rule("deadlines.change", _runs)
for _action in set(Action) - _LATER:
    door.rule(f"finding.{_action}", _may(_action))
