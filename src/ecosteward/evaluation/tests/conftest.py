"""A signed contract with tasks, to be evaluated."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Contract
from ecosteward.engagements.tests.conftest import draft, paper, ready, running
from ecosteward.evaluation import services
from ecosteward.evaluation.models import Aspect, Complaint, ComplaintKind, Judge, Satisfaction, Scorecard, Survey

__all__ = ["draft", "paper", "ready", "running"]

LEVELS = dict.fromkeys(map(str, Aspect), str(Satisfaction.VERY))


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


@pytest.fixture
def survey(running: Contract, project_lead: User, today: dt.date) -> Survey:
    return services.open_survey(project_lead, running, expires_on=today + dt.timedelta(7))


@pytest.fixture
def complaint(running: Contract, enterprise: Client, contact: User) -> Complaint:
    return services.raise_complaint(
        contact, enterprise, kind=ComplaintKind.COMPLAINT, text="报告迟了两周", contract=running
    )


@pytest.fixture
def card(running: Contract, contact: User) -> Scorecard:
    return services.open_scorecard(contact, running, Judge.CLIENT, period="2026年度")


def pdf_upload(name: str = "考核表.pdf") -> SimpleUploadedFile:
    """Be a small PDF on its way in."""
    return SimpleUploadedFile(name, b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "application/pdf")
