"""Loading the demonstration, and who may log in to it."""

from django.db import transaction

from ecosteward.accounts.models import Organisation, User
from ecosteward.demo import agency, clients, contracts, documents, evaluation, monitoring, papers, visits
from ecosteward.demo.stage import Stage

_PARTS = (agency, clients, contracts, papers, visits, monitoring, documents, evaluation)


@transaction.atomic
def load() -> None:
    """Tell the whole story through the services the pages use, all or nothing; does nothing where it was told before."""
    stage = Stage()
    code = agency.credit_code(stage.data("cast")["agency"]["body"])
    if Organisation.objects.filter(credit_code=code).exists():
        return
    for part in _PARTS:
        part.prepare(stage)
    stage.play()


def logins() -> list[tuple[str, str, str]]:
    """Return everybody who may log in: role in words, login name, password."""
    cast = Stage().data("cast")
    names = [row["username"] for row in cast["people"]]
    names += [cast[key]["officer"]["username"] for key in ("park", "government")]
    names += [row["contact"]["username"] for row in cast["enterprises"]]
    people = {person.username: person for person in User.objects.filter(username__in=names)}
    return [(people[name].role_names, name, agency.PASSWORD) for name in names if name in people]
