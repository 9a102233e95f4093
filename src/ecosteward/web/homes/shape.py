"""What a home is made of."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from ecosteward.pages.lists import Badge
from ecosteward.pages.maps import Map

T = TypeVar("T")
MOST = 8


@dataclass(frozen=True)
class Todo:
    """One thing to do: what, for whom, by when, and where to do it."""

    what: str
    whom: str
    url: str
    badge: Badge
    action: str = "办理"


@dataclass(frozen=True)
class Group:
    """Things to do of one kind; `more` leads to all of them."""

    title: str
    todos: tuple[Todo, ...]
    empty: str
    more: str = ""
    cut: bool = False


@dataclass(frozen=True)
class Figure:
    """A number that matters, and where it comes from."""

    value: str
    words: str
    url: str
    colour: str = ""


@dataclass(frozen=True)
class Bar:
    """One line of a chart made of bars: a share of its whole."""

    words: str
    done: int
    total: int
    url: str

    @property
    def percent(self) -> int:
        """Return the share in whole percent, 0 for an empty whole."""
        return round(100 * min(self.done, self.total) / self.total) if self.total else 0


@dataclass(frozen=True)
class Chart:
    """A few bars under a title; `of_total` shows what each is a share of."""

    title: str
    bars: tuple[Bar, ...]
    empty: str
    of_total: bool = False


@dataclass(frozen=True)
class Home:
    """A whole home."""

    title: str = "今日待办"
    groups: tuple[Group, ...] = ()
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    map: Map | None = None

    @property
    def busy(self) -> tuple[Group, ...]:
        """Return the groups that hold something to do."""
        return tuple(group for group in self.groups if group.todos)

    @property
    def quiet(self) -> tuple[Group, ...]:
        """Return the groups that are done for today."""
        return tuple(group for group in self.groups if not group.todos)

    def joined(self, other: "Home") -> "Home":
        """Return this home followed by another; a group or figure both have is shown once."""
        titles = {group.title for group in self.groups}
        words = {figure.words for figure in self.figures}
        return replace(
            other,
            groups=self.groups + tuple(group for group in other.groups if group.title not in titles),
            figures=self.figures + tuple(figure for figure in other.figures if figure.words not in words),
            charts=tuple(dict.fromkeys(self.charts + other.charts)),
            map=self.map or other.map,
        )


def group(title: str, rows: QuerySet[Any], todo: Callable[[Any], Todo], *, empty: str, more: str = "") -> Group:
    """Return a group of the first rows, in one query whatever their number."""
    found = list(rows[: MOST + 1])
    return Group(title, tuple(map(todo, found[:MOST])), empty, more, cut=len(found) > MOST)


def by_day(day: dt.date | None, *, words: str = "") -> Badge:
    """Return how urgent a day is: overdue red, within three days amber, later grey."""
    if day is None:
        return Badge(words or "未定期限")
    left = (day - timezone.localdate()).days
    if left < 0:
        return Badge(f"{words}超期 {-left} 天", "red", "alert-circle")
    if left == 0:
        return Badge(f"{words}今天", "amber", "clock")
    return Badge(f"{words}{day:%Y-%m-%d}", "amber" if left <= 3 else "grey", "clock")  # noqa: PLR2004  # three days


def counted(values: Iterable[tuple[T, int]]) -> dict[T, int]:
    """Return counts by key, as a query with `values_list(key, count)` gives them."""
    return dict(values)
