"""Taking in lists as people really keep them: understood, compared, and written whole or not at all."""

import datetime as dt
import io
import time
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ecosteward.accounts.models import Kind, Organisation, User
from ecosteward.clients.imports.columns import COLUMNS, find_header, recognise
from ecosteward.clients.imports.plan import Fate, Plan, plan
from ecosteward.clients.imports.rows import WRONG_CODE_REASON, Manner
from ecosteward.clients.imports.sheet import Sheet, read
from ecosteward.clients.imports.template import template
from ecosteward.clients.models import Client, Contact, Permit
from ecosteward.clients.services import create_client
from ecosteward.clients.services.importing import import_clients
from ecosteward.clients.tests.messy import Messy, code, messy
from ecosteward.journal.queries import check, history
from ecosteward.journal.services import SYSTEM, write

Rows = Callable[[], int]
HEAD = ["企业名称", "统一社会信用代码"]


def book(*rows: Sequence[Any], sheets: Sequence[str] = ("名单",)) -> io.BytesIO:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    return out


def sheet_of(*rows: Sequence[Any]) -> Sheet:
    return read("名单.xlsx", book(*rows))[0]


def planned(user: User, *rows: Sequence[Any], manner: Manner | None = None) -> Plan:
    sheet = sheet_of(*rows)
    header = find_header(sheet.rows)
    assert header is not None
    return plan(user, sheet, header, manner or Manner())


def words(made: Plan, line: int) -> str:
    return " ".join(problem.words for row in made.rows if row.line == line for problem in row.problems)


# Finding the header


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("企业名称", "name"),
        ("单位名称（盖章）", "name"),
        ("公司名称*", "name"),
        ("企业\n名称", "name"),
        ("统一社会\n信用代码", "credit_code"),
        ("税号", "credit_code"),
        ("企业统一社会信用代码（18位）", "credit_code"),
        ("厂 址", "site"),
        ("详细地址", "site"),
        ("行业类别及代码", "industry"),
        ("行业代码", "industry_code"),
        ("环保联系人", "contact"),
        ("联系人电话", "phone"),
        ("手机号码", "phone"),
        ("经度（°）", "longitude"),
        ("序号", ""),
        ("是否达标", ""),
        (None, ""),
        (2026, ""),
    ],
)
def test_headings_go_by_many_names(title: Any, key: str) -> None:
    assert recognise(title) == key


def test_every_heading_of_ours_is_recognised_as_itself() -> None:
    assert {column.key: recognise(title) for column in COLUMNS for title in column.titles} == {
        column.key: column.key for column in COLUMNS
    }


def test_the_header_stands_under_title_rows() -> None:
    rows = sheet_of(["附件 1"], [], ["某市企业名单"], ["填报单位：某局"], ["序号", *HEAD, "地址"], [1, "甲公司"]).rows
    header = find_header(rows)
    assert header is not None
    assert (header.line, header.columns) == (5, {"name": 1, "credit_code": 2, "site": 3})


def test_a_heading_divided_into_two_below_is_read_with_them() -> None:
    rows = sheet_of(["企业名称", "联系方式", None], [None, "联系人", "电话"], ["甲公司", "张三", "13800000000"]).rows
    header = find_header(rows)
    assert header is not None
    assert (header.line, header.columns) == (2, {"name": 0, "contact": 1, "phone": 2})


def test_a_list_without_a_name_column_has_no_header() -> None:
    assert find_header(sheet_of(["地址", "电话"], ["某路", "138"]).rows) is None


# Reading rows


def _one(user: User, titles: list[str], values: list[Any], manner: Manner | None = None) -> Any:
    made = planned(user, ["企业名称", *titles], ["云山电子有限公司", *values], manner=manner)
    assert len(made.rows) == 1
    return made.rows[0]


@pytest.mark.parametrize("given", [code(1), f" {code(1)[:9]} {code(1)[9:]}　", f"'{code(1)}", code(1).lower()])
def test_a_code_is_read_however_it_was_typed(director: User, given: str) -> None:
    assert _one(director, ["税号"], [given]).read.credit_code == code(1)


@pytest.mark.parametrize("given", ["９１３５０１００Ｍ０００１００Ｙ４３"])
def test_full_width_codes_become_half_width(director: User, given: str) -> None:
    assert _one(director, ["信用代码"], [given]).read.credit_code == "91350100M000100Y43"


@pytest.mark.parametrize("given", [9.13501e17, 913501000001000143, "9.1350E+17", "9.135e17"])
def test_a_code_in_scientific_notation_is_refused_because_its_digits_are_lost(director: User, given: Any) -> None:
    row = _one(director, ["信用代码"], [given])
    assert row.fate == Fate.ERROR
    assert "科学计数法" in row.problems[0].words


@pytest.mark.parametrize("given", ["无", "/", "—", "", "   ", None])
def test_a_row_without_a_code_is_taken_with_a_reason(director: User, given: Any) -> None:
    row = _one(director, ["信用代码"], [given], Manner(reason="筹建中"))
    assert (row.fate, row.read.credit_code, row.read.code_reason) == (Fate.NEW, "", "筹建中")


def test_a_wrong_code_is_an_error_unless_the_person_chose_to_leave_it_empty(director: User) -> None:
    wrong = code(1)[:17] + ("0" if code(1)[17] != "0" else "1")
    assert _one(director, ["信用代码"], [wrong]).fate == Fate.ERROR
    row = _one(director, ["信用代码"], [wrong], Manner(blank_wrong_codes=True))
    assert (row.fate, row.read.code_reason) == (Fate.NEW, WRONG_CODE_REASON)
    assert wrong in row.read.facts["note"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (13800001111, "13800001111"),
        (13800001111.0, "13800001111"),
        ("１３８００００１１１１", "13800001111"),
        ("0516-80000001", "0516-80000001"),
        ("13800001111、0516-80000001", "13800001111、0516-80000001"),
    ],
)
def test_telephone_numbers_stay_text(director: User, given: Any, kept: str) -> None:
    row = _one(director, ["联系人", "电话"], ["张　三", given])
    assert row.read.contacts == [("张三", "联系人", kept)]
    assert row.problems == []


def test_an_odd_telephone_number_is_kept_and_told(director: User) -> None:
    row = _one(director, ["电话"], ["见通讯录"])
    assert row.read.contacts == [("联系人", "联系人", "见通讯录")]
    assert "不像号码" in row.problems[0].words


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (dt.datetime(2015, 6, 18), "2015-06-18"),  # noqa: DTZ001  # as a workbook gives it
        ("2015年6月", "2015-06"),
        (2015, "2015"),
        (42173, "2015-06-18"),
        (20150618, "2015-06-18"),
        ("二〇一五年", ""),
    ],
)
def test_dates_as_text_number_or_date_are_read(director: User, given: Any, kept: str) -> None:
    row = _one(director, ["投产日期"], [given])
    assert row.read.facts.get("started_on", "") == kept


def test_what_its_field_cannot_hold_is_told_and_kept_in_the_note(director: User) -> None:
    row = _one(
        director,
        ["行业代码", "经度", "纬度", "投产日期", "排污许可证编号", "备注"],
        ["化工类", "34.2", "117.2", "上世纪", "苏A-001", "原有备注"],
    )
    assert row.fate == Fate.NEW
    assert len(row.problems) == 4
    for text in ("原有备注", "化工类", "34.2", "上世纪", "苏A-001"):
        assert text in row.read.facts["note"]


def test_a_permit_is_read_with_its_validity(director: User) -> None:
    row = _one(
        director,
        ["信用代码", "排污许可证编号", "管理类别", "有效期至"],
        [code(1), f"{code(1)}001p", "简化", "2027年12月31日"],
    )
    assert row.read.permit == {
        "number": f"{code(1)}001P",
        "management": "simple",
        "valid_to": dt.date(2027, 12, 31),
    }


def test_an_overlong_text_and_a_failed_formula_are_errors_with_what_to_do(director: User) -> None:
    made = planned(director, HEAD, ["很长的名字" * 30, None], ["#REF!", None])
    assert "最多 120 个" in words(made, 2)
    assert "公式错误" in words(made, 3)
    assert len(made.errors) == 2


def test_totals_notes_groups_blank_lines_and_repeated_headers_are_left_out(director: User) -> None:
    made = planned(
        director,
        ["序号", *HEAD],
        [None, "一、化工行业", None],
        [1, "云山电子有限公司", code(1)],
        [],
        ["序号", *HEAD],
        [2, None, None],
        ["合计", "共1家", None],
        ["注：信用代码以营业执照为准", None, None],
        ["填表人：王某", None, None],
    )
    assert [row.line for row in made.rows] == [3]
    assert dict(made.left_out) == {
        2: "分组标题",
        5: "重复的表头",
        6: "没有可导入的内容",
        7: "合计行",
        8: "表后说明",
        9: "表后说明",
    }


def test_a_company_whose_name_begins_like_a_note_is_not_left_out(director: User) -> None:
    made = planned(director, ["序号", *HEAD, "地址"], [1, "统计科技有限公司", code(1), "某路 1 号"])
    assert [row.read.name for row in made.new] == ["统计科技有限公司"]


# Comparing


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


# Writing


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


# Three hundred rows nobody tidied


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


# Hostile and broken files


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("名单.xlsx", b"", "空的"),
        ("名单.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "另存为 .xlsx"),
        ("名单.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "密码"),
        ("名单.csv", "企业名称\n甲".encode(), "另存为 .xlsx"),
        ("名单.xlsx", b"%PDF-1.4 disguised", "只能导入 .xlsx"),
        ("名单.docx", b"PK\x03\x04 whatever", "只能导入 .xlsx"),
        ("名单.xlsx", b"PK\x03\x04 cut off", "打不开"),
    ],
)
def test_what_is_no_workbook_is_refused_with_what_to_do(name: str, content: bytes, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        read(name, io.BytesIO(content))


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("readme.txt", "hello")
    out.seek(0)
    with pytest.raises(ValidationError, match="打不开"):
        read("名单.xlsx", out)


def test_a_workbook_cut_off_anywhere_is_refused_in_words() -> None:
    whole = book(HEAD, *[["云山电子有限公司", code(n)] for n in range(50)]).getvalue()
    for size in range(10, len(whole) - 1, len(whole) // 40):
        with pytest.raises(ValidationError, match=r"打不开|只能导入"):
            read("名单.xlsx", io.BytesIO(whole[:size]))


def test_a_workbook_with_damaged_parts_is_refused_in_words() -> None:
    whole = zipfile.ZipFile(book(HEAD, ["云山电子有限公司", code(1)]))
    for broken in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as parts:
            for name in whole.namelist():
                parts.writestr(name, b"<broken" if name == broken else whole.read(name))
        out.seek(0)
        with pytest.raises(ValidationError, match="打不开"):
            read("名单.xlsx", out)


def test_a_workbook_that_unpacks_to_far_more_than_it_is_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (301 * 1024**2))
    assert len(out.getvalue()) < 1024**2
    out.seek(0)
    with pytest.raises(ValidationError, match="展开后过大"):
        read("名单.xlsx", out)


def test_too_many_rows_or_columns_are_refused() -> None:
    with pytest.raises(ValidationError, match="超过 100 列"):
        read("名单.xlsx", book(["列"] * 101))
    out = openpyxl.Workbook(write_only=True)
    sheet = out.create_sheet("名单")
    for _ in range(20_001):
        sheet.append(["甲"])
    content = io.BytesIO()
    out.save(content)
    content.seek(0)
    with pytest.raises(ValidationError, match="超过 20,000 行"):
        read("名单.xlsx", content)


def test_a_sheet_formatted_to_its_last_row_is_read_to_its_last_content() -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(HEAD)
    sheet.append(["云山电子有限公司", code(1)])
    sheet.cell(1_048_576, 1).value = " "
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    started = time.perf_counter()
    assert len(read("名单.xlsx", out)[0].rows) == 2
    assert time.perf_counter() - started < 5


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(ValidationError, match="没有内容"):
        read("名单.xlsx", book())


def test_hidden_sheets_are_not_read() -> None:
    content = openpyxl.load_workbook(book(HEAD, ["云山电子有限公司", code(1)], sheets=("名单", "旧名单")))
    content["旧名单"].sheet_state = "hidden"
    out = io.BytesIO()
    content.save(out)
    out.seek(0)
    assert [sheet.name for sheet in read("名单.xlsx", out)] == ["名单"]


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
