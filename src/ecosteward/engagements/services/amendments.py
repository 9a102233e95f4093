"""Changes agreed after signing. Each is an amendment with its reason, beside the change itself."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.archive.models import Section
from ecosteward.archive.services import file_in_contract
from ecosteward.engagements.models import Amendment, Contract, PaperKind, ServiceLine
from ecosteward.engagements.services.contracts import keep_file
from ecosteward.engagements.services.papers import attach
from ecosteward.files.models import File
from ecosteward.journal.services import write


@transaction.atomic
def extend(
    actor: User, contract: Contract, ends_on: dt.date, *, reason: str, agreed_on: dt.date, file: File | None = None
) -> Amendment:
    """Move the contract's last day. Raises ValidationError where a line or the past would be cut off."""
    require(actor, "contract.amend", contract)
    old = contract.stored["ends_on"]
    contract.ends_on = ends_on
    if any(line.ends_on and line.ends_on > ends_on for line in contract.lines.all()):
        raise ValidationError({"ends_on": "有服务清单项的结束日期晚于此日，请先变更该项"})
    write(actor, "contract.extended", contract, reason=reason)
    keep_file(actor, contract)
    what = f"服务结束由 {old:%Y-%m-%d} 变更为 {ends_on:%Y-%m-%d}"
    return _agree(actor, contract, what, reason, agreed_on, file)


@transaction.atomic
def amend_line(
    actor: User, line: ServiceLine, *, reason: str, agreed_on: dt.date, file: File | None = None
) -> Amendment:
    """Save a new or changed line of a running contract. Raises ValidationError.

    A line's period and first day can not change once it runs, because its tasks are counted from them: end the line
    and add another.
    """
    require(actor, "contract.amend", line.contract)
    new = line._state.adding
    if not new and (line.period, line.starts_on) != (line.stored["period"], line.stored["starts_on"]):
        raise ValidationError("履行中的清单项不能改周期和开始日期；请给本项填写结束日期，再新增一项")
    write(actor, "line.added" if new else "line.changed", line, reason=reason)
    every = "" if line.period == "once" else line.get_period_display()
    what = f"{'新增' if new else '变更'}服务清单项：{line.name}，{every}{line.quantity} {line.unit}"
    return _agree(actor, line.contract, what, reason, agreed_on, file)


def _agree(actor: User, contract: Contract, what: str, reason: str, agreed_on: dt.date, file: File | None) -> Amendment:
    if not reason.strip():
        raise ValidationError({"reason": "请写明变更原因"})
    amendment = Amendment(
        agency_id=contract.agency_id,
        client=contract.client,
        contract=contract,
        agreed_on=agreed_on,
        what=what,
        reason=reason,
        file=file,
    )
    write(actor, "amendment.agreed", amendment, reason=reason)
    if file:
        attach(actor, contract, PaperKind.AMENDMENT, file)
        title = f"{contract.number} 变更协议"
        file_in_contract(actor, contract.client, contract.pk, Section.CONTRACT, file, title=title, dated_on=agreed_on)
    return amendment
