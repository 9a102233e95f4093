"""What of a packet's fields is otherwise than the norm: each check appends the codes of deviations.py."""

import re
from datetime import timedelta

from ecosteward.norms.hj212.meanings import fields, marks
from ecosteward.norms.hj212.segment import Groups, Segment
from ecosteward.norms.hj212.values import SECONDS, number, numerals, time_of
from ecosteward.norms.kernel.tables import rules

LATE = timedelta(hours=rules("hj212")["late"].figure())
_MINUTES = max(map(int, fields()["MinInterval"]["takes"].split("|")))
PERIODS = {
    "2051": timedelta(minutes=_MINUTES),
    "2061": timedelta(hours=1),
    "2031": timedelta(days=1),
    "2041": timedelta(days=1),
}
INSTANT = {"2011", "2021"}
UPLOADS = PERIODS.keys() | INSTANT
_TO_THE_HOUR = 10  # digits of a time; within the hour nothing is late
ANSWERS = {"9011", "9012", "9013", "9014"}

_DIGITS = int(rules("hj212")["part_digits"].figure())
_PART = re.compile(f"0*[0-9]{{1,{_DIGITS}}}")
_FORMS = {
    "QN": re.compile(r"[0-9]{17}"),
    "ST": re.compile(r"[0-9A-Z]{2}"),
    "CN": re.compile(r"[0-9]{4}"),
    "PW": re.compile(r".*", re.DOTALL),
}
_MN = {"2005": re.compile(r"[0-9A-Za-z]{14}"), "2017": re.compile(r"[0-9A-F]{24}"), "2025": re.compile(r"[0-9A-F]{24}")}
ORDERED = (("Min", "Avg", "Max"), ("ZsMin", "ZsAvg", "ZsMax"))
_NUMBERS = {"Rtd", "Min", "Avg", "Max", "Cou", "ZsRtd", "ZsMin", "ZsAvg", "ZsMax", "Data", "DayData", "NightData", "RT"}

# What most packets are: nothing can be said against the form of any item. Possessive, so that it reads but once.
USUAL_BODY = re.compile(
    f"DataTime=[0-9]{{14}}(?:[;,][A-Za-z0-9]++-(?:Flag=[{''.join(sorted(marks()))}]"
    r"|(?:Zs)?+(?:Rtd|Min|Avg|Max)=-?+[0-9]++\.?+[0-9]*+|Cou=-?+[0-9]++\.?+[0-9]*+))*+"
)


def header(given: dict[str, str], version: str | None, told: list[str], faults: list[str]) -> None:
    """Look at QN, ST, CN, PW and MN."""
    for name, form in _FORMS.items():
        value = given.get(name)
        if not value:
            (faults if name == "CN" else told).append(f"no_{name.lower()}")
        elif not form.fullmatch(value):
            told.append(f"{name.lower()}_form")
    mn = given.get("MN")
    if mn:
        if not _MN[version or "2017"].fullmatch(mn):
            told.append("mn_form")
    elif given.get("CN") in ANSWERS:
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
    if any(text and len(text) > _DIGITS for text in (pnum, pno)):
        told.append("part_numbers_padded")
    return total, which


def content(segment: Segment, told: list[str]) -> None:
    """Look at the items of CP."""
    cn, groups = segment.header.get("CN", ""), segment.groups
    if not USUAL_BODY.fullmatch(segment.body):
        shape(segment.plain, groups, cn, told)
    if cn in PERIODS and any(map(_outside, groups.values())):
        told.append("average_outside")
    sent = "" if segment.header.get("RF") == "1" else segment.header.get("QN", "")
    data_time(segment.plain.get("DataTime"), bool(groups), cn, sent, told)


def shape(plain: dict[str, str], groups: Groups, cn: str, told: list[str]) -> None:
    """Look at the form of each item."""
    if "QN" in plain and cn not in ANSWERS:
        told.append("qn_in_cp")
    all_fields = groups.values()
    if not {fields["Flag"] for fields in all_fields if "Flag" in fields} <= marks():
        told.append("odd_mark")
    if not numerals([value for fields in all_fields for field, value in fields.items() if field in _NUMBERS]):
        told.append("not_a_number")


def _outside(fields: dict[str, str]) -> bool:
    """Tell whether a mean lies outside its least and greatest value, where all three are there."""
    for least, mean, most in ORDERED:
        if least in fields and mean in fields and most in fields:
            low, middle, high = number(fields[least]), number(fields[mean]), number(fields[most])
            if low is not None and middle is not None and high is not None and not low <= middle <= high:
                return True
    return False


def data_time(written: str | None, has_factors: bool, cn: str, sent: str, told: list[str]) -> None:
    """Look at DataTime; `sent` is QN, or nothing for what is sent again."""
    if cn not in UPLOADS and written is None:
        return
    if written is None:
        if has_factors:
            told.append("no_data_time")
        return
    time = time_of(written)
    if time is None or len(written) != SECONDS:
        told.append("data_time_form")
    if time is None or cn not in UPLOADS or sent[:_TO_THE_HOUR] == written[:_TO_THE_HOUR]:
        return
    then = time_of(sent)
    if then and then - time > PERIODS.get(cn, timedelta()) + LATE:
        told.append("late")
