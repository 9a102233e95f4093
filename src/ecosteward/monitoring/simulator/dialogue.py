"""What a device answers to the platform: 9011, what was asked for, 9012; 9013 to a notice. Source: HJ 212-2017, annex C."""

from dataclasses import dataclass, field
from datetime import datetime

from ecosteward.monitoring.simulator.agenda import Upload
from ecosteward.monitoring.simulator.requests import STOPS, WORKS, Asked
from ecosteward.norms.hj212.answers import execution_result, notice_answer, request_answer
from ecosteward.norms.hj212.messages import Message
from ecosteward.norms.hj212.requests import Site
from ecosteward.norms.hj212.values import time_of

WRONG_PW, WRONG_MN, WRONG_ST, UNKNOWN_CN = 3, 4, 5, 8  # QnRtn, table 7
DONE, WRONG_CONDITION, NO_DATA = 1, 3, 100  # ExeRtn, table 6
HISTORY: dict[str, Upload] = {"2051": "minute", "2061": "hour", "2031": "day", "2041": "running"}


@dataclass(slots=True)
class Reply:
    """What is said at once, and which history is to follow before the execution result."""

    messages: list[Message] = field(default_factory=list)
    history: tuple[Upload, datetime, datetime] | None = None


def reply(asked: Asked, site: Site) -> Reply:
    """Answer a request or a notice, changing the settings where it asks so."""
    packet = asked.packet
    refused = _refused(asked, site)
    if refused:
        return Reply([request_answer(packet, refused)])
    if packet.cn in STOPS:
        asked.settings.sends.discard(STOPS[packet.cn])
        return Reply([notice_answer(packet)])
    accepted = request_answer(packet)
    begin, end = (time_of(packet.item(name) or "") for name in ("BeginTime", "EndTime"))
    if packet.cn in HISTORY and begin and end and begin <= end:
        return Reply([accepted], (HISTORY[packet.cn], begin, end))
    return Reply([accepted, *_done(asked, site)])


def _refused(asked: Asked, site: Site) -> int:
    """Return why a request is refused, 0 where it is not."""
    packet = asked.packet
    wrong = {
        WRONG_PW: packet.pw != site.pw,
        WRONG_MN: packet.mn != site.mn,
        WRONG_ST: packet.st != site.st,
        UNKNOWN_CN: packet.cn not in {*WORKS, *STOPS, *HISTORY},
    }
    return next((code for code, is_so in wrong.items() if is_so), 0)


def _done(asked: Asked, site: Site) -> list[Message]:
    """Do what is asked; return the data, if any, and the execution result."""
    packet = asked.packet
    told = WORKS[packet.cn](asked) if packet.cn in WORKS else None
    if told is None:
        return [execution_result(packet, WRONG_CONDITION)]
    data = Message(packet.cn, site.st, site.mn, site.pw, packet.qn, site.version, items=told)
    return [*([data] if told else []), execution_result(packet, DONE)]
