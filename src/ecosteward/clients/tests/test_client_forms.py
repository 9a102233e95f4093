"""Taking on and changing a client on screen, and who may open and post what."""

import re
from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.clients.tests.screens import CODE, page

Browse = Callable[[User], Browser]
Rows = Callable[[], int]


def _typed(**facts: str) -> dict[str, str]:
    return {"name": "云山电子有限公司", "credit_code": "", "credit_code_reason": "筹建中", **facts}


def test_a_new_client_is_made_from_what_was_typed(browse: Browse, director: User) -> None:
    typed = _typed(
        credit_code=" ９１３５０１００Ｍ０００１００Ｙ４３",
        credit_code_reason="",
        longitude="117°17′08″",
        latitude="34.2",
    )
    response = browse(director).post(reverse("clients:new"), typed)
    client = Client.objects.get()
    assert response.headers["Location"] == reverse("clients:page", args=[client.pk])
    assert client.organisation.credit_code == CODE
    assert client.longitude == pytest.approx(117.285556)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"credit_code": "91350100M000100Y44", "credit_code_reason": ""}, "校验位不符（末位应为 3）"),
        ({"credit_code_reason": ""}, "请写明原因"),
        ({"name": ""}, "请填写"),
        ({"started_on": "去年"}, "2015-06-18，请改正"),
        ({"longitude": "东边"}, "坐标写成"),
        ({"industry_code": "化工"}, "GB/T 4754"),
    ],
)
def test_bad_input_is_answered_in_chinese_and_nothing_typed_is_lost(
    typed: dict[str, str], message: str, browse: Browse, director: User, journal_rows: Rows
) -> None:
    before = journal_rows()
    response = browse(director).post(reverse("clients:new"), _typed(note="打了很久的备注", **typed))
    assert response.status_code == 422
    shown = response.content.decode()
    if message != "请填写":
        assert message in shown
    assert "打了很久的备注" in shown
    for text in typed.values():
        assert text in shown
    assert journal_rows() == before


def test_a_near_duplicate_is_shown_before_it_is_made(browse: Browse, director: User, journal_rows: Rows) -> None:
    browser = browse(director)
    browser.post(reverse("clients:new"), _typed())
    before = journal_rows()
    response = browser.post(reverse("clients:new"), _typed(name="云山电子（徐州）有限公司"))
    assert response.status_code == 422
    shown = response.content.decode()
    assert "云山电子有限公司" in shown
    assert "仍要新建" in shown
    assert journal_rows() == before
    browser.post(reverse("clients:new"), _typed(name="云山电子（徐州）有限公司", sure="1"))
    assert Client.objects.count() == 2


def test_a_near_duplicate_the_person_does_not_serve_is_not_named(
    browse: Browse, director: User, project_lead: User
) -> None:
    browse(director).post(reverse("clients:new"), _typed(site="保密的地址"))
    response = browse(project_lead).post(reverse("clients:new"), _typed(name="云山电子公司"))
    shown = response.content.decode()
    assert "未参与服务" in shown
    assert "保密的地址" not in shown


def test_the_same_code_is_refused_even_when_sure(browse: Browse, director: User) -> None:
    browser = browse(director)
    browser.post(reverse("clients:new"), _typed(credit_code=CODE, credit_code_reason=""))
    response = browser.post(
        reverse("clients:new"), _typed(name="另一家", credit_code=CODE, credit_code_reason="", sure="1")
    )
    assert response.status_code == 422
    assert "不能再建" in response.content.decode()
    assert Client.objects.count() == 1


@pytest.mark.parametrize("kind", ["enterprise", "park", "government"])
def test_each_kind_is_asked_what_belongs_to_it(kind: str, browse: Browse, director: User) -> None:
    shown = page(browse(director), "clients:new", kind=kind)
    assert ('name="industry_code"' in shown) == (kind == "enterprise")
    assert ('name="leading_industries"' in shown) == (kind == "park")
    assert ('name="jurisdiction"' in shown) == (kind == "government")


def test_an_agency_is_no_client(browse: Browse, director: User) -> None:
    assert browse(director).get(reverse("clients:new"), {"kind": "agency"}).status_code == 404


def test_the_second_of_two_people_saving_is_shown_the_difference_and_keeps_what_they_typed(
    browse: Browse, director: User, technician: User, enterprise: Client
) -> None:
    address = reverse("clients:change", args=[enterprise.pk])
    typed = {"name": enterprise.name, "credit_code_reason": "示例", "record_version": str(enterprise.version)}
    browse(director).post(address, {**typed, "site": "甲写的地址"})
    second = browse(technician)
    response = second.post(address, {**typed, "site": "乙写的地址", "note": "乙的备注"})
    shown = response.content.decode()
    assert response.status_code == 409
    for text in ("甲写的地址", "乙写的地址", "乙的备注"):
        assert text in shown
    found = re.search(r'name="record_version" value="(\d+)"', shown)
    assert found is not None
    second.post(address, {**typed, "record_version": found[1], "site": "乙写的地址", "note": "乙的备注"})
    saved = Client.objects.get(pk=enterprise.pk)
    assert (saved.site, saved.note) == ("乙写的地址", "乙的备注")


def test_ticked_clients_are_assigned_together(
    browse: Browse, director: User, colleague: User, enterprise: Client, park: Client, journal_rows: Rows
) -> None:
    browser, address, before = browse(director), reverse("clients:assign_many"), journal_rows()
    asked = browser.post(address, {"row": [enterprise.pk, park.pk]}).content.decode()
    assert enterprise.name in asked
    assert park.name in asked
    assert journal_rows() == before
    assert browser.post(address, {"row": [enterprise.pk], "person": ""}).status_code == 422
    browser.post(address, {"row": [enterprise.pk, park.pk], "person": str(colleague.pk)})
    assert colleague.assignments.count() == 2
    assert journal_rows() == before + 2


@pytest.mark.parametrize("who", ["technician", "contact"])
def test_who_leads_nothing_is_not_offered_to_assign(
    who: str, browse: Browse, enterprise: Client, colleague: User, request: pytest.FixtureRequest, journal_rows: Rows
) -> None:
    browser, before = browse(request.getfixturevalue(who)), journal_rows()
    assert 'name="row"' not in page(browser, "clients:list")
    typed = {"row": [enterprise.pk], "person": str(colleague.pk)}
    assert browser.post(reverse("clients:assign_many"), typed).status_code == 403
    assert journal_rows() == before


def test_clients_one_does_not_see_are_not_assigned_with_the_others(
    browse: Browse, project_lead: User, colleague: User, enterprise: Client, park: Client
) -> None:
    typed = {"row": [enterprise.pk, park.pk], "person": str(colleague.pk)}
    browse(project_lead).post(reverse("clients:assign_many"), typed)
    assert [each.client for each in colleague.assignments.all()] == [enterprise]


def _addresses(client: Client) -> list[tuple[str, str]]:
    one = client.pk
    return [
        ("get", reverse("clients:page", args=[one])),
        ("get", reverse("clients:profile", args=[one])),
        ("get", reverse("clients:section", args=[one, "permits"])),
        ("get", reverse("clients:change", args=[one])),
        ("get", reverse("clients:stage", args=[one])),
        ("get", reverse("clients:assign", args=[one])),
        ("get", reverse("clients:enrol", args=[one])),
        ("get", reverse("clients:new_contact", args=[one])),
        ("get", reverse("clients:new_line", args=[one, "permits"])),
        ("post", reverse("clients:new_line", args=[one, "limits"])),
    ]


@pytest.mark.parametrize("who", ["stranger", "colleague"])
@pytest.mark.parametrize("at", range(10))
def test_to_a_stranger_the_client_does_not_exist(
    who: str, at: int, browse: Browse, enterprise: Client, request: pytest.FixtureRequest, journal_rows: Rows
) -> None:
    browser, (method, address) = browse(request.getfixturevalue(who)), _addresses(enterprise)[at]
    before = journal_rows()
    assert getattr(browser, method)(address).status_code == 404
    assert journal_rows() == before


@pytest.mark.parametrize(("at", "status"), [(1, 200), (2, 200), (3, 403), (4, 403), (5, 403), (6, 403), (9, 403)])
def test_the_enterprise_reads_its_page_and_is_refused_what_is_the_agencys(
    at: int, status: int, browse: Browse, contact: User, enterprise: Client
) -> None:
    method, address = _addresses(enterprise)[at]
    assert getattr(browse(contact), method)(address).status_code == status


@pytest.mark.parametrize("at", range(10))
def test_who_leads_the_client_opens_everything(at: int, browse: Browse, project_lead: User, enterprise: Client) -> None:
    method, address = _addresses(enterprise)[at]
    assert getattr(browse(project_lead), method)(address).status_code in {200, 302, 422}


def test_an_anonymous_visitor_is_sent_to_the_login(enterprise: Client) -> None:
    response = Browser().get(reverse("clients:profile", args=[enterprise.pk]))
    assert response.status_code == 302
    assert "login" in response.headers["Location"]


def test_enrolling_a_contact_shows_the_link_and_its_code(
    browse: Browse, project_lead: User, enterprise: Client
) -> None:
    browser = browse(project_lead)
    typed = {"name": "宋岚", "username": "songlan", "job": "环保专员", "phone": "13912340001"}
    response = browser.post(reverse("clients:enrol", args=[enterprise.pk]), typed, follow=True)
    shown = response.content.decode()
    found = re.search(r'value="http://testserver(/join/[^"]+)"', shown)
    assert found is not None
    assert "<svg" in shown
    joined = Browser().get(found[1])
    assert "宋岚" in joined.content.decode()
    Browser().post(found[1], {"password": "lvse-2026", "again": "lvse-2026"})
    assert User.objects.get(username="songlan").check_password("lvse-2026")
    assert Browser().get(found[1]).status_code == 404


def test_a_taken_login_name_is_told_and_nothing_typed_is_lost(
    browse: Browse, project_lead: User, enterprise: Client
) -> None:
    browser, address = browse(project_lead), reverse("clients:enrol", args=[enterprise.pk])
    browser.post(address, {"name": "宋岚", "username": "songlan"})
    response = browser.post(address, {"name": "宋山", "username": "SongLan", "job": "打好的职务"})
    shown = response.content.decode()
    assert response.status_code == 422
    assert "已有人使用" in shown
    assert "打好的职务" in shown
