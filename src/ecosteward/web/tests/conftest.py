import datetime as dt

import pytest
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Contract
from ecosteward.standard.queries import EDITION


@pytest.fixture
def contract(enterprise: Client, quality_lead: User, project_lead: User) -> Contract:
    return Contract.objects.create(
        agency=enterprise.agency,
        client=enterprise,
        number="QY-2026-01",
        title="环保管家服务合同",
        edition=EDITION,
        state="running",
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate() + dt.timedelta(days=300),
        quality_lead=quality_lead,
        project_lead=project_lead,
    )
