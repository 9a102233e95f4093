"""The substitution ledger, the totals of a year, and what they will come to."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.monitoring.models import Alarm, Point, Quota, Series, Substitution
from ecosteward.monitoring.queries.totals import totals
from ecosteward.monitoring.rules import ledger_of_gas, substitution
from ecosteward.monitoring.rules.forecast import forecast
from ecosteward.monitoring.rules.places import Factor
from ecosteward.monitoring.rules.sheets import Sheet, blank
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Validity
from ecosteward.monitoring.services.substituting import substitute
from ecosteward.monitoring.services.totals import watch_totals
from ecosteward.monitoring.store import copying, partitions, rows
from ecosteward.monitoring.tests.sample import NAN, check, factor, made_series, place

FIRST = np.datetime64("2026-03-31T16:00", "us")  # 1 April in China
APRIL = dt.date(2026, 4, 1)
ON = dt.datetime(2026, 4, 1)  # noqa: DTZ001  # China's, as the ledger's are


def _hours(amounts: list[float], validity: list[Validity]) -> Sheet:
    sheet = blank((1, len(amounts)))
    sheet.amount[0], sheet.validity[0] = amounts, validity
    sheet.due[0] = 60
    sheet.mark[0] = 0
    return sheet


def _ledger(here: Factor, sheet: Sheet, *checks: Any) -> list[substitution.Entered]:
    return list(ledger_of_gas.lines(place(here), 0, FIRST, sheet, checks, ON))


@pytest.mark.parametrize("code", ["a21026", "a21002", "a34013"])
def test_amounts_of_the_three_pollutants_of_gas_are_substituted(code: str) -> None:
    assert substitution.substituted(place(factor(1, code))) == [0]


@pytest.mark.parametrize(
    ("code", "kind"),
    [("a24088", "gas"), ("a05002", "gas"), ("w20122", "water"), ("w01001", "water"), ("a21026", "boundary")],
)
def test_amounts_of_all_others_are_not(code: str, kind: str) -> None:
    assert substitution.substituted(place(factor(1, code), kind=kind)) == []


@pytest.mark.parametrize("code", ["w01018", "w21003", "w21011", "w21001"])
def test_amounts_of_the_four_pollutants_of_waste_water_are_substituted(code: str) -> None:
    assert substitution.substituted(place(factor(1, code), kind="water")) == [0]


def test_a_gap_takes_the_largest_amount_of_the_valid_hours_before_it() -> None:
    sheet = _hours([1.0] * 90 + [7.0] + [2.0] * 9 + [NAN] * 5, [Validity.VALID] * 100 + [Validity.INVALID] * 5)
    (line,) = _ledger(factor(1), sheet)
    assert (line.periods, line.amount, line.begin) == (5, 7.0, ON + dt.timedelta(hours=100))
    assert line.inputs["最大值所在小时"] == "2026-04-04 18"
    assert "HJ 75" in line.rule


def test_a_stopped_source_needs_no_substitute() -> None:
    sheet = _hours([1.0] * 100 + [NAN] * 5, [Validity.VALID] * 100 + [Validity.STOPPED] * 5)
    sheet.mark[0, 100:] = 1
    assert _ledger(factor(1), sheet) == []


def test_below_three_quarters_of_capture_no_amount_can_be_told() -> None:
    sheet = _hours([1.0] * 10 + [NAN] * 10, [Validity.VALID] * 10 + [Validity.MISSING] * 10)
    (line,) = _ledger(factor(1), sheet)
    assert (line.amount, line.rate) == (None, 50.0)


def test_out_of_control_the_maximum_is_sought_before_the_last_calibration() -> None:
    here = factor(1, instrument_id=7)
    sheet = _hours([3.0] * 20 + [9.0] * 60 + [NAN] * 5, [Validity.VALID] * 80 + [Validity.INVALID] * 5)
    shift = int((FIRST - np.datetime64("2026-06-10T00:00", "us")) / np.timedelta64(1, "h"))
    checks = (
        check(shift + 20, passed=True, instrument=7, kind="span"),
        check(shift + 80, passed=False, instrument=7, kind="span"),
    )
    (line,) = _ledger(here, sheet, *checks)
    assert (line.amount, line.cause) == (3.0, "失控或超期未校准")


def _verdicts(series: Series, begin: dt.datetime, amounts: list[float], validity: list[Validity], span: Span) -> None:
    found = rows.empty(rows.VERDICT, len(amounts))
    found["series_id"], found["span"], found["amount"], found["validity"] = series.pk, span, amounts, validity
    found["mean"], found["due"] = 20.0, 24
    found["at"] = rows.instant(begin) + np.arange(len(amounts)) * np.timedelta64(1, "D" if span == Span.DAY else "h")
    found["made_at"] = rows.instant(begin)
    for month in np.unique(found["at"].astype("M8[M]")):
        for each in (month, month + 1):
            partitions.ensure(rows.VERDICTS, each.astype("M8[D]").item())
    copying.write(rows.VERDICTS, found)


@pytest.mark.django_db
def test_a_ledger_worked_out_again_replaces_what_changed_and_keeps_it(point: Point, series: Series) -> None:
    begin = rows.moment(FIRST)
    _verdicts(series, begin, [4.0] * 99 + [NAN], [Validity.VALID] * 99 + [Validity.MISSING], Span.HOUR)
    assert substitute([point.pk], APRIL) == 1
    assert substitute([point.pk], APRIL) == 0
    (entry,) = Substitution.objects.all()
    assert (entry.amount, entry.periods, entry.needs_check) == (4.0, 1, True)
    _verdicts(series, begin + dt.timedelta(hours=100), [4.0, NAN], [Validity.VALID, Validity.MISSING], Span.HOUR)
    assert substitute([point.pk], APRIL) == 2  # the capture rate of the quarter is another now
    assert Substitution.objects.count() == 2
    assert Substitution.every.exclude(replaced_at=None).count() == 1


@pytest.mark.django_db
def test_a_day_of_waste_water_takes_the_largest_of_the_days_before_the_last_passed_check(point: Point) -> None:
    Point.objects.update(kind="water")
    cod = made_series(point, "w01018", unit="mg/L")
    begin = rows.moment(FIRST)
    _verdicts(cod, begin, [5.0, 8.0, 6.0, NAN], [Validity.VALID] * 3 + [Validity.INVALID], Span.DAY)
    assert substitute([point.pk], APRIL) == 1
    entry = Substitution.objects.get()
    assert (entry.amount, entry.inputs["处理"]) == (None, "之前没有合格的校验，不能替代")


def _quota(point: Point, tonnes: float = 1.0) -> Quota:
    about = {"code": "a21026", "name": "二氧化硫", "year": 2026, "source": "排污许可证"}
    return Quota.objects.create(agency=point.agency, client=point.client, tonnes=tonnes, **about)


@pytest.mark.django_db
def test_a_years_total_is_what_was_measured_and_what_stands_in_for_it(point: Point, series: Series) -> None:
    begin = dt.datetime(2025, 12, 31, 16, tzinfo=dt.UTC)
    _verdicts(series, begin, [10.0] * 40 + [NAN], [Validity.VALID] * 41, Span.DAY)
    Substitution.objects.create(
        point=point, series=series, quarter=dt.date(2026, 1, 1), begin=begin, end=begin, periods=3, cause="",
        amount=20.0, rule="", made_at=begin,
    )  # fmt: skip
    (total,) = totals([_quota(point)], begin + dt.timedelta(days=41))
    assert (total.measured, total.substituted, total.unknown) == pytest.approx((0.4, 0.06, 1))
    assert total.share == pytest.approx(46)
    assert total.forecast is not None
    assert total.forecast.total == pytest.approx(0.46 + 324 * 0.01)


@pytest.mark.django_db
def test_totals_of_many_take_as_many_queries_as_of_one(
    point: Point, series: Series, django_assert_num_queries: Any
) -> None:
    first = _quota(point)
    about = {"name": "x", "year": 2026, "source": "证", "tonnes": 1}
    more = [Quota.objects.create(agency=point.agency, client=point.client, code=f"a{at}", **about) for at in range(5)]
    for some in ([first], [first, *more]):
        with django_assert_num_queries(4):
            totals(some)


@pytest.mark.django_db
def test_a_total_near_what_is_permitted_raises_an_alarm(point: Point, series: Series) -> None:
    today = dt.datetime.now(dt.UTC)
    _quota(point, 0.1)
    Quota.objects.update(year=today.year)
    begin = dt.datetime(today.year - 1, 12, 31, 16, tzinfo=dt.UTC)
    _verdicts(series, begin, [85.0], [Validity.VALID], Span.DAY)
    assert watch_totals() == 1
    alarm = Alarm.objects.get()
    assert (alarm.value, alarm.bound, alarm.unit) == (0.085, 0.1, "t")
    assert "85.0 %" in alarm.text


@given(st.lists(st.floats(0, 100), min_size=28, max_size=200), st.integers(0, 300), st.floats(0, 1000))
def test_a_forecast_lies_in_its_range_and_never_below_what_was_emitted(
    days: list[float], left: int, so_far: float
) -> None:
    found = forecast(so_far, np.array(days), left)
    assert found is not None
    assert so_far <= found.low <= found.total + 1e-9
    assert found.total <= found.high + 1e-9
    if not left:
        assert found.total == found.low == found.high == so_far


@given(st.lists(st.floats(0, 100), max_size=27))
def test_of_less_than_four_weeks_nothing_is_foretold(days: list[float]) -> None:
    assert forecast(1.0, np.array(days), 100) is None


def test_weeks_with_gaps_are_left_out_of_a_forecast() -> None:
    days = np.array([1.0] * 27 + [NAN] + [1.0] * 14)
    assert forecast(1.0, days, 100) is not None
    assert forecast(1.0, days[:35], 100) is not None
    assert forecast(1.0, days[7:], 100) is not None
    assert forecast(1.0, days[14:], 100) is None


def test_a_steady_source_is_foretold_exactly() -> None:
    found = forecast(70.0, np.full(70, 1.0), 295)
    assert found is not None
    assert (found.low, found.total, found.high) == pytest.approx((365, 365, 365))
