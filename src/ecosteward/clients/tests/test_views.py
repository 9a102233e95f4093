"""The pages of clients: what each person is shown, and what happens to what they type."""

import datetime as dt
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from ecosteward.accounts.models import Kind, User
from ecosteward.clients.models import Client, Limit, Outlet, Permit, Product, Stage
from ecosteward.clients.sections import SECTIONS
from ecosteward.clients.services import add_to_profile, change_profile, create_client, enrol_contact
from ecosteward.clients.tests.messy import Messy, code, messy
from ecosteward.clients.tests.test_importing import HEAD, book

Browse = Callable[[User], Browser]
Rows = Callable[[], int]
CODE = "91350100M000100Y43"


def page(browser: Browser, name: str, *args: Any, **query: str) -> str:
    response = browser.get(reverse(name, args=args), query)
    assert response.status_code == 200, response.content.decode()[:500]
    return bytes(response.content).decode()


# Lists


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


def test_the_profile_costs_the_same_number_of_queries_for_any_number_of_lines(
    browse: Browse, technician: User, enterprise: Client
) -> None:
    browser = browse(technician)
    outlet = Outlet(client=enterprise, code="DA001", name="排气筒", kind="gas")
    add_to_profile(technician, outlet)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(browser, "clients:profile", enterprise.pk)
        return len(queries)

    few = count()
    for number in range(8):
        limit = Limit(client=enterprise, outlet=outlet, pollutant=f"污染物{number}", value=Decimal(20), basis="许可证")
        add_to_profile(technician, limit)
        add_to_profile(technician, Product(client=enterprise, name=f"产品{number}", unit="t/a"))
    assert count() == few


# Taking on and changing


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
    assert response.headers["Location"] == reverse("clients:profile", args=[client.pk])
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


# Who may open and post what


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


# The profile, section by section


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_every_section_opens_its_form_and_says_what_it_will_hold(
    section: Any, browse: Browse, technician: User, enterprise: Client
) -> None:
    browser = browse(technician)
    shown = page(browser, "clients:profile", enterprise.pk)
    assert section.title in shown
    assert section.empty in shown
    form = page(browser, "clients:new_line", enterprise.pk, section.key)
    for name in section.asks:
        assert f'name="{name}"' in form


def test_a_line_is_added_changed_and_removed_in_place(browse: Browse, technician: User, enterprise: Client) -> None:
    browser = browse(technician)
    new = reverse("clients:new_line", args=[enterprise.pk, "wastes"])
    typed = {"code": "HW49 900-041-49", "name": "废包装桶", "unit": "t/a", "approved": "12"}
    response = browser.post(new, typed, headers={"HX-Request": "true"})
    assert response.headers["HX-Retarget"] == "#wastes"
    shown = response.content.decode()
    assert "900-041-49" in shown
    assert shown.lstrip().startswith("<section")
    found = re.search(r"/profile/wastes/(\d+)/", shown)
    assert found is not None
    line = reverse("clients:line", args=[enterprise.pk, "wastes", int(found[1])])
    changed = browser.post(line, {**typed, "name": "废油桶", "record_version": "1"}, headers={"HX-Request": "true"})
    assert "废油桶" in changed.content.decode()
    removed = browser.post(f"{line}remove/")
    assert removed.headers["Location"].endswith("#wastes")
    assert "废油桶" not in page(browser, "clients:profile", enterprise.pk)


def test_a_wrong_line_comes_back_in_its_place_with_what_was_typed(
    browse: Browse, technician: User, enterprise: Client, journal_rows: Rows
) -> None:
    new, before = reverse("clients:new_line", args=[enterprise.pk, "permits"]), journal_rows()
    typed = {"number": "苏排-001", "management": "key", "report_rules": "每年 1 月 15 日前"}
    response = browse(technician).post(new, typed, headers={"HX-Request": "true"})
    shown = response.content.decode()
    assert response.status_code == 422
    assert "应为 22 位" in shown
    assert "每年 1 月 15 日前" in shown
    assert "<html" not in shown
    assert journal_rows() == before


def test_a_line_works_as_a_page_of_its_own_without_scripts(
    browse: Browse, technician: User, enterprise: Client
) -> None:
    new = reverse("clients:new_line", args=[enterprise.pk, "permits"])
    browser = browse(technician)
    assert "<html" in browser.get(new).content.decode()
    response = browser.post(new, {"number": f"{CODE}001P", "management": "key"})
    assert response.headers["Location"] == f"{reverse('clients:profile', args=[enterprise.pk])}#permits"
    assert Permit.objects.get().client == enterprise


def test_the_outlets_offered_for_a_limit_are_the_enterprises_own(
    browse: Browse, director: User, enterprise: Client
) -> None:
    other = create_client(director, director.organisation, Kind.ENTERPRISE, "别家", credit_code_reason="筹建")
    for client, name in ((enterprise, "自家排气筒"), (other, "别家排气筒")):
        add_to_profile(director, Outlet(client=client, code="DA001", name=name, kind="gas"))
    foreign = Outlet.objects.get(client=other)
    new = reverse("clients:new_line", args=[enterprise.pk, "limits"])
    browser = browse(director)
    form = browser.get(new).content.decode()
    assert "自家排气筒" in form
    assert "别家排气筒" not in form
    typed = {"outlet": str(foreign.pk), "pollutant": "颗粒物", "value": "20", "basis": "许可证"}
    assert browser.post(new, typed).status_code == 422
    assert not Limit.objects.exists()


def test_a_line_of_another_client_is_not_reached_through_this_one(
    browse: Browse, director: User, enterprise: Client
) -> None:
    other = create_client(director, director.organisation, Kind.ENTERPRISE, "别家", credit_code_reason="筹建")
    product = Product(client=other, name="产品", unit="t/a")
    add_to_profile(director, product)
    assert (
        browse(director).get(reverse("clients:line", args=[enterprise.pk, "products", product.pk])).status_code == 404
    )


def test_an_unverified_limit_says_so(browse: Browse, technician: User, enterprise: Client) -> None:
    outlet = Outlet(client=enterprise, code="DA001", name="排气筒", kind="gas")
    add_to_profile(technician, outlet)
    add_to_profile(
        technician, Limit(client=enterprise, outlet=outlet, pollutant="颗粒物", value=Decimal(20), basis="许可证")
    )
    assert "待核" in page(browse(technician), "clients:profile", enterprise.pk)


def test_a_permit_tells_what_is_wrong_with_it(browse: Browse, director: User) -> None:
    agency = director.organisation
    client = create_client(director, agency, Kind.ENTERPRISE, "企业", credit_code="91320312MA1XPC001U")
    own = Permit(client=client, number="91320312MA1XPC001U001P", management="key", valid_to=dt.date(2020, 1, 1))
    add_to_profile(director, own)
    browser = browse(director)
    assert "已过期" in page(browser, "clients:profile", client.pk)
    own.number = f"{CODE}001P"
    change_profile(director, own)
    assert "编号与信用代码不符" in page(browser, "clients:profile", client.pk)


def test_what_people_type_is_never_markup(browse: Browse, technician: User, enterprise: Client) -> None:
    add_to_profile(technician, Product(client=enterprise, name="<script>alert(1)</script>", unit="t/a"))
    shown = page(browse(technician), "clients:profile", enterprise.pk)
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_an_unknown_section_does_not_exist(browse: Browse, technician: User, enterprise: Client) -> None:
    assert browse(technician).get(f"/clients/{enterprise.pk}/profile/secrets/new/").status_code == 404


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


def test_a_lines_form_shows_what_happened_to_it(browse: Browse, technician: User, enterprise: Client) -> None:
    product = Product(client=enterprise, name="涂料", unit="t/a")
    add_to_profile(technician, product)
    line = reverse("clients:line", args=[enterprise.pk, "products", product.pk])
    assert "环境档案增加一条" in browse(technician).get(line, headers={"HX-Request": "true"}).content.decode()


def test_a_park_lists_its_enterprises(browse: Browse, director: User, park: Client) -> None:
    create_client(director, director.organisation, Kind.ENTERPRISE, "园内企业", credit_code_reason="筹建", park=park)
    create_client(director, director.organisation, Kind.ENTERPRISE, "园外企业", credit_code_reason="筹建")
    shown = page(browse(director), "clients:profile", park.pk)
    assert "园内企业" in shown
    assert "园外企业" not in shown


# Logins


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


# Importing


@pytest.fixture(scope="module")
def untidy() -> Messy:
    return messy()


def upload(browser: Browser, content: bytes, name: str = "名单.xlsx") -> Any:
    return browser.post(reverse("clients:import"), {"file": SimpleUploadedFile(name, content)})


def _choices(shown: str, **chosen: str) -> dict[str, str]:
    """Return what the preview's form would send as it stands, with the choices made."""
    data = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown))
    data |= dict(re.findall(r'<input type="(?:text|number)" name="(\w+)" value="([^"]*)"', shown))
    for name, body in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', shown, re.DOTALL):
        selected = re.search(r'<option value="([^"]*)" selected', body)
        data[name] = selected[1] if selected else ""
    return {**data, **chosen}


def test_a_list_is_looked_at_then_imported_whole(
    browse: Browse, director: User, untidy: Messy, park: Client, journal_rows: Rows
) -> None:
    browser = browse(director)
    address = upload(browser, untidy.content).headers["Location"]
    before = journal_rows()
    first = browser.get(address).content.decode()
    assert "行有错误" in first
    assert "科学计数法" in first
    refused = browser.post(address, _choices(first, action="import"))
    assert refused.status_code == 422
    assert "一行也没有导入" in refused.content.decode()
    assert journal_rows() == before
    chosen = {"blank_wrong_codes": "on", "leave_out_errors": "on"}
    changed = browser.post(address, _choices(first, action="import", **chosen))
    assert "结果与刚才看到的不同" in changed.content.decode()
    assert journal_rows() == before
    seen = browser.post(address, _choices(first, action="check", **chosen)).content.decode()
    done = browser.post(address, _choices(seen, action="import", **chosen), follow=True)
    count = untidy.enterprises - len(untidy.repeated) - len(untidy.nameless)
    assert f"已导入 {count} 家企业" in done.content.decode()
    assert Client.objects.filter(kind=Kind.ENTERPRISE).count() == count
    assert browser.post(address, _choices(seen, action="import", **chosen)).status_code == 404


def test_a_list_changed_by_somebody_else_meanwhile_is_shown_again(browse: Browse, director: User) -> None:
    browser = browse(director)
    address = upload(browser, book(HEAD, ["云山电子有限公司", code(1)]).getvalue()).headers["Location"]
    seen = browser.get(address).content.decode()
    create_client(director, director.organisation, Kind.ENTERPRISE, "云山电子有限公司", credit_code=code(1))
    response = browser.post(address, _choices(seen, action="import"))
    assert response.status_code == 422
    assert "请核对后再确认" in response.content.decode()
    assert Client.objects.count() == 1


def test_a_wrongly_guessed_column_is_corrected(browse: Browse, director: User) -> None:
    browser = browse(director)
    content = book(["名字", "企业名称", "单位全名"], ["x", "y", "云山电子有限公司"]).getvalue()
    address = upload(browser, content).headers["Location"]
    seen = browser.get(address).content.decode()
    again = browser.post(address, _choices(seen, action="check", column_name="2")).content.decode()
    assert "云山电子有限公司" in again
    browser.post(address, _choices(again, action="import"))
    assert Client.objects.get().name == "云山电子有限公司"


def test_a_list_without_a_recognised_header_asks_where_the_names_are(browse: Browse, director: User) -> None:
    browser = browse(director)
    address = upload(browser, book(["甲", "乙"], ["云山电子有限公司", code(1)]).getvalue()).headers["Location"]
    seen = browser.get(address).content.decode()
    assert "请选择企业名称在哪一列" in seen
    mended = browser.post(address, _choices(seen, column_name="0", column_credit_code="1", action="check"))
    assert "云山电子有限公司" in mended.content.decode()


def test_the_problems_are_sent_as_a_workbook(browse: Browse, director: User, untidy: Messy) -> None:
    browser = browse(director)
    address = upload(browser, untidy.content).headers["Location"]
    seen = browser.get(address).content.decode()
    response = browser.post(address, _choices(seen, action="problems"))
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    lines = {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert {*untidy.wrong_codes, *untidy.nameless, *untidy.repeated} <= lines


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("名单.xlsx", b"", "空的"),
        ("名单.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "另存为 .xlsx"),
        ("名单.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "密码"),
        ("名单.xlsx", b"not a workbook at all", "只能导入 .xlsx"),
        ("名单.exe", b"MZ", "只能导入 .xlsx"),
    ],
)
def test_a_hostile_upload_is_refused_and_leaves_nothing(
    name: str, content: bytes, message: str, browse: Browse, director: User, journal_rows: Rows
) -> None:
    before = journal_rows()
    response = upload(browse(director), content, name)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert journal_rows() == before


def test_nobody_sees_the_list_another_person_brought(
    browse: Browse, director: User, quality_lead: User, technician: User
) -> None:
    address = upload(browse(director), book(HEAD, ["云山电子有限公司", code(1)]).getvalue()).headers["Location"]
    assert browse(quality_lead).get(address).status_code == 404
    assert browse(technician).get(address).status_code == 403
    assert browse(technician).get(reverse("clients:import")).status_code == 403


def test_the_template_is_a_workbook(browse: Browse, director: User) -> None:
    response = browse(director).get(reverse("clients:import_template"))
    assert load_workbook(io.BytesIO(response.content)).sheetnames == ["企业名单", "填写说明"]
