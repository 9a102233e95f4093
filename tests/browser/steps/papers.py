"""What people hold in their hands: papers and photographs to upload."""

import datetime as dt

from playwright.sync_api import FilePayload

from ecosteward.demo.pictures import photograph
from ecosteward.demo.scans import pdf as printed

TAKEN_AT = dt.datetime(2026, 3, 4, 10, 12)  # noqa: DTZ001  # a camera's own time
PLACE = (117.3182, 34.2846)


def pdf(title: str) -> FilePayload:
    """Return a short paper."""
    return {"name": f"{title}.pdf", "mimeType": "application/pdf", "buffer": printed(title, ["演示"])}


def photo(scene: str, *, mended: bool = False) -> FilePayload:
    """Return a photograph with its time and place."""
    name = f"{scene}_{'after' if mended else 'before'}.jpg"
    return {"name": name, "mimeType": "image/jpeg", "buffer": photograph(scene, TAKEN_AT, PLACE, mended=mended)}
