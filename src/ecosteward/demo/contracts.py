"""Contracts: the client's needs assessed, drafted, signed, planned, accepted."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ecosteward.demo import clock, notices, tasks
from ecosteward.demo.stage import Stage
from ecosteward.engagements import services
from ecosteward.engagements.models import Assessment, Contract, Mode, PaperKind, Period, ServiceLine
from ecosteward.engagements.services import Wish
from ecosteward.standard import queries as standard

_ASSESSED, _DRAFTED, _SIGNED, _PLANNED = 24, 18, 6, 4  # days before the term begins
_ACCEPTED, _CLOSED = 6, 30  # days after it ends
_PAPERS = (
    (PaperKind.CONTRACT, "服务合同"),
    (PaperKind.ANNEX, "技术附件"),
    (PaperKind.CONFIDENTIALITY, "保密协议"),
)


def prepare(stage: Stage) -> None:
    """Cue each contract's beginning and end; its tasks cue themselves once they are planned."""
    for row in stage.data("contracts"):
        starts, ends = _term(stage, row)
        stage.cue(min(_before(starts, _ASSESSED), stage.day(6)), 9, _assess, stage, row)
        stage.cue(min(_before(starts, _DRAFTED), stage.day(5)), 9.5, _draft, stage, row)
        if row.get("outcome") == "draft":
            continue
        stage.cue(_before(starts, _SIGNED), 15, _sign, stage, row)
        stage.cue(_before(starts, _PLANNED), 10, _plan, stage, row)
        notices.prepare(stage, row, starts)
        if row.get("outcome") in {"closed", "accepted"}:
            stage.cue(ends + dt.timedelta(days=_ACCEPTED), 10, _accept, stage, row)
        if row.get("outcome") == "closed":
            stage.cue(ends + dt.timedelta(days=_CLOSED), 16, _close, stage, row)
        if "ended" in row:
            stage.cue(stage.day(row["ended"]["ago"]), 16, _end, stage, row)


def _term(stage: Stage, row: Any) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a contract."""
    first, after = stage.months_ago(row["months_ago"]), stage.months_ago(row["months_ago"] - row["months"])
    return first, after - dt.timedelta(days=1)


def _before(day: dt.date, days: int) -> dt.date:
    return clock.workday(day, days)


def _assess(stage: Stage, row: Any) -> None:
    if "needs" not in row:
        return
    starts, ends = _term(stage, row)
    wishes = [
        Wish(
            name=standard.service(wish["service"]).name,
            service_id=wish["service"],
            people=tuple(stage.person(name) for name in wish["people"]),
            decision=wish.get("decision", ""),
            note=wish.get("note", ""),
        )
        for wish in row["needs"]["wishes"]
    ]
    assessment = services.assess(
        stage.person("han"),
        stage.client(row["client"]),
        wishes,
        starts_on=starts,
        ends_on=ends,
        situation=row["needs"]["situation"],
        conclusion=row["needs"]["conclusion"],
    )
    stage.keep(row["key"], assessment)


def _draft(stage: Stage, row: Any) -> None:
    lead, client = stage.person("han"), stage.client(row["client"])
    starts, ends = _term(stage, row)
    contract = services.draft_contract(
        lead,
        client,
        title=f"{client.name}{row['title']}",
        starts_on=starts,
        ends_on=ends,
        quality_lead=stage.person("shen"),
        amount=Decimal(row["amount"]),
        mode=Mode(row.get("mode", Mode.OFF_SITE)),
        acceptance_method=row["acceptance_method"],
    )
    stage.keep(row["key"], contract)
    for name, duty in row["team"].items():
        services.add_member(lead, contract, stage.person(name), duty=duty)
    if stage.has(Assessment, row["key"]):
        services.convert(lead, stage.get(Assessment, row["key"]), contract)
    for line in row["lines"]:
        _line(stage, contract, line)


def _line(stage: Stage, contract: Contract, row: Any) -> None:
    lead, facts = stage.person("han"), _facts(stage, contract, row)
    assessed = ServiceLine.objects.filter(contract=contract, service_id=row.get("service") or None).first()
    if assessed is None:
        services.add_line(lead, contract, service_id=row.get("service", ""), **facts)
        return
    for name, value in facts.items():
        setattr(assessed, name, value)
    services.change_line(lead, assessed)


def _facts(stage: Stage, contract: Contract, row: Any) -> dict[str, Any]:
    said = {key: row[key] for key in ("name", "unit", "evidence", "quantity") if key in row}
    mode = Mode(row.get("mode", contract.mode))
    return said | {"period": Period(row["period"]), "mode": mode, "assignee": stage.person(row["assignee"])}


def _sign(stage: Stage, row: Any) -> None:
    lead, contract = stage.person("han"), stage.get(Contract, row["key"])
    for kind, name in _PAPERS:
        lines = [f"合同编号：{contract.number}", f"甲方：{contract.client.name}", f"乙方：{contract.agency.name}"]
        services.attach_paper(lead, contract, kind, stage.scan(lead, name, lines, contract.client))
    services.sign_contract(lead, contract, signed_on=timezone.localdate())


def _plan(stage: Stage, row: Any) -> None:
    lead, contract = stage.person("han"), stage.get(Contract, row["key"])
    services.plan(lead, contract)
    services.set_goal(lead, contract, f"{contract.starts_on.year}", "按服务清单完成全部任务，问题整改率不低于 90%")
    planned = list(contract.tasks.select_related("line", "assignee").order_by("planned_on", "pk"))
    tasks.prepare(stage, row, planned)


def _accept(stage: Stage, row: Any) -> None:
    services.accept_contract(
        tasks.contact(stage, row["client"]),
        stage.get(Contract, row["key"]),
        held_on=timezone.localdate(),
        passed=True,
        opinion="服务清单各项任务已完成，成果齐全，同意验收",
        reviewers=[("陆平", "示范市环保产业协会")],
    )


def _end(stage: Stage, row: Any) -> None:
    services.end_contract(stage.person("han"), stage.get(Contract, row["key"]), reason=row["ended"]["reason"])


def _close(stage: Stage, row: Any) -> None:
    services.close_contract(stage.person("han"), stage.get(Contract, row["key"]))
