"""Visits by Table B-2: planned, made item by item, handed in."""

import datetime as dt
from typing import Any

from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.demo import documents, findings
from ecosteward.demo.stage import Stage
from ecosteward.engagements.models import Task
from ecosteward.standard.queries import survey_topics
from ecosteward.survey import services
from ecosteward.survey.models import Method, Production, Verdict, Visit, VisitKind

_INSPECTORS = {"chem": ("lv", "xu"), "plating": ("xu", "lv"), "food": ("lv", "gao")}
_DONE = 11.5  # hour at which a visit that began in the morning is handed in
_ESCORT = {"chem": "宋岚 安环部部长", "plating": "贺强 环保专员", "food": "梁燕 行政主管"}


def prepare(stage: Stage) -> None:
    """Cue the visits that no contract's task brings."""
    for row in stage.data("visits")["special"]:
        planned = stage.day(row["ago"]) if row["ago"] > 0 else stage.today - dt.timedelta(days=row["ago"])
        stage.cue(min(planned, stage.today) - dt.timedelta(days=3), 9, _plan, stage, row, planned)
        if row.get("until") != "planned":
            stage.cue(planned, 9.5, _make, stage, row)


def _plan(stage: Stage, row: Any, planned: dt.date) -> None:
    inspectors = [stage.person(name) for name in row["inspectors"]]
    visit = services.plan_visit(
        stage.person("han"),
        stage.client(row["client"]),
        planned,
        inspectors,
        kind=VisitKind(row["kind"]),
        topics=row["topics"],
    )
    stage.keep(f"{row['client']} {row['key']}", visit)


def _make(stage: Stage, row: Any) -> None:
    key = f"{row['client']} {row['key']}"
    half = row.get("until") == "doing"
    _walk(stage, row["client"], row["key"], stage.get(Visit, key), row["inspectors"][0], half=half)


def make_visit(stage: Stage, client: str, key: str, task: Task) -> None:
    """Make the whole visit that a task stands for."""
    inspectors = [stage.person(name) for name in _INSPECTORS[client]]
    data = stage.data("visits")
    topics = data["contract"][client].get(int(key)) or [topic.id for topic in survey_topics()]
    visit = services.plan_visit(
        stage.person("han"), task.client, timezone.localdate(), inspectors, task=task, topics=topics
    )
    for topic, reason in data["not_applicable"][client].items():
        if topic in topics:
            services.set_topic(inspectors[0], visit, topic, reason)
    stage.keep(f"{client} {key}", visit)
    _walk(stage, client, key, visit, _INSPECTORS[client][0])


def _walk(stage: Stage, client: str, key: str, visit: Visit, leading: str, *, half: bool = False) -> None:
    person = stage.person(leading)
    visit.escort, visit.production, visit.load = _ESCORT[client], Production.NORMAL, 80
    visit.weather, visit.wind = "多云", "东南风"
    services.change_visit(person, visit)
    services.start_visit(person, visit)
    failing = {row["item"]: row for row in stage.data("findings")[client] if str(row["visit"]) == key}
    _answer_all(stage, client, visit, person, failing, half=half)
    if not half:
        stage.cue(timezone.localdate(), _DONE, _hand_in, stage, client, key, person, failing)


def _hand_in(stage: Stage, client: str, key: str, person: User, failing: Any) -> None:
    visit = stage.get(Visit, f"{client} {key}")
    for finding in services.submit_visit(person, visit, ended_at=timezone.now()):
        findings.follow(stage, client, finding, failing[finding.item_id])
    documents.follow(stage, client, key, timezone.localdate())


def _answer_all(stage: Stage, client: str, visit: Visit, person: User, failing: Any, *, half: bool) -> None:
    unsure = stage.data("visits")["unsure"][client]
    items = [
        item
        for topic in survey_topics()
        if topic.id in visit.topics and topic.id not in visit.not_applicable
        for item in topic.items
    ]
    for item in items[: len(items) // 2] if half else items:
        if item.id in failing:
            row = failing[item.id]
            photos = [stage.photo(row["scene"], visit.client)]
            services.answer(
                person, visit, item.id, Verdict.FAILED, row["note"], photos, place=row["place"], method=Method.SIGHT
            )
        elif item.id in unsure:
            services.answer(person, visit, item.id, Verdict.UNSURE, unsure[item.id], method=Method.PAPERS)
        else:
            services.answer(person, visit, item.id, Verdict.CONFORMING, method=Method.SIGHT)
