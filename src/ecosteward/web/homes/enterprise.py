"""What we must do by when, and what was done for us."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.engagements.models import Notice, Task, TaskState
from ecosteward.pages.lists import Badge
from ecosteward.survey.models import UNCLOSED, Finding, FindingState
from ecosteward.web.homes.shape import Figure, Group, Home, Todo, by_day, group

# How long a voided finding is told at home.
VOIDED_TOLD = dt.timedelta(days=30)


def home(user: User) -> Home:
    """Return an enterprise contact's home."""
    groups = (_findings(user), _notices(user), _tasks(user), _documents(user), *_voided(user))
    return Home(groups=groups, figures=_figures(user))


def _findings(user: User) -> Group:
    rows = (
        visible(user, Finding)
        .filter(state__in=[FindingState.OPEN, FindingState.RECTIFYING])
        .select_related("client")
        .order_by("due_on")
    )
    return group("要整改的问题", rows, _finding, empty="没有待整改的问题", more=reverse("survey:findings"))


def _finding(finding: Finding) -> Todo:
    url = reverse("survey:finding", args=[finding.pk])
    return Todo(
        f"{finding.place} {finding.text}"[:60], finding.get_severity_display(), url, by_day(finding.due_on), "去整改"
    )


def _voided(user: User) -> tuple[Group, ...]:
    """Return what the agency voided of late: told for a month, and only where there is something to tell."""
    since = timezone.localdate() - VOIDED_TOLD
    rows = visible(user, Finding).filter(voided_on__gte=since).order_by("-voided_on", "-pk")
    url = f"{reverse('survey:findings')}?state={FindingState.VOIDED}"
    told = group("作废的问题，不用整改", rows, _told, empty="", more=url)
    return (told,) if told.todos else ()


def _told(finding: Finding) -> Todo:
    what = f"{finding.number} {finding.place} {finding.text}"[:60]
    badge = Badge(f"{finding.voided_on:%m-%d} 作废", "grey", "ban")
    return Todo(what, f"原因：{finding.void_reason}", reverse("survey:finding", args=[finding.pk]), badge, "查看")


def _notices(user: User) -> Group:
    rows = visible(user, Notice).filter(replied_at=None).select_related("agency").order_by("-sent_at")
    return group("等您回复的通报", rows, _notice, empty="没有等待回复的通报", more=reverse("engagements:notices"))


def _notice(notice: Notice) -> Todo:
    badge = Badge(f"{timezone.localtime(notice.sent_at):%Y-%m-%d} 通报", "grey" if notice.read_at else "amber", "bell")
    return Todo(notice.title, notice.agency.name, reverse("engagements:notice", args=[notice.pk]), badge, "回复")


def _tasks(user: User) -> Group:
    rows = visible(user, Task).filter(state=TaskState.SUBMITTED).select_related("agency").order_by("due_on")
    return group("请验收的服务", rows, _task, empty="没有等您验收的服务")


def _task(task: Task) -> Todo:
    url = reverse("engagements:task", args=[task.pk])
    return Todo(task.title, task.agency.name, url, Badge("待验收", "blue", "hourglass"), "验收")


def _documents(user: User) -> Group:
    rows = (
        visible(user, Document).filter(state=DocumentState.DELIVERED).select_related("agency").order_by("-delivered_at")
    )
    return group("收到的成果", rows, _document, empty="还没有交付的成果", more=reverse("deliverables:list"))


def _document(document: Document) -> Todo:
    day = timezone.localtime(document.delivered_at).date() if document.delivered_at else None
    words = f"{day:%Y-%m-%d} 交付" if day else "已交付"
    return Todo(
        document.title,
        document.agency.name,
        reverse("deliverables:document", args=[document.pk]),
        Badge(words, "green"),
        "查看",
    )


def _figures(user: User) -> tuple[Figure, ...]:
    rows = visible(user, Finding)
    late = rows.filter(UNCLOSED, due_on__lt=timezone.localdate()).count()
    closed = rows.filter(state=FindingState.CLOSED).count()
    url = reverse("survey:findings")
    return (
        Figure(str(late), "超期问题", f"{url}?state=late", "red" if late else "green"),
        Figure(str(closed), "已销号问题", f"{url}?state={FindingState.CLOSED}", "green"),
    )
