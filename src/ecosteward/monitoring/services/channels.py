"""Where an agency's alarms are sent."""

from django.core.exceptions import ValidationError

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.journal.services import remove, write
from ecosteward.monitoring.models import Channel, ChannelKind
from ecosteward.monitoring.sending import mail
from ecosteward.monitoring.sending.post import fault_of


def keep_channel(actor: User, channel: Channel) -> None:
    """Save a new or changed channel.

    Raises:
        ValidationError: an address that cannot be sent to, another agency's client.

    """
    require(actor, "monitoring.set_up", channel.agency)
    _check(channel)
    if channel.client is not None and channel.client.agency_id != channel.agency_id:
        raise ValidationError({"client": "请选择本机构的服务对象"})
    write(actor, "channel.added" if channel._state.adding else "channel.changed", channel)


def drop_channel(actor: User, channel: Channel) -> None:
    """Delete a channel nothing was ever sent through. Raises ValidationError for one with a log: it is switched off."""
    require(actor, "monitoring.set_up", channel.agency)
    if channel.sendings.exists():
        raise ValidationError("这个渠道有推送记录，不能删除；不再使用请停用")
    remove(actor, "channel.removed", channel)


def _check(channel: Channel) -> None:
    if channel.kind != ChannelKind.EMAIL:
        if words := fault_of(channel.address):
            raise ValidationError({"address": words})
        return
    try:
        mail.addresses(channel.address)
    except ValidationError as error:
        raise ValidationError({"address": "请填写邮箱地址，多个用逗号隔开"}) from error
