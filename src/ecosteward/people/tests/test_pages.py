"""The pages of people and their organisation: who opens them and what they do."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import Organisation, Role, User
from ecosteward.clients.models import Client
from ecosteward.clients.services import enrol_contact
from ecosteward.journal.models import Entry

Browse = Callable[[User], Browser]
Rows = Callable[[], int]
TYPED = {"name": "新人", "username": "xinren", "roles": ["technician"], "job": "工程师"}


def page(browser: Browser, name: str, *args: Any) -> str:
    response = browser.get(reverse(name, args=args))
    assert response.status_code == 200
    return bytes(response.content).decode()


def test_a_director_adds_a_person_who_then_joins(browse: Browse, director: User, journal_rows: Rows) -> None:
    browser, before = browse(director), journal_rows()
    shown = browser.post(reverse("people:new"), TYPED, follow=True).content.decode()
    assert journal_rows() == before + 1
    found = re.search(r'value="http://testserver(/join/[^"]+)"', shown)
    assert found is not None
    assert "<svg" in shown
    visitor = Browser()
    visitor.post(found[1], {"password": "lvse-2026", "again": "lvse-2026"})
    assert visitor.get("/").status_code == 200
    assert User.objects.get(username="xinren").roles == [Role.TECHNICIAN]


def test_a_link_carries_the_address_people_use(browse: Browse, director: User, settings: Any) -> None:
    settings.SITE_URL = "https://huan.example.cn"
    shown = browse(director).post(reverse("people:new"), TYPED, follow=True).content.decode()
    assert 'value="https://huan.example.cn/join/' in shown


def test_the_page_of_a_link_shows_nothing_to_who_made_none(browse: Browse, director: User) -> None:
    assert browse(director).get(reverse("people:invitation")).status_code == 302


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"roles": []}, "角色"),
        ({"username": "有 空格"}, "登录名只能用"),
        ({"email": "不是邮箱"}, "邮箱"),
        ({"roles": ["enterprise_contact"]}, "enterprise_contact"),
    ],
)
def test_bad_input_adds_nobody_and_keeps_what_was_typed(
    typed: dict[str, Any], message: str, browse: Browse, director: User, journal_rows: Rows
) -> None:
    before = journal_rows()
    response = browse(director).post(reverse("people:new"), {**TYPED, "name": "打好的姓名", **typed})
    shown = response.content.decode()
    assert response.status_code == 422
    assert message in shown
    assert "打好的姓名" in shown
    assert journal_rows() == before


def test_a_director_changes_roles_with_one_row(
    browse: Browse, director: User, colleague: User, journal_rows: Rows
) -> None:
    address, before = reverse("people:change", args=[colleague.pk]), journal_rows()
    typed = {"name": colleague.name, "roles": ["project_lead", "technician"], "record_version": "1"}
    browse(director).post(address, typed)
    assert User.objects.get(pk=colleague.pk).roles == [Role.PROJECT_LEAD, Role.TECHNICIAN]
    assert journal_rows() == before + 1


def test_an_appointed_quality_lead_stays_one_whatever_else_they_become(
    browse: Browse, director: User, quality_lead: User
) -> None:
    address = reverse("people:change", args=[quality_lead.pk])
    browser = browse(director)
    assert 'value="quality_lead"' not in browser.get(address).content.decode()
    browser.post(address, {"name": quality_lead.name, "roles": ["technician"], "record_version": "1"})
    assert User.objects.get(pk=quality_lead.pk).roles == [Role.TECHNICIAN, Role.QUALITY_LEAD]


def test_a_person_left_without_any_role_is_refused(browse: Browse, director: User, colleague: User) -> None:
    address = reverse("people:change", args=[colleague.pk])
    response = browse(director).post(address, {"name": colleague.name, "record_version": "1"})
    assert "至少选择一个角色" in response.content.decode()
    assert User.objects.get(pk=colleague.pk).roles == [Role.TECHNICIAN]


def test_the_last_director_is_told_why_they_cannot_step_down(browse: Browse, director: User) -> None:
    address = reverse("people:change", args=[director.pk])
    response = browse(director).post(address, {"name": director.name, "roles": ["technician"], "record_version": "1"})
    assert response.status_code == 422
    assert "至少要有一名" in response.content.decode()


def test_a_person_is_suspended_with_a_reason_and_restored(
    browse: Browse, director: User, colleague: User, journal_rows: Rows
) -> None:
    browser, theirs, before = browse(director), browse(colleague), journal_rows()
    browser.post(reverse("people:suspend", args=[colleague.pk]), {"reason": "离职"})
    assert Entry.objects.latest("pk").reason == "离职"
    assert theirs.get(reverse("people:list")).status_code == 302  # their open session ends
    browser.post(reverse("people:restore", args=[colleague.pk]))
    assert User.objects.get(pk=colleague.pk).is_active
    assert journal_rows() == before + 2


def test_a_new_invitation_is_noted(browse: Browse, director: User, colleague: User, journal_rows: Rows) -> None:
    before = journal_rows()
    shown = browse(director).post(reverse("people:invite", args=[colleague.pk]), follow=True).content.decode()
    assert "/join/" in shown
    assert journal_rows() == before + 1


@pytest.mark.parametrize("step", ["restore", "invite"])
def test_following_a_link_changes_nothing(step: str, browse: Browse, director: User, colleague: User) -> None:
    assert browse(director).get(reverse(f"people:{step}", args=[colleague.pk])).status_code == 405


@pytest.mark.parametrize("step", ["change", "suspend", "restore", "invite"])
@pytest.mark.parametrize(
    ("who", "status"), [("technician", 403), ("quality_lead", 403), ("contact", 404), ("stranger", 404)]
)
def test_others_are_refused_and_nothing_changes(
    step: str,
    who: str,
    status: int,
    browse: Browse,
    colleague: User,
    journal_rows: Rows,
    request: pytest.FixtureRequest,
) -> None:
    browser, before = browse(request.getfixturevalue(who)), journal_rows()
    address = reverse(f"people:{step}", args=[colleague.pk])
    assert browser.post(address, {"name": "改", "roles": ["director"], "reason": "离职"}).status_code == status
    assert journal_rows() == before
    assert User.objects.get(pk=colleague.pk).name == "马骁"


@pytest.mark.parametrize("who", ["technician", "contact"])
def test_who_adds_nobody_is_not_asked_to(who: str, browse: Browse, request: pytest.FixtureRequest) -> None:
    browser = browse(request.getfixturevalue(who))
    assert "添加人员" not in page(browser, "people:list")
    assert browser.get(reverse("people:new")).status_code == 403
    assert browser.get(reverse("people:change_organisation")).status_code == 403


def test_a_contact_sees_their_own_people_alone(
    browse: Browse, project_lead: User, enterprise: Client, technician: User
) -> None:
    first = enrol_contact(project_lead, enterprise, "宋岚", "song")
    enrol_contact(project_lead, enterprise, "许强", "xu")
    shown = page(browse(first), "people:list")
    assert "宋岚" in shown
    assert "许强" in shown
    assert technician.username not in shown


def test_a_director_keeps_the_agencys_details(browse: Browse, director: User, journal_rows: Rows) -> None:
    browser, before = browse(director), journal_rows()
    typed = {
        "name": "清源环境",
        "credit_code": "９１３５０１００Ｍ０００１００Ｙ４３",
        "record_version": "1",
        "phone": "0516-80000000",
    }
    browser.post(reverse("people:change_organisation"), typed)
    agency = Organisation.objects.get(pk=director.organisation_id)
    assert (agency.name, agency.credit_code) == ("清源环境", "91350100M000100Y43")
    assert journal_rows() == before + 1
    assert "0516-80000000" in page(browser, "people:organisation")


def test_a_wrong_credit_code_of_the_agency_is_told(browse: Browse, director: User, journal_rows: Rows) -> None:
    before = journal_rows()
    typed = {"name": "清源环境", "credit_code": "91350100M000100Y44", "record_version": "1"}
    response = browse(director).post(reverse("people:change_organisation"), typed)
    assert response.status_code == 422
    assert "校验位不符" in response.content.decode()
    assert journal_rows() == before


def test_a_credit_code_that_another_organisation_has_is_told(
    browse: Browse, director: User, stranger: User, journal_rows: Rows
) -> None:
    Organisation.objects.filter(pk=stranger.organisation_id).update(credit_code="91350100M000100Y43")
    before = journal_rows()
    typed = {"name": "清源环境", "credit_code": "91350100M000100Y43", "record_version": "1"}
    response = browse(director).post(reverse("people:change_organisation"), typed)
    assert response.status_code == 422
    assert "已有相同" in response.content.decode()
    assert journal_rows() == before


def test_the_client_side_sees_of_its_organisation_what_all_agencies_know(
    browse: Browse, contact: User, enterprise: Client
) -> None:
    Organisation.objects.filter(pk=enterprise.organisation_id).update(phone="别家机构记的电话")
    shown = page(browse(contact), "people:organisation")
    assert enterprise.name in shown
    assert "别家机构记的电话" not in shown
