"""Continuing education by year: the agency's own trainings and what people learnt elsewhere."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from ecosteward.agency.models import Attendance, Education, StaffRecord


@dataclass
class Year:
    """One person's continuing education in one year; hours are class hours, confirmed ones only."""

    year: int
    hours: Decimal = Decimal(0)
    trainings: list[Attendance] = field(default_factory=list)
    elsewhere: list[Education] = field(default_factory=list)


def learning(records: Iterable[StaffRecord]) -> dict[int, list[Year]]:
    """Return each record's years, newest first, by the record's number. Two queries, however many records."""
    numbers = [record.pk for record in records]
    years: dict[int, dict[int, Year]] = defaultdict(dict)
    for attendance in _attendances(numbers):
        year = _year(years[attendance.staff_id], attendance.training.held_on.year)
        year.trainings.append(attendance)
        year.hours += attendance.training.hours
    for entry in Education.objects.filter(staff_id__in=numbers).select_related("file").order_by("-year", "-pk"):
        year = _year(years[entry.staff_id], entry.year)
        year.elsewhere.append(entry)
        year.hours += entry.hours if entry.confirmed_on else 0
    return {number: sorted(years[number].values(), key=lambda each: -each.year) for number in numbers}


def _attendances(numbers: list[int]) -> Iterable[Attendance]:
    found = Attendance.objects.filter(staff_id__in=numbers).select_related("training")
    return found.order_by("-training__held_on", "-pk")


def _year(years: dict[int, Year], number: int) -> Year:
    return years.setdefault(number, Year(number))
