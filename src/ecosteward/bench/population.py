"""A province's worth of work, made for measuring: rows go straight to the tables, in bulk."""

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.archive.models import SlotState
from ecosteward.clients.models import Assignment, Client, Stage
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.engagements.models import Contract, ContractState, ServiceLine, Task, TaskState
from ecosteward.journal.models import Entry, Head
from ecosteward.journal.rules import START, Row, digest
from ecosteward.standard.queries import EDITION, archive_slots, survey_topics
from ecosteward.survey.models import Finding, FindingState, Severity, Visit, VisitState

M = TypeVar("M", bound=models.Model)
TODAY = timezone.localdate()


@dataclass(frozen=True)
class Size:
    """How much to make."""

    agencies: int = 8
    enterprises: int = 4_177
    findings: int = 200_000
    journal_rows: int = 1_000_000

    @property
    def people_of_agency(self) -> int:
        """Return the staff of one agency: one for about thirty clients, and its leads."""
        return max(6, self.enterprises // self.agencies // 30)


@dataclass(frozen=True)
class Populated:
    """One person of each kind, to measure with."""

    director: User
    quality_lead: User
    project_lead: User
    technician: User
    contact: User
    officer: User
    client: Client


def populate(size: Size, say: Callable[[str], None]) -> Populated:
    """Fill an empty database and return people to measure with. Draws the same numbers every time."""
    draw = random.Random(20261123)  # noqa: S311  # numbers to fill tables with, nobody has to guess them
    agencies = _made(Organisation(kind=Kind.AGENCY, name=f"环境服务机构 {n}") for n in range(size.agencies))
    staff = {agency.pk: _staff(agency, size.people_of_agency) for agency in agencies}
    say("机构与人员")
    parks = [_client(agency, Kind.PARK, f"园区 {agency.pk}") for agency in agencies]
    organisations = _made(Organisation(kind=Kind.ENTERPRISE, name=f"企业 {n:05d}") for n in range(size.enterprises))
    clients = _made(
        Client(
            agency=agencies[n % size.agencies],
            organisation=organisation,
            kind=Kind.ENTERPRISE,
            name=organisation.name,
            stage=Stage.SERVED,
            park=parks[n % size.agencies] if n % 3 == 0 else None,
            industry_code="C2614",
            industry="有机化学原料制造",
            longitude=117.1 + draw.random() / 2,
            latitude=34.1 + draw.random() / 2,
        )
        for n, organisation in enumerate(organisations)
    )
    people = {
        client.pk: staff[client.agency_id][2 + n % (len(staff[client.agency_id]) - 2)]
        for n, client in enumerate(clients)
    }
    _made(Assignment(client=client, person=people[client.pk]) for client in clients)
    contacts = _made(_person(client.organisation, Role.ENTERPRISE_CONTACT, n) for n, client in enumerate(clients[:50]))
    officers = _made(_person(park.organisation, Role.PARK_OFFICER, n) for n, park in enumerate(parks))
    say("服务对象")
    _work(clients, people, staff)
    say("合同与任务")
    _survey(clients, people, size.findings, draw)
    say("检查与问题")
    _archive(clients)
    _journal(clients, size.journal_rows)
    say("存档表与日志")
    first = staff[agencies[0].pk]
    return Populated(first[0], first[1], first[2], first[3], contacts[0], officers[0], clients[0])


def _made(objects: Iterable[M]) -> list[M]:
    made: list[M] = []
    for batch in _batches(objects):
        made += type(batch[0])._base_manager.bulk_create(batch, batch_size=2000)
    return made


def _batches(objects: Iterable[M]) -> Iterator[list[M]]:
    rest = iter(objects)
    while batch := list(islice(rest, 20_000)):
        yield batch


_numbers = count(1)


def _person(organisation: Organisation, role: Role, number: int) -> User:
    name = f"{role.label}{organisation.pk}-{number}"
    return User(organisation=organisation, username=f"bench{next(_numbers)}", name=name, roles=[role], password="!")  # noqa: S106  # no password matches it


def _staff(agency: Organisation, number: int) -> list[User]:
    roles = [Role.DIRECTOR, Role.QUALITY_LEAD, Role.PROJECT_LEAD] + [Role.TECHNICIAN] * (number - 3)
    return _made(_person(agency, role, n) for n, role in enumerate(roles))


def _client(agency: Organisation, kind: Kind, name: str) -> Client:
    organisation = _made([Organisation(kind=kind, name=name)])[0]
    return _made([Client(agency=agency, organisation=organisation, kind=kind, name=name, stage=Stage.SERVED)])[0]


def _owned(client: Client) -> dict[str, Any]:
    return {"agency_id": client.agency_id, "client": client}


def _work(clients: list[Client], people: dict[int, User], staff: dict[int, list[User]]) -> None:
    contracts = _made(
        Contract(
            **_owned(client),
            number=f"BENCH-{client.pk}",
            title=f"{client.name}环保管家服务合同",
            edition=EDITION,
            state=ContractState.RUNNING,
            signed_on=TODAY,
            starts_on=TODAY.replace(month=1, day=1),
            ends_on=TODAY.replace(month=12, day=31),
            quality_lead=staff[client.agency_id][1],
            project_lead=staff[client.agency_id][2],
        )
        for client in clients
    )
    lines = _made(
        ServiceLine(
            **_owned(c.client),
            contract=c,
            service_id="B1.08",
            name="企业环保状况调查与指导整改服务",
            evidence="检查记录",
        )
        for c in contracts
    )
    states = [TaskState.DONE] * 8 + [TaskState.PLANNED] * 3 + [TaskState.SUBMITTED]
    _made(
        Task(
            **_owned(line.client),
            contract_id=line.contract_id,
            line=line,
            title=f"{month + 1} 月现场服务",
            state=states[month],
            assignee=people[line.client_id],
            planned_on=TODAY.replace(month=month + 1, day=10),
            due_on=TODAY.replace(month=month + 1, day=20),
        )
        for line in lines
        for month in range(12)
    )
    _made(
        Document(
            **_owned(contract.client),
            contract=contract,
            category="summary",
            number=f"BENCH-D-{contract.pk}",
            title="服务总结记录",
            state=DocumentState.REVIEW if contract.pk % 10 == 0 else DocumentState.DELIVERED,
            author=contract.project_lead,
        )
        for contract in contracts
    )


def _survey(clients: list[Client], people: dict[int, User], number: int, draw: random.Random) -> None:
    visits = _made(
        Visit(
            **_owned(client),
            number=f"BENCH-V-{client.pk}",
            edition=EDITION,
            state=VisitState.SUBMITTED,
            planned_on=TODAY - dt.timedelta(days=n % 300),
        )
        for n, client in enumerate(clients)
    )
    topics = survey_topics()
    states = [FindingState.CLOSED] * 7 + [FindingState.OPEN, FindingState.RECTIFYING, FindingState.SUBMITTED]

    def finding(n: int) -> Finding:
        visit = visits[n % len(visits)]
        found = TODAY - dt.timedelta(days=draw.randrange(400))
        topic = topics[n % len(topics)]
        state = states[n // len(visits) % len(states)]
        return Finding(
            **_owned(visit.client),
            visit=visit,
            number=f"BENCH-F-{n}",
            topic_id=topic.id,
            item_id=topic.items[n % len(topic.items)].id,
            place="生产车间",
            text=f"第 {n} 个问题：危险废物贮存点未设置标志",
            basis="GB 15562.2",
            severity=draw.choice(list(Severity)),
            due_on=found + dt.timedelta(days=30),
            found_on=found,
            state=state,
            closed_on=found + dt.timedelta(days=25) if state == FindingState.CLOSED else None,
            raised_by=people[visit.client_id],
            edition=EDITION,
        )

    _made(map(finding, range(number)))


def _archive(clients: list[Client]) -> None:
    slots = archive_slots()
    _made(
        SlotState(
            **_owned(client),
            slot_id=slot.id,
            electronic=(n + client.pk) % 2 == 0,
            electronic_reason="" if (n + client.pk) % 2 == 0 else "企业尚未提供",
            on_paper=False,
            on_paper_reason="企业尚未提供",
        )
        for client in clients
        for n, slot in enumerate(slots)
    )


def _journal(clients: list[Client], number: int) -> None:
    heads: dict[int, tuple[int, str]] = {}
    start = timezone.now() - dt.timedelta(seconds=number)

    def entry(n: int) -> Entry:
        client = clients[n % len(clients)]
        seq, previous = heads.get(client.agency_id, (0, START))
        row = Row(
            chain=client.agency_id,
            seq=seq + 1,
            at=start + dt.timedelta(seconds=n),
            actor_id=None,
            actor_name="系统",
            action="client.changed",
            kind="clients.client",
            object_id=client.pk,
            label=client.name,
            client_id=client.pk,
            changes={"note": ["", f"第 {n} 次"]},
            reason="",
            previous=previous,
        )
        seal = digest(row)
        heads[client.agency_id] = (row.seq, seal)
        return Entry(**row.__dict__, digest=seal)

    for batch in _batches(map(entry, range(number))):
        Entry.objects.bulk_create(batch, batch_size=5000)
    Head.objects.bulk_create(Head(chain=chain, seq=seq, digest=seal) for chain, (seq, seal) in heads.items())
