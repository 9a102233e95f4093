"""Moments of monitoring data: the site's local time without a zone, to the minute or to the hour."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError


def _local(given: datetime) -> datetime:
    if given.tzinfo is not None:
        raise PydanticCustomError("local", "应为当地时间，不带时区，如 2026-03-01T08:00")
    return given


def _hour(given: datetime) -> datetime:
    if given != given.replace(minute=0, second=0, microsecond=0):
        raise PydanticCustomError("hour", "应为整点，如 2026-03-01T08:00")
    return given


Moment = Annotated[datetime, AfterValidator(_local)]
Hour = Annotated[Moment, AfterValidator(_hour)]
