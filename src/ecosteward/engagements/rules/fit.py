"""What the agency can do of what a client needs, and why (clause 6.2.2).

The standard does not say which people or certificates a service takes. Who is thought of, and which certificate the
work asks for, is the agency's to say; these rules set that against the staff records and say what they show.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

OK, WEAK, NO = "ok", "weak", "no"
_SHORTEST = 3
_GENERIC = ("服务", "工作", "协助", "开展", "建设", "管理", "企业", "园区", "环境", "环保", "生态", "工程")


@dataclass(frozen=True)
class Hand:
    """One professional: `certificates` are (name, last day or None) in force today, `load` the open tasks."""

    pk: int
    name: str
    rank: str
    background: str
    certificates: tuple[tuple[str, dt.date | None], ...]
    load: int


@dataclass(frozen=True)
class Asked:
    """One need: for how long, and which certificate it takes, if any; `limit` of open tasks a person should have."""

    name: str
    certificate: str
    until: dt.date
    limit: int


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for (ok) or against (weak, no) taking it."""

    mark: str
    words: str


@dataclass(frozen=True)
class Fit:
    """The verdict on one need: able, partly, unable, or empty where nobody was thought of yet."""

    verdict: str
    reasons: tuple[Reason, ...]


NOT_YET = Fit("", (Reason(WEAK, "勾选拟派人员后评估；没有人可派的，不勾选，保存后记为“不能承担”"),))


def fit(asked: Asked, hands: Sequence[Hand]) -> Fit:
    """Judge one need by the people thought of for it."""
    if not hands:
        return Fit("unable", (Reason(NO, "没有拟派人员；无人可派的，不能承担"),))
    reasons = (*(_person(hand, asked) for hand in hands), *_certificate(asked, hands), *_load(asked, hands))
    marks = {reason.mark for reason in reasons}
    return Fit("unable" if NO in marks else "partly" if WEAK in marks else "able", reasons)


def suits(need: str, hand: Hand) -> str:
    """Return what of a person's background or certificates speaks of a need; empty if nothing does."""
    subject = _subject(need)
    for text in (*(name for name, _ in hand.certificates), hand.background, hand.rank):
        if len(shared := _shared(subject, _subject(text))) >= _SHORTEST:
            return shared
    return ""


def _person(hand: Hand, asked: Asked) -> Reason:
    why = suits(asked.name, hand)
    known = [hand.rank] if hand.rank else []
    known += [name for name, _ in hand.certificates]
    words = f"{hand.name}：{'、'.join(known) or '无职称证书记录'}，在办 {hand.load} 项"
    return Reason(OK, f"{words}（与“{why}”相符）" if why else words)


def _certificate(asked: Asked, hands: Sequence[Hand]) -> list[Reason]:
    wanted = asked.certificate.strip()
    if not wanted:
        return []
    held = [(hand, until) for hand in hands for name, until in hand.certificates if wanted in name]
    if not held:
        return [Reason(NO, f"拟派人员中没有人持有有效的“{wanted}”")]
    lasting = [hand for hand, until in held if until is None or until >= asked.until]
    if lasting:
        return [Reason(OK, f"{lasting[0].name}持有“{wanted}”，服务期内有效")]
    hand, until = max(held, key=lambda each: each[1] or dt.date.max)
    return [Reason(WEAK, f"{hand.name}的“{wanted}”{until:%Y-%m-%d} 到期，早于服务结束，需续期")]


def _load(asked: Asked, hands: Sequence[Hand]) -> list[Reason]:
    full = [hand for hand in hands if hand.load >= asked.limit]
    if not full:
        return []
    words = "、".join(f"{hand.name} {hand.load} 项" for hand in full)
    if len(full) == len(hands):
        return [Reason(WEAK, f"拟派人员在办任务均已达上限 {asked.limit} 项（{words}），需调整分工或增派")]
    return [Reason(OK, f"部分人员在办任务已达上限 {asked.limit} 项（{words}），由其余人员承担")]


def _subject(text: str) -> str:
    for word in _GENERIC:
        text = text.replace(word, " ")
    return text


def _shared(one: str, other: str) -> str:
    """Return the longest run of characters two texts share, blanks apart."""
    best = ""
    for start in range(len(one)):
        end = start + len(best) + 1
        while end <= len(one) and " " not in one[start:end] and one[start:end] in other:
            best, end = one[start:end], end + 1
    return best
