"""Map and list of enterprises by risk, open and repeated findings, this month against last."""

import datetime as dt
from collections.abc import Iterator
from heapq import nsmallest
from typing import NamedTuple

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import Kind, User
from ecosteward.clients.models import Client
from ecosteward.clients.queries import placing
from ecosteward.monitoring.queries.overview import figures as monitored
from ecosteward.pages.lists import Badge
from ecosteward.pages.maps import Address, Map, Place
from ecosteward.survey.models import STANDING, UNCLOSED, Finding, FindingState, Severity
from ecosteward.web.homes.client_side import asked
from ecosteward.web.homes.shape import MOST, Figure, Group, Home, Todo

# How much an open finding weighs when enterprises are put in order of risk. A reading of ours, not of the standard.
WEIGHTS = {Severity.MAJOR: 9, Severity.SERIOUS: 4, Severity.ORDINARY: 2, Severity.ADVICE: 1}


class _Standing(NamedTuple):
    """What an enterprise's findings that are not closed come to."""

    risk: int = 0
    open: int = 0
    late: int = 0
    repeated: int = 0


_NOTHING = _Standing()
_LEGEND = (("red", "有超期问题"), ("amber", "有未销号问题"), ("green", "没有未销号问题"))


def home(user: User) -> Home:
    """Return the home of a park's or a government's officer: what is asked of themselves, then whom they supervise."""
    findings = visible(user, Finding)
    standings = _standings(findings)
    figures = (*_figures(findings, list(standings.values())), *_watched(user))
    groups = (*(each for each in asked(user) if each.todos), _riskiest(user, standings))
    shown = Map("企业位置", reverse("web:places"), _LEGEND) if placing.placed(_enterprises(user)).exists() else None
    return Home("辖区概览", groups, figures=figures, map=shown)


def places(user: User) -> Iterator[Place]:
    """Yield the enterprises on the map, those with most risk first. Two queries."""
    standings, address = _standings(visible(user, Finding)), Address("clients:page")
    found = [(standings.get(each.pk, _NOTHING), each) for each in placing.places(_enterprises(user))]
    for stands, each in sorted(found, key=lambda pair: -pair[0].risk):
        words, colour = f"未销号 {stands.open}，超期 {stands.late}", _colour(stands)
        yield Place(each.latitude, each.longitude, each.name, address.of(each.pk), words, colour)


def _enterprises(user: User) -> QuerySet[Client]:
    return visible(user, Client).filter(kind=Kind.ENTERPRISE)


def _colour(stands: _Standing) -> str:
    if stands.late:
        return "red"
    return "amber" if stands.open else "green"


def _standings(findings: QuerySet[Finding]) -> dict[int, _Standing]:
    """Return how each client stands that has a finding not closed, in one query over those findings alone."""
    weight = Case(
        *(When(severity=level, then=Value(number)) for level, number in WEIGHTS.items()), output_field=IntegerField()
    )
    late = Count("due_on", filter=Q(due_on__lt=timezone.localdate()))
    repeated = Count("recurrences", filter=Q(recurrences__gt=0))
    rows = findings.filter(UNCLOSED).order_by().values_list("client_id")
    counted = rows.annotate(risk=Sum(weight), open=Count("*"), late=late, repeated=repeated)
    return {client: _Standing(*numbers) for client, *numbers in counted}


def _riskiest(user: User, standings: dict[int, _Standing]) -> Group:
    names = _enterprises(user).values_list("pk", "name")
    risky = [(standings[pk], name, pk) for pk, name in names if pk in standings and standings[pk].risk]
    first = nsmallest(MOST, risky, key=lambda each: (-each[0].risk, each[1]))
    todos = tuple(_todo(stands, name, pk) for stands, name, pk in first)
    return Group("企业风险排序", todos, "没有未销号的问题", reverse("clients:list"), len(risky) > MOST)


def _todo(stands: _Standing, name: str, client: int) -> Todo:
    words = f"未销号 {stands.open}，超期 {stands.late}，反复 {stands.repeated}"
    badge = Badge("有超期", "red", "alert-circle") if stands.late else Badge("整改中", "blue", "progress")
    return Todo(name, words, reverse("clients:page", args=[client]), badge, "查看")


def _figures(findings: QuerySet[Finding], standings: list[_Standing]) -> tuple[Figure, ...]:
    month = timezone.localdate().replace(day=1)
    last = (month - dt.timedelta(days=1)).replace(day=1)
    found, found_before = _numbers(findings, "found_on", month, last)
    closed, closed_before = _numbers(findings, "closed_on", month, last)
    open_, repeated = sum(each.open for each in standings), sum(each.repeated for each in standings)
    url = reverse("survey:findings")
    return (
        Figure(str(open_), "未销号问题", url, "amber" if open_ else "green"),
        Figure(str(repeated), "反复问题", f"{url}?recurring=1", "red" if repeated else "green"),
        Figure(str(found), f"本月发现（上月 {found_before}）", f"{url}?state=all&month={month:%Y-%m}"),
        Figure(str(closed), f"本月销号（上月 {closed_before}）", f"{url}?state={FindingState.CLOSED}", "green"),
    )


def _watched(user: User) -> tuple[Figure, ...]:
    """Return what the instruments say; nothing where none is watched."""
    told, url = monitored(user), reverse("monitoring:overview")
    if not told["devices"]:
        return ()
    off = told["devices"] - told["online"]
    return (
        Figure(str(told["over"]), "家正在超标", f"{url}?state=over", "red" if told["over"] else "green"),
        Figure(
            str(told["open_alarms"]), "未关闭报警", f"{url}?state=alarms", "amber" if told["open_alarms"] else "green"
        ),
        Figure(str(off), "台数采仪离线", f"{url}?state=offline", "red" if off else "green"),
        Figure(str(told["totals"]), "家有总量预警", f"{url}?state=total", "amber" if told["totals"] else "green"),
    )


def _numbers(findings: QuerySet[Finding], day: str, month: dt.date, last: dt.date) -> tuple[int, int]:
    """Return how many findings have this day in the month that begins then, and how many in the one before."""
    rows = findings.filter(STANDING, **{f"{day}__gte": last})
    counted = rows.aggregate(all=Count("*"), this=Count(day, filter=Q((f"{day}__gte", month))))
    return counted["this"], counted["all"] - counted["this"]
