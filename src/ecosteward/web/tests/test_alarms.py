"""Who is told of an alarm where they begin their day: the home, the navigation, the client's head."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.journal.services import SYSTEM, write
from ecosteward.monitoring.models import Alarm, Level, Point, PointKind
from ecosteward.monitoring.rules.signs import Cause, Sign
from ecosteward.monitoring.services import alarms
from ecosteward.web.homes import home_of
from ecosteward.web.overview import figures

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]
NOW = timezone.now()


@pytest.fixture
def point(enterprise: Client) -> Point:
    made = Point(agency=enterprise.agency, client=enterprise, kind=PointKind.WATER, name="DW001 总排口")
    write(SYSTEM, "point.added", made)
    return made


def seen(point: Point, number: int = 1, cause: Cause = Cause.OVER) -> None:
    alarms.take([Sign(cause, point.pk, None, NOW, f"COD 超标 {n}", stage=f"{n}") for n in range(number)])


def told(user: User) -> dict[str, list[str]]:
    return {group.title: [todo.what for todo in group.todos] for group in home_of(user).groups if "报警" in group.title}


def test_everybody_concerned_is_told_at_home_until_somebody_acknowledges(
    point: Point, technician: User, project_lead: User, contact: User, colleague: User, quality_lead: User
) -> None:
    for person in (technician, project_lead, contact):
        assert told(person) == {}
    seen(point)
    for person in (technician, project_lead, contact):
        assert told(person) == {"未确认的监测报警": ["COD 超标 0"]}
    assert told(colleague) == {}
    assert told(quality_lead) == {}
    alarms.acknowledge(contact, Alarm.objects.get())
    for person in (technician, project_lead, contact):
        assert told(person) == {}


def test_what_nobody_answered_reaches_the_quality_lead(point: Point, quality_lead: User) -> None:
    seen(point)
    alarms.escalate_due(timezone.now() + dt.timedelta(hours=3))
    assert Alarm.objects.get().level == Level.URGENT
    assert told(quality_lead) == {"无人确认、已升级的监测报警": ["COD 超标 0"]}


def test_a_home_with_many_alarms_costs_what_one_with_a_few_does(point: Point, technician: User) -> None:
    seen(point, 1)
    with CaptureQueriesContext(connection) as few:
        home_of(technician)
    seen(point, 20)
    with CaptureQueriesContext(connection) as many:
        home_of(technician)
    assert len(many) == len(few)


def test_the_navigation_counts_what_waits_on_every_page(
    point: Point, technician: User, contact: User, officer: User, colleague: User, browse: Browse
) -> None:
    seen(point, 3)
    for person in (technician, contact, officer):
        page = browse(person).get("/me/").content.decode()
        assert 'aria-label="3 条未确认的报警"' in page
        assert '<span class="site-count" title="未确认的报警">3</span>' in page
    assert "site-count" not in browse(colleague).get("/me/").content.decode()


def test_more_than_a_hundred_are_not_counted(point: Point, technician: User, browse: Browse) -> None:
    seen(point)
    first = Alarm.objects.get()
    facts = {name: getattr(first, name) for name in ("agency_id", "client_id", "point_id", "cause", "since", "last_at")}
    Alarm.objects.bulk_create(Alarm(**facts, key=f"k{n}", level=2, text="COD 超标") for n in range(120))
    assert "99+" in browse(technician).get("/me/").content.decode()


def test_the_clients_head_counts_alarms_where_something_is_watched(
    enterprise: Client, technician: User, point: Point
) -> None:
    seen(point, 2)
    last = figures(technician, enterprise)[-1]
    assert (last.value, last.words, last.colour) == ("2", "报警，未确认 2", "red")
    assert last.url.endswith(f"/monitoring/alarms/?client={enterprise.pk}")
    for alarm in Alarm.objects.all():
        alarms.acknowledge(technician, alarm)
    assert figures(technician, enterprise)[-1].words == "报警"
    Alarm.objects.all().delete()
    point.delete()
    assert figures(technician, enterprise)[-1].words == "在办任务"
