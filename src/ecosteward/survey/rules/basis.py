"""On what a finding rests: norm, edition in force on the day, clause."""

import datetime as dt
from dataclasses import dataclass

from ecosteward.standard import queries as standard
from ecosteward.standard.models import Item, LegalDuty

_CODE = "生态环境法典"


@dataclass(frozen=True)
class Ground:
    """One text a finding rests on, and whether it was compared with the official one."""

    text: str
    verified: bool


def grounds(item: Item, on: dt.date, edition: str) -> tuple[Ground, ...]:
    """Return what an item rests on as of a day: its norms, its duties of law, and the clause it comes from."""
    norms = (_norm(code, on, edition) for code in item.norms)
    laws = (_law(standard.duty(duty, edition), on, edition) for duty in item.law)
    own = Ground(f"《{standard.edition(edition).title}》{item.clause}", not item.unverified)
    return (*norms, *laws, own)


def words(parts: tuple[Ground, ...]) -> str:
    """Return the grounds in one line."""
    return "；".join(part.text for part in parts)


def verified(parts: tuple[Ground, ...]) -> bool:
    """Tell whether every ground was compared with its official text."""
    return all(part.verified for part in parts)


def _norm(code: str, on: dt.date, edition: str) -> Ground:
    try:
        found = standard.norm(code, on, edition)
    except standard.NormNotInForce:
        return Ground(f"{code}（当日无生效版本）", verified=False)
    name = f"《{found.number}》" if found.title in found.number else f"《{found.title}》（{found.number}）"
    return Ground(name, found.verified)


def _law(duty: LegalDuty, on: dt.date, edition: str) -> Ground:
    try:
        standard.norm(_CODE, on, edition)
    except standard.NormNotInForce:
        return Ground(duty.before or f"{duty.name}（当日依据待补）", duty.before_verified)
    return Ground(f"《{_CODE}》{duty.article}", verified=True)
