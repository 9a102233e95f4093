"""The agency's pages as people use them."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecosteward.accounts.models import Role, User
from ecosteward.agency import services
from ecosteward.agency.models import (
    Agreement,
    Appointment,
    Appraisal,
    Certificate,
    CreditCheck,
    Education,
    Policy,
    StaffRecord,
    SystemPaper,
    Training,
)
from ecosteward.agency.tests.conftest import PDF

Browse = Callable[[User], Browser]
Rows = Callable[[], int]
EVERY_PAGE = ["overview", "staff", "trainings", "papers"]


def upload(name: str = "证书.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_everybody_of_the_agency_reads_the_agencys_pages(browse: Browse, colleague: User, page: str) -> None:
    assert browse(colleague).get(reverse(f"agency:{page}")).status_code == 200


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_a_client_reads_none_of_the_agencys_pages(browse: Browse, contact: User, page: str) -> None:
    assert browse(contact).get(reverse(f"agency:{page}")).status_code == 403


FORMS = ["policy", "staff_add", "training_add", "paper_add", "quality_lead", "credit_add"]


@pytest.mark.parametrize("page", FORMS)
def test_a_form_opens_for_the_director_and_not_for_a_technician(
    browse: Browse, director: User, colleague: User, page: str
) -> None:
    assert browse(director).get(reverse(f"agency:{page}")).status_code == 200
    assert browse(colleague).get(reverse(f"agency:{page}")).status_code == 403


OF_A_PERSON = [
    "staff_change",
    "staff_leave",
    "certificate_add",
    "education_add",
    "appraisal_add",
    "agreement_add",
]


@pytest.mark.parametrize("page", OF_A_PERSON)
def test_forms_about_a_person_open_for_the_director_are_refused_to_colleagues_and_hidden_from_strangers(
    browse: Browse, director: User, technician: User, stranger: User, record: StaffRecord, page: str
) -> None:
    address = reverse(f"agency:{page}", args=[record.pk])
    answers = [browse(each).get(address).status_code for each in (director, technician, stranger)]
    assert answers == [200, 403, 404]


def test_a_stranger_does_not_see_a_persons_file(browse: Browse, stranger: User, record: StaffRecord) -> None:
    assert browse(stranger).get(reverse("agency:person", args=[record.pk])).status_code == 404


def test_a_colleague_sees_the_trade_side_of_a_file_and_not_its_appraisals(
    browse: Browse, technician: User, record: StaffRecord
) -> None:
    page = browse(technician).get(reverse("agency:person", args=[record.pk])).content.decode()
    assert "环境工程 本科" in page
    assert "岗位考评" not in page
    assert "保密协议" not in page


def test_a_new_person_is_enrolled_with_file_and_certificate_from_one_form(browse: Browse, director: User) -> None:
    answer = browse(director).post(
        reverse("agency:staff_add"),
        {
            "name": "吕岩",
            "username": "lvyan",
            "roles": ["technician"],
            "background": "环境工程",
            "rank": "senior",
            "rank_field": "环境工程",
            "environmental": "on",
            "consulting": "on",
            "upload": upload("高级工程师证.pdf"),
        },
    )
    record = StaffRecord.objects.get()
    assert answer.headers["Location"] == reverse("people:invitation")
    assert record.is_senior
    assert record.rank_file is not None
    assert record.rank_file.name == "高级工程师证.pdf"


def test_what_was_typed_stays_when_the_name_is_missing(browse: Browse, director: User, journal_rows: Rows) -> None:
    before = journal_rows()
    answer = browse(director).post(
        reverse("agency:staff_add"), {"username": "lvyan", "roles": ["technician"], "background": "环境工程专业"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写姓名" in page
    assert "环境工程专业" in page
    assert journal_rows() == before


def test_a_taken_username_is_said_beside_the_field(browse: Browse, director: User) -> None:
    answer = browse(director).post(
        reverse("agency:staff_add"),
        {"name": "吕岩", "username": director.username, "roles": ["technician"], "rank": "none"},
    )
    assert answer.status_code == 422
    assert "这个登录名已有人使用" in answer.content.decode()
    assert not StaffRecord.objects.exists()


def test_the_director_opens_a_file_for_somebody_with_an_account(
    browse: Browse, director: User, colleague: User
) -> None:
    browse(director).post(reverse("agency:staff_add"), {"person": colleague.pk, "rank": "none", "background": "化学"})
    assert StaffRecord.objects.get().person == colleague


def test_a_file_of_a_wrong_type_is_refused_and_nothing_is_kept(
    browse: Browse, director: User, record: StaffRecord
) -> None:
    answer = browse(director).post(
        reverse("agency:certificate_add", args=[record.pk]),
        {"name": "注册环保工程师", "upload": SimpleUploadedFile("证书.pdf", b"MZ not a pdf", "application/pdf")},
    )
    assert answer.status_code == 422
    assert "内容不是 PDF 文件" in answer.content.decode()
    assert "注册环保工程师" in answer.content.decode()
    assert not Certificate.objects.exists()


def test_a_person_brings_a_certificate_and_the_director_confirms_it(
    browse: Browse, director: User, colleague: User, record: StaffRecord
) -> None:
    address = reverse("agency:certificate_add", args=[record.pk])
    browse(colleague).post(address, {"name": "注册环保工程师", "upload": upload()})
    entry = Certificate.objects.get()
    assert "待确认" in browse(colleague).get(reverse("agency:person", args=[record.pk])).content.decode()
    assert browse(colleague).post(reverse("agency:certificate_confirm", args=[entry.pk])).status_code == 403
    browse(director).post(reverse("agency:certificate_confirm", args=[entry.pk]))
    assert Certificate.objects.get().confirmed_by == director


def test_the_director_sees_what_waits_for_them_and_the_person_finds_their_own_file(
    browse: Browse, director: User, colleague: User, record: StaffRecord
) -> None:
    services.add_certificate(colleague, record, "注册环保工程师")
    overview = reverse("agency:overview")
    assert "马骁 注册环保工程师" in browse(director).get(overview).content.decode()
    page = browse(colleague).get(overview).content.decode()
    assert "马骁 注册环保工程师" not in page
    assert reverse("agency:person", args=[record.pk]) in page


def test_an_entry_is_turned_down_with_a_reason(
    browse: Browse, director: User, colleague: User, record: StaffRecord
) -> None:
    entry = services.add_certificate(colleague, record, "不认识的证")
    address = reverse("agency:certificate_remove", args=[entry.pk])
    assert browse(director).post(address, {"reason": ""}).status_code == 422
    assert Certificate.objects.exists()
    browse(director).post(address, {"reason": "不是职业资质"})
    assert not Certificate.objects.exists()


def test_every_kind_of_record_is_made_through_its_form(browse: Browse, director: User, record: StaffRecord) -> None:
    browser = browse(director)
    _fill(browser, record)
    made = (Education, Appraisal, Agreement, SystemPaper, Appointment, CreditCheck, Policy, Training)
    assert [model._default_manager.count() for model in made] == [1] * len(made)
    training = Training.objects.get()
    assert [each.file.name for each in training.papers.order_by("pk")] == ["签到表.pdf", "课件.pdf"]
    assert CreditCheck.objects.get().listed is False
    for page in EVERY_PAGE:
        assert browser.get(reverse(f"agency:{page}")).status_code == 200
    for name, number in (("person", record.pk), ("training", training.pk)):
        assert browser.get(reverse(f"agency:{name}", args=[number])).status_code == 200


def test_every_record_is_changed_through_its_form(browse: Browse, director: User, record: StaffRecord) -> None:
    _fill(browse(director), record)
    services.add_certificate(director, record, "注册环保工程师")
    for name, model in (
        ("certificate_change", Certificate),
        ("education_change", Education),
        ("appraisal_change", Appraisal),
        ("paper_change", SystemPaper),
        ("credit_change", CreditCheck),
        ("training_change", Training),
    ):
        address = reverse(f"agency:{name}", args=[model._default_manager.get().pk])
        form = browse(director).get(address).context["form"]
        data = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "", [], {})}
        data.pop("upload", None)
        data.pop("uploads", None)
        answer = browse(director).post(address, data)
        assert answer.status_code == 302, (name, answer.content.decode())


def test_the_second_of_two_people_changing_a_file_is_shown_the_difference(
    browse: Browse, director: User, record: StaffRecord
) -> None:
    address = reverse("agency:staff_change", args=[record.pk])
    seen = browse(director).get(address).context["form"].initial["record_version"]
    record.background = "环境科学 硕士"
    services.change_staff(director, record)
    data = {"record_version": seen, "background": "化学工程", "rank": "none", "consulting": "on"}
    answer = browse(director).post(address, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "环境科学 硕士" in page
    assert "化学工程" in page
    record.refresh_from_db()
    assert record.background == "环境科学 硕士"


def test_leaving_asks_for_a_reason_and_stops_the_account(browse: Browse, director: User, record: StaffRecord) -> None:
    address = reverse("agency:staff_leave", args=[record.pk])
    assert browse(director).post(address, {"left_on": "2026-01-05"}).status_code == 422
    browse(director).post(address, {"left_on": "2026-01-05", "reason": "个人原因"})
    assert not User.objects.get(pk=record.person_id).is_active
    browse(director).post(reverse("agency:staff_return", args=[record.pk]))
    assert User.objects.get(pk=record.person_id).is_active


def test_hostile_words_are_shown_as_words(browse: Browse, director: User, record: StaffRecord) -> None:
    services.add_certificate(director, record, "<script>alert(1)</script>")
    page = browse(director).get(reverse("agency:person", args=[record.pk])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_a_page_asks_the_database_as_often_for_twelve_people_as_for_two(
    browse: Browse, director: User, page: str
) -> None:
    browser = browse(director)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(reverse(f"agency:{page}")).status_code == 200
        return len(seen)

    _people(director, range(2))
    few = cost()
    _people(director, range(2, 12))
    assert cost() == few


def _people(director: User, numbers: range) -> None:
    for number in numbers:
        record = services.enrol_staff(director, f"p{number}", f"人员{number}", [Role.TECHNICIAN])
        services.add_certificate(director, record, "注册环保工程师")
        services.add_education(director, record, 2026, "环境法典", 8)  # type: ignore[arg-type]


def _fill(browser: Browser, record: StaffRecord) -> None:
    """Send every form once."""
    person = [record.pk]
    posts: list[tuple[str, list[int], dict[str, object]]] = [
        ("education_add", person, {"year": 2026, "subject": "环境法典", "hours": "8"}),
        ("appraisal_add", person, {"year": 2025, "result": "competent"}),
        ("agreement_add", person, {"signed_on": "2026-01-05", "upload": upload()}),
        ("paper_add", [], {"kind": "quality", "title": "服务质量管理制度", "effective_on": "2026-01-01"}),
        ("quality_lead", [], {"person": record.person_id, "appointed_on": "2026-01-01", "upload": upload()}),
        ("credit_add", [], {"source": "platform", "platform": "信用中国", "queried_on": "2026-01-01", "listed": "no"}),
        ("policy", [], {"credit_days": 90, "training_months": 6}),
        (
            "training_add",
            [],
            {
                "topic": "危废新规",
                "held_on": "2026-01-06",
                "hours": "3.5",
                "attended": person,
                "uploads": [upload("签到表.pdf"), upload("课件.pdf")],
            },
        ),
    ]
    for name, arguments, data in posts:
        answer = browser.post(reverse(f"agency:{name}", args=arguments), data)
        assert answer.status_code == 302, (name, answer.content.decode())
