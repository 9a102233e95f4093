"""The enterprise's profile as plain values, for documents and checks."""

import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model

from ecosteward.clients import models
from ecosteward.clients.models import Client

F = TypeVar("F")


@dataclass(frozen=True)
class ContactFacts:
    """A person of the client's."""

    name: str
    job: str
    phone: str
    email: str


@dataclass(frozen=True)
class ApprovalFacts:
    """A project's assessment and acceptance; `kind_words` and `acceptance_words` as printed."""

    project: str
    kind: str
    kind_words: str
    number: str
    approved_on: dt.date | None
    approved_by: str
    content: str
    acceptance: str
    acceptance_words: str
    accepted_on: dt.date | None
    acceptance_number: str


@dataclass(frozen=True)
class PermitFacts:
    """A discharge permit or registration; `report_rules` as the permit prints them."""

    number: str
    management: str
    management_words: str
    issued_by: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    report_rules: str


@dataclass(frozen=True)
class ProductFacts:
    """A product: amounts in `unit`."""

    name: str
    unit: str
    approved: Decimal | None
    actual: Decimal | None
    line: str


@dataclass(frozen=True)
class MaterialFacts:
    """A material: amounts in `unit`."""

    name: str
    component: str
    unit: str
    approved: Decimal | None
    actual: Decimal | None
    storage: str


@dataclass(frozen=True)
class ProcessFacts:
    """What arises in one step of production."""

    step: str
    code: str
    medium: str
    medium_words: str
    pollutants: str
    destination: str


@dataclass(frozen=True)
class LimitFacts:
    """A pollutant's limit. `words` is the value as printed; where not `verified` a paper adds 待核."""

    pollutant: str
    lower: Decimal | None
    value: Decimal
    words: str
    unit: str
    basis: str
    verified: bool


@dataclass(frozen=True)
class OutletFacts:
    """An outlet with its limits; `height` in metres, coordinates in degrees."""

    code: str
    name: str
    kind: str
    kind_words: str
    place: str
    height: Decimal | None
    longitude: float | None
    latitude: float | None
    receiver: str
    limits: tuple[LimitFacts, ...]


@dataclass(frozen=True)
class EmissionFacts:
    """What is emitted of a pollutant in a year, and what may be: in `unit`."""

    pollutant: str
    medium: str
    medium_words: str
    unit: str
    permitted: Decimal | None
    actual: Decimal | None
    year: int | None
    source: str


@dataclass(frozen=True)
class FacilityFacts:
    """A treatment facility; `outlet` is its outlet's code and name, if any."""

    code: str
    name: str
    medium: str
    medium_words: str
    method: str
    capacity: str
    pollutants: str
    outlet: str
    state: str
    state_words: str
    used_since: dt.date | None


@dataclass(frozen=True)
class WasteFacts:
    """A hazardous waste: amounts in `unit`; `category` such as HW49."""

    code: str
    category: str
    name: str
    source: str
    unit: str
    approved: Decimal | None
    actual: Decimal | None
    storage: str
    disposal: str


@dataclass(frozen=True)
class PlanFacts:
    """The filing of an emergency plan."""

    number: str
    filed_on: dt.date
    filed_with: str
    risk: str
    valid_until: dt.date | None


@dataclass(frozen=True)
class Profile:
    """Everything known about a client, lists in the order they were entered."""

    name: str
    kind: str
    credit_code: str
    credit_code_reason: str
    site: str
    longitude: float | None
    latitude: float | None
    industry: str
    industry_code: str
    scale: str
    started_on: str
    processes_in_short: str
    park: str
    authority: str
    contacts: tuple[ContactFacts, ...]
    approvals: tuple[ApprovalFacts, ...]
    permits: tuple[PermitFacts, ...]
    products: tuple[ProductFacts, ...]
    materials: tuple[MaterialFacts, ...]
    processes: tuple[ProcessFacts, ...]
    outlets: tuple[OutletFacts, ...]
    emissions: tuple[EmissionFacts, ...]
    facilities: tuple[FacilityFacts, ...]
    wastes: tuple[WasteFacts, ...]
    plans: tuple[PlanFacts, ...]

    @property
    def unverified(self) -> int:
        """Number of limits not yet compared with the text they are taken from."""
        return sum(not limit.verified for outlet in self.outlets for limit in outlet.limits)


def profile(client: Client) -> Profile:
    """Return a client's profile: a constant number of queries."""
    return Profile(
        name=client.name,
        kind=client.kind,
        credit_code=client.organisation.credit_code,
        credit_code_reason=client.organisation.credit_code_reason,
        site=client.site,
        longitude=client.longitude,
        latitude=client.latitude,
        industry=client.industry,
        industry_code=client.industry_code,
        scale=client.scale,
        started_on=client.started_on,
        processes_in_short=client.processes,
        park=client.park.name if client.park else "",
        authority=client.authority.name if client.authority else "",
        contacts=_rows(ContactFacts, models.Contact, client),
        approvals=_rows(ApprovalFacts, models.Approval, client),
        permits=_rows(PermitFacts, models.Permit, client),
        products=_rows(ProductFacts, models.Product, client),
        materials=_rows(MaterialFacts, models.Material, client),
        processes=_rows(ProcessFacts, models.Process, client),
        outlets=_outlets(client),
        emissions=_rows(EmissionFacts, models.Emission, client),
        facilities=_rows(FacilityFacts, models.Facility, client, "outlet"),
        wastes=_rows(WasteFacts, models.HazardousWaste, client),
        plans=_rows(PlanFacts, models.EmergencyPlan, client),
    )


def _outlets(client: Client) -> tuple[OutletFacts, ...]:
    outlets = models.Outlet.objects.filter(client=client).prefetch_related("limits")
    return tuple(
        _facts(OutletFacts, outlet, limits=tuple(_facts(LimitFacts, limit) for limit in outlet.limits.all()))
        for outlet in outlets
    )


def _rows(kind: type[F], model: type[Model], client: Client, *related: str) -> tuple[F, ...]:
    rows = model._default_manager.filter(client=client).select_related(*related)
    return tuple(_facts(kind, row) for row in rows)


def _facts(kind: type[F], row: Model, **given: Any) -> F:
    """Read a row's fields by name; `<field>_words` is the choice in words, a related row its name."""
    values = {
        field.name: _value(row, field.name)
        for field in fields(kind)  # type: ignore[arg-type]  # F is always a dataclass here
        if field.name not in given
    }
    return kind(**values, **given)


def _value(row: Model, name: str) -> Any:
    if name.endswith("_words"):
        return getattr(row, f"get_{name.removesuffix('_words')}_display")()
    value = getattr(row, name)
    if name == "outlet":
        return str(value) if value else ""
    return value
