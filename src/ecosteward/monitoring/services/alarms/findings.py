"""An alarm becomes a finding in one step, and is closed with it."""

from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.journal.services import write
from ecosteward.monitoring.models import Alarm, AlarmState, Level
from ecosteward.monitoring.rules.alarm_steps import Step, severity
from ecosteward.monitoring.rules.topics import item_of
from ecosteward.monitoring.services.alarms.steps import take_step
from ecosteward.standard import queries as standard
from ecosteward.survey.models import Action, Finding, FindingState
from ecosteward.survey.rules import basis
from ecosteward.survey.services import Judgement, raise_finding

_LONGEST = 500  # characters of a finding's basis


def judgement_of(alarm: Alarm) -> Judgement:
    """Return what an alarm says of the defect: text, place, severity by its level, the limit's source and the item's."""
    day = timezone.localdate(alarm.last_at)
    since, last = timezone.localtime(alarm.since), timezone.localtime(alarm.last_at)
    times = f"，至 {last:%m-%d %H:%M} 共 {alarm.times} 次" if alarm.times > 1 else ""
    item = standard.survey_item(item_of(alarm), standard.EDITION)
    grounds = basis.words(basis.grounds(item, day, standard.EDITION))
    return Judgement(
        text=f"{alarm.text}（{alarm.get_cause_display()}，自 {since:%Y-%m-%d %H:%M}{times}）",
        place=alarm.point.name[:80],
        severity=severity(Level(alarm.level)),
        basis="；".join(part for part in (alarm.rule, grounds) if part)[:_LONGEST],
    )


@transaction.atomic
def turn_into_finding(actor: User, alarm: Alarm, judgement: Judgement | None = None) -> Finding:
    """Raise the finding that an alarm stands for; from then on the alarm follows it.

    Args:
        actor: of the agency.
        alarm: which has no finding yet and is not closed.
        judgement: what is wrong, where it differs from what the alarm says; the deadline is the agency's for the
            severity unless it names one.

    """
    require(actor, f"alarm.{Step.TURN}", alarm)
    item_id = item_of(alarm)
    finding = raise_finding(
        actor,
        alarm.client,
        item_id.rsplit(".", 1)[0],
        judgement or judgement_of(alarm),
        item_id=item_id,
        former=_former(alarm),
    )
    take_step(actor, alarm, Step.TURN, f"问题 {finding.number}", finding=finding, holder=actor, silent_until=None)
    return finding


def _former(alarm: Alarm) -> Finding | None:
    """Return the finding that the same cause was before, if it is closed."""
    earlier = Alarm.objects.filter(key=alarm.key, finding__state=FindingState.CLOSED).order_by("-last_at").first()
    return earlier.finding if earlier else None


def follow(actor: User, finding: Finding, action: Action) -> None:
    """Close the alarms of a finding that is closed or voided, in the same transaction.

    A finding that is opened again leaves them closed: they tell what was measured then. If it is measured again, a new
    alarm is raised, and turned it names this finding as the earlier one.
    """
    done = {Action.APPROVE: "已销号", Action.VOID: "已作废"}.get(action)
    if done is None:
        return
    why = f"问题 {finding.number} {done}"
    for alarm in Alarm.objects.filter(finding=finding, closed_at=None).order_by("pk"):
        alarm.state, alarm.closed_at, alarm.why_closed = AlarmState.CLOSED, timezone.now(), why
        write(actor, "alarm.closed", alarm, reason=why)
