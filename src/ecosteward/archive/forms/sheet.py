"""The 35-row list as one form."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ecosteward.archive.queries import Row, Sheet
from ecosteward.archive.rules.sheet import Line, Tick, tidy
from ecosteward.pages.forms import Difference, PlainForm

_CHOICES = (("yes", "√"), ("no", "否"), ("", "空"))
_TICK = (
    '<label class="tick-choice"><input type="radio" name="{0}" value="{1}" class="visually-hidden" id="id_{0}_{2}"{3}>'
    "<span>{4}</span></label>"
)
_REASON = (
    '<input type="text" name="{0}" value="{1}" class="form-control form-control-sm" list="reasons" data-reason="{2}" '
    'id="id_{0}">'
)
_SHOWN = '<input type="hidden" name="{0}" value="{2}" id="initial-id_{1}">'
_WORDS = {None: "", True: "yes", False: "no"}
_FILED = {"": None, "yes": True, "no": False}
_STALE = "您打开这一页之后，别人已经保存过下面这些格。请核对差异；再次保存将以您填写的内容为准"


@dataclass(frozen=True)
class Column:
    """One column of one row in the form."""

    tick: BoundField
    reason: BoundField

    def ticks(self) -> SafeString:
        """Return √, 否 and 空 to choose from. In Python: a list has two hundred, and widgets take ten times as long."""
        name, chosen = self.tick.html_name, self.tick.value() or ""
        return format_html_join(
            "",
            _TICK,
            ((name, value, number, _chosen(value == chosen), word) for number, (value, word) in enumerate(_CHOICES)),
        )

    def why(self) -> SafeString:
        """Return the input of the reason."""
        return format_html(_REASON, self.reason.html_name, self.reason.value() or "", self.tick.html_name[:1])

    def shown(self) -> SafeString:
        """Return the hidden inputs that remember what the person was shown."""
        return format_html_join(
            "", _SHOWN, ((bound.html_initial_name, bound.name, _first(bound)) for bound in (self.tick, self.reason))
        )


def _chosen(chosen: bool) -> SafeString:
    return SafeString(" checked" if chosen else "")


def _first(bound: BoundField) -> str:
    """Return what the person was shown first, however often the form came back."""
    return str(bound.form.data.get(bound.html_initial_name, bound.value() or ""))


@dataclass(frozen=True)
class Typed:
    """One row of the form, and what is wrong with it."""

    row: Row
    electronic: Column
    on_paper: Column
    version: BoundField
    faults: list[str]


class SheetForm(PlainForm):
    """Both columns of all rows. Remembers what was shown, so that only rows somebody touched are saved."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        self.sheet = sheet
        self.faults: dict[str, list[str]] = {}
        self.differences: list[Difference] = []
        super().__init__(*args, **kwargs)
        for row in sheet.rows:
            self._add_row(row)

    def rows(self) -> Iterator[Typed]:
        """Yield the rows in printed order."""
        for row in self.sheet.rows:
            name = row.slot.id
            electronic, on_paper = (Column(self[f"{part}-{name}"], self[f"{part}r-{name}"]) for part in "ep")
            yield Typed(row, electronic, on_paper, self[f"v-{name}"], self.faults.get(name, []))

    def lines(self) -> list[Line]:
        """Return the rows that the person touched, each to be saved over the version they have now seen."""
        touched = {name.partition("-")[2] for name in self.changed_data if not name.startswith("v-")}
        return [self._line(row) for row in self.sheet.rows if row.slot.id in touched]

    def show_conflicts(self) -> bool:
        """Tell of touched rows that somebody else saved meanwhile, and whether there are any. Saving again overwrites."""
        typed = cast("QueryDict", self.data).copy()
        for line in self.lines():
            row = self.sheet.row(line.slot_id)
            if self.cleaned_data[f"v-{line.slot_id}"] != row.version:
                typed[f"v-{line.slot_id}"] = str(row.version)
                self.differences += _differences(line, row)
        if not self.differences:
            return False
        self.data = typed
        self.add_error(None, _STALE)
        return True

    def show_faults(self, faults: dict[str, list[str]]) -> None:
        """Put what keeps rows from being saved beside them."""
        self.faults = faults
        self.add_error(None, f"有 {len(faults)} 行还不能保存，原因见各行红字。您填写的内容都还在")

    def fill(self, columns: list[str], reason: str) -> None:
        """Write 否 with one reason into every cell of the columns ("e", "p") that is still empty; saves nothing."""
        typed = cast("QueryDict", self.data).copy()
        for row in self.sheet.rows:
            for part in columns:
                tick, why = f"{part}-{row.slot.id}", f"{part}r-{row.slot.id}"
                if not typed.get(tick) and not typed.get(why):
                    typed[tick], typed[why] = "no", reason
        self.data = typed

    def _add_row(self, row: Row) -> None:
        for part, tick in (("e", row.electronic), ("p", row.on_paper)):
            self.fields[f"{part}-{row.slot.id}"] = forms.ChoiceField(
                choices=_CHOICES, required=False, initial=_WORDS[tick.filed], show_hidden_initial=True
            )
            self.fields[f"{part}r-{row.slot.id}"] = forms.CharField(
                required=False, initial=tick.reason, show_hidden_initial=True
            )
        self.fields[f"v-{row.slot.id}"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=row.version
        )

    def _line(self, row: Row) -> Line:
        return Line(row.slot.id, self._tick("e", row), self._tick("p", row), row.version)

    def _tick(self, part: str, row: Row) -> Tick:
        """Return what was typed; a reason beside no tick means 否."""
        filed = _FILED[self.cleaned_data[f"{part}-{row.slot.id}"]]
        reason = self.cleaned_data[f"{part}r-{row.slot.id}"]
        return tidy(Tick(False if filed is None and reason else filed, reason))


def _differences(line: Line, row: Row) -> list[Difference]:
    pairs = (("电子档", line.electronic, row.electronic), ("纸质档", line.on_paper, row.on_paper))
    return [
        Difference(f"{row.slot.no} {row.slot.name} {name}", mine.words or "（空）", theirs.words or "（空）")
        for name, mine, theirs in pairs
        if mine != theirs
    ]
