"""Two people acting at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from ecosteward.accounts.models import Kind, Organisation, User
from ecosteward.clients.models import Client
from ecosteward.clients.services import create_client

CODE = "91350100M000100Y43"


@pytest.mark.django_db(transaction=True)
def test_two_people_of_one_agency_taking_on_one_enterprise_make_one_client(director: User, quality_lead: User) -> None:
    outcomes = _together([director, quality_lead])
    assert sorted(outcomes) == ["made", "refused"]
    assert Client.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_agencies_taking_on_one_enterprise_share_one_organisation(director: User, stranger: User) -> None:
    assert _together([director, stranger]) == ["made", "made"]
    assert Organisation.objects.filter(credit_code=CODE).count() == 1
    assert Client.objects.count() == 2


def _together(people: list[User]) -> list[str]:
    barrier = Barrier(len(people))

    def take_on(user: User) -> str:
        try:
            barrier.wait()
            create_client(user, user.organisation, Kind.ENTERPRISE, f"{user.name}的客户", credit_code=CODE)
        except ValidationError:
            return "refused"
        else:
            return "made"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(take_on, people))
