"""What we must do by when, and what was done for us."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.pages.lists import Badge
from ecosteward.survey.models import UNCLOSED, Finding, FindingState
from ecosteward.web.homes.alarms import unanswered
from ecosteward.web.homes.client_side import asked
from ecosteward.web.homes.shape import Figure, Group, Home, Todo, by_day, group

# How long a voided finding is told at home.
VOIDED_TOLD = dt.timedelta(days=30)


def home(user: User) -> Home:
    """Return an enterprise contact's home."""
    groups = (*unanswered(user), _findings(user), *asked(user), *_voided(user))
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
    return Todo(finding.said[:60], finding.get_severity_display(), url, by_day(finding.due_on), "去整改")


def _voided(user: User) -> tuple[Group, ...]:
    """Return what the agency voided of late: told for a month, and only where there is something to tell."""
    since = timezone.localdate() - VOIDED_TOLD
    rows = visible(user, Finding).filter(voided_on__gte=since).order_by("-voided_on", "-pk")
    url = f"{reverse('survey:findings')}?state={FindingState.VOIDED}"
    told = group("作废的问题，不用整改", rows, _told, empty="", more=url)
    return (told,) if told.todos else ()


def _told(finding: Finding) -> Todo:
    what = f"{finding.number} {finding.said}"[:60]
    badge = Badge(f"{finding.voided_on:%m-%d} 作废", "grey", "ban")
    return Todo(what, f"原因：{finding.void_reason}", reverse("survey:finding", args=[finding.pk]), badge, "查看")


def _figures(user: User) -> tuple[Figure, ...]:
    rows = visible(user, Finding)
    late = rows.filter(UNCLOSED, due_on__lt=timezone.localdate()).count()
    closed = rows.filter(state=FindingState.CLOSED).count()
    url = reverse("survey:findings")
    return (
        Figure(str(late), "超期问题", f"{url}?state=late", "red" if late else "green"),
        Figure(str(closed), "已销号问题", f"{url}?state={FindingState.CLOSED}", "green"),
    )
