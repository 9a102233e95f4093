"""The enterprise's profile as the survey report prints it."""

from dataclasses import dataclass
from decimal import Decimal

from ecosteward.clients.models import Client
from ecosteward.clients.queries import Profile as Known
from ecosteward.clients.queries import profile as known_of
from ecosteward.clients.queries.profile import (
    ApprovalFacts,
    FacilityFacts,
    LimitFacts,
    MaterialFacts,
    OutletFacts,
    PermitFacts,
    PlanFacts,
    ProcessFacts,
    ProductFacts,
    WasteFacts,
)
from ecosteward.deliverables.kinds.common import PENDING_CHECK, Fact


@dataclass(frozen=True)
class Product:
    """A product: approved and actual yearly output, and how far they differ."""

    name: str
    unit: str
    approved: Decimal | None
    actual: Decimal | None
    deviation: str


@dataclass(frozen=True)
class Limit:
    """What a pollutant may amount to at an outlet."""

    outlet: str
    pollutant: str
    value: str
    unit: str
    basis: str


@dataclass(frozen=True)
class Profile:
    """What is known of the enterprise."""

    facts: tuple[Fact, ...]
    products: tuple[Product, ...]
    materials: tuple[MaterialFacts, ...]
    processes: tuple[ProcessFacts, ...]
    facilities: tuple[FacilityFacts, ...]
    approvals: tuple[ApprovalFacts, ...]
    permits: tuple[PermitFacts, ...]
    plans: tuple[PlanFacts, ...]
    gas_limits: tuple[Limit, ...]
    water_limits: tuple[Limit, ...]
    wastes: tuple[WasteFacts, ...]


def profile(client: Client) -> Profile:
    """Return what is known of an enterprise."""
    known = known_of(client)
    return Profile(
        facts=_facts(known),
        products=tuple(_product(each) for each in known.products),
        materials=known.materials,
        processes=known.processes,
        facilities=known.facilities,
        approvals=known.approvals,
        permits=known.permits,
        plans=known.plans,
        gas_limits=_limits(known, {"gas", "fugitive"}),
        water_limits=_limits(known, {"water", "rain"}),
        wastes=known.wastes,
    )


def _facts(known: Known) -> tuple[Fact, ...]:
    industry = f"{known.industry}（{known.industry_code}）" if known.industry_code else known.industry
    code = known.credit_code or (f"未填（{known.credit_code_reason}）" if known.credit_code_reason else "")
    return (
        Fact("企业名称", known.name),
        Fact("统一社会信用代码", code),
        Fact("厂址", known.site),
        Fact("行业类别", industry),
        Fact("生产规模", known.scale),
        Fact("投产日期", str(known.started_on or "")),
        Fact("主要工艺", known.processes_in_short),
        Fact("所在园区", known.park),
    )


def _product(known: ProductFacts) -> Product:
    return Product(known.name, known.unit, known.approved, known.actual, deviation(known.approved, known.actual))


def deviation(approved: Decimal | None, actual: Decimal | None) -> str:
    """Return by how many per cent the actual amount differs from the approved one; empty where one is not known."""
    if approved is None or actual is None or approved == 0:
        return ""
    return f"{(actual - approved) / approved * 100:+.1f}%"


def _limits(known: Known, kinds: set[str]) -> tuple[Limit, ...]:
    return tuple(_limit(outlet, limit) for outlet in known.outlets if outlet.kind in kinds for limit in outlet.limits)


def _limit(outlet: OutletFacts, limit: LimitFacts) -> Limit:
    return Limit(
        outlet=f"{outlet.code} {outlet.name}".strip(),
        pollutant=limit.pollutant,
        value=limit.words,
        unit=limit.unit,
        basis=limit.basis if limit.verified else f"{limit.basis}{PENDING_CHECK}",
    )
