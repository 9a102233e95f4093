"""What every template uses: fields, statuses, icons, files, history."""

from functools import cache
from html import escape
from typing import Any

from django import template
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    HiddenInput,
    ModelChoiceField,
    RadioSelect,
    Select,
)
from django.forms.utils import flatatt
from django.template import Context
from django.template.base import render_value_in_context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ecosteward.accounts import door
from ecosteward.journal import queries
from ecosteward.journal.models import Record
from ecosteward.pages.lists import Badge, Cell, Column, Line, Struck

register = template.Library()


@register.inclusion_tag("pages/_field.html")
def field(bound: BoundField, label: str = "") -> dict[str, Any]:
    """Show one field of a form with its label, help and errors."""
    widget = bound.field.widget
    return {
        "bound": bound,
        "label": label or bound.label,
        "hidden": isinstance(widget, HiddenInput),
        "single": isinstance(widget, CheckboxInput),
        "many": isinstance(widget, (RadioSelect, CheckboxSelectMultiple)),
        "file": isinstance(widget, ClearableFileInput),
        "lacking": _lacking(bound),
    }


def _lacking(bound: BoundField) -> bool:
    """Tell whether something must be chosen and there is nothing to choose from."""
    asked = bound.field
    if not isinstance(asked, ModelChoiceField) or not asked.required:
        return False
    return asked.queryset is None or not asked.queryset.exists()


@register.simple_tag
def badge(status: Badge | str, colour: str = "grey", icon: str = "") -> SafeString:
    """Show a status: a coloured word, with an icon where it has one."""
    return mark_safe(_badge(status if isinstance(status, Badge) else Badge(str(status), colour, icon)))  # noqa: S308  # escaped there


@register.simple_tag(takes_context=True)
def cells(context: Context, line: Line) -> SafeString:
    """Show the cells of a list's row. In Python: a page has some five hundred, and a template takes ten times as long."""
    return mark_safe("".join([_cell(context, each) for each in line.cells()]))  # noqa: S308  # each is escaped piece by piece


def _cell(context: Context, shown: Cell) -> str:
    column, value = shown.column, shown.value
    classes = _classes(column.number, column.minor, column.quiet) + _fit(shown)
    # What a clipped cell hides is read by hovering.
    hint = f' title="{_escaped("" if value is None else value)}"' if column.clip else ""
    return f'<td data-label="{escape(column.title)}" class="{classes}"{hint}>{_shown(context, shown)}</td>'


@cache
def _classes(number: bool, minor: bool, quiet: bool) -> str:
    named = (("text-end num ", number), ("is-minor ", minor), ("is-quiet ", quiet))
    return "".join(name for name, wanted in named if wanted)


def _fit(shown: Cell) -> str:
    if shown.day:
        return "text-nowrap"
    if shown.blank:
        return "is-blank"
    return f"is-{shown.column.clip}" if shown.column.clip else shown.fit


def _shown(context: Context, shown: Cell) -> str:
    value = shown.value
    if isinstance(value, Badge):
        return _badge(value)
    link = escape(shown.link) if shown.link else ""
    if isinstance(value, Struck):
        struck = f"<s>{escape(value.text)}</s> {escape(value.why)}"
        return f'<a class="text-secondary" href="{link}">{struck}</a>'
    there = value if value or (link and value is not None) else "—"
    text = _escaped(there) if isinstance(there, str) else render_value_in_context(there, context)
    return f'<a href="{link}">{text}</a>' if link else text


def _badge(shown: Badge) -> str:
    mark = icon(shown.icon) if shown.icon else ""
    return f'<span class="status-badge is-{escape(shown.colour)}">{mark}{escape(shown.text)}</span>'


def _escaped(value: object) -> str:
    """Return a value as HTML; what says that it is HTML stays as it is."""
    return str(value.__html__()) if hasattr(value, "__html__") else escape(str(value))


@register.simple_tag
def filter_field(bound: BoundField) -> SafeString:
    """Show a filter of a list. A choice in Python: there may be a hundred, and Django takes a template for each."""
    widget = bound.field.widget
    if type(widget) is not Select:
        return bound.as_widget()
    attributes = bound.build_widget_attrs({"id": bound.auto_id, **widget.attrs}, widget)
    options = "".join(
        f'<option value="{_escaped(option["value"])}"{flatatt(option["attrs"])}>{_escaped(option["label"])}</option>'
        for _, group, _ in widget.optgroups(bound.html_name, widget.format_value(bound.value()))
        for option in group
    )
    return mark_safe(f'<select name="{escape(bound.html_name)}"{flatatt(attributes)}>{options}</select>')  # noqa: S308  # escaped above


@register.simple_tag
def icon(name: str) -> SafeString:
    """Show an icon that only repeats the word beside it."""
    return mark_safe(f'<i class="ti ti-{escape(name)}" aria-hidden="true"></i>')  # noqa: S308  # escaped here


@register.simple_tag
def pending_check() -> SafeString:
    """Show 待核: the value beside it has not been compared with an official text."""
    return format_html('<span class="pending-check" title="{}">待核</span>', "此值尚未与官方文本逐字核对")


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], action: str, target: Any) -> bool:
    """Tell whether the person looking at the page may do this: `{% may "finding.close" finding as ok %}`."""
    return door.allowed(context["request"].user, action, target)


@register.simple_tag
def next_sort(column: Column, current: str) -> str:
    """Return the value of `sort` that a click on a column's heading asks for."""
    return f"-{column.sort}" if current == column.sort else column.sort


@register.inclusion_tag("pages/_history.html")
def history(record: Record, most: int = 30) -> dict[str, Any]:
    """Show what happened to one object, newest first."""
    entries = queries.history(record)[:most]
    return {"steps": [(entry, queries.words(entry), queries.changes(entry)) for entry in entries]}


@register.filter
def filesize(size: int) -> str:
    """Return a number of bytes in words: 3.2 MB."""
    value = float(size)
    for unit in ("B", "KB", "MB", "GB"):
        if value < 1024 or unit == "GB":  # noqa: PLR2004
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    raise AssertionError
