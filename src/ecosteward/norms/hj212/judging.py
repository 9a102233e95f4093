"""What of a packet's fields is otherwise than the norm: each check appends the codes of deviations.py."""

import re
from datetime import timedelta

from ecosteward.norms.hj212.meanings import marks
from ecosteward.norms.hj212.segment import Groups
from ecosteward.norms.hj212.values import SECONDS, number, numerals, time_of
from ecosteward.norms.kernel.tables import rules

LATE = timedelta(hours=rules("hj212")["late"].figure())
PERIODS = {
    "2051": timedelta(minutes=30),
    "2061": timedelta(hours=1),
    "2031": timedelta(days=1),
    "2041": timedelta(days=1),
}
INSTANT = {"2011", "2021"}
UPLOADS = PERIODS.keys() | INSTANT
ANSWERS = {"9011", "9012", "9013", "9014"}

_PART = re.compile(f"[0-9]{{1,{rules('hj212')['part_digits'].figure():.0f}}}")
_FORMS = {
    "QN": re.compile(r"[0-9]{17}"),
    "ST": re.compile(r"[0-9A-Z]{2}"),
    "CN": re.compile(r"[0-9]{4}"),
    "PW": re.compile(r".*", re.DOTALL),
}
_MN = {"2005": re.compile(r"[0-9A-Za-z]{14}"), "2017": re.compile(r"[0-9A-F]{24}"), "2025": re.compile(r"[0-9A-F]{24}")}
_ORDERED = (("Min", "Avg", "Max"), ("ZsMin", "ZsAvg", "ZsMax"))
_NUMBERS = {"Rtd", "Min", "Avg", "Max", "Cou", "ZsRtd", "ZsMin", "ZsAvg", "ZsMax", "Data", "DayData", "NightData", "RT"}


def header(fields: dict[str, str], version: str | None, told: list[str], faults: list[str]) -> None:
    """Look at QN, ST, CN, PW and MN."""
    for name, form in _FORMS.items():
        value = fields.get(name)
        if not value:
            (faults if name == "CN" else told).append(f"no_{name.lower()}")
        elif not form.fullmatch(value):
            told.append(f"{name.lower()}_form")
    mn = fields.get("MN")
    if mn:
        if not _MN[version or "2017"].fullmatch(mn):
            told.append("mn_form")
    elif fields.get("CN") in ANSWERS:
        told.append("no_mn_in_answer")
    else:
        faults.append("no_mn")


def part_numbers(pnum: str | None, pno: str | None, numbered: bool, told: list[str]) -> tuple[int | None, int | None]:
    """Read the numbers of a split packet; None and None where it is not one."""
    if pnum is None and pno is None:
        if numbered:
            told.append("no_part_numbers")
        return None, None
    if not numbered:
        told.append("part_numbers_unflagged")
    total, which = (int(text) if text and _PART.fullmatch(text) else 0 for text in (pnum, pno))
    if not 1 <= which <= total:
        told.append("part_numbers_form")
        return None, None
    return total, which


def content(plain: dict[str, str], groups: Groups, cn: str, qn: str, told: list[str]) -> None:
    """Look at the items of CP: those without a code, and those of each code."""
    if "QN" in plain and cn not in ANSWERS:
        told.append("qn_in_cp")
    all_fields = groups.values()
    if not {fields["Flag"] for fields in all_fields if "Flag" in fields} <= marks():
        told.append("odd_mark")
    if not numerals([value for fields in all_fields for field, value in fields.items() if field in _NUMBERS]):
        told.append("not_a_number")
    if cn in PERIODS and any(map(_outside, all_fields)):
        told.append("average_outside")
    _data_time(plain.get("DataTime"), bool(groups), cn, qn, told)


def _outside(fields: dict[str, str]) -> bool:
    """Tell whether a mean lies outside its least and greatest value, where all three are there."""
    for least, mean, most in _ORDERED:
        if least in fields and mean in fields and most in fields:
            low, middle, high = number(fields[least]), number(fields[mean]), number(fields[most])
            if low is not None and middle is not None and high is not None and not low <= middle <= high:
                return True
    return False


def _data_time(written: str | None, has_factors: bool, cn: str, qn: str, told: list[str]) -> None:
    if cn not in UPLOADS and written is None:
        return
    if written is None:
        if has_factors:
            told.append("no_data_time")
        return
    time = time_of(written)
    if time is None or len(written) != SECONDS:
        told.append("data_time_form")
    sent = time_of(qn)
    if time and sent and cn in UPLOADS and sent - time > PERIODS.get(cn, timedelta()) + LATE:
        told.append("late")
