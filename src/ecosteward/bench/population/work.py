"""Contracts, tasks, results, and what the clients think of them."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from ecosteward.bench.population.people import Agency
from ecosteward.bench.population.rows import TODAY, made, owned
from ecosteward.clients.models import Client
from ecosteward.deliverables.models import Category, Document, DocumentState
from ecosteward.engagements.models import Contract, ContractState, Notice, ServiceLine, Task, TaskState
from ecosteward.evaluation.models import (
    Channel,
    Complaint,
    ComplaintKind,
    ComplaintState,
    Judge,
    Satisfaction,
    Scorecard,
    Survey,
)
from ecosteward.standard.queries import EDITION

_NOW = timezone.now()
_TASKS = [TaskState.DONE] * 8 + [TaskState.PLANNED] * 3 + [TaskState.SUBMITTED]
_DOCUMENTS = [DocumentState.DELIVERED] * 10 + [DocumentState.REVIEW, DocumentState.DRAFT]
_NOTICES = 4


def make(clients: list[Client], agencies: dict[int, Agency]) -> None:
    """Make each client's contract of this year with twelve tasks, twelve results and what follows from them."""
    contracts = made(_contract(client, agencies[client.agency_id]) for client in clients)
    lines = made(_line(contract) for contract in contracts)
    made(task for n, line in enumerate(lines) for task in _tasks(line, agencies[line.agency_id], n // len(agencies)))
    made(document for contract in contracts for document in _documents(contract))
    made(notice for contract in contracts for notice in _notices(contract))
    made(_satisfaction(contract, n) for n, contract in enumerate(contracts) if n % 2 == 0)
    made(_scorecard(contract) for n, contract in enumerate(contracts) if n % 3 == 0)
    made(_complaint(contract, n) for n, contract in enumerate(contracts) if n % 2 == 0)


def _contract(client: Client, agency: Agency) -> Contract:
    return Contract(
        **owned(client),
        number=f"BENCH-{client.pk}",
        title=f"{client.name}环保管家服务合同",
        edition=EDITION,
        state=ContractState.RUNNING,
        signed_on=TODAY,
        starts_on=TODAY.replace(month=1, day=1),
        ends_on=TODAY.replace(month=12, day=31),
        quality_lead=agency.staff[1],
        project_lead=agency.staff[2],
    )


def _line(contract: Contract) -> ServiceLine:
    name = "企业环保状况调查与指导整改服务"
    return ServiceLine(
        **owned(contract.client), contract=contract, service_id="B1.08", name=name, evidence="检查记录", quantity=1
    )


def _tasks(line: ServiceLine, agency: Agency, number: int) -> Iterator[Task]:
    for month, state in enumerate(_TASKS, start=1):
        yield Task(
            **owned(line.client),
            contract_id=line.contract_id,
            line=line,
            title=f"{month} 月现场服务",
            state=state,
            assignee=agency.technician(number),
            planned_on=TODAY.replace(month=month, day=10),
            due_on=TODAY.replace(month=month, day=20),
        )


def _documents(contract: Contract) -> Iterator[Document]:
    for month, state in enumerate(_DOCUMENTS, start=1):
        yield Document(
            **owned(contract.client),
            contract=contract,
            category=Category.SUMMARY,
            number=f"BENCH-D-{contract.pk}-{month}",
            title=f"{month} 月服务总结记录",
            state=state,
            author=contract.project_lead,
            facts={"text": "依据数据" * 200},
        )


def _notices(contract: Contract) -> Iterator[Notice]:
    for n in range(_NOTICES):
        sent = _NOW - dt.timedelta(days=30 * n + 1)
        yield Notice(
            **owned(contract.client),
            contract=contract,
            stage="A.06",
            title=f"第 {n + 1} 次通报",
            text="本月现场服务情况",
            sent_by=contract.project_lead,
            sent_at=sent,
            read_at=sent if n else None,
        )


def _satisfaction(contract: Contract, number: int) -> Survey:
    return Survey(
        **owned(contract.client),
        contract=contract,
        token=f"bench-{contract.pk}",
        opened_by=contract.project_lead,
        expires_on=TODAY,
        answered_at=_NOW - dt.timedelta(days=number % 90),
        overall=list(Satisfaction)[number % 3],
    )


def _scorecard(contract: Contract) -> Scorecard:
    records = {"done": 8, "total": 12, "lines": [["企业环保状况调查与指导整改服务", 8, 12]]}
    return Scorecard(
        **owned(contract.client),
        contract=contract,
        judge=Judge.CLIENT,
        opened_by=contract.project_lead,
        total=90,
        signed_by="甲方",
        signed_at=_NOW,
        frozen={**records, "survey_id": None, "level": "", "respondent": "", "readings": []},
    )


def _complaint(contract: Contract, number: int) -> Complaint:
    return Complaint(
        **owned(contract.client),
        contract=contract,
        number=f"BENCH-T-{contract.pk}",
        kind=list(ComplaintKind)[number % 3],
        channel=Channel.PHONE,
        raised_by="企业联系人",
        raised_at=_NOW - dt.timedelta(days=number % 200),
        text=f"报告交付晚了 {number % 10} 天",
        state=list(ComplaintState)[number // 2 % len(ComplaintState)],
        due_on=TODAY - dt.timedelta(days=number % 40 - 10),
    )
