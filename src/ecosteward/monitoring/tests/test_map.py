"""The map of those that are watched: what each place says, its colour, who sees it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import Organisation, User
from ecosteward.clients.models import Client
from ecosteward.monitoring.models import Alarm, Device, Level, Link, Point
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.pages import maps

Browse = Callable[[User], Browser]
ADDRESS = "/monitoring/places/"


@pytest.fixture
def placed(enterprise: Client, point: Point) -> Client:
    Client.objects.filter(pk=enterprise.pk).update(latitude=34.2, longitude=117.3)
    return point.client


def _alarm(point: Point, level: Level, key: str = "one") -> Alarm:
    now = timezone.now()
    about = {"client_id": point.client_id, "agency_id": point.client.agency_id, "point": point}
    return Alarm.objects.create(**about, cause=Cause.OVER, key=key, level=level, text="高", since=now, last_at=now)


def _only(browser: Browser) -> list[object]:
    (found,) = browser.get(ADDRESS).json()["places"]
    return list(found)


def test_a_place_says_what_is_there_and_leads_to_it(
    placed: Client, device: Device, director: User, browse: Browse
) -> None:
    Link.objects.update_or_create(device=device, defaults={"heard_at": timezone.now()})
    page = reverse("monitoring:client", args=[placed.pk])
    words = "1 个点位，离线 0 台，未关闭报警 0 条"
    assert _only(browse(director)) == [34.2, 117.3, placed.name, page, words, "green"]


def test_a_device_that_was_never_heard_of_is_offline(
    placed: Client, device: Device, director: User, browse: Browse
) -> None:
    assert placed.pk == device.client_id
    assert _only(browse(director))[-2:] == ["1 个点位，离线 1 台，未关闭报警 0 条", "grey"]


@pytest.mark.parametrize(("level", "colour"), [(Level.NOTICE, "amber"), (Level.WARNING, "amber"), (Level.ALARM, "red")])
def test_the_gravest_open_alarm_colours_a_place(
    level: Level, colour: str, placed: Client, point: Point, director: User, browse: Browse
) -> None:
    _alarm(point, level)
    assert _only(browse(director))[-1] == colour
    Alarm.objects.update(closed_at=timezone.now())
    assert _only(browse(director))[-1] == "green"


def test_who_does_not_see_a_client_does_not_see_its_place(placed: Client, stranger: User, browse: Browse) -> None:
    assert Client.objects.get(pk=placed.pk).latitude is not None
    assert browse(stranger).get(ADDRESS).json() == {"places": [], "left": 0}


def test_the_overview_has_a_map_only_where_a_client_has_a_place(point: Point, director: User, browse: Browse) -> None:
    page = reverse("monitoring:overview")
    assert 'id="map"' not in browse(director).get(page).content.decode()
    Client.objects.filter(pk=point.client_id).update(latitude=34.2, longitude=117.3)
    assert f'data-places="{ADDRESS}"' in browse(director).get(page).content.decode()


def test_the_number_of_queries_does_not_grow_with_places(
    placed: Client, point: Point, director: User, browse: Browse
) -> None:
    browser = browse(director)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(ADDRESS).status_code == 200
        return len(captured)

    few = queries()
    for number in range(20):
        own = Organisation.objects.create(kind=placed.kind, name=f"第 {number} 家")
        about = {"agency": placed.agency, "kind": placed.kind, "name": own.name, "organisation": own}
        client = Client.objects.create(**about, latitude=34.0, longitude=117.0 + number / 100)
        Point.objects.create(client=client, agency=placed.agency, kind=point.kind, name="DA001")
    assert len(browser.get(ADDRESS).json()["places"]) == 21
    assert queries() == few


def test_what_the_map_has_no_room_for_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps, "MOST", 2)
    place = maps.Place(34.0, 117.0, "一", "/", "", "green")
    assert b'"left": 3' in maps.answer([place] * 5).content
