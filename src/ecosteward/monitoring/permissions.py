"""Who sees and does what in the monitoring platform.

The agency that serves a client keeps its points, devices and limits. The enterprise marks its own conditions and
answers for its alarms, and never changes what it is judged by. Parks and government offices look. Who may take which
step of an alarm stands in the table of `rules.alarm_steps`.
"""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q

from ecosteward.accounts import door
from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.clients.models import Client
from ecosteward.clients.permissions import belongs_to, within, works_for
from ecosteward.monitoring.models import (
    Alarm,
    AlarmRule,
    AlarmState,
    Channel,
    Check,
    Command,
    Condition,
    Device,
    Instrument,
    Point,
    Quota,
    Recipient,
    Result,
    Sending,
    Series,
    SeriesLimit,
    Stranger,
)
from ecosteward.monitoring.rules.alarm_steps import Step, after
from ecosteward.survey.permissions import side_of

_LEADS = (Role.DIRECTOR, Role.QUALITY_LEAD, Role.PROJECT_LEAD)


def _leads(user: User, client: Client) -> bool:
    return user.has(*_LEADS) and works_for(user, client)


def _either(user: User, client: Client) -> bool:
    return works_for(user, client) or (client.kind == Kind.ENTERPRISE and belongs_to(user, client))


def _own_agency(user: User, prefix: str = "") -> Q:
    return Q((f"{prefix}agency_id", user.organisation_id)) if user.organisation.kind == Kind.AGENCY else Q(pk__in=[])


def _may(step: Step) -> Callable[[User, Alarm], bool]:
    def rule(user: User, alarm: Alarm) -> bool:
        side, has_finding = side_of(user, alarm.client), alarm.finding_id is not None
        return side is not None and after(AlarmState(alarm.state), step, side, has_finding=has_finding) is not None

    return rule


def _sets_up(user: User, agency: Organisation) -> bool:
    return user.organisation_id == agency.pk and user.has(*_LEADS)


def other_agencies(user: User) -> bool:
    """Tell whether the installation serves agencies beside the person's own."""
    return Organisation.objects.filter(kind=Kind.AGENCY).exclude(pk=user.organisation_id).exists()


def _strangers(user: User) -> Q:
    """Return which strangers a person sees.

    One with the MN of a device is that device's agency's alone: it shows a password, right or nearly. One of nobody may
    be anybody's: the leads of the only agency see it; with several, who names its whole MN (`queries.strangers`).
    """
    if user.organisation.kind != Kind.AGENCY:
        return Q(pk__in=[])
    same = Device.objects.filter(mn__iexact=OuterRef("mn"))
    own = Q(Exists(same.filter(within(user))))
    return own | ~Q(Exists(same)) if user.has(*_LEADS) and not other_agencies(user) else own


for _model in (Point, Instrument, Device, Series, SeriesLimit, Quota, Condition, Check, Result, Command, Alarm):
    door.scope(_model, within)
for _setting in (AlarmRule, Channel, Recipient):
    door.scope(_setting, _own_agency)
door.scope(Stranger, _strangers)
door.scope(Sending, lambda user: _own_agency(user, "channel__") | _own_agency(user, "alarm__"))
door.rule("monitoring.keep", works_for)  # points, instruments, devices, series, of a client
door.rule("monitoring.judge", works_for)  # limits, permitted amounts, corrections, of a client
door.rule("monitoring.strangers", lambda user, agency: agency.kind == Kind.AGENCY and user.organisation_id == agency.pk)
door.rule("monitoring.command", lambda user, device: _leads(user, device.client))
door.rule("monitoring.mark", _either)  # conditions, checks, manual results, of a client
door.rule("monitoring.set_up", _sets_up)  # alarm rules, channels, recipients, of an agency
for _step in (Step.ACKNOWLEDGE, Step.EXPLAIN, Step.SILENCE, Step.TURN, Step.CLOSE):
    door.rule(f"alarm.{_step}", _may(_step))
