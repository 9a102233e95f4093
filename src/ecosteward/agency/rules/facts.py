"""What the qualification check looks at, as plain data."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Professional:
    """One person at work, with what their file holds.

    Attributes:
        consulting: does environmental consulting work.
        senior: claims an environment-related title of senior rank or above.
        title_proved: the title's certificate is on file; true for those without a title.
        certificates: confirmed professional certificates in force.
        expired: certificates that have run out.
        awaiting: entries the person brought that the director has not confirmed.
        education_years, appraisal_years: years the file has entries for.

    """

    pk: int
    name: str
    consulting: bool = True
    senior: bool = False
    title_proved: bool = True
    background: str = ""
    duties: str = ""
    certificates: int = 0
    expired: int = 0
    without_certificate: bool = False
    awaiting: int = 0
    education_years: frozenset[int] = frozenset()
    appraisal_years: frozenset[int] = frozenset()
    joined_on: dt.date | None = None
    confidential: bool = False
    confidential_proved: bool = False


@dataclass(frozen=True)
class Credit:
    """The newest look-up in one source."""

    source: str
    platform: str
    queried_on: dt.date
    listed: bool
    proved: bool


@dataclass(frozen=True)
class Session:
    """One training that was held."""

    pk: int
    topic: str
    held_on: dt.date
    attended: int


@dataclass(frozen=True)
class Paper:
    """A rule of the management system that is in force."""

    kind: str
    title: str
    proved: bool


@dataclass(frozen=True)
class Lead:
    """An appointment as quality lead that has not ended; `active` tells whether the person still works here."""

    name: str
    proved: bool
    active: bool = True


@dataclass(frozen=True)
class Periods:
    """What the agency set where the standard says only 定期; None where it has not."""

    credit_days: int | None = None
    training_months: int | None = None


@dataclass(frozen=True)
class Facts:
    """Everything the check looks at.

    Attributes:
        unfiled: names of people at work without a staff record.
        unappointed: names of people who hold the quality lead's role without being appointed.

    """

    on: dt.date
    professionals: tuple[Professional, ...] = ()
    unfiled: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    sessions: tuple[Session, ...] = ()
    papers: tuple[Paper, ...] = ()
    leads: tuple[Lead, ...] = ()
    unappointed: tuple[str, ...] = ()
    periods: Periods = field(default_factory=Periods)
