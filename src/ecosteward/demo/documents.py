"""The service's results: drafted by who did the work, signed by the quality lead, delivered, received."""

import datetime as dt
from typing import Any

from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.deliverables import services
from ecosteward.deliverables.kinds import kinds
from ecosteward.deliverables.models import Category, Document
from ecosteward.demo import clock, tasks
from ecosteward.demo.stage import Stage
from ecosteward.engagements import services as engagements
from ecosteward.engagements.models import Contract, Notice
from ecosteward.survey.models import Visit

# What each outcome takes after the draft: days later, and the step.
_COURSES: dict[str, tuple[tuple[int, str], ...]] = {
    "draft": (),
    "review": ((0, "submit"),),
    "returned": ((0, "submit"), (1, "send_back")),
    "mended": ((0, "submit"), (1, "send_back"), (2, "change"), (3, "submit"), (4, "sign"), (5, "deliver")),
    "signed": ((0, "submit"), (1, "sign")),
    "delivered": ((0, "submit"), (1, "sign"), (2, "deliver")),
    "received": ((0, "submit"), (1, "sign"), (2, "deliver"), (3, "acknowledge")),
    "withdrawn": ((0, "submit"), (1, "sign"), (2, "withdraw")),
}
_REVISED_AFTER = 5


def prepare(stage: Stage) -> None:
    """Cue the documents that no visit brings."""
    data = stage.data("documents")
    for row in data["documents"]:
        if "ago" in row:
            stage.cue(stage.day(row["ago"]), 9, _begin, stage, row)
        elif row.get("last"):
            stage.cue(stage.today, 24, _begin, stage, row)
    for row in data["registered"]:
        stage.cue(stage.day(row["ago"]), 9, _register, stage, row)


def follow(stage: Stage, client: str, visit: str, made_on: dt.date) -> None:
    """Cue the documents about a visit."""
    for row in stage.data("documents")["documents"]:
        if row["client"] == client and str(row.get("visit")) == visit:
            stage.cue(clock.workday(made_on + dt.timedelta(days=row["after"]), 0), 14, _begin, stage, row)


def _begin(stage: Stage, row: Any) -> None:
    document = services.draft(
        stage.person(row["author"]),
        stage.client(row["client"]),
        row["kind"],
        contract=stage.get(Contract, row["contract"]),
        subject_id=_subject(stage, row),
        period=_period(stage.today, row["period"]) if "period" in row else "",
        words=_words(stage, row["kind"]),
    )
    _continue(stage, row, document)
    if "revised" in row:
        stage.cue(timezone.localdate() + dt.timedelta(days=_REVISED_AFTER), 10, _revise, stage, row, _key(document))


def _register(stage: Stage, row: Any) -> None:
    document = services.register(
        stage.person(row["author"]),
        stage.client(row["client"]),
        Category(row["category"]),
        row["title"],
        stage.sheet(row["title"], ["编制单位：清源环境技术服务有限公司"]),
        contract=stage.get(Contract, row["contract"]),
    )
    _continue(stage, row, document)


def _revise(stage: Stage, row: Any, key: str) -> None:
    made = services.revise(stage.person(row["author"]), stage.get(Document, key), row["revised"])
    _continue(stage, row, made)


def _continue(stage: Stage, row: Any, document: Document) -> None:
    key = _key(stage.keep(_key(document), document))
    for days, step in _COURSES[row["until"]]:
        stage.cue(
            clock.workday(timezone.localdate() + dt.timedelta(days=days), 0),
            15 + days / 4,
            _step,
            stage,
            row,
            key,
            step,
        )


def _step(stage: Stage, row: Any, key: str, step: str) -> None:
    document, author, lead = stage.get(Document, key), stage.person(row["author"]), stage.person("shen")
    match step:
        case "submit":
            services.submit(author, document)
        case "send_back":
            services.comment(lead, document, "请补充本月自行监测完成情况", place="F.2.3")
            services.send_back(lead, document, "监测完成情况缺数据，补齐后再提交")
        case "change":
            services.change(author, document, title=document.title, words=stage.data("documents")["mended"])
        case "sign":
            services.sign(lead, document)
        case "deliver":
            services.deliver(author, document)
        case "acknowledge":
            _acknowledge(tasks.contact(stage, row["client"]), document)
        case "withdraw":
            services.withdraw(lead, document, "与整改通知书内容重复，不再单独交付")


def _acknowledge(contact: User, document: Document) -> None:
    if document.notice is not None:
        engagements.reply(contact, document.notice, "已收到，没有意见")
    services.acknowledge(contact, document)


def _key(document: Document) -> str:
    return f"document {document.pk}"


def _subject(stage: Stage, row: Any) -> int | None:
    if "about" in row:
        signed = Document.objects.filter(client=stage.client(row["client"]), kind=row["about"]).exclude(signed_at=None)
        return signed.latest("signed_at").pk
    if "visit" in row:
        return stage.get(Visit, f"{row['client']} {row['visit']}").pk
    return stage.get(Notice, row["notice"]).pk if "notice" in row else None


def _words(stage: Stage, kind: str) -> dict[str, str]:
    written: dict[str, str] = stage.data("documents")["words"]
    return {place.id: written[place.id] for place in kinds()[kind].words if place.id in written}


def _period(today: dt.date, name: str) -> str:
    before = today.replace(day=1) - dt.timedelta(days=1)
    if name == "last_month":
        return f"{before:%Y-%m}"
    if name == "last_year":
        return f"{today.year - 1}"
    year, quarter = (today.year, (today.month - 1) // 3) if today.month > 3 else (today.year - 1, 4)  # noqa: PLR2004
    return f"{year}Q{quarter}"
