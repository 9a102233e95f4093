"""An agency's own templates, and its code in document numbers."""

import re

from django.core.exceptions import ValidationError
from django.core.files.base import File as Content
from django.db import transaction

from ecosteward.accounts.door import require
from ecosteward.accounts.models import Organisation, User
from ecosteward.clients.models import Client
from ecosteward.deliverables.kinds import kinds
from ecosteward.deliverables.models import Letterhead, Template
from ecosteward.deliverables.rendering.check import faults
from ecosteward.files.services import take
from ecosteward.journal.services import write

_CODE = re.compile(r"[A-Z0-9]{2,8}")
_LARGEST = 20 * 1024 * 1024


@transaction.atomic
def upload_template(
    actor: User,
    agency: Organisation,
    kind: str,
    upload: Content[bytes],
    *,
    client: Client | None = None,
    note: str = "",
) -> Template:
    """Put an agency's own template in use, for one client or for all. The one before is kept and retired.

    Raises:
        ValidationError: not a Word template this kind can be made with; says everything that is wrong.

    """
    require(actor, "template.manage", agency)
    chosen = kinds().get(kind)
    if chosen is None:
        raise ValidationError({"kind": "没有这个文种，请重新选择"})
    if client is not None and client.agency_id != agency.pk:
        raise ValidationError({"client": "不是本机构的服务对象"})
    if upload.size > _LARGEST:
        raise ValidationError({"upload": "模板超过 20 MB，请压缩其中的图片后再上传"})
    if not (upload.name or "").lower().endswith(".docx"):
        raise ValidationError(
            {"upload": "模板只收 .docx；请在 Word 或 WPS 中另存为“Word 文档（.docx）”，含宏的 .docm 不收"}
        )
    found = faults(upload.read(), chosen)
    upload.seek(0)
    if found:
        raise ValidationError({"upload": found[:20]})
    former = Template.objects.filter(agency=agency, client=client, kind=kind).order_by("-revision")
    last = former.first()
    for old in former.filter(retired=False):
        old.retired = True
        write(actor, "template.retired", old, reason="换用新模板")
    file = take(actor, upload, agency=agency)
    made = Template(
        agency=agency, client=client, kind=kind, revision=last.revision + 1 if last else 1, file=file, note=note.strip()
    )
    write(actor, "template.uploaded", made)
    return made


def retire_template(actor: User, template: Template, reason: str) -> None:
    """Stop using an agency's own template; the one that comes with the product is used again."""
    require(actor, "template.manage", template.agency)
    if not reason.strip():
        raise ValidationError({"reason": "请写明停用原因"})
    template.retired = True
    write(actor, "template.retired", template, reason=reason.strip())


def set_code(actor: User, agency: Organisation, code: str) -> Letterhead:
    """Set the code that an agency's document numbers begin with; numbers already given stay.

    Raises:
        ValidationError: not 2 to 8 letters and digits.

    """
    require(actor, "template.manage", agency)
    tidy = code.strip().upper()
    if not _CODE.fullmatch(tidy):
        raise ValidationError({"code": "机构代号用 2 至 8 位大写字母或数字，如 QYHB"})
    found = Letterhead.objects.filter(agency=agency).first()
    record = found or Letterhead(agency=agency)
    record.code = tidy
    write(actor, "letterhead.changed" if found else "letterhead.created", record)
    return record
