"""Refusals, in words a user can act on."""

from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_WORDS = {
    "missing": "未填写",
    "extra_forbidden": "没有这一项，请核对字段名",
    "finite_number": "应为有限的数",
    "float_type": "应为数",
    "float_parsing": "应为数",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "bool_type": "应为是或否（true/false）",
    "bool_parsing": "应为是或否（true/false）",
    "string_type": "应为文字",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "写法不对，应符合 {pattern}",
    "date_type": "应为日期，如 2026-03-01",
    "date_parsing": "应为日期，如 2026-03-01",
    "date_from_datetime_parsing": "应为日期，如 2026-03-01",
    "datetime_type": "应为当地时间，如 2026-03-01T08:00",
    "datetime_parsing": "应为当地时间，如 2026-03-01T08:00",
    "datetime_from_date_parsing": "应为当地时间，如 2026-03-01T08:00",
    "tuple_type": "应为列表",
    "list_type": "应为列表",
    "model_type": "应为一组字段",
    "model_attributes_type": "应为一组字段",
    "dict_type": "应为一组字段",
    "too_short": "至少要有一项",
    "greater_than": "应大于 {gt:g}",
    "greater_than_equal": "应不小于 {ge:g}",
    "less_than": "应小于 {lt:g}",
    "less_than_equal": "应不大于 {le:g}",
    "literal_error": "应为 {expected}",
}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was given: where (path of names), the field's label, and what to do."""

    field: str
    label: str
    message: str

    def __str__(self) -> str:
        """Return one line, naming the field."""
        return f"{self.field}（{self.label}）：{self.message}" if self.label else f"{self.field}：{self.message}"


class RefusedError(ValueError):
    """What was given cannot be calculated with. Holds every problem found."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class UnknownError(LookupError):
    """A name that no table, edition or calculation has; the message says which."""


def refuse(field: str, message: str, label: str = "") -> RefusedError:
    """Return the refusal of one field, for a rule that a field's own limits cannot say."""
    return RefusedError(Problem(field, label, message))


def from_pydantic(error: ValidationError, label_of: "LabelOf") -> RefusedError:
    """Return the same refusal in Chinese, each problem with its field's label."""
    return RefusedError(*(_problem(each, label_of) for each in error.errors()))


class LabelOf:
    """Finds the label of a field by its path; replaced by the facts' own."""

    def __call__(self, path: tuple[int | str, ...]) -> str:
        """Return the label, or nothing where there is none."""
        return ""


def _problem(detail: ErrorDetails, label_of: LabelOf) -> Problem:
    path = detail["loc"]
    words = _WORDS.get(detail["type"])
    message = words.format(**detail.get("ctx", {})) if words else detail["msg"].removeprefix("Value error, ")
    return Problem(_written(path), label_of(path), message)


def _written(path: tuple[int | str, ...]) -> str:
    """Write a path as a person reads it: materials[2].amount, counted from 0 as in the file."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "输入"
