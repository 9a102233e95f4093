"""A province's worth of work, made for measuring: rows go straight to the tables, in bulk."""

from collections.abc import Callable
from dataclasses import dataclass

from ecosteward.accounts.models import Kind, Role, User
from ecosteward.bench.population import history, monitoring, papers, people, survey, work
from ecosteward.bench.population.people import Size
from ecosteward.clients.models import Client
from ecosteward.survey.models import Finding

__all__ = ["Populated", "Size", "populate", "populated"]


@dataclass(frozen=True)
class Populated:
    """People to measure with: the first of each role, the office above all parks, and the client with most findings."""

    director: User
    quality_lead: User
    project_lead: User
    technician: User
    contact: User
    officer: User
    county: User
    province: User
    client: Client


def populate(size: Size, say: Callable[[str], None]) -> None:
    """Fill an empty database. Draws the same numbers every time."""
    agencies, clients = people.make(size)
    say("机构、人员与服务对象")
    work.make(clients, agencies)
    say("合同、任务、成果与评价")
    survey.make(clients, agencies, size.findings)
    say("检查与问题")
    papers.make(clients)
    say("存档表与存档文件")
    monitoring.make(clients)
    say("监测点位、判定与报警")
    history.make(clients, agencies, size.journal_rows)
    say("日志")


def populated() -> Populated | None:
    """Return whom to measure with; None in an empty database."""
    if not Finding.objects.exists():
        return None
    first = {role: _first(role) for role in Role}
    return Populated(
        director=first[Role.DIRECTOR],
        quality_lead=first[Role.QUALITY_LEAD],
        project_lead=first[Role.PROJECT_LEAD],
        technician=first[Role.TECHNICIAN],
        contact=first[Role.ENTERPRISE_CONTACT],
        officer=first[Role.PARK_OFFICER],
        county=first[Role.GOVERNMENT_OFFICER],
        province=User.objects.filter(roles=[Role.GOVERNMENT_OFFICER]).select_related("organisation").latest("pk"),
        client=Client.objects.filter(kind=Kind.ENTERPRISE).earliest("pk"),
    )


def _first(role: Role) -> User:
    return User.objects.filter(roles=[role]).select_related("organisation").earliest("pk")
