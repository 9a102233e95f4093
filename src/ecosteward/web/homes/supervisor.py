"""Map and list of enterprises by risk, open and repeated findings, this month against last."""

import datetime as dt
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import Kind, User
from ecosteward.clients.models import Client
from ecosteward.pages.lists import Badge
from ecosteward.survey.models import STANDING, UNCLOSED, Finding, FindingState, Severity
from ecosteward.web.homes.shape import Figure, Group, Home, Todo, group

# How much an open finding weighs when enterprises are put in order of risk. A reading of ours, not of the standard.
WEIGHTS = {Severity.MAJOR: 9, Severity.SERIOUS: 4, Severity.ORDINARY: 2, Severity.ADVICE: 1}


def home(user: User) -> Home:
    """Return the home of a park's or a government's officer."""
    enterprises = _by_risk(user)
    groups = (_riskiest(enterprises),)
    return Home("辖区概览", groups, figures=_figures(user), places=_places(enterprises))


def _by_risk(user: User) -> QuerySet[Any]:
    today = timezone.localdate()
    open_ = Q(findings__state__in=[FindingState.OPEN, FindingState.RECTIFYING, FindingState.SUBMITTED])
    weight = Case(
        *(When(open_ & Q(findings__severity=level), then=Value(number)) for level, number in WEIGHTS.items()),
        default=Value(0),
        output_field=IntegerField(),
    )
    return (
        visible(user, Client)
        .filter(kind=Kind.ENTERPRISE)
        .annotate(
            risk=Sum(weight),
            open=Count("findings", filter=open_),
            late=Count("findings", filter=open_ & Q(findings__due_on__lt=today)),
            repeated=Count("findings", filter=open_ & Q(findings__recurrences__gt=0)),
        )
        .order_by("-risk", "name")
    )


def _riskiest(enterprises: QuerySet[Any]) -> Group:
    return group(
        "企业风险排序",
        enterprises.filter(risk__gt=0),
        _enterprise,
        empty="没有未销号的问题",
        more=reverse("clients:list"),
    )


def _enterprise(client: Any) -> Todo:
    words = f"未销号 {client.open}，超期 {client.late}，反复 {client.repeated}"
    badge = Badge("有超期", "red", "alert-circle") if client.late else Badge("整改中", "blue", "progress")
    return Todo(client.name, words, reverse("clients:page", args=[client.pk]), badge, "查看")


def _figures(user: User) -> tuple[Figure, ...]:
    month = timezone.localdate().replace(day=1)
    last = (month - dt.timedelta(days=1)).replace(day=1)
    found = (
        visible(user, Finding)
        .filter(STANDING)
        .aggregate(
            this=Count("pk", filter=Q(found_on__gte=month)),
            before=Count("pk", filter=Q(found_on__gte=last, found_on__lt=month)),
            closed=Count("pk", filter=Q(closed_on__gte=month)),
            closed_before=Count("pk", filter=Q(closed_on__gte=last, closed_on__lt=month)),
            open=Count("pk", filter=UNCLOSED),
            repeated=Count("pk", filter=UNCLOSED & Q(recurrences__gt=0)),
        )
    )
    url = reverse("survey:findings")
    return (
        Figure(str(found["open"]), "未销号问题", url, "amber" if found["open"] else "green"),
        Figure(str(found["repeated"]), "反复问题", f"{url}?recurring=1", "red" if found["repeated"] else "green"),
        Figure(str(found["this"]), f"本月发现（上月 {found['before']}）", f"{url}?state=all&month={month:%Y-%m}"),
        Figure(
            str(found["closed"]),
            f"本月销号（上月 {found['closed_before']}）",
            f"{url}?state={FindingState.CLOSED}",
            "green",
        ),
    )


def _places(enterprises: QuerySet[Any]) -> tuple[dict[str, Any], ...]:
    rows = enterprises.exclude(longitude=None).exclude(latitude=None)[:2000]
    return tuple(
        {
            "name": row.name,
            "at": [row.latitude, row.longitude],
            "open": row.open,
            "late": row.late,
            "url": reverse("clients:page", args=[row.pk]),
        }
        for row in rows
    )
