"""Whom an agency has told of its alarms by e-mail, and who of them wants none."""

from django.core.exceptions import ValidationError

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.journal.services import remove, write
from ecosteward.monitoring.models import MailChoice, Recipient


def keep_recipient(actor: User, recipient: Recipient) -> None:
    """Save who is told at a level.

    Raises:
        ValidationError: neither a role nor a person or both, another agency's client or person, a row there already is.

    """
    require(actor, "monitoring.set_up", recipient.agency)
    if recipient.client is not None and recipient.client.agency_id != recipient.agency_id:
        raise ValidationError({"client": "请选择本机构的服务对象"})
    if recipient.person is not None and recipient.person.organisation_id != recipient.agency_id:
        raise ValidationError({"person": "请选择本机构的人员；企业的人员按角色选择"})
    recipient.clean()
    recipient.validate_constraints()
    write(actor, "recipient.added" if recipient._state.adding else "recipient.changed", recipient)


def drop_recipient(actor: User, recipient: Recipient) -> None:
    """Tell them no longer."""
    require(actor, "monitoring.set_up", recipient.agency)
    remove(actor, "recipient.removed", recipient)


def choose(actor: User, *, declined: bool) -> MailChoice:
    """Say for oneself whether one wants mail about alarms; nobody says it for another."""
    choice = MailChoice.objects.filter(person=actor).first() or MailChoice(person=actor)
    if choice.declined != declined or choice._state.adding:
        choice.declined = declined
        write(actor, "alarm_mail.declined" if declined else "alarm_mail.accepted", choice)
    return choice
