"""The enterprise's environmental profile."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from ecosteward.accounts.door import require
from ecosteward.accounts.models import Kind, User
from ecosteward.clients.models import Limit, Outlet, ProfileRow
from ecosteward.journal.services import remove, write


def action_for(model: type[ProfileRow]) -> str:
    """Return the action that changing a row needs: limits are what the agency judges by."""
    return "profile.judge" if model is Limit else "profile.change"


def add_to_profile(actor: User, row: ProfileRow) -> None:
    """Add a line to a section, such as `Permit(client=…, number=…)`. Raises ValidationError by field."""
    require(actor, action_for(type(row)), row.client)
    _check(row)
    write(actor, "profile.added", row)


def change_profile(actor: User, row: ProfileRow) -> None:
    """Save a changed line. Raises ValidationError by field, StaleError."""
    require(actor, action_for(type(row)), row.client)
    _check(row)
    write(actor, "profile.changed", row)


@transaction.atomic
def remove_from_profile(actor: User, row: ProfileRow, *, reason: str = "") -> None:
    """Remove a line; its values stay in the journal. Raises ValidationError while other lines rest on it."""
    require(actor, action_for(type(row)), row.client)
    try:
        remove(actor, "profile.removed", row, reason=reason)
    except ProtectedError as error:
        words = "、".join(str(other) for other in list(error.protected_objects)[:5])
        raise ValidationError(f"「{row}」下还有：{words}。请先删除或改挂到别处") from error


def _check(row: ProfileRow) -> None:
    if row.client.kind != Kind.ENTERPRISE:
        raise ValidationError("只有企业才有环境档案的这些内容")
    outlet = getattr(row, "outlet", None)
    if outlet is not None and outlet.client_id != row.client_id:
        raise ValidationError({"outlet": "请选择本企业的排放口"})
    if isinstance(row, Outlet) and row.code and _others(row).exists():
        raise ValidationError({"code": f"已有编号 {row.code} 的排放口，请核对编号，或修改原有的一条"})


def _others(outlet: Outlet) -> QuerySet[Outlet]:
    return Outlet.objects.filter(client=outlet.client_id, code=outlet.code).exclude(pk=outlet.pk)
