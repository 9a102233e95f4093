"""Signs, and the alarms they raise."""

import datetime as dt
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import pytest

from ecosteward.monitoring.models import Alarm, Series
from ecosteward.monitoring.rules.signs import Cause, Sign
from ecosteward.monitoring.services.alarms import take

HOUR = dt.timedelta(hours=1)
NOON = dt.datetime(2026, 6, 15, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


class MakesSigns(Protocol):
    def __call__(self, cause: Cause = Cause.OVER, hour: int = 0, **facts: Any) -> Sign: ...


def sign_of(series: Series, cause: Cause = Cause.OVER, hour: int = 0, **facts: Any) -> Sign:
    """Return a sign of a factor, so many hours after noon: by default 61.2 where 50 is allowed."""
    said = {
        "words": f"二氧化硫小时折算浓度 61.2 mg/m³（{hour} 时），限值 50 mg/m³",
        "value": 61.2,
        "bound": 50.0,
        "unit": "mg/m³",
        "rule": "GB 13271-2014 表3",
    }
    return Sign(cause, series.point_id, series.pk, NOON + hour * HOUR, **{**said, **facts})


@pytest.fixture
def sign(series: Series) -> MakesSigns:
    def make(cause: Cause = Cause.OVER, hour: int = 0, **facts: Any) -> Sign:
        return sign_of(series, cause, hour, **facts)

    return make


@pytest.fixture
def alarm(sign: MakesSigns) -> Alarm:
    """Be an exceedance nobody has acknowledged, standing."""
    take([sign()])
    return Alarm.objects.get()
