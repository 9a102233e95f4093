"""The agency: its people and what clause 4 asks it to keep."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.accounts.rules import check_digit
from ecosteward.accounts.services import change_person, create_organisation, enrol, set_password
from ecosteward.agency import services
from ecosteward.agency.models import AppraisalResult, CreditSource, PaperKind, Policy, StaffRecord
from ecosteward.demo.stage import Stage
from ecosteward.journal.services import SYSTEM

PASSWORD = "yanshi2026"  # noqa: S105  # printed for everybody who starts the demonstration
FOUNDED = 760


def credit_code(body: str) -> str:
    """Return a code with the check digit that belongs to it."""
    return body + check_digit(body)


def prepare(stage: Stage) -> None:
    """Cue what the agency does for itself."""
    data = stage.data("agency")
    stage.cue(stage.day(FOUNDED), 9, _found, stage, data)
    for row in data["credit"]:
        stage.cue(stage.day(row["ago"]), 10, _look_up, stage, row)
    for row in data["trainings"]:
        stage.cue(stage.day(row["ago"]), 17, _train, stage, row)
    for row in data["education"]:
        stage.cue(stage.day(row["ago"]), 15, _learn, stage, row)
    stage.cue(stage.day(310), 16, _appraise, stage)


def _found(stage: Stage, data: Any) -> None:
    cast = stage.data("cast")
    facts = cast["agency"]
    agency = create_organisation(
        SYSTEM,
        Kind.AGENCY,
        facts["name"],
        credit_code=credit_code(facts["body"]),
        address=facts["address"],
        phone=facts["phone"],
    )
    stage.keep("agency", agency)
    for row in cast["people"]:
        _hire(stage, agency, row)
    director = stage.person("zhou")
    lead = next(row["username"] for row in cast["people"] if row.get("quality_lead"))
    appointed = stage.person(lead)
    letter = stage.scan(director, "质量负责人任命文件", [f"任命{appointed.name}为质量负责人"])
    services.appoint_quality_lead(director, appointed, stage.day(FOUNDED), letter)
    appointed.roles = [Role.QUALITY_LEAD]  # leading the quality is all she does
    change_person(director, appointed)
    services.set_policy(director, Policy(agency=agency, **data["policy"]))
    for row in data["system"]:
        paper = stage.scan(director, row["title"], [f"版次：{row['edition']}", f"发布单位：{agency.name}"])
        services.issue_paper(
            director, PaperKind(row["kind"]), row["title"], stage.day(row["ago"]), edition=row["edition"], file=paper
        )


def _hire(stage: Stage, agency: Organisation, row: Any) -> None:
    roles = [Role(role) for role in row["roles"]]
    if Role.DIRECTOR in roles:
        person = enrol(SYSTEM, agency, row["username"], row["name"], roles, password=PASSWORD, job=row["job"])
        record = services.add_staff(person, person, **_file(stage, person, row))
    else:
        director = stage.person("zhou")
        record = services.enrol_staff(
            director, row["username"], row["name"], roles, job=row["job"], **_file(stage, director, row)
        )
        set_password(record.person, PASSWORD)
    stage.keep(row["username"], record.person)
    stage.keep(row["username"], record)
    _complete(stage, record, row)


def _file(stage: Stage, actor: User, row: Any) -> dict[str, Any]:
    rank = row["rank"]
    return {
        "background": row["background"],
        "duties": row["job"],
        "joined_on": stage.day(FOUNDED + 140),
        "without_certificate": not row["certificates"],
        "environmental": True,
        "rank_file": stage.scan(actor, f"{row['name']} 职称证书", [f"证书编号：{rank['rank_number']}"]),
        **rank,
    }


def _complete(stage: Stage, record: StaffRecord, row: Any) -> None:
    director = stage.person("zhou")
    for facts in row["certificates"]:
        until = facts.get("expires_in")
        scan = stage.scan(director, f"{row['name']} {facts['name']}", [f"证书编号：{facts['number']}"])
        services.add_certificate(
            director,
            record,
            facts["name"],
            number=facts["number"],
            issued_on=facts["issued_on"],
            valid_until=stage.today + dt.timedelta(days=until) if until else None,
            file=scan,
        )
    agreement = stage.scan(director, f"{row['name']} 保密协议", ["对服务对象的技术、经营信息承担保密义务"])
    services.sign_agreement(director, record, timezone.localdate(), agreement)


def _look_up(stage: Stage, row: Any) -> None:
    director = stage.person("zhou")
    proof = stage.scan(director, f"信用查询凭证 {row['platform']}", [row["note"]])
    services.check_credit(
        director,
        CreditSource(row["source"]),
        row["platform"],
        timezone.localdate(),
        listed=False,
        file=proof,
        note=row["note"],
    )


def _train(stage: Stage, row: Any) -> None:
    director = stage.person("zhou")
    staff = [record for record in _staff(stage) if record.person.username not in row["absent"]]
    sheet = stage.scan(director, f"签到表 {row['topic']}", [record.person.name for record in staff])
    services.record_training(
        director,
        row["topic"],
        timezone.localdate(),
        Decimal(row["hours"]),
        staff,
        files=[sheet],
        place=row["place"],
        lecturer=row["lecturer"],
    )


def _learn(stage: Stage, row: Any) -> None:
    actor = stage.person(row["person"] if row.get("brought_by_self") else "zhou")
    services.add_education(
        actor,
        stage.get(StaffRecord, row["person"]),
        timezone.localdate().year,
        row["subject"],
        Decimal(row["hours"]),
        organiser=row["organiser"],
    )


def _appraise(stage: Stage) -> None:
    lead, year = stage.person("shen"), timezone.localdate().year
    results = {row["username"]: row["appraisal"] for row in stage.data("cast")["people"]}
    for record in _staff(stage):
        services.appraise(lead, record, year, AppraisalResult(results[record.person.username]))


def _staff(stage: Stage) -> list[StaffRecord]:
    agency = stage.get(Organisation, "agency")
    return list(StaffRecord.objects.filter(agency=agency).select_related("person", "agency").order_by("pk"))


def people(stage: Stage) -> list[User]:
    """Return everybody of the agency."""
    return [record.person for record in _staff(stage)]
