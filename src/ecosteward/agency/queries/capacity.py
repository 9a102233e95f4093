"""Who could do a piece of work."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch

from ecosteward.accounts.models import Organisation, User
from ecosteward.agency.models import Certificate, StaffRecord
from ecosteward.agency.queries.people import staff


@dataclass(frozen=True)
class Held:
    """A certificate somebody holds; `until` is its last day, None for one without end."""

    name: str
    until: dt.date | None


@dataclass(frozen=True)
class Capacity:
    """One person at work: title, background and certificates in force. Their load is the engagements' to say."""

    person: User
    record: StaffRecord
    certificates: tuple[Held, ...]

    @property
    def rank(self) -> str:
        """Return the title in words, with its field: 高级（环境工程）."""
        words = self.record.get_rank_display()
        return f"{words}（{self.record.rank_field}）" if self.record.rank_field else words


def capacity(agency: Organisation, on: dt.date) -> list[Capacity]:
    """Return everybody who does environmental consulting, with what they hold on a day. Two queries."""
    confirmed = Certificate.objects.exclude(confirmed_on=None).order_by("name", "pk")
    people = staff(agency).filter(consulting=True)
    return [
        Capacity(each.person, each, tuple(Held(c.name, c.valid_until) for c in each.certificates.all() if c.valid(on)))
        for each in people.prefetch_related(Prefetch("certificates", queryset=confirmed))
    ]
