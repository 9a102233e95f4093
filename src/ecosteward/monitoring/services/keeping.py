"""Moving old months into the file store (settings.KEEP_DAYS)."""

import datetime as dt
import logging
from collections.abc import Iterator

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from ecosteward.monitoring.models import Kept
from ecosteward.monitoring.store import cold

_log = logging.getLogger(__name__)


def keep() -> Iterator[Kept]:
    """Finish what was begun, then move the months that are older than their table's days; yield each that was moved.

    A table too busy to let go of a month is left for the next time. Raises LostStoreError where the file store fails.
    """
    yield from cold.finish()
    today = timezone.localdate()
    for table, days in settings.KEEP_DAYS.items():
        for month in cold.old(table, today - dt.timedelta(days=days)) if days else ():
            try:
                if (kept := cold.move(table, month)) is not None:
                    yield kept
            except OperationalError as error:
                _log.warning("%s %s stays for now: %s", table, month, error)
