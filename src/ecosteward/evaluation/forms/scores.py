from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from ecosteward.evaluation.models import Judge
from ecosteward.evaluation.queries import ScoreSheet, SheetCriterion
from ecosteward.pages.forms import PlainForm, SharedForm, say


class OpenCardForm(PlainForm):
    """Who judges, and for which period. `own`: the client opens it for itself."""

    judge = forms.ChoiceField(
        label="考核方",
        widget=forms.RadioSelect,
        choices=[each for each in Judge.choices if each[0] != Judge.CLIENT],
        error_messages={"required": "请选择考核方"},
    )
    period = forms.CharField(label="考核期", max_length=40, required=False, help_text="如：2026年度、服务期满")

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["judge"]


class JudgeForm(SharedForm):
    """Every criterion of the table that somebody judges: points, what they rest on, a file. And 其他."""

    other = forms.DecimalField(label="加减分", required=False, max_digits=5, decimal_places=2)
    other_reason = forms.CharField(label="理由", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, sheet: ScoreSheet, hints: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert sheet.card is not None
        self.sheet = sheet
        self.lines = [
            each for row in sheet.rows for group in row.groups for each in group.criteria if each.judged_by_hand
        ]
        for line in self.lines:
            self._add(line, hints.get(line.printed.id, ""))
        self.initial["other"], self.initial["other_reason"] = sheet.card.other, sheet.card.other_reason
        self.show_seen("other", "other_reason")

    def of(self, criterion_id: str) -> dict[str, BoundField]:
        """Return the fields of one criterion by name: points, evidence, file, and the version seen."""
        return {name: self[f"{name}-{criterion_id}"] for name in ("points", "evidence", "file", "seen")}

    def changed(self) -> Iterator[tuple[str, Decimal, str, Any, int | None]]:
        """Yield what was judged anew: criterion, points, evidence, file, and the version the person saw."""
        for line in self.lines:
            number = line.printed.id
            touched = {f"{part}-{number}" for part in ("points", "evidence", "file")} & set(self.changed_data)
            points = self.cleaned_data.get(f"points-{number}")
            if touched and points is not None:
                given = self.cleaned_data
                yield number, points, given[f"evidence-{number}"], given[f"file-{number}"], given[f"seen-{number}"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for line in self.lines:
            number = line.printed.id
            if given.get(f"points-{number}") is None and self._wants_points(number, given):
                self.add_error(f"points-{number}", "请填写得分")
        self.warn("other", "other_reason")
        return given

    def _wants_points(self, number: str, given: dict[str, Any]) -> bool:
        """Tell whether a line without points says something that only goes with points."""
        changed = set(self.changed_data)
        wrote = f"evidence-{number}" in changed and given.get(f"evidence-{number}")
        unreadable = f"points-{number}" in self.errors
        return not unreadable and bool(wrote or {f"points-{number}", f"file-{number}"} & changed)

    def _add(self, line: SheetCriterion, hint: str) -> None:
        number, judgement = line.printed.id, line.judgement
        low, high = sorted((Decimal(0), line.printed.points))
        limits = {
            "inputmode": "text" if low else "decimal",
            "placeholder": f"0～{high:f}" if line.printed.kind == "add" else "没有不填",
        }
        points = forms.DecimalField(label="得分", required=False, max_digits=5, decimal_places=2)
        points.widget = forms.TextInput({**limits, "class": "form-control", "aria-label": f"{line.printed.text} 得分"})
        say(points)
        evidence = forms.CharField(label="依据", required=False, max_length=1000)
        evidence.widget = forms.Textarea({"rows": 1, "class": "form-control", "aria-label": "依据"})
        file = forms.FileField(label="依据文件", required=False)
        file.widget.attrs |= {"class": "form-control form-control-sm", "aria-label": "依据文件"}
        seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
        self.fields |= {
            f"points-{number}": points,
            f"evidence-{number}": evidence,
            f"file-{number}": file,
            f"seen-{number}": seen,
        }
        self.show_seen(f"points-{number}", f"evidence-{number}")
        self.initial[f"points-{number}"] = f"{judgement.points.normalize():f}" if judgement else None
        self.initial[f"evidence-{number}"] = judgement.evidence if judgement else hint
        self.initial[f"seen-{number}"] = judgement.version if judgement else 0


class SignForm(PlainForm):
    """Sign. `on_paper`: the client judged on paper, which is brought along."""

    signed_by = forms.CharField(label="服务对象考核人", max_length=40)
    upload = forms.FileField(label="书面考核表", help_text="服务对象签字或盖章的扫描件")

    def __init__(self, *args: Any, on_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not on_paper:
            self.fields.clear()


class DiscardForm(PlainForm):
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea)
