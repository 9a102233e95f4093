"""What every template uses: fields, statuses, icons, files, history."""

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
)
from django.template import Context
from django.template.base import render_value_in_context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ecosteward.accounts import door
from ecosteward.journal import queries
from ecosteward.journal.models import Record
from ecosteward.pages.lists import Badge, Cell, Column, Struck

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
    shown = status if isinstance(status, Badge) else Badge(str(status), colour, icon)
    mark = format_html('<i class="ti ti-{}" aria-hidden="true"></i>', shown.icon) if shown.icon else ""
    return format_html('<span class="status-badge is-{}">{}{}</span>', shown.colour, mark, shown.text)


@register.simple_tag(takes_context=True)
def cell(context: Context, shown: Cell) -> SafeString:
    """Show one cell of a list's row. In Python: a page has some five hundred, and a template takes ten times as long."""
    column, value = shown.column, shown.value
    classes = " ".join(
        name
        for name, wanted in (
            ("text-end num", column.number),
            ("is-minor", column.minor),
            ("is-quiet", column.quiet),
            (_fit(shown), True),
        )
        if wanted
    )
    # What a clipped cell hides is read by hovering.
    hint = format_html(' title="{}"', "" if value is None else value) if column.clip else ""
    return format_html('<td data-label="{}" class="{}"{}>{}</td>', column.title, classes, hint, _shown(context, shown))


def _fit(shown: Cell) -> str:
    if shown.day:
        return "text-nowrap"
    if shown.blank:
        return "is-blank"
    return f"is-{shown.column.clip}" if shown.column.clip else shown.fit


def _shown(context: Context, shown: Cell) -> SafeString | str:
    value = shown.value
    if isinstance(value, Badge):
        return badge(value)
    if isinstance(value, Struck):
        return format_html('<a class="text-secondary" href="{}"><s>{}</s> {}</a>', shown.link, value.text, value.why)
    text = render_value_in_context(value if value or (shown.link and value is not None) else "—", context)
    return format_html('<a href="{}">{}</a>', shown.link, mark_safe(text)) if shown.link else mark_safe(text)  # noqa: S308  # escaped by the line before


@register.simple_tag
def icon(name: str) -> SafeString:
    """Show an icon that only repeats the word beside it."""
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


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
