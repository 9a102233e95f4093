"""The clients: a park, a government office, and three enterprises with their people."""

from typing import Any

from ecosteward.accounts.models import Kind, Organisation
from ecosteward.clients import services
from ecosteward.clients.models import Client
from ecosteward.clients.models import Stage as ServiceStage
from ecosteward.demo import profiles
from ecosteward.demo.agency import PASSWORD, credit_code
from ecosteward.demo.stage import Stage

_PLACE = ("site", "longitude", "latitude", "industry_code", "industry")


def prepare(stage: Stage) -> None:
    """Cue how each client was taken on, the office first and the park before its enterprises."""
    cast, profile = stage.data("cast"), stage.data("profiles")
    stage.cue(stage.day(705), 9, _office, stage, cast["government"])
    stage.cue(stage.day(700), 9, _park, stage, cast["park"])
    for row in cast["enterprises"]:
        stage.cue(stage.day(row["taken_on"]), 10, _enterprise, stage, row)
        stage.cue(stage.day(row["taken_on"] - 12), 14, _enrich, stage, row["key"], profile[row["key"]])


def _office(stage: Stage, row: Any) -> None:
    facts = {"site": row["site"], "jurisdiction": row["jurisdiction"]}
    client = _take_on(stage, "gov", Kind.GOVERNMENT, row["name"], credit_code_reason="机关单位，待补录", **facts)
    _give_login(stage, client, row["officer"])


def _park(stage: Stage, row: Any) -> None:
    facts = {key: row[key] for key in ("site", "longitude", "latitude", "rank", "area", "leading_industries")}
    facts["authority"] = stage.client("gov")
    client = _take_on(stage, "park", Kind.PARK, row["name"], credit_code_reason="管委会代码待补录", **facts)
    _give_login(stage, client, row["officer"])


def _enterprise(stage: Stage, row: Any) -> None:
    facts = {key: row[key] for key in _PLACE}
    facts["authority"] = stage.client("gov")
    if row["in_park"]:
        facts["park"] = stage.client("park")
    code = credit_code(row["body"])
    client = _take_on(stage, row["key"], Kind.ENTERPRISE, row["name"], credit_code=code, **facts)
    _give_login(stage, client, row["contact"])


def _take_on(stage: Stage, key: str, kind: Kind, name: str, **facts: Any) -> Client:
    director = stage.person("zhou")
    client = services.create_client(director, stage.get(Organisation, "agency"), kind, name, **facts)
    services.set_stage(director, client, ServiceStage.SERVED)
    services.assign(director, client, stage.person("han"))
    return stage.keep(key, client)


def _give_login(stage: Stage, client: Client, row: Any) -> None:
    details = {key: row[key] for key in ("job", "phone") if key in row}
    person = services.enrol_contact(
        stage.person("zhou"), client, row["name"], row["username"], password=PASSWORD, **details
    )
    stage.keep(row["username"], person)


def _enrich(stage: Stage, key: str, row: Any) -> None:
    lead, client = stage.person("han"), stage.client(key)
    for name, value in row["facts"].items():
        setattr(client, name, value)
    services.change_client(lead, client)
    for contact in row["contacts"]:
        services.add_contact(lead, client, contact["name"], job=contact["job"], phone=contact["phone"])
    profiles.fill(stage, lead, client, row)
