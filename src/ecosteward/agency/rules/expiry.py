"""What lapses, and when."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """Something that lapses after a day: a certificate, an agreement, a credit look-up, the wait for a training.

    `place` is the URL name of the page where it is renewed, `pk` the number that page takes, if any.
    """

    words: str
    until: dt.date
    place: str
    pk: int | None = None


@dataclass(frozen=True)
class Expiring:
    """A term that has lapsed or soon will. `days` are left; negative once it has lapsed."""

    term: Term
    days: int

    @property
    def within(self) -> int:
        """Return the smallest of 30, 60 and 90 days it lapses within; 0 once it has lapsed."""
        return 0 if self.days < 0 else next(limit for limit in LIMITS if self.days <= limit)


LIMITS = (30, 60, 90)


def due_within(terms: Iterable[Term], on: dt.date, days: int = LIMITS[-1]) -> tuple[Expiring, ...]:
    """Return what has lapsed or lapses within so many days (at most 90), soonest first."""
    left = (Expiring(term, (term.until - on).days) for term in terms)
    return tuple(sorted((each for each in left if each.days <= days), key=lambda each: each.term.until))
