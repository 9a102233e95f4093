"""A draft, a running contract, and one task on its way, for this room's tests."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements import services
from ecosteward.engagements.models import Contract, Mode, PaperKind, Period, Task
from ecosteward.files.models import File
from ecosteward.files.services import take


@pytest.fixture
def paper(project_lead: User, enterprise: Client) -> Callable[[str], File]:
    """Return a maker of small PDFs of the enterprise."""

    def make(name: str) -> File:
        body = f"%PDF-1.4\n% {name}\ntrailer<<>>\n%%EOF\n".encode()
        return take(project_lead, ContentFile(body, name), agency=enterprise.agency, client_id=enterprise.pk)

    return make


@pytest.fixture
def draft(project_lead: User, quality_lead: User, enterprise: Client) -> Contract:
    """Return a draft for the calendar year, without anything in it."""
    year = timezone.localdate().year
    return services.draft_contract(
        project_lead,
        enterprise,
        title="环保管家服务合同",
        starts_on=dt.date(year, 1, 1),
        ends_on=dt.date(year, 12, 31),
        quality_lead=quality_lead,
    )


@pytest.fixture
def ready(draft: Contract, project_lead: User, technician: User, paper: Callable[[str], File]) -> Contract:
    """Return a draft with everything it takes to be signed: a monthly and a single service."""
    services.add_line(project_lead, draft, service_id="B1.08", period=Period.MONTH, mode=Mode.ON_SITE)
    services.add_line(project_lead, draft, service_id="B1.16", evidence="签到表、课件")
    services.add_member(project_lead, draft, technician, duty="现场检查")
    services.attach_paper(project_lead, draft, PaperKind.CONTRACT, paper("合同.pdf"))
    services.attach_paper(project_lead, draft, PaperKind.CONFIDENTIALITY, paper("保密协议.pdf"))
    services.waive_paper(project_lead, draft, PaperKind.ANNEX, reason="已含在合同正文")
    return draft


@pytest.fixture
def running(ready: Contract, project_lead: User) -> Contract:
    """Return a signed contract, not planned yet."""
    services.sign_contract(project_lead, ready, signed_on=ready.starts_on)
    return ready


@pytest.fixture
def planned(running: Contract, project_lead: User) -> Contract:
    """Return a signed contract with its tasks."""
    services.plan(project_lead, running)
    return running


@pytest.fixture
def task(planned: Contract, project_lead: User, technician: User) -> Task:
    """Return the first task of the plan, given to the technician."""
    first = planned.tasks.select_related("contract__client", "client", "line").order_by("planned_on")[0]
    services.assign_task(project_lead, first, technician)
    return first


@pytest.fixture
def doing(task: Task, technician: User) -> Task:
    """Return the task begun, with a work record."""
    services.start_task(technician, task)
    now = timezone.now()
    services.record_work(
        technician, task, started_at=now - dt.timedelta(hours=3), ended_at=now, text="现场检查", place="厂区"
    )
    return task


@pytest.fixture
def submitted(doing: Task, technician: User) -> Task:
    """Return the task handed in."""
    services.submit_task(technician, doing, evidence="已完成检查并提交报告")
    return doing


PDF = b"%PDF-1.4\ntrailer<<>>\n%%EOF\n"


def at(name: str, *keys: object) -> str:
    """Return the address of a page."""
    return reverse(f"engagements:{name}", args=keys)


def upload(name: str = "验收单.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """Be a small PDF on its way in."""
    return SimpleUploadedFile(name, content)
