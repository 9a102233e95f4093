"""How a list page behaves: filter, search, sort, page, export. A room declares columns and filters; the rest is here."""

import datetime as dt
import io
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any, ClassVar, Literal
from urllib.parse import quote

import xlsxwriter
from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Model, Q, QuerySet, Value, Window
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.pages.forms import style
from ecosteward.pages.http import person, sought

_WORD = 9  # characters a cell shows on one line


@dataclass(frozen=True)
class Column:
    """One column, on screen and in Excel.

    Attributes:
        title: its heading.
        value: what a row shows: text, number, date, or a `Badge`.
        sort: the field it sorts by; empty where it does not.
        link: address a cell leads to.
        number: right-aligned figures.
        minor: left out on a phone.
        quiet: small and grey: a number that tells rows apart and says nothing else.
        clip: one line at a desk, the rest shown on hovering: "short", or "rest" for the one column that takes
            what room there is.

    """

    title: str
    value: Callable[[Any], object]
    sort: str = ""
    link: Callable[[Any], str] | None = None
    number: bool = False
    minor: bool = False
    quiet: bool = False
    clip: Literal["", "short", "rest"] = ""


@dataclass(frozen=True)
class Badge:
    """A status: a word, its colour (grey, blue, amber, red, green) and an icon's name."""

    text: str
    colour: str = "grey"
    icon: str = ""

    def __str__(self) -> str:
        return self.text


# More names than these nobody scrolls through.
MOST_OFFERED = 100


@dataclass(frozen=True)
class Struck:
    """A text that holds no longer, shown struck through, and why."""

    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.text}（{self.why}）"


class Filters(forms.Form):
    """Base of a list's filters; `narrow` applies what was chosen. Fields are all optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: User = kwargs.pop("user")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        style(self)

    def offer(self, name: str, rows: QuerySet[Any]) -> None:
        """Let a filter choose among rows. Where they are too many only the chosen one is listed: the search finds all."""
        field: Any = self.fields[name]
        field.queryset, offered = rows, list(rows[: MOST_OFFERED + 1])
        if len(offered) > MOST_OFFERED:
            chosen = self.data.get(name, "")
            offered = list(rows.filter(pk=int(chosen))) if chosen.isdecimal() else []
        field.widget.choices = [("", field.empty_label), *((each.pk, str(each)) for each in offered)]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that match what was chosen: by default each field's value equals the row's."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}
        return rows.filter(**chosen)


class ListPage(View):
    """A list. A subclass gives `model`, `title`, `columns`, and where useful `filters`, `search` and `rows`.

    `parent` is the place the list belongs to, as (words, name of the address).

    `begin` is where an empty list begins, likewise; without it that is the first of its actions.

    `export_columns` are those of the Excel file where it is a form of its own. `bulk` are steps that can be taken on
    several ticked rows at once, as (words, name of the address, icon); the address gets the ticked keys as `row`.
    """

    model: ClassVar[type[Model]]
    template_name = "pages/list.html"
    title = ""
    parent: ClassVar[tuple[str, str] | None] = None
    empty = "这里还没有内容"
    begin: ClassVar[tuple[str, str] | None] = None
    columns: ClassVar[tuple[Column, ...]] = ()
    export_columns: ClassVar[tuple[Column, ...]] = ()
    bulk: ClassVar[tuple[tuple[str, str, str], ...]] = ()
    filters: ClassVar[type[Filters] | None] = None
    search: ClassVar[tuple[str, ...]] = ()
    search_hint = "搜索"
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)
    page_size = 50

    @property
    def user(self) -> User:
        """Return the logged-in person."""
        return person(self.request)

    def rows(self) -> QuerySet[Any]:
        """Return what the person may see, with what the columns read joined in."""
        return visible(self.user, self.model)

    def context(self) -> dict[str, Any]:
        """Return further values for the template, such as `actions`: [(words, address, icon)]."""
        return {}

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show one page of the list, or send the whole of it as Excel."""
        form = self.filters(request.GET, user=self.user) if self.filters else None
        rows = self._ordered(self._narrowed(form))
        if request.GET.get("export") == "xlsx":
            return self._excel(rows)
        return render(request, self._template(request), self._context(form, self._page(rows)))

    def _template(self, request: HttpRequest) -> str:
        target = getattr(request, "htmx", None)
        return "pages/_list_body.html" if target and request.headers.get("HX-Target") == "list" else self.template_name

    def _narrowed(self, form: Filters | None) -> QuerySet[Any]:
        rows = self.rows()
        if form is not None and form.is_valid():
            rows = form.narrow(rows)
        for word in self._words():
            rows = rows.filter(self.saying(word))
        return rows

    def saying(self, word: str) -> Q:
        """Return the condition that a row says a word somewhere."""
        return reduce(operator.or_, (says(field, word) for field in self.search))

    def _words(self) -> list[str]:
        return sought(self.request).split()[:5] if self.search else []

    def _page(self, rows: QuerySet[Any]) -> Page[Any]:
        """Return the page asked for. Keys first: what a row shows is then joined and counted for the page's rows alone."""
        keys = Paginator(rows.values_list("pk", flat=True), self.page_size)
        wanted = self.request.GET.get("page", "1")
        page = self._found(rows, keys) if self._words() and wanted == "1" else keys.get_page(wanted)
        shown = {row.pk: row for row in rows.filter(pk__in=list(page.object_list))}
        page.object_list = [shown[key] for key in page.object_list if key in shown]
        return page

    def _found(self, rows: QuerySet[Any], keys: Paginator[Any]) -> Page[Any]:
        """Return the keys of a search's first page, counting in the same look through the rows: no index helps there."""
        if rows.query.distinct:  # is applied after counting
            return keys.get_page(1)
        found = list(rows.annotate(found=Window(Count("*"))).values_list("pk", "found")[: self.page_size])
        keys.__dict__["count"] = found[0][1] if found else 0
        return Page([key for key, _ in found], 1, keys)

    def _ordered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.request.GET.get("sort", "")
        known = {column.sort for column in self.columns if column.sort}
        if wanted.removeprefix("-") in known:
            return rows.order_by(wanted, "pk")
        return rows.order_by(*self.ordering)

    def _context(self, form: Filters | None, page: Page[Any]) -> dict[str, Any]:
        return {
            "title": self.title,
            "parent": self.parent,
            "begin": self.begin,
            "empty": self.empty,
            "columns": self.columns,
            "bulk": self.bulk,
            "lines": [Line(row, self.columns) for row in page.object_list],
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
            "filters": form,
            "searches": bool(self.search),
            "search_hint": self.search_hint,
            "q": sought(self.request),
            "sort": self.request.GET.get("sort", ""),
            "narrowed": any(value for name, value in self.request.GET.items() if name not in {"page", "sort"}),
            **self.context(),
        }

    def _excel(self, rows: QuerySet[Any]) -> HttpResponse:
        name = f"{self.title}{timezone.localdate():%Y%m%d}"
        return workbook_response(name, self.export_columns or self.columns, rows.iterator(chunk_size=2000))


def says(field: str, word: str) -> Q:
    """Return the condition that a field holds a word, in capitals or not.

    Folding a text's case costs more than the search; Chinese and figures have none, and `strpos` finds them in half the
    time that `like` takes.
    """
    if word.upper() != word.lower():
        return Q((f"{field}__icontains", word))
    return Q(GreaterThan(StrIndex(F(field), Value(word)), 0))


def workbook_response(name: str, columns: tuple[Column, ...], rows: Iterator[Any]) -> HttpResponse:
    """Send an Excel file of the rows under a name without its ending."""
    content = workbook(name, columns, rows)
    response = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response


@dataclass(frozen=True)
class Cell:
    """What the template shows of one column of one row."""

    column: Column
    value: object
    link: str

    @property
    def badge(self) -> bool:
        """Tell whether the value is a status."""
        return isinstance(self.value, Badge)

    @property
    def struck(self) -> bool:
        """Tell whether the value is a text that holds no longer."""
        return isinstance(self.value, Struck)

    @property
    def day(self) -> bool:
        """Tell whether the value is a date, which no line break may cut."""
        return isinstance(self.value, dt.date)

    @property
    def blank(self) -> bool:
        """Tell whether there is nothing to show: a phone leaves such a cell out."""
        return self.value is None or self.value == ""

    @property
    def fit(self) -> str:
        """Return how a text may be cut at a desk: a word nowhere, a longer text into lines of a dozen characters."""
        return "is-word" if len(str(self.value)) <= _WORD else "is-text"


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    row: Any
    columns: tuple[Column, ...]

    def cells(self) -> Iterator[Cell]:
        """Yield the row's cells in order."""
        for column in self.columns:
            yield Cell(column, column.value(self.row), column.link(self.row) if column.link else "")


def workbook(title: str, columns: tuple[Column, ...], rows: Iterator[Any]) -> bytes:
    """Return an Excel file of the rows: A4 landscape, frozen heading, codes as text. Memory stays flat."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd", "remove_timezone": True}
    )
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")[:31] or None)
    head = book.add_format({"bold": True, "bg_color": "#E6F2F0", "border": 1, "text_wrap": True, "valign": "vcenter"})
    cell = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
    day = book.add_format({"border": 1, "valign": "top", "num_format": "yyyy-mm-dd"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, 12 if column.number else 20)
        sheet.write_string(0, index, column.title, head)
    for number, row in enumerate(rows, start=1):
        for index, column in enumerate(columns):
            _write_cell(sheet, number, index, column.value(row), cell, day)
    book.close()
    return out.getvalue()


def _write_cell(sheet: Any, line: int, index: int, value: object, cell: Any, day: Any) -> None:
    match value:
        case None | "":
            sheet.write_blank(line, index, None, cell)
        case dt.datetime():
            sheet.write_string(line, index, f"{timezone.localtime(value):%Y-%m-%d %H:%M}", cell)
        case dt.date():
            sheet.write_datetime(line, index, value, day)
        case int() | float() if not isinstance(value, bool):
            sheet.write_number(line, index, value, cell)
        case _:
            sheet.write_string(line, index, str(value), cell)
