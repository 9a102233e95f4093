"""What every way of filing a paper shares."""

from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper
from ecosteward.archive.queries.retention import last_day
from ecosteward.archive.rules.retention import longer
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.journal.services import Actor


def may(actor: Actor, action: str, target: object) -> None:
    """Require a permission of a person; what the program does on its own clock needs none."""
    if isinstance(actor, User):
        require(actor, action, target)


def unsaved(client: Client, file: File, **facts: Any) -> Paper:
    """Return a paper not yet written, its title the file's name where `facts` give none.

    Raises:
        ValidationError: another client's file, or dates in the wrong order.

    """
    if file.agency_id != client.agency_id or file.client_id not in {None, client.pk}:
        raise ValidationError("这份文件属于别的服务对象，不能归入这里")
    paper = Paper(agency_id=client.agency_id, client=client, file=file, **facts)
    paper.title = paper.title.strip() or PurePosixPath(file.name).stem
    check_dates(paper)
    return paper


def check_dates(paper: Paper) -> None:
    """Raise ValidationError where a paper would end before it begins."""
    if paper.dated_on and paper.valid_until and paper.valid_until < paper.dated_on:
        raise ValidationError({"valid_until": "有效期至不能早于文件日期，请核对"})


def keep(paper: Paper) -> None:
    """Count the years of keeping where a paper now stands. They start once, and a move never shortens them."""
    if paper.filed_on is None:
        paper.filed_on = timezone.localdate()
        paper.keep_until = last_day(paper, paper.filed_on)
    else:
        paper.keep_until = longer(paper.keep_until, last_day(paper, paper.filed_on))
