"""The lists of clients: what each person is shown, narrowed as they ask, at a constant number of queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from ecosteward.accounts.models import Kind, User
from ecosteward.clients.models import Client, Stage
from ecosteward.clients.services import create_client, enrol_contact
from ecosteward.clients.tests.screens import CODE, page

Browse = Callable[[User], Browser]


def test_the_list_shows_what_the_person_serves(
    browse: Browse, technician: User, enterprise: Client, park: Client
) -> None:
    shown = page(browse(technician), "clients:list")
    assert enterprise.name in shown
    assert park.name not in shown
    assert "新建服务对象" not in shown


def test_a_lead_is_offered_to_take_on_clients(browse: Browse, director: User) -> None:
    assert "新建服务对象" in page(browse(director), "clients:list")


def test_a_park_officer_sees_enterprises_without_being_offered_to_make_any(
    browse: Browse, director: User, park: Client
) -> None:
    create_client(director, director.organisation, Kind.ENTERPRISE, "园内企业", credit_code_reason="筹建", park=park)
    officer = enrol_contact(director, park, "园长", "yuanzhang")
    shown = page(browse(officer), "clients:list")
    assert "园内企业" in shown
    assert "新建" not in shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind": "park"}, {"园区甲"}),
        ({"stage": "served"}, {"企业甲"}),
        ({"industry": "涂料制造"}, {"企业甲"}),
        ({"q": "企业"}, {"企业甲", "企业乙"}),
        ({"q": CODE[:10]}, {"企业甲"}),
        ({"q": "企业 乙"}, {"企业乙"}),
        ({"park": "PARK"}, {"企业乙"}),
        ({"stage": "不存在"}, {"企业甲", "企业乙", "园区甲"}),
    ],
)
def test_the_list_is_narrowed_by_kind_stage_park_industry_name_and_code(
    query: dict[str, str], expected: set[str], browse: Browse, director: User
) -> None:
    agency = director.organisation
    park = create_client(director, agency, Kind.PARK, "园区甲", credit_code_reason="管委会")
    create_client(
        director, agency, Kind.ENTERPRISE, "企业甲", credit_code=CODE, stage=Stage.SERVED, industry="涂料制造"
    )
    create_client(director, agency, Kind.ENTERPRISE, "企业乙", credit_code_reason="筹建", park=park)
    if query.get("park"):
        query = {"park": str(park.pk)}
    shown = page(browse(director), "clients:list", **query)
    listed = shown[shown.index('<div id="list">') :]
    assert {name for name in ("企业甲", "企业乙", "园区甲") if f">{name}</a>" in listed} == expected


def test_the_list_costs_the_same_number_of_queries_for_any_number_of_rows(
    browse: Browse, director: User, technician: User
) -> None:
    browser, agency = browse(director), director.organisation
    page(browser, "clients:list")

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(browser, "clients:list")
        return len(queries)

    create_client(director, agency, Kind.ENTERPRISE, "企业一", credit_code_reason="筹建")
    few = count()
    park = create_client(director, agency, Kind.PARK, "园区", credit_code_reason="筹建")
    for number in range(20):
        create_client(director, agency, Kind.ENTERPRISE, f"第{number}家", credit_code_reason="筹建", park=park)
    assert count() == few


def test_a_government_office_lists_its_parks_and_enterprises(
    browse: Browse, director: User, government: Client, park: Client
) -> None:
    under = create_client(
        director, director.organisation, Kind.PARK, "辖区园区甲", credit_code_reason="筹建", authority=government
    )
    places: list[tuple[str, dict[str, Any]]] = [
        ("直管企业", {"authority": government}),
        ("园内企业", {"park": under}),
        ("他处企业", {"park": park}),
    ]
    for name, facts in places:
        create_client(director, director.organisation, Kind.ENTERPRISE, name, credit_code_reason="筹建", **facts)
    shown = page(browse(director), "clients:profile", government.pk)
    assert [name for name in ("辖区园区甲", "直管企业", "园内企业", "他处企业") if f">{name}</a>" in shown] == [
        "辖区园区甲",
        "直管企业",
        "园内企业",
    ]


def test_a_large_park_shows_its_first_enterprises_and_leads_to_the_rest(
    browse: Browse, director: User, park: Client
) -> None:
    for number in range(60):
        create_client(
            director, director.organisation, Kind.ENTERPRISE, f"企业{number:02d}", credit_code_reason="筹建", park=park
        )
    browser = browse(director)
    shown = page(browser, "clients:profile", park.pk)
    assert "60 家" in shown
    assert shown.count("</a></td>") == 50
    assert f"?park={park.pk}" in shown
    assert "共 60 条" in page(browser, "clients:list", park=str(park.pk))


def test_the_list_under_an_authority_holds_the_enterprises_of_its_parks(
    browse: Browse, director: User, government: Client
) -> None:
    agency = director.organisation
    own = create_client(director, agency, Kind.PARK, "辖区园区", credit_code_reason="筹建", authority=government)
    create_client(director, agency, Kind.ENTERPRISE, "园内企业", credit_code_reason="筹建", park=own)
    create_client(director, agency, Kind.ENTERPRISE, "他处企业", credit_code_reason="筹建")
    shown = page(browse(director), "clients:list", authority=str(government.pk))
    assert "共 2 条" in shown
    assert ">园内企业</a>" in shown


def test_a_park_lists_its_enterprises(browse: Browse, director: User, park: Client) -> None:
    create_client(director, director.organisation, Kind.ENTERPRISE, "园内企业", credit_code_reason="筹建", park=park)
    create_client(director, director.organisation, Kind.ENTERPRISE, "园外企业", credit_code_reason="筹建")
    shown = page(browse(director), "clients:profile", park.pk)
    assert "园内企业" in shown
    assert "园外企业" not in shown
