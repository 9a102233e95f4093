"""How forms look and how they keep two people from overwriting each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any, Generic, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator, MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.boundfield import BoundField
from django.http import QueryDict

from ecosteward.journal.models import Record

R = TypeVar("R", bound=Record)
_UNCHOSEN = "请选择"
_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


# The first family that a field belongs to counts.
_WORDS: tuple[tuple[type[forms.Field], str, str], ...] = (
    (forms.DecimalField, "invalid", "请填写数字，如 12.5"),
    (forms.FloatField, "invalid", "请填写数字，如 12.5"),
    (forms.IntegerField, "invalid", "请填写整数"),
    (forms.DateTimeField, "invalid", "请填写日期和时间，如 2026-11-23 08:30"),
    (forms.DateField, "invalid", "请填写日期，如 2026-11-23"),
)
_LEAST, _MOST = "不能小于 %(limit_value)s，请改大", "不能大于 %(limit_value)s，请改小"
_DIGITS = {
    "invalid": "请填写数字，如 12.5",
    "max_digits": "最多 %(max)s 位数字（含小数），请核对单位和位数",
    "max_decimal_places": "最多 %(max)s 位小数，请删减",
    "max_whole_digits": "整数部分最多 %(max)s 位，请核对单位和位数",
}


@dataclass(frozen=True)
class Difference:
    """One field that differs between what was typed and what somebody else saved meanwhile."""

    label: str
    mine: str
    theirs: str


def style(form: forms.BaseForm) -> None:
    """Give every widget of a form its class and its kind of input."""
    for field in form.fields.values():
        widget = field.widget
        if isinstance(field, forms.DateField) and not widget.is_hidden:
            field.widget = widget = forms.DateInput({**widget.attrs, "type": "date"}, format="%Y-%m-%d")
        elif isinstance(field, forms.DateTimeField) and not widget.is_hidden:
            attrs = {**widget.attrs, "type": "datetime-local"}
            field.widget = widget = forms.DateTimeInput(attrs, format="%Y-%m-%dT%H:%M")
        elif isinstance(widget, forms.NumberInput):
            field.widget = widget = _figures(field, widget)
        if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") in {None, "10"}:
            widget.attrs["rows"] = 3
        _name_blank(field)
        _ask(field)
        say(field)
        kind = next(name for family, name in _CLASSES if isinstance(widget, family))
        widget.attrs["class"] = f"{widget.attrs.get('class', '')} {kind}".strip()


def _figures(field: forms.Field, widget: forms.Widget) -> forms.TextInput:
    """Return an input of text for a number.

    An input of numbers sends nothing where it holds what is none, "1-2" or "无": an optional field would be saved as empty.
    """
    least = getattr(field, "min_value", None)
    kind = "text" if least is None or least < 0 else "numeric" if type(field) is forms.IntegerField else "decimal"
    attrs = {name: value for name, value in widget.attrs.items() if name not in {"min", "max", "step"}}
    return forms.TextInput({"inputmode": kind, "autocomplete": "off", **attrs})


def _ask(field: forms.Field) -> None:
    """Let a field left empty ask for what it is, unless the form has words of its own."""
    if field.label and field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        chosen = isinstance(field, (forms.ChoiceField, forms.ModelChoiceField, forms.FileField))
        field.error_messages["required"] = f"请{'选择' if chosen else '填写'}“{field.label}”"


def say(field: forms.Field) -> None:
    """Tell of what cannot be taken in words that say what to do."""
    for family, name, words in _WORDS:
        if isinstance(field, family) and field.error_messages.get(name) == family.default_error_messages[name]:
            field.error_messages[name] = words
            break
    if isinstance(field, forms.EmailField):
        field.error_messages.setdefault("invalid", "请填写电子邮箱，如 name@example.cn")
    if isinstance(field, forms.FileField):
        field.error_messages["empty"] = "选的文件是空的（0 字节），没有收下；请打开原文件看看，重新导出或另选一个"
    for validator in field.validators:
        _reword(validator)


def _reword(validator: Any) -> None:
    """Let a bound say in our words what to do, unless it has words of its own."""
    if isinstance(validator, MinValueValidator) and validator.message == MinValueValidator.message:
        validator.message = _LEAST
    elif isinstance(validator, MaxValueValidator) and validator.message == MaxValueValidator.message:
        validator.message = _MOST
    elif isinstance(validator, MaxLengthValidator) and validator.message == MaxLengthValidator.message:
        validator.message = "最多 %(limit_value)d 个字，现在有 %(show_value)d 个，请删减"
    elif isinstance(validator, DecimalValidator):
        validator.messages = _DIGITS


def _name_blank(field: forms.Field) -> None:
    """Say in words what a dash stands for in a list of choices."""
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = _UNCHOSEN if field.empty_label == BLANK_CHOICE_DASH[0][1] else field.empty_label
    elif isinstance(field, forms.ChoiceField):
        choices = list(cast("Iterable[tuple[Any, Any]]", field.choices))
        if choices[:1] == BLANK_CHOICE_DASH:
            field.choices = [("", _UNCHOSEN), *choices[1:]]


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; its value is a list, empty where none was chosen and none is required."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Check each file as a single one is checked."""
        single = super().clean
        return [single(each, initial) for each in data] if data else [single(data, initial)][:0]


class PlainForm(forms.Form):
    """A form that is not one record."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        style(self)


class SharedForm(PlainForm):
    """A form over many values that several people fill in, each sent with what the person saw there.

    What they left alone is not changed, whatever it says by now.
    """

    def show_seen(self, *names: str) -> None:
        """Send these fields with what they say now."""
        for name in names:
            self.fields[name].show_hidden_initial = True

    def warn(self, *names: str) -> None:
        """Show what somebody else wrote meanwhile where the person would write over it unseen; once, not again."""
        for name in set(names) & set(self.changed_data) - set(self.errors):
            bound = self[name]
            seen = bound.field.to_python(self.data.get(bound.html_initial_name))
            if _plain(bound.initial) not in {_plain(seen), _plain(self.cleaned_data[name])}:
                self.add_error(name, f"别人刚把这里改成了“{_plain(bound.initial)}”。再次保存将以您填写的为准")
                self.data = known = cast("QueryDict", self.data).copy()
                known[bound.html_initial_name] = str(_plain(bound.initial))


def _plain(value: Any) -> Any:
    """Return a value as it is compared: a browser sends other line ends than it was given."""
    if isinstance(value, str):
        return "\n".join(value.strip().splitlines())
    return "" if value is None else value


class RecordForm(forms.ModelForm[R], Generic[R]):
    """A form over one record. Carries the version the person saw, so that a later save by another is noticed."""

    record_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({name: _short(at) for name, at in self.initial.items() if isinstance(at, Decimal)})
        self.initial["record_version"] = self.instance.version
        self.differences: list[Difference] = []
        style(self)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook, absent from its stubs
        seen = self.cleaned_data.get("record_version")
        if self.instance.pk and seen is not None:
            self.instance.version = seen

    def _update_errors(self, errors: ValidationError) -> None:
        """Say in our words what the record's own bounds refuse, and nothing more of a field that cannot be read at all."""
        by_field: dict[str, list[ValidationError]] = getattr(errors, "error_dict", {})
        for name in set(by_field) & set(self.errors):
            del by_field[name]
        for error in chain.from_iterable(by_field.values()):
            if error.message == MaxValueValidator.message:
                error.message = _MOST
            elif error.message == MinValueValidator.message:
                error.message = _LEAST
        super()._update_errors(errors)  # type: ignore[misc]  # Django's own hook, absent from its stubs

    def show_conflict(self, theirs: Record | None) -> None:
        """Tell the person that somebody else saved first; saving again then overwrites knowingly."""
        if theirs is None:
            self.add_error(None, "这条记录刚被别人删除，您填写的内容还在下面，可复制后另存")
            return
        typed = cast("QueryDict", self.data).copy()
        typed[self.add_prefix("record_version")] = str(theirs.version)
        self.data = typed
        self.differences = [
            Difference(str(bound.label), mine, stored)
            for bound in self.visible_fields()
            if hasattr(theirs, bound.name)
            and getattr(self.instance, bound.name) != getattr(theirs, bound.name)
            and (mine := _words(bound, self.instance)) != (stored := _words(bound, theirs))
        ]
        self.add_error(None, "您打开这一页之后，别人已经保存过这条记录。请核对下面的差异；再次保存将以您填写的内容为准")


def _short(number: Decimal) -> Decimal:
    """Return a number as a person writes it: 12000 and not 12000.0000."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def _words(bound: BoundField, record: Any) -> str:
    display = getattr(record, f"get_{bound.name}_display", None)
    value = display() if display else getattr(record, bound.name)
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
