"""Who may come in, and what they see when something is wrong."""

import gc
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import Organisation, Role, User
from ecosteward.accounts.services import enrol, invitation
from ecosteward.clients.models import Client
from ecosteward.config.settled import settle
from ecosteward.journal.models import Entry
from ecosteward.journal.services import SYSTEM, note

Browse = Callable[[User], Browser]
START = {
    "agency": "清源环境",
    "name": "周明远",
    "username": "zhou",
    "password": "qingyuan-2026",
    "again": "qingyuan-2026",
}


@pytest.fixture
def cache_table(db: None) -> None:
    call_command("createcachetable")
    cache.clear()


def test_an_empty_installation_leads_to_the_first_page(db: None) -> None:
    assert Browser().get("/").headers["Location"] == "/start/"


def test_the_first_visitor_is_logged_in_as_director(db: None) -> None:
    browser = Browser()
    assert browser.post("/start/", START).headers["Location"] == "/"
    assert User.objects.get().roles == [Role.DIRECTOR]
    assert browser.get("/").status_code == 200


def test_nobody_can_start_a_second_time(director: User, journal_rows: Callable[[], int]) -> None:
    before = journal_rows()
    assert Browser().post("/start/", START).headers["Location"] == "/"
    assert Organisation.objects.count() == 1
    assert journal_rows() == before


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("again", "something-else", "两次输入的密码不一致"),
        ("username", "zhou ming", "登录名只能用"),
        ("agency", "", "请填写"),
    ],
)
def test_a_bad_first_form_says_what_to_do_and_keeps_the_rest(db: None, field: str, value: str, words: str) -> None:
    answer = Browser().post("/start/", {**START, field: value})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "周明远" in answer.content.decode()
    assert not User.objects.exists()


def test_an_anonymous_visitor_is_asked_to_log_in(director: User) -> None:
    names = ("clients:list", "web:journal", "survey:findings", "engagements:tasks", "archive:list", "web:me")
    for path in (*map(reverse, names), "/files/1/"):
        assert Browser().get(path).headers["Location"].startswith("/accounts/login/")


def test_nobody_signs_up_on_their_own(director: User) -> None:
    Browser().post("/accounts/signup/", {"username": "intruder", "password1": "qingyuan-2026"})
    assert not User.objects.filter(username="intruder").exists()


@pytest.mark.parametrize(
    "page", ["signup", "email", "password/reset", "password/set", "reauthenticate", "confirm-email", "login/code"]
)
def test_there_are_no_pages_for_what_is_not_offered(page: str, director: User, browse: Browse) -> None:
    for browser in (Browser(), browse(director)):
        assert browser.get(f"/accounts/{page}/").status_code == 404


def test_a_suspended_person_who_logs_in_is_told_whom_to_ask(director: User, cache_table: None) -> None:
    User.objects.filter(pk=director.pk).update(is_active=False)
    given = {"login": director.username, "password": "jiancha-2026"}
    told = Browser().post("/accounts/login/", given, follow=True).content.decode()
    assert "账号已停用" in told
    assert "front-brand" in told


def test_what_was_refused_is_told_in_red(director: User, enterprise: Client, browse: Browse) -> None:
    shown = browse(director).post(f"/archive/client/{enterprise.pk}/edit/", {"fill": ""}).content.decode()
    assert '<div class="alert alert-danger" role="status">请先写明原因，并勾选要填的列</div>' in shown


def test_logging_in_takes_the_right_password_and_says_so_otherwise(director: User, cache_table: None) -> None:
    browser = Browser()
    wrong = browser.post("/accounts/login/", {"login": director.username, "password": "wrong"})
    assert wrong.status_code == 200
    assert "alert-danger" in wrong.content.decode()
    right = browser.post("/accounts/login/", {"login": director.username, "password": "jiancha-2026"})
    assert right.headers["Location"] == "/"


def test_many_wrong_passwords_close_the_door_for_a_while(director: User, cache_table: None) -> None:
    browser = Browser()
    answers = [browser.post("/accounts/login/", {"login": director.username, "password": str(n)}) for n in range(12)]
    assert "登录失败次数过多" in answers[-1].content.decode()


def test_a_suspended_person_is_outside(director: User, technician: User, browse: Browse) -> None:
    browser = browse(technician)
    assert browser.get("/me/").status_code == 200
    User.objects.filter(pk=technician.pk).update(is_active=False)
    assert browser.get("/me/").status_code == 302


def test_an_invitation_sets_a_password_once(agency: Organisation) -> None:
    guest = enrol(SYSTEM, agency, "new", "新同事", [Role.TECHNICIAN])
    uid, token = invitation(guest)
    path = f"/join/{uid}/{token}/"
    assert "新同事" in Browser().get(path).content.decode()
    passwords = {"password": "qingyuan-2026", "again": "qingyuan-2026"}
    assert Browser().post(path, passwords).status_code == 302
    guest.refresh_from_db()
    assert guest.check_password("qingyuan-2026")
    assert Browser().get(path).status_code == 404
    assert Browser().post(path, {"password": "other-2026-x", "again": "other-2026-x"}).status_code == 404
    guest.refresh_from_db()
    assert guest.check_password("qingyuan-2026")


def test_a_forged_invitation_is_nothing(agency: Organisation, director: User) -> None:
    for path in ("/join/MQ/abc-def/", "/join/%00/x/", "/join/zzzz/x-y/"):
        assert Browser().get(path).status_code == 404


def test_the_journal_never_holds_a_password(agency: Organisation) -> None:
    enrol(SYSTEM, agency, "new", "新同事", [Role.TECHNICIAN], password="qingyuan-2026")
    entry = Entry.objects.get(action="person.added", label="新同事")
    assert entry.changes["password"] == ["•••", "•••"]


def test_the_director_reads_the_agency_s_own_journal_and_no_other(
    director: User, stranger: User, enterprise: Client, browse: Browse
) -> None:
    assert enterprise.name in browse(director).get("/journal/").content.decode()
    assert enterprise.name not in browse(stranger).get("/journal/").content.decode()


@pytest.mark.parametrize("q", ["王主任", "徐州", "来文 徐州", "来文"])
def test_the_journal_is_searched_by_who_what_and_why(
    q: str, director: User, stranger: User, enterprise: Client, browse: Browse
) -> None:
    User.objects.filter(pk=director.pk).update(name="王主任")
    Client.objects.filter(pk=enterprise.pk).update(name="徐州示例化工")
    director.refresh_from_db()
    enterprise.refresh_from_db()
    note(director, "client.changed", enterprise, reason="按来文更正")
    found = browse(director).get("/journal/", {"q": q}).content.decode()
    assert "按来文更正" in found
    assert "按来文更正" not in browse(stranger).get("/journal/", {"q": q}).content.decode()
    assert "按来文更正" not in browse(director).get("/journal/", {"q": f"{q} 无此"}).content.decode()


def test_a_technician_does_not_read_the_journal(technician: User, browse: Browse) -> None:
    assert browse(technician).get("/journal/").status_code == 403


def test_what_is_not_there_is_answered_in_chinese(director: User, browse: Browse) -> None:
    answer = browse(director).get("/nothing/here/")
    assert answer.status_code == 404
    assert "没有找到" in answer.content.decode()


def test_health_answers_without_a_login(db: None) -> None:
    assert Browser().get("/health/").content == b"ok"


def test_a_settled_process_leaves_what_it_loaded_out_of_garbage_collection() -> None:
    before = gc.get_freeze_count()
    settle()
    try:
        assert gc.get_freeze_count() > before + 10_000
    finally:
        gc.unfreeze()
