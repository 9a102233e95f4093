"""What one row of a list says: pure functions."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from ecosteward.accounts.rules import credit_code_fault, normal_credit_code
from ecosteward.clients.imports import cells
from ecosteward.clients.imports.columns import BY_KEY, is_heading
from ecosteward.clients.imports.sheet import Row, Value
from ecosteward.clients.models import Client, Contact, Management
from ecosteward.clients.rules import codes, dates, places
from ecosteward.clients.rules.text import tight

_TOTAL = re.compile(r"(合计|总计|小计|共计)[:：]?\d*[家户]?|共\d+[家户]")
_NOTE = re.compile(
    r"(备?注|说明|填表|填报|制表|审核|复核|报送|统计)(人|单位|日期|时间|说明)?[:：\d、.(（]|以上|以下空白"
)
_GROUP = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]\s*\S+")
_MANAGEMENT = {"重点": Management.KEY, "简化": Management.SIMPLE, "登记": Management.REGISTERED}
_NOTHING = {"/", "\\", "-", "--", "—", "——", "无", "暂无", "没有", "N/A"}
_SHORT_LINE = 2  # cells: a note, or a note with its serial number
WRONG_CODE_REASON = "原表代码有误，待核实"


@dataclass(frozen=True)
class Problem:
    """Something about a row: which column, and what to do about it."""

    column: str
    words: str


@dataclass
class Read:
    """What a row says.

    Attributes:
        line: the row's number in the sheet.
        name: the enterprise's name.
        credit_code: its code in its one form, or empty.
        code_reason: why there is no code.
        facts: fields of `Client` by name.
        contacts: name, job and telephone of each person.
        park: name of its park as written.
        permit: fields of `Permit` by name; empty without one.
        errors: what keeps the row from being imported.
        warnings: what was left out or looks odd.

    """

    line: int
    name: str = ""
    credit_code: str = ""
    code_reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    contacts: list[tuple[str, str, str]] = field(default_factory=list)
    park: str = ""
    permit: dict[str, Any] = field(default_factory=dict)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Manner:
    """How doubtful things are taken, as the person chose.

    Attributes:
        blank_wrong_codes: take rows with a wrong credit code, leaving the code empty with a reason.
        reason: the reason noted where a row has no credit code.

    """

    blank_wrong_codes: bool = False
    reason: str = "导入的名单未提供"


def skipped(row: Row, columns: Mapping[str, int]) -> str:
    """Return why a row is no enterprise: a total, a note, a group's heading; empty if it may be one."""
    given = [tight(str(value)) for value in row.values if value is not None]
    if any(_TOTAL.fullmatch(text) for text in given[:3]):
        return "合计行"
    if len(given) <= _SHORT_LINE and _NOTE.match(given[0]):
        return "表后说明"
    if len(given) == 1 and _GROUP.fullmatch(given[0]):
        return "分组标题"
    if len(given) > 1 and is_heading(_cell(row, columns["name"]), "name"):
        return "重复的表头"
    if all(_cell(row, index) is None for index in columns.values()):
        return "没有可导入的内容"
    return ""


def read(row: Row, columns: Mapping[str, int], manner: Manner) -> Read:
    """Read a row. What cannot be kept in its field is told and kept in the note, so that nothing is lost."""
    found = Read(row.line, facts={"note": ""})
    given = {key: value for key, index in columns.items() if (value := _cell(row, index)) is not None}
    _note(found, _text(found, "note", given.get("note")))
    _read_name(found, given.get("name"))
    _read_code(found, given.get("credit_code"), manner)
    for key in ("site", "industry", "scale"):
        found.facts[key] = _text(found, key, given.get(key))
    found.park = _text(found, "park", given.get("park"))
    _read_part(found, "industry_code", given, _industry_code)
    _read_part(found, "started_on", given, cells.date)
    _read_place(found, given)
    _read_people(found, given)
    _read_permit(found, given)
    _check_lengths(found)
    return found


def _cell(row: Row, index: int) -> Value:
    """Return a cell's value; None also where somebody wrote that there is nothing."""
    value = row.values[index] if index < len(row.values) else None
    return None if isinstance(value, str) and tight(value) in _NOTHING else value


def _text(found: Read, key: str, value: Value) -> str:
    try:
        return cells.words(value)
    except ValueError as error:
        _leave(found, key, value, str(error))
        return ""


def _leave(found: Read, key: str, value: Value, why: str) -> None:
    """Keep in the note what its own field cannot hold."""
    title = BY_KEY[key].title
    found.warnings.append(Problem(title, f"{why}；先留空，原文记入备注"))
    _note(found, f"原表{title}：{str(value).strip()}")


def _note(found: Read, words: str) -> None:
    found.facts["note"] = f"{found.facts['note']}\n{words}".strip()


def _person(found: Read, key: str, value: Value) -> str:
    """Return a person's name; Chinese ones are often set apart by blanks to look even."""
    name = _text(found, key, value)
    return name.replace(" ", "") if re.fullmatch(r"[\u4e00-\u9fff·][\u4e00-\u9fff· ]*", name) else name


def _read_name(found: Read, value: Value) -> None:
    try:
        found.name = cells.words(value)
    except ValueError as error:
        found.errors.append(Problem("企业名称", str(error)))
        return
    if not found.name:
        found.errors.append(Problem("企业名称", "是空的，请补上名称或删去这一行"))


def _read_code(found: Read, value: Value, manner: Manner) -> None:
    try:
        found.credit_code = normal_credit_code(cells.code(value))
        fault = credit_code_fault(found.credit_code) if found.credit_code else ""
    except ValueError as error:
        fault = str(error)
    if not fault:
        found.code_reason = "" if found.credit_code else manner.reason
        return
    found.credit_code = ""
    if manner.blank_wrong_codes:
        found.code_reason = WRONG_CODE_REASON
        _leave(found, "credit_code", value, fault)
    else:
        found.errors.append(Problem("统一社会信用代码", f"「{value}」{fault}"))


def _read_part(found: Read, key: str, given: Mapping[str, Value], reading: Callable[[Value], str]) -> None:
    value = given.get(key)
    if value is None:
        return
    try:
        found.facts[key] = reading(value)
    except ValueError as error:
        _leave(found, key, value, str(error))


def _industry_code(value: Value) -> str:
    code = codes.industry_code(cells.code(value))
    if fault := codes.industry_code_fault(code):
        raise ValueError(fault)
    return code


def _read_place(found: Read, given: Mapping[str, Value]) -> None:
    try:
        pair = [places.degrees(cells.code(given[key])) if key in given else None for key in ("longitude", "latitude")]
        fault = places.place_fault(*pair)
    except ValueError as error:
        fault = str(error)
    if not fault:
        found.facts["longitude"], found.facts["latitude"] = pair
        return
    found.warnings.append(Problem("经度、纬度", f"{fault}；先留空，原文记入备注"))
    _note(found, f"原表坐标：{given.get('longitude') or '—'}，{given.get('latitude') or '—'}")


def _read_people(found: Read, given: Mapping[str, Value]) -> None:
    contact, legal = (_person(found, key, given.get(key)) for key in ("contact", "legal"))
    try:
        phone = cells.words(given.get("phone"))
        cells.code(given.get("phone"))
    except ValueError as error:
        _leave(found, "phone", given.get("phone"), str(error))
        phone = ""
    if phone and (fault := cells.phone_fault(phone)):
        found.warnings.append(Problem("联系电话", fault))
    if contact or phone:
        found.contacts.append((contact or legal or "联系人", "联系人", phone))
    if legal and legal != contact:
        found.contacts.append((legal, "法定代表人", ""))


def _read_permit(found: Read, given: Mapping[str, Value]) -> None:
    value = given.get("permit_number")
    number = codes.permit_number(_text(found, "permit_number", value))
    if not number:
        return
    if fault := codes.permit_number_fault(number):
        _leave(found, "permit_number", value, fault)
        return
    found.permit = {"number": number, "management": _management(found, given), "valid_to": _until(found, given)}


def _management(found: Read, given: Mapping[str, Value]) -> str:
    text = _text(found, "management", given.get("management"))
    known = next((kind for word, kind in _MANAGEMENT.items() if word in text), None)
    if text and known is None:
        _leave(found, "management", text, "应为重点管理、简化管理或登记管理")
    return known.value if known else ""


def _until(found: Read, given: Mapping[str, Value]) -> dt.date | None:
    value = given.get("permit_to")
    if value is None:
        return None
    try:
        return dates.full_date(cells.date(value))
    except ValueError as error:
        _leave(found, "permit_to", value, str(error))
        return None


def _check_lengths(found: Read) -> None:
    kept = {"name": found.name, **{key: text for key, text in found.facts.items() if isinstance(text, str)}}
    for key, text in kept.items():
        most = _most(Client, key)
        if most is not None and len(text) > most:
            title = BY_KEY[key].title
            found.errors.append(Problem(title, f"有 {len(text)} 个字，最多 {most} 个，请改短（完整内容可写进备注）"))
    for name, _, phone in found.contacts:
        for title, text, part in (("联系人", name, "name"), ("联系电话", phone, "phone")):
            if len(text) > (_most(Contact, part) or 0):
                found.errors.append(Problem(title, f"过长（{len(text)} 个字），一格请只写一个，其余写进备注"))


def _most(model: type[Model], name: str) -> int | None:
    """Return how many characters a field holds; None without a limit."""
    return getattr(model._meta.get_field(name), "max_length", None)
