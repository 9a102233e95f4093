"""The people and organisations that every room's tests start from."""

import socket
from collections.abc import Callable
from typing import Any, Protocol

import pytest
from django.core.files.base import ContentFile
from django.test import Client as Browser
from hypothesis import HealthCheck
from hypothesis import settings as property_tests

from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.accounts.services import create_organisation, enrol
from ecosteward.clients.models import Assignment, Client, Stage
from ecosteward.files.models import File
from ecosteward.files.services import take
from ecosteward.journal.models import Entry
from ecosteward.journal.services import SYSTEM, write

PASSWORD = "jiancha-2026"
# How long an example takes says how busy the machine is, not whether the rule holds.
property_tests.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
property_tests.load_profile("any machine")


class Enrols(Protocol):
    def __call__(self, organisation: Organisation, role: Role, name: str) -> User: ...


@pytest.fixture(autouse=True)
def files_folder(settings: Any, tmp_path: Any) -> None:
    """Keep every test's files to itself."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def store_lost(settings: Any) -> Callable[[], None]:
    """Return what makes the file store a bucket on a server that is gone."""

    def lose() -> None:
        with socket.socket() as gone:
            gone.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{gone.getsockname()[1]}"
        options = {"bucket_name": "huan", "access_key": "k", "secret_key": "s", "endpoint_url": address}
        backend = {"BACKEND": "ecosteward.files.object_storage.ObjectStorage", "OPTIONS": options}
        settings.STORAGES = {**settings.STORAGES, "default": backend}

    return lose


@pytest.fixture
def person() -> Enrols:
    """Make a person of an organisation."""

    def make(organisation: Organisation, role: Role, name: str) -> User:
        return enrol(SYSTEM, organisation, f"{name}{organisation.pk}", name, [role], password=PASSWORD)

    return make


@pytest.fixture
def agency(db: None) -> Organisation:
    return create_organisation(SYSTEM, Kind.AGENCY, "清源环境技术服务有限公司")


@pytest.fixture
def director(agency: Organisation, person: Enrols) -> User:
    return person(agency, Role.DIRECTOR, "周明远")


@pytest.fixture
def quality_lead(agency: Organisation, person: Enrols) -> User:
    return person(agency, Role.QUALITY_LEAD, "沈静")


@pytest.fixture
def project_lead(agency: Organisation, enterprise: Client, person: Enrols) -> User:
    return serving(person(agency, Role.PROJECT_LEAD, "韩松"), enterprise)


@pytest.fixture
def technician(agency: Organisation, enterprise: Client, person: Enrols) -> User:
    return serving(person(agency, Role.TECHNICIAN, "吕岩"), enterprise)


@pytest.fixture
def colleague(agency: Organisation, person: Enrols) -> User:
    """Work for the agency but serve none of its clients."""
    return person(agency, Role.TECHNICIAN, "马骁")


@pytest.fixture
def enterprise(agency: Organisation) -> Client:
    return client_of(agency, Kind.ENTERPRISE, "彭城精细化工有限公司")


@pytest.fixture
def park(agency: Organisation) -> Client:
    return client_of(agency, Kind.PARK, "云龙湖化工产业园")


@pytest.fixture
def government(agency: Organisation) -> Client:
    return client_of(agency, Kind.GOVERNMENT, "某区生态环境局")


@pytest.fixture
def contact(enterprise: Client, person: Enrols) -> User:
    """Belong to the enterprise."""
    return person(enterprise.organisation, Role.ENTERPRISE_CONTACT, "宋岚")


@pytest.fixture
def officer(park: Client, enterprise: Client, person: Enrols) -> User:
    """Look after the park in which the enterprise lies."""
    enterprise.park = park
    write(SYSTEM, "client.changed", enterprise)
    return person(park.organisation, Role.PARK_OFFICER, "袁成")


@pytest.fixture
def stranger(db: None, person: Enrols) -> User:
    """Direct another agency."""
    other = create_organisation(SYSTEM, Kind.AGENCY, "别家环境咨询有限公司")
    return person(other, Role.DIRECTOR, "丁一")


@pytest.fixture
def browse() -> Callable[[User], Browser]:
    """Return a browser in which the person is logged in."""

    def log_in(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return log_in


@pytest.fixture
def journal_rows(db: None) -> Callable[[], int]:
    """Count the journal's rows."""
    return Entry.objects.count


@pytest.fixture
def pdf(agency: Organisation, enterprise: Client) -> File:
    """Be a small PDF of the enterprise."""
    content = ContentFile(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "营业执照.pdf")
    return take(None, content, agency=agency, client_id=enterprise.pk)


def client_of(agency: Organisation, kind: Kind, name: str) -> Client:
    """Make a client of an agency."""
    organisation = create_organisation(SYSTEM, kind, name, credit_code_reason="示例")
    client = Client(agency=agency, organisation=organisation, kind=kind, name=name, stage=Stage.SERVED)
    write(SYSTEM, "client.created", client)
    return client


def serving(person: User, client: Client) -> User:
    """Let a person serve a client."""
    write(SYSTEM, "client.assigned", Assignment(client=client, person=person))
    return person
