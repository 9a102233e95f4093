"""A watched outlet of the enterprise."""

import pytest

from ecosteward.clients.models import Client
from ecosteward.journal.services import SYSTEM, write
from ecosteward.monitoring.models import Device, Point, PointKind, Series


@pytest.fixture
def point(enterprise: Client) -> Point:
    """Be the outlet of a boiler."""
    made = Point(agency=enterprise.agency, client=enterprise, kind=PointKind.GAS, name="DA001 锅炉排放口")
    write(SYSTEM, "point.added", made)
    return made


@pytest.fixture
def series(point: Point) -> Series:
    """Be its sulphur dioxide."""
    made = Series(agency=point.agency, client=point.client, point=point, code="a21026", name="二氧化硫", unit="mg/m³")
    write(SYSTEM, "series.added", made)
    return made


@pytest.fixture
def device(point: Point) -> Device:
    """Be its data logger."""
    made = Device(agency=point.agency, client=point.client, point=point, mn="A110000000000000000001")
    write(SYSTEM, "device.added", made)
    return made
