"""Satisfaction, complaints, improvements and scores (clause 9)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ecosteward.demo import tasks
from ecosteward.demo.stage import Stage
from ecosteward.engagements.models import Contract
from ecosteward.evaluation import services
from ecosteward.evaluation.models import (
    Aspect,
    Complaint,
    ComplaintKind,
    Improvement,
    Judge,
    Satisfaction,
    Scorecard,
    Source,
    Survey,
)
from ecosteward.standard.queries import criteria

_ANSWER_WITHIN = dt.timedelta(days=5)
_HALF = Decimal("0.5")


def prepare(stage: Stage) -> None:
    """Cue what the clients say and what the agency does about it."""
    data = stage.data("evaluation")
    for row in data["surveys"]:
        stage.cue(stage.day(row["ago"]), 9, _ask, stage, row)
        if "answered" in row:
            stage.cue(stage.day(row["ago"] - 2), 15, _answer, stage, row)
    for row in data["complaints"]:
        stage.cue(stage.day(row["ago"]), 11, _complain, stage, row)
    for row in (*data["complaints"], *data["surveys"]):
        for days, step, words in row.get("steps", ()):
            stage.cue(stage.day(row["ago"] - days), 14, _step, stage, row, step, words)
    for row in data["improvements"]:
        stage.cue(stage.day(row["ago"]), 16, _improve, stage, row)
    for row in data["scorecards"]:
        stage.cue(stage.day(row["ago"]), 10, _score, stage, row)


def _ask(stage: Stage, row: Any) -> None:
    until = timezone.localdate() + dt.timedelta(days=30)
    survey = services.open_survey(stage.person("han"), stage.get(Contract, row["contract"]), expires_on=until)
    stage.keep(row["key"], survey)


def _answer(stage: Stage, row: Any) -> None:
    said = row["answered"]
    survey = stage.get(Survey, row["key"])
    services.answer_survey(
        survey.token,
        respondent=said["by"],
        overall=Satisfaction(said["overall"]),
        answers=dict.fromkeys(Aspect.values, said["overall"]),
        opinion=said["opinion"],
    )
    if said["opinion"]:
        stage.keep(row["key"], Complaint.objects.get(survey=survey))


def _complain(stage: Stage, row: Any) -> None:
    complaint = services.raise_complaint(
        tasks.contact(stage, row["client"]),
        stage.client(row["client"]),
        kind=ComplaintKind(row["kind"]),
        text=row["text"],
        contract=stage.get(Contract, row["contract"]),
    )
    stage.keep(row["key"], complaint)


def _step(stage: Stage, row: Any, step: str, words: str) -> None:
    complaint = stage.get(Complaint, row["key"])
    match step:
        case "assign":
            due = timezone.localdate() + _ANSWER_WITHIN
            services.assign_complaint(stage.person("han"), complaint, stage.person(words), due)
        case "handle":
            services.handle_complaint(_handler(complaint), complaint, investigation=words)
        case "answer":
            services.answer_complaint(_handler(complaint), complaint, words, measure=words)
        case "confirm":
            services.confirm_complaint(tasks.contact(stage, row["client"]), complaint)
        case "close":
            cause, _, better = words.partition("；改进：")
            services.close_complaint(stage.person("shen"), complaint, root_cause=cause, improvement=better)


def _handler(complaint: Complaint) -> Any:
    return complaint.assignee


def _improve(stage: Stage, row: Any) -> None:
    item = services.plan_improvement(
        stage.person("shen"),
        problem=row["problem"],
        cause=row["cause"],
        measure=row["measure"],
        responsible=stage.person(row["responsible"]),
        due_on=timezone.localdate() + dt.timedelta(days=row["due_in"]),
        source=Source(row["source"]),
        client=stage.client(row["client"]) if "client" in row else None,
        contract=stage.get(Contract, row["contract"]) if "contract" in row else None,
        complaint=stage.get(Complaint, row["complaint"]) if "complaint" in row else None,
    )
    stage.keep(row["key"], item)
    if "done" in row:
        stage.cue(stage.day(row["ago"] - row["done"]), 16, _finish, stage, row)
    if "verified" in row:
        stage.cue(stage.day(row["ago"] - row["verified"]), 16, _verify, stage, row)


def _finish(stage: Stage, row: Any) -> None:
    item = stage.get(Improvement, row["key"])
    services.finish_improvement(stage.person(row["responsible"]), item, f"已落实：{row['measure']}")


def _verify(stage: Stage, row: Any) -> None:
    item = stage.get(Improvement, row["key"])
    services.verify_improvement(stage.person("shen"), item, "抽查两个月的记录，措施有效")


def _score(stage: Stage, row: Any) -> None:
    own = row["judge"] == Judge.CLIENT
    actor = tasks.contact(stage, row["client"]) if own else stage.person("han")
    card = services.open_scorecard(
        actor, stage.get(Contract, row["contract"]), Judge(row["judge"]), period=row["period"]
    )
    judged = [each for line in criteria() for group in line.indicators for each in group.criteria if each.kind == "add"]
    for each in judged if row["signed"] else judged[:6]:
        points = each.points - _HALF if each.id in row["less"] else each.points
        services.judge(actor, card, each.id, Decimal(points), "查阅服务记录和成果文件")
    if "other" in row:
        services.set_other(actor, _fresh(card), Decimal(row["other"]), row["other_reason"])
    if row["signed"]:
        services.sign_scorecard(actor, _fresh(card))


def _fresh(card: Scorecard) -> Scorecard:
    return Scorecard.objects.get(pk=card.pk)
