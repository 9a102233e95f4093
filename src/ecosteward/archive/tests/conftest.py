from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser

from ecosteward.accounts.models import Organisation
from ecosteward.archive.models import Paper
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.files.services import take

_numbers = count(1)
Scan = Callable[..., File]


@pytest.fixture
def scan(agency: Organisation, enterprise: Client) -> Scan:
    """Take in a small PDF of the enterprise, its content unlike any other."""

    def make(name: str = "扫描件.pdf", client: Client = enterprise) -> File:
        content = ContentFile(f"%PDF-1.4\n{next(_numbers)}\n%%EOF\n".encode(), name)
        return take(None, content, agency=agency, client_id=client.pk)

    return make


@pytest.fixture
def aged(db: None) -> Callable[..., Paper]:
    """Let years pass for a paper: the database lets nobody do that, so its guard is put aside for the moment."""

    def make(paper: Paper, filed_on: str, keep_until: str | None) -> Paper:
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("alter table archive_paper disable trigger archive_paper_is_kept")
            cursor.execute(
                "update archive_paper set filed_on = %s, keep_until = %s where id = %s",
                [filed_on, keep_until, paper.pk],
            )
            cursor.execute("alter table archive_paper enable trigger archive_paper_is_kept")
            cursor.execute("set constraints all deferred")
        paper.refresh_from_db()
        return paper

    return make


PDF = b"%PDF-1.4\nbody\n%%EOF\n"


def upload(name: str = "营业执照.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """Be a small PDF on its way in."""
    return SimpleUploadedFile(name, content)


def drop(browser: Browser, client: Client, place: str = "", **data: Any) -> Any:
    """Drop a small PDF on a client's archive."""
    return browser.post(f"/archive/client/{client.pk}/drop/", {"file": upload(), "place": place, **data})
