"""An agency's own rules of alarms."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from ecosteward.accounts.door import require
from ecosteward.accounts.models import Organisation, User
from ecosteward.journal.services import remove, write
from ecosteward.monitoring.models import AlarmRule
from ecosteward.monitoring.queries.alarm_rules import own_rules
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.monitoring.rules.thresholds import DEFAULTS, fault


@transaction.atomic
def keep_rule(actor: User, rule: AlarmRule) -> None:
    """Save a new or changed rule.

    Raises:
        ValidationError: a threshold the cause does not have or lacks, no time before it rises, another agency's
            client, a rule there already is.

    """
    require(actor, "monitoring.set_up", rule.agency)
    if words := fault(Cause(rule.cause), rule.threshold):
        raise ValidationError({"threshold": words})
    if rule.escalates_after == 0:
        raise ValidationError({"escalates_after": "请填写大于 0 的分钟数；不升级请留空"})
    if rule.client is not None and rule.client.agency_id != rule.agency_id:
        raise ValidationError({"client": "请选择本机构的服务对象"})
    rule.validate_constraints()
    write(actor, "alarm_rule.added" if rule._state.adding else "alarm_rule.changed", rule)


@transaction.atomic
def adopt(actor: User, agency: Organisation, cause: Cause) -> Sequence[AlarmRule]:
    """Make the default rules of a cause the agency's own, to be changed one by one; nothing where it has some."""
    require(actor, "monitoring.set_up", agency)
    if own_rules(agency.pk, cause).exists():
        return []
    rules = [
        AlarmRule(
            agency=agency,
            cause=row.cause,
            threshold=row.threshold,
            level=row.level,
            escalates_after=row.escalates_after,
        )
        for row in DEFAULTS
        if row.cause == cause
    ]
    for rule in rules:
        write(actor, "alarm_rule.added", rule)
    return rules


def drop_rule(actor: User, rule: AlarmRule) -> None:
    """Delete a rule; where it was the last of its cause the agency's or the default ones hold again."""
    require(actor, "monitoring.set_up", rule.agency)
    remove(actor, "alarm_rule.removed", rule)
