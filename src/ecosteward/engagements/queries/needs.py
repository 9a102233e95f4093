"""The agency as it stands, for setting a client's needs against it."""

import datetime as dt

from ecosteward.accounts.models import Organisation
from ecosteward.agency.queries import capacity, gather, qualification
from ecosteward.agency.queries.qualification import texts
from ecosteward.agency.rules import State
from ecosteward.engagements.queries.people import load
from ecosteward.engagements.rules.fit import NO, OK, WEAK, Asked, Fit, Hand, Reason
from ecosteward.engagements.rules.fit import fit as judge

_MARKS = {State.MET: OK, State.UNSURE: WEAK, State.NOT_MET: NO}
_ABILITY = ("R.4.1", "R.4.2")


def hands(agency: Organisation, on: dt.date) -> dict[int, Hand]:
    """Return the agency's professionals as of a day, by the person's primary key, with certificates and load."""
    found = capacity(agency, on)
    loads = load([each.person.pk for each in found])
    return {
        each.person.pk: Hand(
            pk=each.person.pk,
            name=each.person.name,
            rank="" if each.record.rank == each.record.Rank.NONE else each.rank,
            background=each.record.background,
            certificates=tuple((held.name, held.until) for held in each.certificates),
            load=loads[each.person.pk],
        )
        for each in found
    }


def fit(agency: Organisation, asked: Asked, people: list[int], on: dt.date) -> Fit:
    """Judge one need by some of the agency's people."""
    known = hands(agency, on)
    return judge(asked, [known[pk] for pk in people if pk in known])


def agency_facts(agency: Organisation, on: dt.date) -> list[Reason]:
    """Return how the agency stands on clauses 4.1 and 4.2 as of a day."""
    words = texts()
    lines = [line for line in qualification(agency, gather(agency, on)).lines if line.id.startswith(_ABILITY)]
    return [Reason(_MARKS[line.state], f"{words[line.id][1]}：{line.why}") for line in lines]
