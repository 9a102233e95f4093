"""Typed inputs and outcomes: every field has a Chinese label, every number a unit and a range."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ecosteward.norms.kernel import units
from ecosteward.norms.kernel.errors import LabelOf, from_pydantic


@dataclass(frozen=True)
class Label:
    """A field's name on screens; `choices` pairs each code with its word, and both are taken as input."""

    text: str
    choices: Mapping[str, str] = field(default_factory=dict)
    help: str = ""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Take a choice's word for its code."""
        if not self.choices:
            return handler(source)
        return core_schema.no_info_before_validator_function(self._code, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Tell the label and the words of the choices."""
        told = {**handler(schema), "title": self.text}
        if self.choices:
            told["x-choices"] = dict(self.choices)
        if self.help:
            told["description"] = self.help
        return told

    def _code(self, given: Any) -> Any:
        """Return the code of a word; several choices at once are looked at one by one."""
        if isinstance(given, list | tuple | set | frozenset):
            return [self._code(each) for each in given]
        if given is None or given in self.choices:
            return given
        code = next((code for code, word in self.choices.items() if word == given), None)
        if code is None:
            raise PydanticCustomError("choice", "应为 {words}", {"words": "、".join(self.choices.values())})
        return code


@dataclass(frozen=True)
class Quantity:
    """A number with its unit ("" where it has none) and the range it can have.

    Taken as a bare number in that unit, or as {"value": 5, "unit": "mg/kg"}; another unit is refused.
    """

    text: str
    unit: str = ""
    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    lt: float | None = None
    help: str = ""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Take off the unit, then look at the range."""
        inner = core_schema.no_info_before_validator_function(self._bare, handler(source))
        return core_schema.no_info_after_validator_function(self._in_range, inner)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Tell the label, the unit and the range."""
        told: dict[str, Any] = {**handler(schema), "title": self.text, "x-unit": self.unit}
        names = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
        told |= {name: limit for key, name in names.items() if (limit := getattr(self, key)) is not None}
        if self.help:
            told["description"] = self.help
        return told

    def _bare(self, given: Any) -> Any:
        if isinstance(given, bool):
            raise PydanticCustomError("a_number", "应为数")
        if not isinstance(given, Mapping):
            return given
        if set(given) != {"value", "unit"}:
            raise PydanticCustomError("a_number", '应为数，或 {"value": 数, "unit": "单位"}')
        if not units.same(str(given["unit"]), self.unit):
            words = {"given": str(given["unit"]), "unit": self.unit or "无单位"}
            raise PydanticCustomError("unit", "单位应为 {unit}，不是 {given}", words)
        return given["value"]

    def _in_range(self, value: Any) -> Any:
        if value is None:
            return value
        for key, broken in (("ge", "__lt__"), ("gt", "__le__"), ("le", "__gt__"), ("lt", "__ge__")):
            limit = getattr(self, key)
            if limit is not None and getattr(float(value), broken)(float(limit)):
                raise PydanticCustomError("range", "应{words} {limit}", {"words": _RANGE[key], "limit": f"{limit:g}"})
        return value


_RANGE = {"ge": "不小于", "gt": "大于", "le": "不大于", "lt": "小于"}
Term = Label | Quantity


class Facts(BaseModel):
    """What a calculation is given. Refuses unknown fields, infinite numbers and what is out of range."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True, ser_json_inf_nan="null"
    )

    @classmethod
    def read(cls, given: object) -> Self:
        """Check plain data (as from JSON). Raises RefusedError naming every field at fault."""
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise from_pydantic(error, _Labels(cls)) from None


class Outcome(BaseModel):
    """What a calculation gives back."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def terms(model: type[BaseModel]) -> dict[str, Term]:
    """Return each field's label or quantity. Raises TypeError for a field that has none."""
    found = {}
    for name, info in model.model_fields.items():
        term = next((each for each in info.metadata if isinstance(each, Label | Quantity)), None)
        if term is None:
            raise TypeError(f"{model.__name__}.{name} has neither Label nor Quantity")
        found[name] = term
    return found


def inner(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field holds, alone or as a tuple of them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for each in get_args(annotation) if (model := inner(each))), None)


class _Labels(LabelOf):
    def __init__(self, model: type[BaseModel]) -> None:
        self.model = model

    def __call__(self, path: tuple[int | str, ...]) -> str:
        model: type[BaseModel] | None = self.model
        words = []
        for part in path:
            if isinstance(part, int):
                words.append(f"第 {part + 1} 项")
            elif model is not None and part in model.model_fields:
                words.append(terms(model)[part].text)
                model = inner(model.model_fields[part].annotation)
        return " · ".join(words)
