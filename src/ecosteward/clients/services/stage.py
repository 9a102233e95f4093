"""Where a client stands with the agency."""

from django.core.exceptions import ValidationError

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client, Stage
from ecosteward.journal.services import write

NEXT: dict[Stage, tuple[Stage, ...]] = {
    Stage.PROSPECT: (Stage.SERVED, Stage.ENDED),
    Stage.SERVED: (Stage.ENDED,),
    Stage.ENDED: (Stage.SERVED,),
}


def set_stage(actor: User, client: Client, stage: Stage, *, reason: str = "") -> None:
    """Move a client to another stage. Raises ValidationError for a step that is not one, or an end without a reason."""
    require(actor, "client.stage", client)
    if stage not in NEXT[Stage(client.stage)]:
        raise ValidationError(f"「{client.get_stage_display()}」不能改为「{stage.label}」")
    if stage == Stage.ENDED and not reason.strip():
        raise ValidationError({"reason": "请写明结束服务的原因，如：合同到期未续签"})
    client.stage = stage
    write(actor, "client.staged", client, reason=reason)
