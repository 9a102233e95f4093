"""What the worker does to keep the file store tidy."""

from django.core.files.storage import default_storage
from procrastinate.contrib.django import app

from ecosteward.files import services
from ecosteward.files.storage import WholeFileStorage

_DIED = 24 * 3600.0  # seconds without a byte written, after which a writer is taken for dead


@app.periodic(cron="37 1,7,13,19 * * *")  # UTC; twice within Chinese office hours, for a machine that is off at night
@app.task(name="files.tidy", queueing_lock="files.tidy")
def tidy(timestamp: int) -> None:
    """Delete what killed uploads left half written, and bytes whose destruction the store did not take at once."""
    if isinstance(default_storage, WholeFileStorage):
        default_storage.sweep(_DIED)
    services.forget_destroyed()
