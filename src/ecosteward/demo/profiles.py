"""The enterprises' environmental profiles (Table C, 3-1)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from ecosteward.accounts.models import User
from ecosteward.clients import models
from ecosteward.clients.models import Client, ProfileRow
from ecosteward.clients.services import add_to_profile
from ecosteward.demo.stage import Stage

_PLAIN: dict[str, type[ProfileRow]] = {
    "approvals": models.Approval,
    "products": models.Product,
    "materials": models.Material,
    "processes": models.Process,
    "wastes": models.HazardousWaste,
}
_BASIS = "本企业排污许可证副本第 {page} 页（演示企业，虚构）"


def fill(stage: Stage, actor: User, client: Client, row: Any) -> None:
    """Write an enterprise's profile, section by section."""
    for section, model in _PLAIN.items():
        for facts in row[section]:
            add_to_profile(actor, model(client=client, **_numbers(facts)))
    for facts in row["permits"]:
        add_to_profile(actor, _permit(stage, client, dict(facts)))
    outlets = {facts.get("code", ""): _outlet(actor, client, dict(facts)) for facts in row["outlets"]}
    for facts in row["facilities"]:
        linked = {**facts, "outlet": outlets[facts["outlet"]]}
        add_to_profile(actor, models.Facility(client=client, **linked))
    for facts in row["emissions"]:
        add_to_profile(actor, models.Emission(client=client, year=stage.today.year - 1, **_numbers(facts)))
    for facts in row["plans"]:
        add_to_profile(actor, _plan(stage, client, dict(facts)))


def _outlet(actor: User, client: Client, facts: dict[str, Any]) -> models.Outlet:
    limits = facts.pop("limits")
    outlet = models.Outlet(client=client, **_numbers(facts))
    add_to_profile(actor, outlet)
    for limit in limits:
        said = _numbers({key: value for key, value in limit.items() if key != "page"})
        add_to_profile(actor, models.Limit(client=client, outlet=outlet, basis=_BASIS.format(**limit), **said))
    return outlet


def _permit(stage: Stage, client: Client, facts: dict[str, Any]) -> models.Permit:
    number = client.organisation.credit_code + facts.pop("suffix")
    since = stage.today - dt.timedelta(days=facts.pop("valid_from_ago"))
    until = stage.today + dt.timedelta(days=facts.pop("valid_to_in"))
    return models.Permit(client=client, number=number, valid_from=since, valid_to=until, **facts)


def _plan(stage: Stage, client: Client, facts: dict[str, Any]) -> models.EmergencyPlan:
    filed = stage.today - dt.timedelta(days=facts.pop("filed_ago"))
    until = stage.today + dt.timedelta(days=facts.pop("valid_in"))
    return models.EmergencyPlan(client=client, filed_on=filed, valid_until=until, **facts)


def _numbers(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: _exact(value) for key, value in facts.items()}


def _exact(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
