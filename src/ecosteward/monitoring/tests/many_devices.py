"""Makes an enterprise with so many watched outlets and data loggers, for tests of whole processes.

`python -m ecosteward.monitoring.tests.many_devices 50`, with DATABASE_URL; an empty database is migrated first.
"""

import sys

import django


def mn_of(number: int) -> str:
    """Return the MN of a device."""
    return f"{number:024X}"


def make(number: int) -> None:
    """Make them."""
    from django.core.management import call_command  # noqa: PLC0415  (the settings are read first)

    from ecosteward.accounts.models import Kind  # noqa: PLC0415
    from ecosteward.accounts.services import create_organisation  # noqa: PLC0415
    from ecosteward.clients.models import Client, Stage  # noqa: PLC0415
    from ecosteward.journal.services import SYSTEM, write, write_many  # noqa: PLC0415
    from ecosteward.monitoring.models import Device, Point, PointKind  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    agency = create_organisation(SYSTEM, Kind.AGENCY, "清源环境技术服务有限公司")
    firm = create_organisation(SYSTEM, Kind.ENTERPRISE, "彭城精细化工有限公司", credit_code_reason="示例")
    client = Client(agency=agency, organisation=firm, kind=Kind.ENTERPRISE, name=firm.name, stage=Stage.SERVED)
    write(SYSTEM, "client.created", client)
    about = {"agency": agency, "client": client}
    points = [Point(**about, kind=PointKind.GAS, name=f"{each}#排气筒") for each in range(number)]
    write_many(SYSTEM, "point.added", points)
    devices = [Device(**about, point=point, mn=mn_of(each)) for each, point in enumerate(points)]
    write_many(SYSTEM, "device.added", devices)


if __name__ == "__main__":
    django.setup()
    make(int(sys.argv[1]))
