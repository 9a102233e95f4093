"""What the worker does for the archive."""

import datetime as dt

from django.utils import timezone
from procrastinate.contrib.django import app

from ecosteward.archive import services
from ecosteward.archive.models import Layer, TextLayer
from ecosteward.archive.services.texts import read
from ecosteward.files.models import File

_LOST_AFTER = dt.timedelta(minutes=15)


@app.task(name="archive.read_text", queue="archive")
def read_text(file_id: int) -> None:
    """Read one file's text."""
    if (file := File.objects.filter(pk=file_id, destroyed_on=None).first()) is not None:
        read(file)


@app.periodic(cron="*/15 * * * *")
@app.task(name="archive.read_forgotten", queue="archive", lock="archive.read_forgotten")
def read_forgotten(timestamp: int) -> None:
    """Read what a worker that died left waiting."""
    waiting = TextLayer.objects.filter(state=Layer.WAITING, since__lt=timezone.now() - _LOST_AFTER)
    for sha256 in list(waiting.values_list("sha256", flat=True)[:50]):
        file = File.objects.filter(sha256=sha256, destroyed_on=None).first()
        if file is not None:
            read(file)


@app.task(name="archive.keep_longer", queue="archive")
def keep_longer(agency_id: int, place: str) -> None:
    """Give papers already filed the longer time of a new rule."""
    services.keep_longer(agency_id, place)
