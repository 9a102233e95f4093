"""Contracts: drafted, signed, planned; and what passes between the two sides on the way."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ecosteward.demo import tasks
from ecosteward.demo.stage import Stage
from ecosteward.engagements import services
from ecosteward.engagements.models import Contract, Mode, PaperKind, Period, Task

_DRAFTED, _SIGNED, _PLANNED = 18, 6, 4  # days before the term begins
_PAPERS = (
    (PaperKind.CONTRACT, "服务合同"),
    (PaperKind.ANNEX, "技术附件"),
    (PaperKind.CONFIDENTIALITY, "保密协议"),
)


def prepare(stage: Stage) -> None:
    """Cue each contract's beginning; its tasks cue themselves once they are planned."""
    for row in stage.data("contracts"):
        starts = stage.months_ago(row["months_ago"])
        draft = min(starts - dt.timedelta(days=_DRAFTED), stage.day(5))
        stage.cue(draft, 9.5, _draft, stage, row)
        if row.get("outcome") != "draft":
            stage.cue(starts - dt.timedelta(days=_SIGNED), 15, _sign, stage, row)
            stage.cue(starts - dt.timedelta(days=_PLANNED), 10, _plan, stage, row)


def _draft(stage: Stage, row: Any) -> None:
    lead, client = stage.person("han"), stage.client(row["client"])
    starts = stage.months_ago(row["months_ago"])
    contract = services.draft_contract(
        lead,
        client,
        title=f"{client.name}{row['title']}",
        starts_on=starts,
        ends_on=stage.months_ago(row["months_ago"] - row["months"]) - dt.timedelta(days=1),
        quality_lead=stage.person("shen"),
        amount=Decimal(row["amount"]),
        mode=Mode(row.get("mode", Mode.OFF_SITE)),
        acceptance_method=row["acceptance_method"],
    )
    stage.keep(row["key"], contract)
    for name, duty in row["team"].items():
        services.add_member(lead, contract, stage.person(name), duty=duty)
    for line in row["lines"]:
        _line(stage, contract, line)


def _line(stage: Stage, contract: Contract, line: Any) -> None:
    facts = {key: line[key] for key in ("name", "unit", "evidence", "quantity") if key in line}
    services.add_line(
        stage.person("han"),
        contract,
        service_id=line.get("service", ""),
        period=Period(line["period"]),
        mode=Mode(line["mode"]) if "mode" in line else None,
        assignee=stage.person(line["assignee"]),
        **facts,
    )


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


def task_of(stage: Stage, key: str) -> Task:
    """Return a task as it stands now."""
    return stage.get(Task, key)
