"""An agency with people whose files are filled."""

import datetime as dt
from collections.abc import Callable
from typing import Protocol

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from ecosteward.accounts.models import Organisation, User
from ecosteward.agency import services
from ecosteward.agency.models import StaffRecord
from ecosteward.files.models import File
from ecosteward.files.services import take

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


class Files(Protocol):
    def __call__(self, person: User, **facts: object) -> StaffRecord: ...


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


@pytest.fixture
def scan(agency: Organisation) -> Callable[[str], File]:
    """Keep a scanned paper of the agency's own."""
    return lambda name: take(None, ContentFile(PDF, name), agency=agency)


@pytest.fixture
def file_of(director: User) -> Files:
    """Open a person's file."""

    def make(person: User, **facts: object) -> StaffRecord:
        return services.add_staff(director, person, **{"background": "环境工程 本科", **facts})

    return make


@pytest.fixture
def record(file_of: Files, colleague: User) -> StaffRecord:
    return file_of(colleague)
