"""Agencies with their staff, and whom they serve."""

import random
from dataclasses import dataclass
from itertools import count

from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.bench.population.rows import draws, made
from ecosteward.clients.models import Assignment, Client, Stage


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
class Agency:
    """One agency: its staff, the leads first; the park and the two government offices it serves."""

    organisation: Organisation
    staff: list[User]
    park: Client
    county: Client
    province: Client

    def technician(self, number: int) -> User:
        """Return who serves the agency's client of this number."""
        return self.staff[3 + number % (len(self.staff) - 3)]


def make(size: Size) -> tuple[dict[int, Agency], list[Client]]:
    """Make the agencies by key, and the enterprises they serve, each agency's in turn."""
    numbers = count(1)
    province = made([Organisation(kind=Kind.GOVERNMENT, name="省级主管部门")])[0]
    organisations = made(Organisation(kind=Kind.AGENCY, name=f"环境服务机构 {n}") for n in range(size.agencies))
    agencies = {each.pk: _agency(each, province, size, numbers) for each in organisations}
    clients = made(_enterprises(list(agencies.values()), size.enterprises, draws()))
    _assign(clients, agencies)
    made(_person(client.organisation, Role.ENTERPRISE_CONTACT, next(numbers)) for client in clients[:50])
    for each in agencies.values():
        made([_person(each.park.organisation, Role.PARK_OFFICER, next(numbers))])
        made([_person(each.county.organisation, Role.GOVERNMENT_OFFICER, next(numbers))])
    made([_person(province, Role.GOVERNMENT_OFFICER, next(numbers))])
    return agencies, clients


def _agency(organisation: Organisation, province: Organisation, size: Size, numbers: "count[int]") -> Agency:
    roles = [Role.DIRECTOR, Role.QUALITY_LEAD, Role.PROJECT_LEAD]
    roles += [Role.TECHNICIAN] * (size.people_of_agency - len(roles))
    staff = made(_person(organisation, role, next(numbers)) for role in roles)
    above = _client(organisation, province)
    own = made(Organisation(kind=kind, name=f"{kind.label} {organisation.pk}") for kind in (Kind.PARK, Kind.GOVERNMENT))
    return Agency(organisation, staff, _client(organisation, own[0], above), _client(organisation, own[1]), above)


def _person(organisation: Organisation, role: Role, number: int) -> User:
    name = f"{role.label}{number}"
    return User(organisation=organisation, username=f"bench{number}", name=name, roles=[role], password="!")  # noqa: S106  # no password matches it


def _client(agency: Organisation, served: Organisation, authority: Client | None = None) -> Client:
    facts = {"kind": served.kind, "name": served.name, "stage": Stage.SERVED, "authority": authority}
    return made([Client(agency=agency, organisation=served, **facts)])[0]


def _enterprises(agencies: list[Agency], number: int, draw: random.Random) -> list[Client]:
    """Return enterprises, a third of them in the agency's park, half under the county's office, half the province's."""
    organisations = made(Organisation(kind=Kind.ENTERPRISE, name=f"企业 {n:05d}") for n in range(number))
    return [
        Client(
            agency=agency.organisation,
            organisation=organisation,
            kind=Kind.ENTERPRISE,
            name=organisation.name,
            stage=Stage.SERVED,
            park=agency.park if own % 3 == 0 else None,
            authority=agency.county if own % 2 == 0 else agency.province,
            industry_code="C2614",
            industry=f"行业 {own % 40}",
            site=f"江苏省徐州市示范路 {own} 号",
            longitude=117.1 + draw.random() / 2,
            latitude=34.1 + draw.random() / 2,
        )
        for n, organisation in enumerate(organisations)
        for agency, own in [(agencies[n % len(agencies)], n // len(agencies))]
    ]


def _assign(clients: list[Client], agencies: dict[int, Agency]) -> None:
    """Let a technician and the agency's project lead serve each client."""
    served = [(client, agencies[client.agency_id], n) for n, client in enumerate(clients)]
    made(
        Assignment(client=client, person=person)
        for client, agency, n in served
        for person in (agency.technician(n // len(agencies)), agency.staff[2])
    )
