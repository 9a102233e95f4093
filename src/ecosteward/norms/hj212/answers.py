"""What is answered to a packet. An answer keeps QN, PW, MN and version of what it answers; ST is 91. Source: annex C.

It has the check that the sender makes, for that is what the sender looks for.

To a packet that is not believed there is no answer: the sender sends it again (table 2: with a wrong check the
exchange ends). In 2005 QN and CN of what is answered stood within CP, as far as known from public code (待核); QN stands in
the header as well, where some devices of that edition look for it.
"""

from functools import lru_cache

from ecosteward.norms.hj212.deviations import Verdict
from ecosteward.norms.hj212.frames import build
from ecosteward.norms.hj212.meanings import commands
from ecosteward.norms.hj212.messages import Message, segment
from ecosteward.norms.hj212.packets import BITS, Packet, Version
from ecosteward.norms.hj212.segment import Items
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import rules

SYSTEM = str(int(rules("hj212")["answer_qn"].figure()))
ACCEPTED, DONE = 1, 1
_INVALID: Verdict = "invalid"
_KINDS = {"upload": "9014", "notice": "9013"}
_DIGITS = 17  # of a usual QN
_QN, _PLACE = "<QN>", b"QN=<QN>"  # what stands for it, and where
_KNOWN_MOST = 20_000


def answer(packet: Packet) -> bytes | None:
    """Return what a platform sends back: 9014 to data, 9013 to a notice, nothing where none is wanted or due.

    Nor is there an answer to a packet whose QN or MN cannot be written back, for it holds separators or is endless.
    """
    if not packet.answer_wanted or packet.verdict == _INVALID:
        return None
    command = commands().get(packet.cn)
    cn = _KINDS.get(command.up_kind if command else "upload")
    if cn is None:
        return None
    qn = _qn(packet)
    usual = len(qn) == _DIGITS and qn.isascii() and qn.isdigit()
    try:
        written = _written(cn, packet.mn, packet.pw, _edition(packet), _QN if usual else qn, packet.cn)
    except RefusedError:
        return None
    return build(written.replace(_PLACE, b"QN=" + qn.encode()) if usual else written, packet.frame.looked_for)


@lru_cache(_KNOWN_MOST)
def _written(cn: str, mn: str, pw: str, version: Version, qn: str, of: str) -> bytes:
    """Return the data segment of an answer."""
    return segment(_message(cn, (), mn, pw, version, qn, of))


def request_answer(packet: Packet, returned: int = ACCEPTED) -> Message:
    """Answer a request (9011) with QnRtn of table 7."""
    return _answer(packet, "9011", (("QnRtn", str(returned)),))


def execution_result(packet: Packet, returned: int = DONE) -> Message:
    """Tell how a request went (9012) with ExeRtn of table 6."""
    return _answer(packet, "9012", (("ExeRtn", str(returned)),))


def notice_answer(packet: Packet) -> Message:
    """Answer a notice (9013)."""
    return _answer(packet, "9013", ())


def data_answer(packet: Packet) -> Message:
    """Answer data (9014); each part of a split packet gets its own."""
    return _answer(packet, "9014", ())


def _edition(packet: Packet) -> Version:
    """Return the edition to answer in: the one the flag shows, for the sender looks for its own bits.

    A flag of 2005 is what loggers of later editions send by mistake: there the register of devices decides.
    """
    shown = BITS.get(packet.flag.version_bits, "2017") if packet.flag else "2005"
    return packet.version or shown if shown == "2005" else shown


def _answer(packet: Packet, cn: str, items: Items) -> Message:
    return _message(cn, items, packet.mn, packet.pw, _edition(packet), _qn(packet), packet.cn)


def _qn(packet: Packet) -> str:
    return packet.qn or packet.item("QN") or ""


def _message(cn: str, items: Items, mn: str, pw: str, version: Version, qn: str, of: str) -> Message:
    if version == "2005":
        told = ((("QN", qn),) if qn else ()) + (items or (("CN", of),))
        return Message(cn, SYSTEM, mn, pw, qn, version, items=told)
    return Message(cn, SYSTEM, mn, pw, qn, version, items=items)
