"""Manual results in the ledger: the reference method in place of hours of gas, four samples in place of a day of waste water."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import User
from ecosteward.monitoring import tasks
from ecosteward.monitoring.models import CheckKind, Instrument, Point, Result, Series, Substitution
from ecosteward.monitoring.rules import by_hand, ledger_of_gas, ledger_of_water
from ecosteward.monitoring.rules.by_hand import Taken
from ecosteward.monitoring.rules.places import LOCAL
from ecosteward.monitoring.rules.sheets import Sheet, blank
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.substitution import Entered
from ecosteward.monitoring.rules.verdicts import Validity
from ecosteward.monitoring.services import checks, results
from ecosteward.monitoring.services.substituting import substitute
from ecosteward.monitoring.store import copying, partitions, rows
from ecosteward.monitoring.tests.sample import NAN, check, factor, made_series, place

FIRST = np.datetime64("2026-03-31T16:00", "us")  # 1 April in China
APRIL = dt.date(2026, 4, 1)
ON = dt.datetime.combine(APRIL, dt.time())
GAS = place(factor(1), factor(2, "a00000"))
WATER = place(factor(1, "w01018"), factor(2, "w00000"), kind="water")
GAP = 100  # the hour a gap begins in: 5 April, 4 in the morning


def taken(hour: float, value: float, series: int = 1, **more: Any) -> Taken:
    at = FIRST + np.timedelta64(round(hour * 3600), "s")
    return Taken(series, at, value, more.get("below", False), more.get("report", ""))


def hours(gap: int, flow: float = 2.0) -> Sheet:
    """Return valid hours of 1 kg, and a gap after them in which the flow is measured on."""
    number = GAP + gap
    sheet = blank((2, number))
    sheet.due[:], sheet.mark[:], sheet.validity[:] = 60, 0, Validity.VALID
    sheet.amount[0], sheet.mean[0], sheet.mean[1] = 1.0, 20.0, flow
    sheet.amount[0, GAP:], sheet.mean[0, GAP:], sheet.validity[0, GAP:] = NAN, NAN, Validity.INVALID
    return sheet


def gas(sheet: Sheet, *results: Taken, checks: Any = ()) -> list[Entered]:
    return list(ledger_of_gas.lines(GAS, 0, FIRST, sheet, checks, ON, results))


def test_a_result_of_the_reference_method_stands_in_for_the_gap_of_its_day_with_its_inputs_named() -> None:
    (line,) = gas(hours(5), taken(101.5, 50.0, report="JC-7"))
    assert line.amount == pytest.approx(50 * 7200 * 1e-6)
    assert (line.periods, line.inputs["处理"]) == (5, "以参比方法数据替代")
    assert line.inputs["参比方法结果"] == "04-05 05:30 50 mg/m³（报告 JC-7） × 自动流量 7200 m³/h = 0.36 kg/h"
    assert "最大值所在小时" not in line.inputs


def test_results_of_a_day_are_averaged_and_each_day_is_a_line_of_its_own() -> None:
    found = gas(hours(40), taken(101, 50.0), taken(103, 100.0), taken(125, 200.0))
    assert [(line.begin.day, line.periods) for line in found] == [(5, 20), (6, 20)]
    assert [line.amount for line in found] == pytest.approx([0.54, 1.44])


@pytest.mark.parametrize(("results", "verdict"), [(1, "已修约"), (2, "以参比方法数据替代")])
def test_every_day_of_a_gap_needs_a_result_or_the_largest_amount_stands(results: int, verdict: str) -> None:
    sheet = hours(24)  # the fifth, and four hours of the sixth
    found = gas(sheet, *[taken(101, 50.0), taken(121, 50.0)][:results])
    assert {line.inputs["处理"] for line in found} == {verdict}
    if results == 1:
        assert found[0].amount == 1.0
        assert "不是每天都有" in found[0].inputs["未采用的参比方法结果"]


def test_a_flow_taken_by_hand_in_the_same_hour_goes_before_the_measured_one() -> None:
    (line,) = gas(hours(5), taken(101.2, 50.0), taken(101.7, 4.0, series=2))
    assert line.amount == pytest.approx(50 * 14400 * 1e-6)
    assert "手工流量 14400" in line.inputs["参比方法结果"]


def test_without_any_flow_a_result_cannot_stand_in_and_the_ledger_says_so() -> None:
    sheet = hours(5)
    sheet.validity[1] = Validity.INVALID
    (line,) = gas(sheet, taken(101, 50.0))
    assert (line.amount, line.inputs["处理"]) == (1.0, "已修约")
    assert "没有流量" in line.inputs["未采用的参比方法结果"]


def test_below_detection_the_limit_stands_and_is_said() -> None:
    (line,) = gas(hours(5), taken(101, 3.0, below=True))
    assert line.amount == pytest.approx(3 * 7200 * 1e-6)
    assert "未检出，按检出限 3" in line.inputs["参比方法结果"]


def test_out_of_control_results_by_hand_do_not_stand_in() -> None:
    here = place(factor(1, instrument_id=7), factor(2, "a00000"))
    shift = int((FIRST - np.datetime64("2026-06-10T00:00", "us")) / np.timedelta64(1, "h"))
    checks = (
        check(shift + 20, passed=True, instrument=7, kind="span"),
        check(shift + GAP, passed=False, instrument=7, kind="span"),
    )
    (line,) = ledger_of_gas.lines(here, 0, FIRST, hours(5), checks, ON, (taken(101, 50.0),))
    assert (line.cause, line.amount) == ("失控或超期未校准", 1.0)
    assert line.inputs["起因"].startswith("失控：量程校准 2026-04-05 04:00 不合格")
    assert "失控、超期时段不用" in line.inputs["未采用的参比方法结果"]


def test_a_flow_meter_out_of_control_spoils_the_amounts_too() -> None:
    here = place(factor(1), factor(2, "a00000", instrument_id=8))
    shift = int((FIRST - np.datetime64("2026-06-10T00:00", "us")) / np.timedelta64(1, "h"))
    checks = (
        check(shift + 20, passed=True, instrument=8, kind="zero"),
        check(shift + GAP, passed=False, instrument=8, kind="zero"),
    )
    (line,) = ledger_of_gas.lines(here, 0, FIRST, hours(5), checks, ON)
    assert (line.cause, "失控：零点校准" in line.inputs["起因"]) == ("失控或超期未校准", True)


@given(st.lists(st.tuples(st.integers(0, 139), st.floats(0, 900)), max_size=12), st.integers(1, 33))
def test_a_gap_is_filled_by_hand_or_by_the_largest_amount_and_never_by_both(
    results: list[tuple[int, float]], gap: int
) -> None:
    found = gas(hours(gap), *(taken(hour, value) for hour, value in results))
    assert sum(line.periods for line in found) == gap
    assert len({line.inputs["处理"] for line in found}) == 1
    covered = {(GAP + each) // 24 for each in range(gap)} <= {hour // 24 for hour, _ in results if hour < GAP + gap}
    assert (found[0].inputs["处理"] == "以参比方法数据替代") is covered
    assert all(line.amount == 1.0 for line in found) or covered


def days(*amounts: float) -> Sheet:
    sheet = blank((2, len(amounts)))
    sheet.due[:] = 24
    sheet.amount[0] = sheet.mean[0] = amounts
    sheet.validity[0] = np.where(np.isnan(amounts), Validity.INVALID, Validity.VALID)
    return sheet


def water(*results: Taken, volumes: dict[dt.date, float] | None = None, before: bool = True) -> Entered:
    """Return the ledger's line of the last of three days, whose amount is lost, with 480 m³ of water."""
    proved = check(int((FIRST - np.datetime64("2026-06-10T00:00", "us")) / np.timedelta64(1, "h")) + 30, passed=True)
    day = APRIL + dt.timedelta(days=2)
    sampled = by_hand.daily(WATER, 0, results, {day: 480.0} if volumes is None else volumes)
    checks = (proved,) if before else ()
    (line,) = ledger_of_water.lines(WATER.factors[0], 0, APRIL, days(5.0, 9.0, NAN), checks, ON, sampled)
    return line


@pytest.mark.parametrize(("number", "amount"), [(3, 5.0), (4, 12.0)])
def test_four_samples_a_day_stand_for_the_day_and_three_do_not(number: int, amount: float) -> None:
    line = water(*(taken(48 + 6 * each, 25.0) for each in range(number)))
    assert line.amount == pytest.approx(amount)
    assert line.inputs["处理"] == ("手工监测" if number == 4 else "替代")
    if number == 4:
        assert line.inputs["手工监测结果"].startswith("4 次：04-03 00:00 25 mg/L；")
        assert "自动流量 480 m³ = 12 kg" in line.inputs["手工监测结果"]
    else:
        assert "每天不少于 4 次才用" in line.inputs["未采用的手工监测结果"]
        assert line.inputs["最大值所在日"] == "2026-04-01"


def test_two_results_of_one_sample_are_one() -> None:
    line = water(*(taken(48 + 6 * each, 25.0, report=name) for each in range(3) for name in "ab"))
    assert "3 次" in line.inputs["未采用的手工监测结果"]


@pytest.mark.parametrize(("number", "handled"), [(3, False), (4, True)])
def test_where_the_meter_failed_as_many_flows_by_hand_stand_for_it(number: int, handled: bool) -> None:
    samples = [taken(48 + 6 * each, 25.0) for each in range(4)]
    flows = [taken(48 + 6 * each, 5.0, series=2) for each in range(number)]
    line = water(*samples, *flows, volumes={})
    if handled:
        assert line.amount == pytest.approx(25 * 5 * 3.6 * 24 * 1e-3)
        assert "手工流量 432 m³" in line.inputs["手工监测结果"]
    else:
        assert "当日水量不知道" in line.inputs["未采用的手工监测结果"]


def test_samples_count_even_where_no_check_was_ever_passed() -> None:
    assert water(*(taken(48 + 6 * each, 25.0) for each in range(4)), before=False).amount == pytest.approx(12)
    assert water(before=False).amount is None


@pytest.mark.parametrize(("lost", "known"), [(0, True), (1, False)])
def test_a_days_volume_is_known_where_the_flow_of_every_hour_is(lost: int, known: bool) -> None:
    sheet = blank((2, 24))
    sheet.mean[1], sheet.validity[1] = 5.0, Validity.VALID
    sheet.mean[1, 12:], sheet.validity[1, 12:] = 0.0, Validity.STOPPED
    sheet.validity[1, :lost] = Validity.INVALID
    moments = FIRST + np.arange(24) * np.timedelta64(1, "h")
    assert ledger_of_water.volumes(WATER, moments, sheet) == ({APRIL: pytest.approx(5 * 3.6 * 12)} if known else {})


def _verdicts(series: Series, begin: dt.datetime, means: list[float], span: Span, amount: float = NAN) -> None:
    found = rows.empty(rows.VERDICT, len(means))
    found["series_id"], found["span"], found["mean"], found["due"] = series.pk, span, means, 24
    found["amount"] = np.where(np.isnan(means), NAN, amount)
    found["validity"] = np.where(np.isnan(means), Validity.INVALID, Validity.VALID)
    found["at"] = rows.instant(begin) + np.arange(len(means)) * np.timedelta64(1, "D" if span == Span.DAY else "h")
    found["made_at"] = rows.instant(begin)
    for month in np.unique((found["at"] + LOCAL).astype("M8[M]")):
        partitions.ensure(rows.VERDICTS, month.astype("M8[D]").item())
    copying.write(rows.VERDICTS, found)


def _result(series: Series, hour: float, value: float) -> None:
    at = rows.moment(FIRST) + dt.timedelta(hours=hour)
    Result.objects.create(agency=series.agency, client=series.client, series=series, at=at, value=value)


@pytest.mark.django_db
def test_a_recorded_result_replaces_the_entry_of_the_gap_and_the_former_stays(point: Point, series: Series) -> None:
    flow = made_series(point, "a00000", unit="m³/s", role="flow")
    begin = rows.moment(FIRST)
    _verdicts(series, begin, [20.0] * GAP + [NAN] * 3, Span.HOUR, 1.0)
    _verdicts(flow, begin, [2.0] * (GAP + 3), Span.HOUR)
    assert substitute([point.pk], APRIL) == 1
    _result(series, GAP + 1, 50.0)
    assert substitute([point.pk], APRIL) == 1
    entry = Substitution.objects.get()
    assert entry.amount == pytest.approx(0.36)
    assert "7200 m³/h" in entry.inputs["参比方法结果"]
    assert Substitution.every.count() == 2
    assert substitute([point.pk], APRIL) == 0


@pytest.mark.django_db
def test_four_recorded_samples_stand_for_a_day_of_waste_water(point: Point) -> None:
    Point.objects.update(kind="water")
    cod, flow = made_series(point, "w01018", unit="mg/L"), made_series(point, "w00000", unit="L/s", role="flow")
    begin = rows.moment(FIRST)
    _verdicts(cod, begin, [20.0, NAN], Span.DAY, 8.0)
    _verdicts(flow, begin, [5.0] * 48, Span.HOUR)
    for hour in (24, 30, 36, 42):
        _result(cod, hour, 25.0)
    substitute([point.pk], APRIL)
    entry = Substitution.objects.get()
    assert entry.amount == pytest.approx(25 * 5 * 3.6 * 24 * 1e-3)
    assert entry.inputs["处理"] == "手工监测"


def _asked() -> list[Any]:
    rows_ = ProcrastinateJob.objects.filter(task_name="monitoring.substitute").order_by("id")
    return [(args["point_id"], args["quarter"]) for args in rows_.values_list("args", flat=True)]


@pytest.mark.django_db
def test_a_result_recorded_has_the_ledger_of_its_quarter_worked_out_once(series: Series, technician: User) -> None:
    at = rows.moment(FIRST) + dt.timedelta(hours=GAP)
    for minutes in (0, 30):
        results.record(technician, series, at + dt.timedelta(minutes=minutes), value=50.0)
    assert _asked() == [(series.point_id, "2026-04-01")]


@pytest.mark.django_db
def test_a_check_recorded_has_the_ledgers_worked_out_of_all_quarters_it_says_something_of(
    point: Point, technician: User
) -> None:
    analyser = Instrument.objects.create(agency=point.agency, client=point.client, point=point, name="SO₂ 分析仪")
    first, second = (rows.moment(FIRST) + dt.timedelta(days=days) for days in (-10, 40))
    checks.record(technician, analyser, CheckKind.ZERO, second, passed=True)
    ProcrastinateJob.objects.all().delete()
    checks.record(technician, analyser, CheckKind.ZERO, first, passed=True)
    assert _asked() == [(point.pk, "2026-01-01"), (point.pk, "2026-04-01")]


@pytest.mark.django_db
def test_who_may_not_record_a_result_asks_for_no_ledger(series: Series, stranger: User) -> None:
    with pytest.raises(RefusedError):
        results.record(stranger, series, rows.moment(FIRST), value=50.0)
    assert _asked() == []


@pytest.mark.django_db
def test_the_worker_works_out_the_ledger_asked_for(point: Point, series: Series) -> None:
    _verdicts(series, rows.moment(FIRST), [20.0] * GAP + [NAN] * 3, Span.HOUR, 1.0)
    tasks.substitute.func(point_id=point.pk, quarter="2026-04-01")
    assert Substitution.objects.get().amount == 1.0
