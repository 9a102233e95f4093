"""Visits on screen: planned, answered, handed in, and who opens what."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.survey import services
from ecosteward.survey.models import Answer, Finding, Verdict, Visit, VisitState
from ecosteward.survey.tests.conftest import MakesVisits, jpeg

Browse = Callable[[User], Browser]
HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("name", ["findings", "visits", "unsure", "plan", "raise", "heat"])
def test_a_technician_opens_every_list(name: str, technician: User, finding: Finding, browse: Browse) -> None:
    assert browse(technician).get(reverse(f"survey:{name}")).status_code == 200


def test_a_visit_goes_from_plan_to_findings_on_screen(
    technician: User, project_lead: User, enterprise: Client, browse: Browse
) -> None:
    browser = browse(technician)
    plan = f"{reverse('survey:plan')}?client={enterprise.pk}"
    assert browser.get(plan).status_code == 200
    given = {
        "kind": "routine",
        "planned_on": "2026-03-18",
        "inspectors": [technician.pk, project_lead.pk],
        "topics": ["B2.05"],
        "escort": "宋岚 环保主管",
    }
    answer = browser.post(plan, given)
    visit = Visit.objects.get()
    assert answer["Location"] == reverse("survey:visit", args=[visit.pk])
    assert browser.post(reverse("survey:start", args=[visit.pk])).status_code == 302
    assert browser.get(reverse("survey:check", args=[visit.pk])).status_code == 200
    for number in range(1, 9):
        said = {"verdict": "conforming", "seen": 0}
        if number == 4:
            said = {"verdict": "failed", "note": "格式不对", "seen": 0}
        url = reverse("survey:answer", args=[visit.pk, f"B2.05.{number:02d}"])
        saved = browser.post(url, said, headers=HTMX)
        assert saved["X-Saved"] == "1"
    photos = reverse("survey:photograph", args=[visit.pk, "B2.05.04"])
    assert "无定位" in browser.post(photos, {"photos": [jpeg()]}).content.decode()
    submit = reverse("survey:submit", args=[visit.pk])
    assert "请补充检查信息：生产状况" in browser.get(submit).content.decode()
    change = {**given, "production": "normal", "record_version": 2, "started_at": "2026-03-18T09:30"}
    assert browser.post(reverse("survey:change", args=[visit.pk]), change).status_code == 302
    page = browser.get(submit)
    (row,) = page.context["rows"]
    decision = {f"B2.05.04-{name}": value for name, value in row[1].initial.items()}
    assert browser.post(submit, decision).status_code == 302
    visit.refresh_from_db()
    assert visit.state == VisitState.SUBMITTED
    assert Finding.objects.get().text == "格式不对"
    for name in ("visit", "record"):
        assert browser.get(reverse(f"survey:{name}", args=[visit.pk])).status_code == 200


def test_an_answer_without_words_stays_and_is_marked(technician: User, started: MakesVisits, browse: Browse) -> None:
    visit = started()
    url = reverse("survey:answer", args=[visit.pk, "B2.05.01"])
    assert browse(technician).post(url, {"verdict": "failed"}, headers=HTMX).status_code == 200
    assert Answer.objects.get().verdict == "failed"


@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_a_stranger_finds_nothing(
    who: str, finding: Finding, browse: Browse, request: pytest.FixtureRequest, journal_rows: Callable[[], int]
) -> None:
    browser = browse(request.getfixturevalue(who))
    before = journal_rows()
    pages: list[tuple[str, int | None]] = [
        ("client", finding.client_id),
        ("finding", finding.pk),
        ("visit", finding.visit_id),
        ("record", finding.visit_id),
        ("check", finding.visit_id),
        ("submit", finding.visit_id),
        ("change", finding.visit_id),
        ("judge", finding.pk),
    ]
    for name, key in pages:
        assert browser.get(reverse(f"survey:{name}", args=[key])).status_code == 404, name
    for action in ("start", "approve", "comment"):
        assert browser.post(reverse("survey:step", args=[finding.pk, action])).status_code == 404
    assert finding.number not in browser.get(reverse("survey:findings")).content.decode()
    assert journal_rows() == before


def test_a_conflict_on_the_checklist_shows_what_the_other_said(
    technician: User, project_lead: User, started: MakesVisits, browse: Browse
) -> None:
    visit = started()
    url = reverse("survey:answer", args=[visit.pk, "B2.05.01"])
    browse(technician).post(url, {"verdict": "unsure", "note": "<b>集团</b>", "seen": "0"}, headers=HTMX)
    refused = browse(project_lead).post(url, {"verdict": "failed", "note": "没有", "seen": "0"}, headers=HTMX)
    assert refused.status_code == 409
    assert "X-Saved" not in refused
    words = refused.content.decode()
    assert "吕岩" in words
    assert "待核实" in words
    assert "<b>集团</b>" not in words


def test_a_bad_photo_on_the_checklist_is_refused_in_words(
    technician: User, started: MakesVisits, browse: Browse
) -> None:
    visit = started()
    url = reverse("survey:photograph", args=[visit.pk, "B2.05.01"])
    for files in ({}, {"photos": [SimpleUploadedFile("空.jpg", b"")]}):
        refused = browse(technician).post(url, files)
        assert (refused.status_code, "X-Saved" in refused) == (422, False)
        assert "<p>" in refused.content.decode()


def test_a_phone_without_scripts_still_saves(technician: User, started: MakesVisits, browse: Browse) -> None:
    visit = started()
    answer = browse(technician).post(reverse("survey:answer", args=[visit.pk, "B2.05.01"]), {"verdict": "conforming"})
    assert answer["Location"] == f"{reverse('survey:check', args=[visit.pk])}#B2.05.01"


def test_a_photo_is_dropped_on_screen(technician: User, started: MakesVisits, browse: Browse) -> None:
    visit = started()
    saved = services.photograph(technician, visit, "B2.05.01", [jpeg()])
    url = reverse("survey:drop_photo", args=[visit.pk, "B2.05.01", saved.photos.get().pk])
    assert browse(technician).post(url).status_code == 200
    assert not saved.photos.exists()


def test_a_topic_is_marked_as_not_concerning_on_screen(technician: User, started: MakesVisits, browse: Browse) -> None:
    visit = started("B2.05", "B2.11")
    browser, url = browse(technician), reverse("survey:topic", args=[visit.pk, "B2.11"])
    assert browser.post(url, {"reason": "不是重点监管单位"}).status_code == 302
    assert "不涉及：不是重点监管单位" in browser.get(reverse("survey:check", args=[visit.pk])).content.decode()
    refused = browser.post(reverse("survey:topic", args=[visit.pk, "B2.05"]), {"reason": "也不涉及"})
    assert refused.status_code == 422


def test_an_item_left_open_is_resolved_on_screen(technician: User, answered: MakesVisits, browse: Browse) -> None:
    visit = answered()
    services.answer(technician, visit, "B2.05.04", Verdict.UNSURE, "报告在集团")
    services.submit_visit(technician, visit)
    browser, answer = browse(technician), Answer.objects.get(verdict=Verdict.UNSURE)
    assert "报告在集团" in browser.get(reverse("survey:unsure")).content.decode()
    url = reverse("survey:resolve", args=[answer.pk])
    assert browser.post(url, {"verdict": "failed", "note": ""}).status_code == 422
    done = browser.post(url, {"verdict": "failed", "note": "缺第三章"})
    assert done["Location"] == reverse("survey:finding", args=[Finding.objects.get().pk])


def test_a_finding_seen_before_is_shown_before_the_visit_is_handed_in(
    finding: Finding, technician: User, answered: MakesVisits, browse: Browse
) -> None:
    visit = answered()
    services.answer(technician, visit, "B2.05.04", Verdict.FAILED, "还是缺", place="环保办公室")
    url = reverse("survey:submit", args=[visit.pk])
    page = browse(technician).get(url)
    assert finding.number in page.content.decode()
    ((_failure, form),) = page.context["rows"]
    typed = {f"B2.05.04-{name}": value for name, value in form.initial.items()}
    refused = browse(technician).post(url, typed | {"B2.05.04-text": ""})
    assert refused.status_code == 422
    assert browse(technician).post(url, typed).status_code == 302
    assert Finding.objects.count() == 1


def test_a_visit_is_planned_from_nothing_by_choosing_the_client_first(
    technician: User, enterprise: Client, browse: Browse
) -> None:
    chosen = browse(technician).post(reverse("survey:plan"), {"client": enterprise.pk})
    assert chosen["Location"] == f"{reverse('survey:plan')}?client={enterprise.pk}"


def test_a_visit_is_taken_off_the_plan_on_screen(project_lead: User, enterprise: Client, browse: Browse) -> None:
    visit = services.plan_visit(project_lead, enterprise, dt.date(2026, 3, 18), [project_lead])
    url = reverse("survey:cancel", args=[visit.pk])
    assert browse(project_lead).post(url, {"reason": ""}).status_code == 422
    assert browse(project_lead).post(url, {"reason": "企业停产"}).status_code == 302
    assert not Visit.objects.exists()


@pytest.mark.parametrize("name", ["check", "submit"])
def test_the_second_of_two_inspectors_is_led_to_the_visit_the_first_handed_in(
    name: str, technician: User, project_lead: User, answered: MakesVisits, browse: Browse
) -> None:
    visit = answered()
    services.submit_visit(technician, visit)
    for method in ("get", "post") if name == "submit" else ("get",):
        answer = getattr(browse(project_lead), method)(reverse(f"survey:{name}", args=[visit.pk]), follow=True)
        assert answer.redirect_chain == [(reverse("survey:visit", args=[visit.pk]), 302)]
        assert f"已由{technician.name}在" in answer.content.decode()


def test_a_deadline_before_the_visit_is_told_beside_its_finding(
    technician: User, answered: MakesVisits, browse: Browse
) -> None:
    visit = answered()
    services.answer(technician, visit, "B2.05.04", Verdict.FAILED, "年度报告缺第三章")
    typed = {"text": "年度报告缺第三章", "severity": "ordinary", "due_on": "2026-01-01"}
    url = reverse("survey:submit", args=[visit.pk])
    page = browse(technician).post(url, {f"B2.05.04-{name}": value for name, value in typed.items()})
    assert page.status_code == 422
    (_, form) = page.context["rows"][0]
    assert form.errors == {"due_on": [f"整改期限不能早于检查日期 {visit.day}"]}
    visit.refresh_from_db()
    assert visit.state == VisitState.DOING


def test_a_visits_page_takes_as_many_queries_with_two_findings_as_with_one_and_shows_what_was_typed(
    technician: User, answered: MakesVisits, browse: Browse
) -> None:
    one, two = answered("B2.05"), answered("B2.10")
    for visit, items in ((one, ("B2.05.04",)), (two, ("B2.10.04", "B2.10.05"))):
        for item in items:
            services.answer(technician, visit, item, Verdict.FAILED, "桶 <无标签>" + "满" * 80, place="1#库 & 外")
        services.submit_visit(technician, visit)
    browser, pages, asked = browse(technician), [], []
    for visit in (one, two):
        browser.get(reverse("survey:visit", args=[visit.pk]))
        with CaptureQueriesContext(connection) as counted:
            pages.append(browser.get(reverse("survey:visit", args=[visit.pk])).content.decode())
        asked.append(len(counted))
    assert asked[0] == asked[1]
    assert [page.count("1#库 &amp; 外：桶 &lt;无标签&gt;" + "满" * 60) for page in pages] == [1, 2]
    assert "满" * 70 not in pages[0] + pages[1]
    for finding in Finding.objects.all():
        page = pages[finding.visit_id == two.pk]
        assert reverse("survey:finding", args=[finding.pk]) in page
        assert f"{finding.number} · " in page
        assert f" · 期限 {finding.due_on:%Y-%m-%d}<" in page


def test_a_visits_page_says_that_nothing_was_found(technician: User, answered: MakesVisits, browse: Browse) -> None:
    visit = answered()
    services.submit_visit(technician, visit)
    page = browse(technician).get(reverse("survey:visit", args=[visit.pk])).content.decode()
    assert "这次检查没有发现问题" in page
