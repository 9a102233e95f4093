"""Days, months and quarters that are not over: shown as they are so far, never stored, never judged."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Alarm, Point, PointDay, Series, SeriesLimit
from ecosteward.monitoring.queries import running as queries
from ecosteward.monitoring.queries.audit import audit
from ecosteward.monitoring.queries.curves import curves
from ecosteward.monitoring.queries.places import places
from ecosteward.monitoring.queries.quality import qualities
from ecosteward.monitoring.queries.running import RUNNING, captures, running
from ecosteward.monitoring.rules.calendar import midnight
from ecosteward.monitoring.rules.grounds import grounds, notes
from ecosteward.monitoring.rules.places import LOCAL
from ecosteward.monitoring.rules.running import so_far
from ecosteward.monitoring.rules.sheets import Sheet, blank
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Exceedance, Note, Validity
from ecosteward.monitoring.rules.windows import Window
from ecosteward.monitoring.services.judging import judge
from ecosteward.monitoring.store import copying, partitions, rows
from ecosteward.monitoring.store.reading import verdicts
from ecosteward.monitoring.tests.sample import NAN, bound, factor, made_series, place

GAS = place(factor(1, bounds=(bound(10, basis="day"), bound(10, id=2, basis="month"))), factor(2, "a00000"))
WATER = place(factor(1, "w01018"), factor(2, "w00000"), kind="water")
TODAY = dt.date(2026, 5, 12)
NOW = midnight(TODAY) + dt.timedelta(hours=10, minutes=20)


def parts(means: list[float], states: list[Validity], second: list[float] | None = None) -> Sheet:
    sheet = blank((2, len(means)))
    sheet.mean[0], sheet.validity[0] = means, states
    sheet.mean[1], sheet.validity[1] = second or means, Validity.VALID
    sheet.due[:], sheet.counted[:] = 24, 24
    return sheet


def test_a_day_so_far_has_the_mean_of_its_valid_hours_and_their_share_but_no_verdict() -> None:
    sheet = so_far(GAS, Span.DAY, parts([20.0, 40.0, NAN], [Validity.VALID, Validity.VALID, Validity.INVALID]))
    assert (sheet.mean[0, 0], sheet.counted[0, 0], sheet.due[0, 0]) == (30.0, 2, 3)
    assert (sheet.validity[0, 0], sheet.exceedance[0, 0]) == (Validity.UNJUDGED, Exceedance.NOT_JUDGED)
    assert sheet.notes[0, 0] & Note.RUNNING


def test_a_day_of_waste_water_so_far_is_weighed_by_its_flow() -> None:
    sheet = so_far(WATER, Span.DAY, parts([10.0, 40.0], [Validity.VALID] * 2, second=[1.0, 3.0]))
    assert sheet.mean[0, 0] == pytest.approx((10 + 120) / 4)


def test_a_quarter_so_far_counts_hours() -> None:
    given_days = parts([1.0] * 3, [Validity.VALID] * 3)
    given_days.counted[0] = [24, 12, 6]
    sheet = so_far(GAS, Span.QUARTER, given_days)
    assert (sheet.counted[0, 0], sheet.due[0, 0]) == (42, 72)


@given(
    st.lists(st.tuples(st.floats(0, 1000), st.sampled_from(list(Validity))), min_size=1, max_size=31),
    st.sampled_from(RUNNING),
    st.sampled_from([GAS, WATER]),
)
def test_what_is_not_over_is_never_valid_invalid_or_over(
    values: list[tuple[float, Validity]], span: Span, here: Any
) -> None:
    sheet = so_far(here, span, parts([value for value, _ in values], [state for _, state in values]))
    assert not np.isin(sheet.validity, (Validity.VALID, Validity.INVALID)).any()
    assert (sheet.exceedance == Exceedance.NOT_JUDGED).all()
    valid = [value for value, state in values if state == Validity.VALID]
    if valid and span != Span.QUARTER and not (here is WATER and span == Span.DAY):
        assert min(valid) - 1e-9 <= sheet.mean[0, 0] <= max(valid) + 1e-9


def test_the_grounds_of_what_runs_say_so_and_speak_of_no_limit() -> None:
    sheet = so_far(GAS, Span.MONTH, parts([20.0], [Validity.VALID]))
    row = sheet.flat(GAS.series, Span.MONTH, np.array(["2026-05-01"], "M8[us]"))[0]
    said = grounds(GAS, GAS.factors[0], row)
    assert said.startswith("未完：为截至目前的情况")
    assert "GB 37824" not in said
    assert "未完" in notes(row)


def put(series: Series, span: Span, begin: dt.datetime, means: list[float]) -> None:
    found = rows.empty(rows.VERDICT, len(means))
    found["series_id"], found["span"], found["mean"] = series.pk, span, means
    found["validity"] = np.where(np.isnan(means), Validity.INVALID, Validity.VALID)
    found["due"], found["counted"] = (60, 60) if span == Span.HOUR else (24, 18)
    found["at"] = rows.instant(begin) + np.arange(len(means)) * np.timedelta64(1, "D" if span == Span.DAY else "h")
    found["made_at"] = rows.instant(begin)
    for month in np.unique((found["at"] + LOCAL).astype("M8[M]")):
        partitions.ensure(rows.VERDICTS, month.astype("M8[D]").item())
    copying.write(rows.VERDICTS, found)


@pytest.fixture
def halfway(point: Point, series: Series) -> Series:
    """Be a factor with days since 1 April and four hours of today, three of them valid."""
    days = (TODAY - dt.date(2026, 4, 1)).days
    put(series, Span.DAY, midnight(dt.date(2026, 4, 1)), [20.0] * days)
    put(series, Span.HOUR, midnight(TODAY), [40.0, 50.0, 60.0, NAN])
    return series


def found(point: Point, now: dt.datetime = NOW) -> dict[int, Any]:
    return {int(row["span"]): row for row in running(places([point.pk]), now, *RUNNING)}


@pytest.mark.django_db
def test_day_month_and_quarter_so_far_come_of_the_days_that_are_over_and_of_today(
    point: Point, halfway: Series
) -> None:
    rows_ = found(point)
    day, month, quarter = (rows_[span] for span in RUNNING)
    assert (day["mean"], day["counted"], day["due"]) == (50.0, 3, 4)
    assert (month["mean"], month["counted"], month["due"]) == (20.0, 11, 11)
    days = (TODAY - dt.date(2026, 4, 1)).days
    assert (quarter["counted"], quarter["due"]) == (18 * days + 3, 24 * days + 4)
    assert rows.moment(quarter["at"]) == midnight(dt.date(2026, 4, 1))
    assert {int(row["validity"]) for row in rows_.values()} == {Validity.UNJUDGED}


@pytest.mark.django_db
def test_on_its_first_morning_a_month_has_nothing_yet(point: Point, halfway: Series) -> None:
    rows_ = found(point, midnight(dt.date(2026, 6, 1)) + dt.timedelta(hours=1))
    assert set(rows_) == {Span.QUARTER}


@pytest.mark.django_db
def test_reading_what_runs_stores_nothing_raises_nothing_and_what_is_over_is_judged_as_ever(
    point: Point, halfway: Series
) -> None:
    about = {"agency": point.agency, "client": point.client, "series": halfway, "unit": "mg/m3", "source": "证"}
    SeriesLimit.objects.create(upper=10, basis="month", **about)
    stored = verdicts([halfway.pk], Span.MONTH, midnight(dt.date(2026, 1, 1)), midnight(dt.date(2027, 1, 1)))
    found(point)
    again = verdicts([halfway.pk], Span.MONTH, midnight(dt.date(2026, 1, 1)), midnight(dt.date(2027, 1, 1)))
    assert len(stored) == len(again) == 0
    assert not Alarm.objects.exists()
    april = midnight(dt.date(2026, 4, 1))
    judge([point.pk], april, april + dt.timedelta(hours=1))
    (month,) = verdicts([halfway.pk], Span.MONTH, april, midnight(dt.date(2026, 5, 1)))
    assert month["revision"] == 0
    assert not int(month["notes"]) & Note.RUNNING


@pytest.mark.django_db
def test_the_curve_of_months_and_days_ends_with_the_one_that_runs(
    point: Point, halfway: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    for span, value in ((Span.MONTH, 20.0), (Span.DAY, 50.0)):
        monkeypatch.setattr("ecosteward.monitoring.queries.curves.timezone.now", lambda: NOW)
        shown = curves(point, [halfway], Window(span, NOW - dt.timedelta(days=60), NOW))["series"][0]
        assert shown["value"][-1] == value
        assert shown["validity"][-1] == "未完，截至目前（不判定）"
        assert shown["out"][-1] == len(shown["at"]) - 1
        past = Window(span, NOW - dt.timedelta(days=60), midnight(dt.date(2026, 5, 1)))
        assert "未完" not in "".join(curves(point, [halfway], past)["series"][0]["validity"])


@pytest.mark.django_db
def test_a_clients_captures_are_by_factor_and_cost_the_same_for_many_points(
    point: Point, halfway: Series, technician: User, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(8):
        (capture,) = captures(technician, point.client, NOW)[point.pk]
    assert (capture.name, capture.enough) == ("二氧化硫", True)
    assert capture.rate == pytest.approx(75, abs=0.01)
    for at in range(3):
        other = Point.objects.create(agency=point.agency, client=point.client, kind="gas", name=f"{at}")
        put(made_series(other, "a21026", unit="mg/m³"), Span.DAY, midnight(dt.date(2026, 4, 1)), [20.0])
    with django_assert_num_queries(8):
        assert len(captures(technician, point.client, NOW)) == 4


@pytest.mark.django_db
def test_a_stranger_sees_no_captures(point: Point, halfway: Series, stranger: User) -> None:
    assert captures(stranger, point.client, NOW) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("valid", "enough"), [(74, False), (75, True)])
def test_a_capture_is_enough_from_the_norms_share_on(valid: int, enough: bool) -> None:
    assert queries.Capture("SO2", valid, 75).enough is enough


@pytest.mark.django_db
def test_the_board_shows_the_quarter_that_runs_whatever_days_are_asked_for(
    point: Point, series: Series, technician: User, browse: Any
) -> None:
    today = timezone.localdate()
    PointDay.objects.create(point=point, on=today, due=10, came=9, valid=8)
    (row,) = qualities(technician, today - dt.timedelta(days=9), today - dt.timedelta(days=8))
    assert (row.due, row.captured) == (0, 80.0)
    browser: Browser = browse(technician)
    page = browser.get(reverse("monitoring:quality"), {"days": "month"}).content.decode()
    assert "本月至今" in page
    assert "本季度捕集率 %（未完）" in page
    assert "80.0" in page


@pytest.mark.django_db
def test_the_clients_page_tells_the_capture_so_far(point: Point, series: Series, technician: User, browse: Any) -> None:
    put(series, Span.HOUR, midnight(timezone.localdate()), [20.0])
    page = browse(technician).get(reverse("monitoring:client", args=[point.client_id])).content.decode()
    assert "本季度捕集率（未完，截至目前）" in page
    assert "二氧化硫 100.0 %" in page


@pytest.mark.django_db
def test_the_audit_sheet_has_what_runs_apart_from_the_verdicts(point: Point, halfway: Series) -> None:
    begin = midnight(timezone.localdate())
    put(halfway, Span.HOUR, begin, [33.0])
    tables = {sheet.name: list(sheet.rows) for sheet in audit(point, begin, begin + dt.timedelta(days=1))}
    assert {row[2] for row in tables["未完时段"]} >= {"日", "季度"}
    assert all("未完" in str(row[17]) for row in tables["未完时段"])
    assert "未完" not in "".join(str(cell) for row in tables["判定结果"] for cell in row)
