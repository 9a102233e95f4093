"""A packet, or bytes that are none, as plain data for JSON: everything read, and the words for it."""

import re
from typing import Any

from ecosteward.norms.hj212.deviations import VERDICTS, words
from ecosteward.norms.hj212.factors import meanings_of, unit_of
from ecosteward.norms.hj212.meanings import commands, word
from ecosteward.norms.hj212.packets import Factor, Packet
from ecosteward.norms.hj212.stream import Skipped

Told = dict[str, Any]
_FACILITY = re.compile(r"SB[0-9]{1,3}")


def told(packet: Packet) -> Told:
    """Tell a packet. `raw` shows bytes that are no UTF-8 as \\x…"""
    command = commands().get(packet.cn)
    return {
        "verdict": packet.verdict,
        "verdict_word": VERDICTS[packet.verdict],
        "faults": list(packet.faults),
        "deviations": list(packet.deviations),
        "why": list(words(packet.faults) + words(packet.deviations)),
        "QN": packet.qn,
        "ST": packet.st,
        "system": word("ST", packet.st),
        "CN": packet.cn,
        "command": command.name if command else "",
        "MN": packet.mn,
        "version": packet.version,
        "flag": int(packet.flag) if packet.flag else None,
        "answer_wanted": packet.answer_wanted,
        "PNUM": packet.pnum,
        "PNO": packet.pno,
        "resent": packet.resent,
        "sealed": packet.frame.sealed,
        "data_time": packet.data_time.isoformat() if packet.data_time else None,
        "result": _result(packet),
        "items": [list(item) for item in packet.items],
        "factors": [_factor(each) for each in packet.factors],
        "raw": shown(packet.raw),
    }


def told_skipped(skipped: Skipped) -> Told:
    """Tell bytes that belong to no packet."""
    return {
        "verdict": "invalid",
        "verdict_word": VERDICTS["invalid"],
        "faults": [skipped.why.name.lower()],
        "deviations": [],
        "why": [skipped.why.value],
        "raw": shown(skipped.raw),
    }


def shown(raw: bytes) -> str:
    """Return bytes as text; what is no UTF-8 as \\x…"""
    return raw.decode("utf-8", "backslashreplace")


def units_of(factor: Factor) -> dict[str, str]:
    """Return the default unit of each field that has one; of a code with several meanings none is sure."""
    found = meanings_of(factor.code)
    if len(found) != 1:
        return {}
    units = {field: unit_of(found[0], field) for field in factor.fields}
    return {field: unit for field, unit in units.items() if unit}


def _result(packet: Packet) -> str:
    """Return the word for what an answer returns."""
    words_of = (word(name, packet.item(name) or "") for name in ("QnRtn", "ExeRtn"))
    return "".join(words_of)


def name_of(code: str) -> str:
    """Return the name of a code; a facility (SB and its number) is in no table of codes but in table 4."""
    if _FACILITY.fullmatch(code):
        return f"污染治理设施 {code[2:]}"
    return " / ".join(dict.fromkeys(each.name for each in meanings_of(code)))


def _factor(factor: Factor) -> Told:
    return {
        "code": factor.code,
        "name": name_of(factor.code),
        "fields": factor.fields,
        "units": units_of(factor),
        "state": word("RS", factor.fields.get("RS", "")),
        "mark": word("Flag", factor.mark or ""),
    }
