"""Frequencies as plans and permits write them: 连续, 1次/日, 每半年一次, 2年1次, 月~季度."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.tables import table

Unit = Literal["hour", "day", "week", "ten_days", "month", "quarter", "half", "year"]
WORDS: dict[str, str] = {
    "hour": "小时", "day": "日", "week": "周", "ten_days": "旬",
    "month": "月", "quarter": "季度", "half": "半年", "year": "年",
}  # fmt: skip
_AUTOMATIC = {"连续", "连续监测", "自动", "自动监测", "在线监测", "连续自动监测"}
_DIGITS = str.maketrans("一二两三四五六七八九", "1223456789")
_UNIT = "(小时|时|日|天|周|旬|月|季度|季|半年|年)"
_FORMS = (
    re.compile(rf"(?P<times>\d{{1,4}})次[/每](?P<span>\d{{1,2}})?(?:个)?(?P<unit>{_UNIT})"),
    re.compile(rf"每?(?P<span>\d{{1,2}})?(?:个)?(?P<unit>{_UNIT})(?P<times>\d{{1,4}})次"),
    re.compile(rf"每?(?P<span>\d{{1,2}})?(?:个)?(?P<unit>{_UNIT})"),
)


@dataclass(frozen=True)
class Frequency:
    """So many times in so many units; `unit` is None for automatic monitoring."""

    times: int
    span: int
    unit: Unit | None

    @property
    def times_per_year(self) -> float:
        """How often in a year; infinite for automatic monitoring."""
        return self.times / self.span * _per_year()[self.unit] if self.unit else float("inf")

    def __str__(self) -> str:
        """Write it the way permits do."""
        if self.unit is None:
            return "连续监测"
        return f"{self.times}次/{self.span if self.span > 1 else ''}{WORDS[self.unit]}"


@cache
def frequencies(text: str, field: str = "frequency") -> tuple[Frequency, ...]:
    """Return the ends of a written frequency, the stricter first. Raises RefusedError for what is none."""
    plain = re.sub(r"\s|（.*?）|\(.*?\)", "", text)
    ends = [_one(part, text, field) for part in re.split(r"[~～\-—–至到]+", plain)]
    return tuple(sorted(ends, key=lambda each: -each.times_per_year))


def _one(part: str, text: str, field: str) -> Frequency:
    if part in _AUTOMATIC:
        return Frequency(1, 1, None)
    digits = part.translate(_DIGITS)
    for form in _FORMS:
        if (found := form.fullmatch(digits)) is None:
            continue
        told = found.groupdict()
        times, span = int(told.get("times") or 1), int(told["span"] or 1)
        if times and span:
            return Frequency(times, span, _units()[told["unit"]])
    raise refuse(field, f"看不懂频次“{text}”，请写成 连续、1次/日、1次/月、1次/半年、1次/2年 或 月~季度", "监测频次")


@cache
def _units() -> dict[str, Unit]:
    return {row["word"]: row["unit"] for row in table("hj819_units")}  # type: ignore[misc]


@cache
def _per_year() -> dict[str, float]:
    return {row["unit"]: row.figure("times_per_year") for row in table("hj819_units")}
