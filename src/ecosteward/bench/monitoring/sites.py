"""Whom to measure with: an agency, enterprises, their outlets, loggers and factors."""

from collections.abc import Iterable, Sequence

from ecosteward.accounts.models import Role, User
from ecosteward.bench.population import people
from ecosteward.bench.population.people import Size
from ecosteward.bench.population.rows import made, owned
from ecosteward.clients.models import Client
from ecosteward.monitoring.models import Device, Point, PointKind, Series, SeriesLimit
from ecosteward.monitoring.rules.newcomers import Newcomer
from ecosteward.monitoring.services import series

CODES = ("a34013", "a21026", "a21002", "a19001", "a01011", "a01012", "a01014", "a01013", "a00000", "a21005")
FACTORS = 9  # of a packet
OF_CLIENT = 5  # outlets of one enterprise
PREFIX = "EC0"
_LIMITED = ("a34013", "a21026", "a21002", "a21005")
_UPPER = 120.0
_SYSTEM = "31"


def director() -> User:
    """Return who looks at the pages, with the agency and 100 enterprises where there is none."""
    found = User.objects.filter(roles=[Role.DIRECTOR])
    if not found:
        people.make(Size(agencies=1, enterprises=100))
    return found.select_related("organisation").earliest("pk")


def watched(number: int, name: str) -> list[Point]:
    """Make so many outlets, some for each enterprise."""
    director()
    clients = list(Client.objects.filter(kind="enterprise").order_by("pk"))
    each = max(OF_CLIENT, -(-number // len(clients)))
    about = {"kind": PointKind.GAS, "reference_oxygen": 9.0, "minutes": 1}
    return made(Point(**owned(clients[place // each]), name=f"{name}{place:05d}", **about) for place in range(number))


def loggers(points: Sequence[Point], mns: Iterable[str], seconds: int) -> list[Device]:
    """Make a logger for each outlet, which sends every so many seconds and is asked for nothing."""
    series.found([Newcomer(point.pk, code, _SYSTEM) for point in points for code in CODES[:FACTORS]])
    about = {"realtime_seconds": seconds, "asks_again": False, "keeps_clock": False}
    return made(
        Device(**owned(point.client), point=point, mn=mn, **about) for point, mn in zip(points, mns, strict=True)
    )


def factors(points: Iterable[Point], number: int) -> list[Series]:
    """Make ten factors for each outlet, `number` in all, with limits for the pollutants."""
    wanted = [Newcomer(point.pk, code, _SYSTEM) for point in points for code in CODES][:number]
    series.found(wanted)
    keys = {each.point_id for each in wanted}
    found = list(Series.objects.filter(point__in=keys).select_related("client").order_by("pk"))
    about = {"upper": _UPPER, "unit": "mg/m³", "converted": True, "source": "测速用，不是真实限值"}
    made(SeriesLimit(**owned(each.client), series=each, **about) for each in found if each.code in _LIMITED)
    return found
