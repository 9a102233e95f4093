"""The survey behind a link: one answer, then closed; nothing told but two names."""

import datetime as dt
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper, Section
from ecosteward.engagements.models import Contract
from ecosteward.evaluation import queries, services
from ecosteward.evaluation.models import (
    NOT_TOUCHED,
    Aspect,
    Channel,
    Complaint,
    ComplaintKind,
    Satisfaction,
    Survey,
)
from ecosteward.evaluation.services import SurveyClosedError
from ecosteward.evaluation.tests.conftest import LEVELS
from ecosteward.evaluation.views import public
from ecosteward.files.services import opened
from ecosteward.journal.models import Entry

Rows = Callable[[], int]
Browse = Callable[[User], Browser]


def link(survey: Survey) -> str:
    return reverse("evaluation:answer", args=[survey.token])


def filled(**changes: str) -> dict[str, str]:
    return {"respondent": "宋岚", "overall": "rather", "opinion": "", **LEVELS, **changes}


def answer(survey: Survey, **changes: Any) -> Survey:
    given: dict[str, Any] = {
        "respondent": "宋岚",
        "overall": Satisfaction.RATHER,
        "answers": LEVELS,
        "opinion": "",
        **changes,
    }
    return services.answer_survey(survey.token, **given)


@pytest.mark.parametrize("who", ["director", "quality_lead", "project_lead", "technician"])
def test_those_who_serve_the_client_open_a_survey_in_one_row(
    who: str, running: Contract, today: dt.date, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    actor, before = request.getfixturevalue(who), journal_rows()
    services.open_survey(actor, running, expires_on=today)
    assert journal_rows() == before + 1


@pytest.mark.parametrize("who", ["colleague", "contact", "stranger"])
def test_others_open_none(
    who: str, running: Contract, today: dt.date, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.open_survey(actor, running, expires_on=today)
    assert journal_rows() == before
    assert not Survey.objects.exists()


def test_a_draft_contract_is_not_surveyed(draft: Contract, project_lead: User, today: dt.date) -> None:
    with pytest.raises(RefusedError):
        services.open_survey(project_lead, draft, expires_on=today)


@pytest.mark.parametrize("days", [-1, 91])
def test_a_link_expires_from_today_to_ninety_days_on(
    days: int, running: Contract, project_lead: User, today: dt.date
) -> None:
    with pytest.raises(ValidationError, match="90 天"):
        services.open_survey(project_lead, running, expires_on=today + dt.timedelta(days))


def test_the_token_is_long_and_never_reaches_the_journal(survey: Survey) -> None:
    assert len(survey.token) >= 32
    assert not Entry.objects.filter(changes__icontains=survey.token).exists()


def test_the_form_opens_without_login_and_tells_only_the_two_names(survey: Survey, client: Browser) -> None:
    survey.client.site = "经开区兴业路 8 号"
    page = client.get(link(survey))
    text = page.content.decode()
    assert page.status_code == 200
    assert survey.client.name in text
    assert survey.contract.title in text
    assert survey.contract.number not in text
    assert survey.opened_by.name not in text
    assert "导航" not in text
    for aspect in Aspect:
        assert str(aspect.label) in text


def test_an_answer_is_kept_filed_and_thanked_for(survey: Survey, client: Browser) -> None:
    page = client.post(link(survey), filled(site=NOT_TOUCHED), follow=True)
    survey.refresh_from_db()
    assert "谢谢您的评价" in page.content.decode()
    assert (survey.respondent, survey.overall, survey.answers["site"]) == ("宋岚", "rather", NOT_TOUCHED)
    paper = Paper.objects.get(contract_id=survey.contract_id, section=Section.EVALUATION)
    with opened(paper.file) as content:
        text = content.read().decode("utf-8-sig")
    assert "总体评价：较满意" in text
    assert "现场服务：未涉及" in text
    assert "填表人：宋岚" in text
    assert "{" not in text


def test_the_respondent_is_who_the_journal_names(survey: Survey) -> None:
    answer(survey)
    entry = Entry.objects.get(action="survey.answered")
    assert (entry.actor_id, entry.actor_name) == (None, "宋岚（问卷）")


def test_an_opinion_written_in_the_form_is_registered_to_be_answered(survey: Survey) -> None:
    answer(survey, opinion="希望提前一天通知到厂时间")
    found = Complaint.objects.get()
    assert (found.kind, found.channel, found.raised_by) == (ComplaintKind.OPINION, Channel.SURVEY, "宋岚")
    assert (found.contract, found.survey) == (survey.contract, survey)


def test_no_opinion_registers_nothing(survey: Survey) -> None:
    answer(survey, opinion="  ")
    assert not Complaint.objects.exists()


def test_a_link_takes_one_answer(survey: Survey, client: Browser, journal_rows: Rows) -> None:
    answer(survey)
    before = journal_rows()
    for page in (client.get(link(survey)), client.post(link(survey), filled(overall="not"))):
        assert page.status_code == 410
        assert "已经填写过了" in page.content.decode()
        assert survey.client.name not in page.content.decode()
    assert journal_rows() == before
    survey.refresh_from_db()
    assert survey.overall == "rather"


def test_an_expired_link_says_so(survey: Survey, client: Browser, today: dt.date) -> None:
    Survey.objects.update(expires_on=today - dt.timedelta(1))
    for page in (client.get(link(survey)), client.post(link(survey), filled())):
        assert page.status_code == 410
        assert "调查已截止" in page.content.decode()
    assert not Survey.objects.exclude(answered_at=None).exists()


def test_the_last_day_still_counts(survey: Survey, today: dt.date) -> None:
    Survey.objects.update(expires_on=today)
    assert answer(survey).answered_at is not None


def test_a_withdrawn_link_says_so(survey: Survey, client: Browser, project_lead: User) -> None:
    services.withdraw_survey(project_lead, survey, reason="发错了人")
    page = client.get(link(survey))
    assert page.status_code == 410
    assert "调查已撤回" in page.content.decode()
    with pytest.raises(SurveyClosedError):
        answer(survey)


@pytest.mark.parametrize("token", ["x", "0" * 32, "../../etc", "%00", "超长" * 40])
def test_a_wrong_link_is_a_clear_page(client: Browser, db: None, token: str) -> None:
    page = client.get(reverse("evaluation:answer", args=["t"]).replace("/t/", f"/{token.replace('/', '-')}/"))
    assert page.status_code == 404
    assert "链接无效" in page.content.decode()


def test_a_thank_you_page_is_not_a_token(client: Browser, db: None) -> None:
    assert client.get(reverse("evaluation:answered")).status_code == 200


def test_what_was_chosen_stays_when_something_is_missing(survey: Survey, client: Browser, journal_rows: Rows) -> None:
    before = journal_rows()
    given = filled(opinion="希望更及时", respondent="")
    del given["response"]
    page = client.post(link(survey), given)
    text = page.content.decode()
    assert page.status_code == 422
    assert "请填写填表人" in text
    assert "请为“响应及时”选择一项" in text
    assert "希望更及时" in text
    assert text.count("checked") == 7  # the overall level and six aspects
    assert journal_rows() == before


@pytest.mark.parametrize("changes", [{"overall": "great"}, {"overall": NOT_TOUCHED}, {"result": "5"}])
def test_a_level_that_does_not_exist_is_refused(survey: Survey, client: Browser, changes: dict[str, str]) -> None:
    assert client.post(link(survey), filled(**changes)).status_code == 422
    survey.refresh_from_db()
    assert survey.answered_at is None


def test_the_service_checks_what_a_form_would(survey: Survey) -> None:
    for changes in ({"respondent": " "}, {"overall": "great"}, {"answers": {**LEVELS, "result": "5"}}):
        with pytest.raises(ValidationError):
            answer(survey, **changes)
    assert not Survey.objects.exclude(answered_at=None).exists()


def test_hostile_words_are_kept_as_words(survey: Survey, browse: Browse, director: User) -> None:
    answer(survey, respondent="<script>x</script>", opinion="<img src=x onerror=1>")
    page = browse(director).get(reverse("evaluation:survey", args=[survey.pk])).content.decode()
    assert "<script>x" not in page
    assert "&lt;img src=x" in page


def test_guessing_links_is_stopped_for_a_while(
    client: Browser, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "MOST_TRIES", 3)
    pages = [client.get(reverse("evaluation:answer", args=[f"wrong{number}"])) for number in range(5)]
    assert [page.status_code for page in pages] == [404, 404, 404, 404, 429]
    assert "请过十分钟再试" in pages[-1].content.decode()
    assert client.get(link(survey)).status_code == 429


def test_reading_an_open_link_again_and_again_is_no_guessing(
    client: Browser, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "MOST_TRIES", 3)
    assert {client.get(link(survey)).status_code for _ in range(6)} == {200}


def test_the_page_asks_search_engines_and_caches_to_keep_away(survey: Survey, client: Browser) -> None:
    page = client.get(link(survey))
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Cache-Control"] == "no-store"


def test_the_agency_sees_the_link_and_its_code_while_it_is_open_only(
    survey: Survey, browse: Browse, project_lead: User
) -> None:
    browser = browse(project_lead)
    address = reverse("evaluation:survey", args=[survey.pk])
    assert survey.token in browser.get(address).content.decode()
    code = browser.get(reverse("evaluation:survey_code", args=[survey.pk]))
    assert code.headers["Content-Type"] == "image/svg+xml"
    answer(survey)
    assert survey.token not in browser.get(address).content.decode()
    assert browser.get(reverse("evaluation:survey_code", args=[survey.pk])).status_code == 403


def test_the_link_carries_the_address_people_use(
    survey: Survey, browse: Browse, project_lead: User, settings: Any
) -> None:
    settings.SITE_URL = "https://huan.example.cn"
    page = browse(project_lead).get(reverse("evaluation:survey", args=[survey.pk])).content.decode()
    assert f"https://huan.example.cn{link(survey)}" in page


def test_the_client_sees_answers_and_never_an_open_link(survey: Survey, browse: Browse, contact: User) -> None:
    address = reverse("evaluation:survey", args=[survey.pk])
    assert browse(contact).get(address).status_code == 404
    answer(survey)
    assert browse(contact).get(address).status_code == 200


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_who_does_not_serve_the_client_finds_no_survey(
    who: str, survey: Survey, browse: Browse, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    assert browse(user).get(reverse("evaluation:survey", args=[survey.pk])).status_code == 404
    assert browse(user).get(reverse("evaluation:survey_open", args=[survey.contract_id])).status_code == 404


def test_the_last_survey_answered_counts(running: Contract, survey: Survey, project_lead: User, today: dt.date) -> None:
    second = services.open_survey(project_lead, running, expires_on=today)
    answer(second, overall=Satisfaction.FAIR)
    answer(survey, overall=Satisfaction.VERY)
    assert queries.satisfaction(running) == survey


def test_low_aspects_are_those_to_improve(survey: Survey) -> None:
    found = answer(survey, answers={**LEVELS, "response": "fair", "site": "not", "result": NOT_TOUCHED})
    assert queries.low_aspects(found) == ["响应及时", "现场服务"]


def test_a_survey_is_opened_and_withdrawn_through_its_pages(
    running: Contract, browse: Browse, project_lead: User, today: dt.date
) -> None:
    browser = browse(project_lead)
    refused = browser.post(reverse("evaluation:survey_open", args=[running.pk]), {"expires_on": "2020-01-01"})
    assert refused.status_code == 422
    browser.post(reverse("evaluation:survey_open", args=[running.pk]), {"expires_on": today.isoformat()})
    made = Survey.objects.get()
    browser.post(reverse("evaluation:survey_withdraw", args=[made.pk]), {"reason": "改期"})
    made.refresh_from_db()
    assert made.withdrawn_at is not None
    assert made.withdrawn_at <= timezone.now()


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_sent_at_once_one_is_taken(survey: Survey) -> None:
    start, outcomes = Barrier(2), []

    def send(name: str) -> None:
        start.wait()
        try:
            answer(survey, respondent=name)
            outcomes.append("taken")
        except SurveyClosedError as closed:
            outcomes.append(closed.why)
        finally:
            connection.close()

    senders = [Thread(target=send, args=[name]) for name in ("甲", "乙")]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(outcomes) == ["answered", "taken"]
    assert Entry.objects.filter(action="survey.answered").count() == 1
