"""Who sees which client: every kind of organisation, and supervision by parks and government offices."""

from typing import Any

import pytest

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.accounts.services import create_organisation, enrol
from ecosteward.clients.models import Assignment, Client, Contact
from ecosteward.clients.permissions import belongs_to, works_for
from ecosteward.clients.services import create_client, enrol_contact, release
from ecosteward.files.models import File
from ecosteward.files.services import share
from ecosteward.journal.services import SYSTEM, write


@pytest.fixture
def others(agency: Organisation, park: Client, government: Client, enterprise: Client) -> dict[str, Client]:
    """Make an enterprise in the park, one under the office, one in a park under the office, one of nobody."""
    made = {"alone": enterprise}
    for name, facts in {
        "in park": {"park": park},
        "under office": {"authority": government},
    }.items():
        made[name] = _client(agency, Kind.ENTERPRISE, name, **facts)
    far = _client(agency, Kind.PARK, "另一园区", authority=government)
    made["far park"] = far
    made["in far park"] = _client(agency, Kind.ENTERPRISE, "in far park", park=far)
    return made


def _client(agency: Organisation, kind: Kind, name: str, **facts: Any) -> Client:
    organisation = create_organisation(SYSTEM, kind, name, credit_code_reason="示例")
    client = Client(agency=agency, organisation=organisation, kind=kind, name=name, **facts)
    write(SYSTEM, "client.created", client)
    return client


def _seen(user: User) -> set[str]:
    return set(visible(user, Client).values_list("name", flat=True))


def _own(client: Client, role: Role, *, enrolled_by: Organisation | None = None) -> User:
    return enrol(SYSTEM, client.organisation, f"own{client.pk}", "本人", [role], enrolled_by=enrolled_by)


@pytest.mark.parametrize("who", ["director", "quality_lead"])
def test_directors_and_quality_leads_see_all_of_their_agency(
    who: str, others: dict[str, Client], request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(who)
    assert visible(user, Client).count() == Client.objects.count()
    assert all(works_for(user, client) for client in others.values())


@pytest.mark.parametrize("who", ["project_lead", "technician"])
def test_others_see_the_clients_they_serve(
    who: str, others: dict[str, Client], enterprise: Client, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(who)
    assert _seen(user) == {enterprise.name}
    assert works_for(user, enterprise)
    assert not works_for(user, others["in park"])


def test_who_is_released_sees_the_client_no_more(director: User, technician: User, enterprise: Client) -> None:
    release(director, enterprise, technician)
    assert _seen(technician) == set()
    assert not works_for(technician, enterprise)


def test_another_agency_sees_nothing(stranger: User, others: dict[str, Client], enterprise: Client) -> None:
    assert _seen(stranger) == set()
    assert not works_for(stranger, enterprise)
    assert not visible(stranger, Assignment).exists()
    assert not visible(stranger, Contact).exists()


def test_an_enterprise_sees_itself(contact: User, others: dict[str, Client], enterprise: Client) -> None:
    assert _seen(contact) == {enterprise.name}
    assert belongs_to(contact, enterprise)
    assert not works_for(contact, enterprise)
    assert not belongs_to(contact, others["in park"])


def test_a_park_sees_itself_and_its_enterprises(park: Client, others: dict[str, Client]) -> None:
    officer = _own(park, Role.PARK_OFFICER)
    assert _seen(officer) == {park.name, "in park"}
    assert not belongs_to(officer, others["in park"])


def test_a_government_office_sees_itself_its_enterprises_and_those_of_its_parks(
    government: Client, others: dict[str, Client]
) -> None:
    officer = _own(government, Role.GOVERNMENT_OFFICER)
    assert _seen(officer) == {government.name, "under office", "另一园区", "in far park"}


def test_a_login_given_by_one_agency_sees_nothing_that_another_does_for_the_same_enterprise(
    director: User, stranger: User
) -> None:
    code = "91350100M000100Y43"
    mine = create_client(director, director.organisation, Kind.ENTERPRISE, "甲的客户", credit_code=code)
    theirs = create_client(stranger, stranger.organisation, Kind.ENTERPRISE, "乙的客户", credit_code=code)
    assert mine.organisation_id == theirs.organisation_id
    of_mine = enrol_contact(director, mine, "宋岚", "song")
    of_theirs = enrol_contact(stranger, theirs, "冒名", "maoming")
    assert _seen(of_mine) == {"甲的客户"}
    assert _seen(of_theirs) == {"乙的客户"}
    assert belongs_to(of_mine, mine)
    assert not belongs_to(of_mine, theirs)
    assert set(visible(of_theirs, Contact).values_list("client_id", flat=True)) == {theirs.pk}


def test_a_park_served_by_two_agencies_supervises_each_agencys_enterprises_apart(
    director: User, stranger: User
) -> None:
    code = "91350100M000100Y43"
    for user, name in ((director, "甲"), (stranger, "乙")):
        park = create_client(user, user.organisation, Kind.PARK, f"{name}园区", credit_code=code)
        create_client(user, user.organisation, Kind.ENTERPRISE, f"{name}企业", credit_code_reason="筹建", park=park)
    officer = enrol_contact(director, Client.objects.get(name="甲园区"), "园长", "yuanzhang")
    assert _seen(officer) == {"甲园区", "甲企业"}


def test_the_client_side_sees_a_file_only_once_it_is_shared(contact: User, director: User, pdf: File) -> None:
    assert not visible(contact, File).exists()
    share(director, pdf)
    assert set(visible(contact, File)) == {pdf}


def test_a_colleague_who_does_not_serve_the_client_does_not_see_its_files(
    colleague: User, technician: User, pdf: File
) -> None:
    assert not visible(colleague, File).exists()
    assert set(visible(technician, File)) == {pdf}
