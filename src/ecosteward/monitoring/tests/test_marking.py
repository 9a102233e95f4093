"""Corrections, conditions and checks: who may make them, and that what they touch is judged again."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import User
from ecosteward.journal.models import Entry
from ecosteward.monitoring.models import Check as Checked
from ecosteward.monitoring.models import CheckKind, Condition, ConditionKind, Due, Instrument, Point, Revision, Series
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.services import checks, conditions
from ecosteward.monitoring.services.corrections import correct

BEGIN = dt.datetime(2026, 6, 10, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def _correct(actor: User, series: Series, **more: object) -> Revision:
    given = {"span": Span.MINUTE, "at": BEGIN, "value": 12.0, "mark": "N", "reason": "量程设置错误，按标样核查改正"}
    return correct(actor, series, **(given | more))  # type: ignore[arg-type]  # wrong values are the point


def _hours() -> list[dt.datetime]:
    return list(Due.objects.order_by("hour").values_list("hour", flat=True))


def test_an_enterprise_may_not_correct_what_it_is_judged_by(
    contact: User, series: Series, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    with pytest.raises(RefusedError):
        _correct(contact, series)
    assert (Revision.objects.count(), Due.objects.count(), journal_rows()) == (0, 0, before)


def test_a_correction_is_one_row_of_the_journal_and_has_its_hour_judged_again(
    technician: User, series: Series, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    revision = _correct(technician, series)
    assert journal_rows() == before + 1
    assert Entry.objects.latest("pk").changes["value"] == [None, "12.0"]
    assert (revision.kind, revision.made_by, revision.value) == ("corrected", technician, 12.0)
    assert _hours() == [BEGIN]


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "  "},
        {"mark": "STOP"},
        {"mark": "停"},
        {"mark": "Z"},
        {"span": Span.MONTH},
        {"value": float("inf")},
        {"at": dt.datetime(2999, 1, 1, tzinfo=dt.UTC)},
        {"at": dt.datetime(1989, 7, 1, tzinfo=dt.UTC)},
    ],
)
def test_a_correction_without_reason_or_with_what_cannot_be_is_refused(
    technician: User, series: Series, wrong: dict[str, object], journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError) as told:
        _correct(technician, series, **wrong)
    assert set(told.value.message_dict) == set(wrong)
    assert (Revision.objects.count(), journal_rows()) == (0, before)


def test_a_corrected_day_has_all_its_hours_judged_again(technician: User, series: Series) -> None:
    _correct(technician, series, span=Span.DAY, at=BEGIN - 8 * HOUR)  # midnight in China
    assert len(_hours()) == 24


def test_an_enterprise_marks_its_own_conditions(contact: User, point: Point, journal_rows: Callable[[], int]) -> None:
    before = journal_rows()
    made = conditions.mark(contact, point, ConditionKind.STOPPED, BEGIN + HOUR / 2, BEGIN + 2 * HOUR, "检修停炉")
    assert (made.marked_by, journal_rows()) == (contact, before + 1)
    assert _hours() == [BEGIN, BEGIN + HOUR]


def test_a_mistyped_year_of_a_mark_or_check_does_not_have_a_century_of_hours_judged(
    contact: User, point: Point, journal_rows: Callable[[], int]
) -> None:
    long_ago = BEGIN.replace(year=1926)
    instrument = Instrument.objects.create(agency=point.agency, client=point.client, point=point, name="COD 分析仪")
    before = journal_rows()
    with pytest.raises(ValidationError, match="请核对年份"):
        conditions.mark(contact, point, ConditionKind.STOPPED, long_ago, None, "检修停炉")
    with pytest.raises(ValidationError, match="请核对年份"):
        checks.record(contact, instrument, CheckKind.STANDARD, long_ago, passed=True)
    assert (Due.objects.count(), journal_rows()) == (0, before)


def test_a_stranger_marks_nothing(stranger: User, point: Point, journal_rows: Callable[[], int]) -> None:
    before = journal_rows()
    with pytest.raises(RefusedError):
        conditions.mark(stranger, point, ConditionKind.STOPPED, BEGIN, None, "停炉")
    assert (Condition.objects.count(), Due.objects.count(), journal_rows()) == (0, 0, before)


def test_a_condition_is_ended_once_and_may_be_voided_with_a_reason(
    contact: User, stranger: User, point: Point, journal_rows: Callable[[], int]
) -> None:
    made = conditions.mark(contact, point, ConditionKind.FAULT, BEGIN, None, "探头堵塞")
    before = journal_rows()
    with pytest.raises(RefusedError):
        conditions.end(stranger, made, BEGIN + HOUR)
    with pytest.raises(RefusedError):
        conditions.void(stranger, made, "误标")
    assert journal_rows() == before
    with pytest.raises(ValidationError):
        conditions.end(contact, made, BEGIN - HOUR)
    made.refresh_from_db()
    conditions.end(contact, made, BEGIN + HOUR)
    with pytest.raises(ValidationError):
        conditions.end(contact, made, BEGIN + 2 * HOUR)
    with pytest.raises(ValidationError):
        conditions.void(contact, made, " ")
    conditions.void(contact, made, "标错了点位")
    assert journal_rows() == before + 2
    assert Entry.objects.latest("pk").reason == "标错了点位"
    made.refresh_from_db()
    assert made.voided_at is not None


def test_a_condition_of_another_points_factor_is_refused(contact: User, point: Point, series: Series) -> None:
    other = Point.objects.create(agency=point.agency, client=point.client, kind="gas", name="二号排放口")
    with pytest.raises(ValidationError):
        conditions.mark(contact, other, ConditionKind.FAULT, BEGIN, None, "故障", series)
    assert not Condition.objects.exists()


def test_a_check_has_all_judged_again_from_the_last_passed_one_to_the_next(
    contact: User, stranger: User, point: Point, journal_rows: Callable[[], int]
) -> None:
    instrument = Instrument.objects.create(agency=point.agency, client=point.client, point=point, name="COD 分析仪")
    checks.record(contact, instrument, CheckKind.STANDARD, BEGIN, passed=True)
    checks.record(contact, instrument, CheckKind.STANDARD, BEGIN + 9 * HOUR, passed=True)
    Due.objects.all().delete()
    before = journal_rows()
    with pytest.raises(RefusedError):
        checks.record(stranger, instrument, CheckKind.STANDARD, BEGIN + 5 * HOUR, passed=False)
    assert (Checked.objects.count(), journal_rows()) == (2, before)
    checks.record(contact, instrument, CheckKind.STANDARD, BEGIN + 5 * HOUR, passed=False, text="偏差 18 %")
    assert (Checked.objects.count(), journal_rows()) == (3, before + 1)
    assert _hours() == [BEGIN + at * HOUR for at in range(9)]
