"""A list compared with what is known, and written whole or not at all."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ecosteward.accounts.models import Kind, Organisation, User
from ecosteward.clients.imports.columns import COLUMNS, find_header
from ecosteward.clients.imports.plan import Fate, Plan, plan
from ecosteward.clients.imports.rows import WRONG_CODE_REASON, Manner
from ecosteward.clients.imports.sheet import read
from ecosteward.clients.imports.template import template
from ecosteward.clients.models import Client, Contact, Permit
from ecosteward.clients.services import create_client
from ecosteward.clients.services.importing import import_clients
from ecosteward.clients.tests.lists import HEAD, planned, sheet_of, words
from ecosteward.clients.tests.messy import Messy, code, messy
from ecosteward.journal.queries import check, history
from ecosteward.journal.services import SYSTEM, write

Rows = Callable[[], int]


def test_rows_that_repeat_another_row_are_shown_and_not_imported(director: User) -> None:
    made = planned(
        director,
        HEAD,
        ["云山电子有限公司", code(1)],
        ["云山电子公司（新名）", code(1)],
        ["云山电子有限公司　", None],
        ["云山电子有限公司", code(2)],
    )
    assert [row.fate for row in made.rows] == [Fate.NEW, Fate.DUPLICATE, Fate.DUPLICATE, Fate.NEW]
    assert "第 2 行" in words(made, 3)
    assert "同名" in words(made, 4)
    assert "名称相近" in words(made, 5)


def test_rows_that_repeat_a_client_are_shown_and_not_imported(director: User) -> None:
    create_client(director, director.organisation, Kind.ENTERPRISE, "云山电子有限公司", credit_code=code(1))
    create_client(director, director.organisation, Kind.ENTERPRISE, "远景木业有限公司", credit_code_reason="示例")
    made = planned(
        director, HEAD, ["改了名的公司", code(1)], ["远景木业有限公司", code(2)], ["云山电子有限责任公司", code(3)]
    )
    assert [row.fate for row in made.rows] == [Fate.DUPLICATE, Fate.DUPLICATE, Fate.NEW]
    assert "已是服务对象「云山电子有限公司」" in words(made, 2)
    assert "名称相近" in words(made, 4)


def test_clients_the_person_does_not_serve_are_not_named(director: User, project_lead: User) -> None:
    create_client(director, director.organisation, Kind.ENTERPRISE, "云山电子有限公司", credit_code=code(1))
    made = planned(project_lead, HEAD, ["改了名的公司", code(1)])
    assert made.duplicates
    assert "云山电子" not in words(made, 2)
    assert "未参与服务" in words(made, 2)


def test_clients_of_another_agency_are_not_compared_with(director: User, stranger: User) -> None:
    create_client(stranger, stranger.organisation, Kind.ENTERPRISE, "云山电子有限公司", credit_code=code(1))
    made = planned(director, HEAD, ["云山电子有限公司", code(1)])
    assert [row.problems for row in made.new] == [[]]


def test_the_code_of_an_agency_is_an_error(director: User, stranger: User) -> None:
    Organisation.objects.filter(pk=stranger.organisation_id).update(credit_code=code(1))
    made = planned(director, HEAD, ["云山电子有限公司", code(1)])
    assert "另一类单位" in words(made, 2)
    assert made.errors


def test_an_import_makes_clients_contacts_and_permits_with_a_row_each(director: User, journal_rows: Rows) -> None:
    made = planned(
        director,
        [*HEAD, "联系人", "法定代表人", "排污许可证编号", "园区"],
        ["云山电子有限公司", code(1), "张三", "李四", f"{code(1)}001P", "新园区"],
        ["远景木业有限公司", None, None, None, None, None],
    )
    before = journal_rows()
    clients = import_clients(director, made.new, new_parks=made.unknown_parks, source="名单.xlsx")
    assert [client.name for client in clients] == ["云山电子有限公司", "远景木业有限公司"]
    # two organisations, two clients, two contacts, a permit, and the park with its organisation
    assert journal_rows() == before + 2 + 2 + 2 + 1 + 2
    first = Client.objects.get(name="云山电子有限公司")
    assert first.park is not None
    assert first.park.name == "新园区"
    assert [(each.name, each.job) for each in first.contacts.all()] == [("张三", "联系人"), ("李四", "法定代表人")]
    assert Permit.objects.get().client == first
    assert Client.objects.get(name="远景木业有限公司").organisation.credit_code_reason == Manner.reason
    assert list(check()) == []


def test_a_park_that_does_not_exist_is_noted_where_it_is_not_made(director: User) -> None:
    made = planned(director, [*HEAD, "园区"], ["云山电子有限公司", None, "新园区"])
    assert made.unknown_parks == ("新园区",)
    import_clients(director, made.new, source="名单.xlsx")
    client = Client.objects.get()
    assert client.park is None
    assert "新园区" in client.note


def test_an_existing_park_is_found_by_its_name_in_any_form(director: User, park: Client) -> None:
    made = planned(director, [*HEAD, "园区"], ["云山电子有限公司", None, " 云龙湖　化工产业园"])
    import_clients(director, made.new, source="名单.xlsx")
    assert Client.objects.get(name="云山电子有限公司").park == park


def test_an_import_shares_the_organisation_another_agency_made(director: User, stranger: User) -> None:
    theirs = create_client(stranger, stranger.organisation, Kind.ENTERPRISE, "乙记的名字", credit_code=code(1))
    made = planned(director, HEAD, ["云山电子有限公司", code(1)])
    (mine,) = import_clients(director, made.new, source="名单.xlsx")
    assert mine.organisation_id == theirs.organisation_id
    assert Organisation.objects.get(pk=mine.organisation_id).name == "乙记的名字"


def test_a_project_lead_serves_what_they_import(project_lead: User) -> None:
    made = planned(project_lead, HEAD, ["云山电子有限公司", code(1)])
    (client,) = import_clients(project_lead, made.new, source="名单.xlsx")
    assert client.assignments.get().person == project_lead


def test_a_colleague_is_chosen_to_serve_everything_imported(
    project_lead: User, colleague: User, stranger: User, journal_rows: Rows
) -> None:
    made = planned(project_lead, HEAD, ["云山电子有限公司", code(1)])
    before = journal_rows()
    with pytest.raises(ValidationError, match="本机构"):
        import_clients(project_lead, made.new, serving=stranger, source="名单.xlsx")
    assert journal_rows() == before
    (client,) = import_clients(project_lead, made.new, serving=colleague, source="名单.xlsx")
    assert {each.person for each in client.assignments.all()} == {project_lead, colleague}


@pytest.mark.parametrize("who", ["technician", "contact"])
def test_who_may_not_take_on_clients_imports_none(
    who: str, director: User, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    made = planned(director, HEAD, ["云山电子有限公司", code(1)])
    before = journal_rows()
    with pytest.raises(PermissionDenied):
        import_clients(user, made.new, source="名单.xlsx")
    assert journal_rows() == before
    assert not Client.objects.filter(name="云山电子有限公司").exists()


def test_a_crash_in_the_middle_leaves_nothing(
    director: User, journal_rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = planned(director, [*HEAD, "联系人"], ["云山电子有限公司", code(1), "张三"], ["远景木业有限公司", None, None])
    before = journal_rows()

    def crash(self: Contact) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr(Contact, "clean", crash)
    with pytest.raises(RuntimeError):
        import_clients(director, made.new, source="名单.xlsx")
    assert journal_rows() == before
    assert not Client.objects.exists()
    assert not Organisation.objects.filter(kind=Kind.ENTERPRISE).exists()
    assert list(check()) == []


def test_a_row_no_field_can_hold_leaves_nothing(director: User, journal_rows: Rows) -> None:
    made = planned(director, HEAD, ["云山电子有限公司", code(1)], ["远景木业有限公司", code(2)])
    made.new[1].read.facts["industry_code"] = "化工"
    before = journal_rows()
    with pytest.raises(ValidationError):
        import_clients(director, made.new, source="名单.xlsx")
    assert journal_rows() == before
    assert not Client.objects.exists()


@pytest.fixture(scope="module")
def untidy() -> Messy:
    return messy()


def _plan_of(user: User, made: Messy, manner: Manner) -> Plan:
    sheet = read("名单.xlsx", io.BytesIO(made.content))[0]
    header = find_header(sheet.rows)
    assert header is not None
    assert header.line == 4
    return plan(user, sheet, header, manner)


def test_three_hundred_untidy_rows_are_each_understood(director: User, untidy: Messy, park: Client) -> None:
    made = _plan_of(director, untidy, Manner())
    assert len(made.rows) == untidy.enterprises
    assert {row.line for row in made.errors} == {*untidy.wrong_codes, *untidy.lost_codes, *untidy.nameless}
    assert {row.line for row in made.duplicates} == set(untidy.repeated)
    assert [why for _, why in made.left_out] == ["合计行", "表后说明", "表后说明"]
    assert made.unknown_parks == ()


def test_three_hundred_untidy_rows_are_imported_as_the_person_chose(
    director: User, untidy: Messy, park: Client
) -> None:
    made = _plan_of(director, untidy, Manner(blank_wrong_codes=True))
    clients = import_clients(director, made.new, source="名单.xlsx")
    assert len(clients) == untidy.enterprises - len(untidy.repeated) - len(untidy.nameless)
    blank = Client.objects.filter(organisation__credit_code_reason=WRONG_CODE_REASON)
    assert blank.count() == len(untidy.wrong_codes) + len(untidy.lost_codes)
    assert all("原表统一社会信用代码" in client.note for client in blank)
    assert Client.objects.filter(organisation__credit_code_reason=Manner.reason).count() == len(untidy.without_code)
    assert Client.objects.filter(park=park).exists()
    assert list(check()) == []


def test_an_import_is_found_to_repeat_itself_entirely(director: User, untidy: Messy) -> None:
    first = _plan_of(director, untidy, Manner(blank_wrong_codes=True))
    import_clients(director, first.new, source="名单.xlsx")
    again = _plan_of(director, untidy, Manner(blank_wrong_codes=True))
    assert again.new == []


def test_a_thousand_rows_cost_no_more_queries_than_ten(director: User, django_assert_max_num_queries: Any) -> None:
    rows = [[f"徐州{chr(0x4E00 + n)}{chr(0x5E00 + n % 97)}机械有限公司", code(n)] for n in range(1000)]
    sheet = sheet_of(HEAD, *rows)
    header = find_header(sheet.rows)
    assert header is not None
    with django_assert_max_num_queries(5):
        made = plan(director, sheet, header, Manner())
    with django_assert_max_num_queries(32):
        import_clients(director, made.new, source="名单.xlsx")
    with django_assert_max_num_queries(5):
        assert len(plan(director, sheet, header, Manner()).duplicates) == 1000


def test_our_template_is_understood_and_empty() -> None:
    sheets = read("模板.xlsx", io.BytesIO(template()))
    header = find_header(sheets[0].rows)
    assert header is not None
    assert set(header.columns) == {column.key for column in COLUMNS}
    assert len(sheets[0].rows) == 1
    assert set((find_header(sheets[1].rows) or header).columns) <= {"name"}


def test_formulas_never_run(director: User) -> None:
    made = planned(director, HEAD, ['=HYPERLINK("http://x","甲")', code(1)])
    assert all("HYPERLINK" not in row.read.name for row in made.rows)


def test_the_journal_says_which_list_a_client_came_from(director: User) -> None:
    made = planned(director, HEAD, ["云山电子有限公司", code(1)])
    (client,) = import_clients(director, made.new, source="名单.xlsx")
    client.site = "某路"
    entry = write(SYSTEM, "client.changed", client)
    assert entry is not None
    first = history(client).last()
    assert first is not None
    assert first.reason == "导入「名单.xlsx」"
