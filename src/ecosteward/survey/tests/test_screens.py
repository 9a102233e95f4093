"""Every screen opens for those it is for, and takes what they type."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from ecosteward.accounts.models import Kind, Organisation, User
from ecosteward.accounts.services import create_organisation
from ecosteward.clients.models import Client, Stage
from ecosteward.journal.services import SYSTEM, write
from ecosteward.survey import services
from ecosteward.survey.models import Answer, Finding, FindingState, Severity, Verdict, Visit, VisitState
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


def test_a_finding_goes_from_open_to_closed_on_screen(
    finding: Finding, contact: User, project_lead: User, browse: Browse
) -> None:
    page = reverse("survey:finding", args=[finding.pk])
    mine, theirs = browse(contact), browse(project_lead)
    assert "开始整改" in mine.get(page).content.decode()
    mine.post(reverse("survey:step", args=[finding.pk, "start"]), {"responsible": "宋岚"})
    asked = {"text": "已补充", "photos": [jpeg()]}
    assert mine.post(reverse("survey:step", args=[finding.pk, "submit"]), asked).status_code == 302
    assert "复核通过" in theirs.get(page).content.decode()
    theirs.post(reverse("survey:step", args=[finding.pk, "approve"]), {"text": "属实"})
    finding.refresh_from_db()
    assert finding.state == FindingState.CLOSED
    assert theirs.get(reverse("survey:client", args=[finding.client_id])).status_code == 200


def test_an_answer_without_words_stays_and_is_marked(technician: User, started: MakesVisits, browse: Browse) -> None:
    visit = started()
    url = reverse("survey:answer", args=[visit.pk, "B2.05.01"])
    assert browse(technician).post(url, {"verdict": "failed"}, headers=HTMX).status_code == 200
    assert Answer.objects.get().verdict == "failed"


@pytest.mark.parametrize("who", ["technician", "director", "contact", "officer"])
def test_everybody_concerned_opens_what_is_theirs(
    who: str, finding: Finding, browse: Browse, request: pytest.FixtureRequest
) -> None:
    browser = browse(request.getfixturevalue(who))
    pages: list[tuple[str, list[int | None]]] = [
        ("findings", []),
        ("visits", []),
        ("heat", []),
        ("client", [finding.client_id]),
        ("finding", [finding.pk]),
        ("visit", [finding.visit_id]),
        ("record", [finding.visit_id]),
    ]
    for name, args in pages:
        assert browser.get(reverse(f"survey:{name}", args=args)).status_code == 200, name


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


def test_the_enterprise_may_not_open_what_the_agency_judges(
    finding: Finding, contact: User, browse: Browse, journal_rows: Callable[[], int]
) -> None:
    browser, before = browse(contact), journal_rows()
    given = {"reason": "改轻些", "severity": "advice", "text": "没有问题", "record_version": finding.version}
    assert browser.post(reverse("survey:judge", args=[finding.pk]), given).status_code == 403
    for action in ("approve", "send_back", "reopen", "grant_extension", "remind"):
        assert browser.post(reverse("survey:step", args=[finding.pk, action]), {"text": "好"}).status_code == 403
    assert browser.get(reverse("survey:check", args=[finding.visit_id])).status_code == 403
    assert browser.get(f"{reverse('survey:plan')}?client={finding.client_id}").status_code == 403
    assert browser.get(f"{reverse('survey:raise')}?client={finding.client_id}").status_code == 403
    assert browser.get(reverse("survey:deadlines")).status_code == 403
    assert journal_rows() == before


@pytest.mark.parametrize("action", ["see_again", "raise", "vanish"])
def test_a_step_that_has_no_form_is_not_found(action: str, finding: Finding, technician: User, browse: Browse) -> None:
    assert browse(technician).post(reverse("survey:step", args=[finding.pk, action])).status_code == 404


def test_what_was_typed_survives_a_refused_step(finding: Finding, contact: User, browse: Browse) -> None:
    browser = browse(contact)
    browser.post(reverse("survey:step", args=[finding.pk, "start"]))
    typed = {"text": "改到一半的说明", "cause": "没人管", "completed_on": "2099-01-01", "photos": [jpeg()]}
    page = browser.post(reverse("survey:step", args=[finding.pk, "submit"]), typed)
    assert page.status_code == 422
    for words in ("改到一半的说明", "没人管", "完成日期还没到", "您填写的内容都还在"):
        assert words in page.content.decode()


def test_a_bad_file_is_refused_beside_the_form(finding: Finding, contact: User, browse: Browse) -> None:
    browser = browse(contact)
    browser.post(reverse("survey:step", args=[finding.pk, "start"]))
    bad = SimpleUploadedFile("照片.exe", b"MZ")
    page = browser.post(reverse("survey:step", args=[finding.pk, "submit"]), {"text": "改好", "photos": [bad]})
    assert page.status_code == 422
    assert "不收 .exe 文件" in page.content.decode()


def test_the_second_of_two_recheckers_sees_that_somebody_was_first(
    finding: Finding, contact: User, project_lead: User, director: User, browse: Browse
) -> None:
    services.start_rectification(contact, finding)
    services.submit_rectification(contact, finding, "改好", [jpeg("后.jpg", "green")])
    services.approve(project_lead, finding)
    late = browse(director).post(reverse("survey:step", args=[finding.pk, "send_back"]), {"text": "没改好"})
    assert late.status_code == 403
    finding.refresh_from_db()
    assert finding.state == FindingState.CLOSED


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


def test_a_finding_is_raised_and_corrected_on_screen(technician: User, enterprise: Client, browse: Browse) -> None:
    browser, url = browse(technician), f"{reverse('survey:raise')}?client={enterprise.pk}"
    assert browser.get(url).status_code == 200
    given = {"topic_id": "B2.10", "item_id": "", "text": "地面开裂", "found_on": "2026-03-18"}
    refused = browser.post(url, given)
    assert refused.status_code == 422
    assert "请写明依据" in refused.content.decode()
    assert browser.post(url, given | {"item_id": "B2.10.03"}).status_code == 302
    finding = Finding.objects.get()
    page = browser.get(reverse("survey:judge", args=[finding.pk]))
    typed = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    typed |= {"severity": "advice", "reason": "现场复看"}
    assert browser.post(reverse("survey:judge", args=[finding.pk]), typed).status_code == 302
    assert Finding.objects.get().severity == Severity.ADVICE


def test_two_people_correcting_a_finding_are_shown_the_difference(
    technician: User, project_lead: User, alone: Finding, browse: Browse
) -> None:
    url = reverse("survey:judge", args=[alone.pk])
    typed = {**browse(technician).get(url).context["form"].initial, "reason": "笔误"}
    typed.pop("basis_verified")
    services.change_finding(project_lead, alone, "核过标准", text="17 只吨桶、2 只铁桶无标签")
    page = browse(technician).post(url, typed | {"text": "16 只吨桶无标签"})
    assert page.status_code == 409
    for words in ("16 只吨桶无标签", "17 只吨桶、2 只铁桶无标签", "别人已经保存过"):
        assert words in page.content.decode()


def test_the_ledger_is_narrowed_by_everything_people_ask_for(
    finding: Finding, alone: Finding, technician: User, browse: Browse
) -> None:
    browser, url = browse(technician), reverse("survey:findings")

    def found(**asked: str | int) -> set[str]:
        return {line.row.number for line in browser.get(url, asked).context["lines"]}

    both = {finding.number, alone.number}
    assert found() == both
    assert found(topic_id="B2.10") == {alone.number}
    assert found(severity="serious") == {alone.number}
    assert found(q="吨桶") == {alone.number}
    assert found(client=alone.client_id) == both
    assert found(state="closed") == found(recurring="1") == found(state="late") == found(state="look_back") == set()
    assert found(state="all", month=f"{alone.found_on:%Y-%m}") >= {alone.number}
    Finding.objects.filter(pk=alone.pk).update(due_on="2020-01-01", recurrences=2)
    assert found(state="late") == found(recurring="1") == {alone.number}


def test_the_ledger_takes_as_many_queries_for_many_findings_as_for_one(
    technician: User, enterprise: Client, alone: Finding, browse: Browse
) -> None:
    browser, counts = browse(technician), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            browser.get(reverse("survey:findings"))
        counts.append(len(seen))
        for number in range(12):
            said = services.Judgement(f"问题 {number}", "罐区")
            services.raise_finding(
                technician, enterprise, "B2.10", said, item_id="B2.10.05", photos=[jpeg(colour=f"rgb({number},9,9)")]
            )
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["visits", "unsure", "heat"])
def test_other_lists_take_a_constant_number_of_queries(
    name: str, technician: User, answered: MakesVisits, browse: Browse
) -> None:
    browser, counts = browse(technician), []
    for number in range(2):
        for _ in range(1 + 2 * number):
            visit = answered()
            services.answer(technician, visit, "B2.05.04", Verdict.FAILED, "缺章")
            services.answer(technician, visit, "B2.05.05", Verdict.UNSURE)
            services.submit_visit(technician, visit)
        with CaptureQueriesContext(connection) as seen:
            browser.get(reverse(f"survey:{name}"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_excel_ledger_has_the_trades_columns(finding: Finding, contact: User, browse: Browse) -> None:
    answer = browse(contact).get(reverse("survey:findings"), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    head, row = list(sheet.iter_rows(values_only=True))
    assert head[:14] == (
        "编号",
        "企业",
        "检查日期",
        "类别",
        "部位",
        "问题描述",
        "证据照片",
        "依据（标准号+条款+版本）",
        "等级",
        "整改建议",
        "整改类型",
        "责任部门/人",
        "期限",
        "状态",
    )
    assert row[0] == finding.number
    assert str(row[7]).endswith("（待核）") != finding.basis_verified


def test_many_are_reminded_at_once_each_with_one_row(
    finding: Finding, alone: Finding, technician: User, contact: User, browse: Browse, journal_rows: Callable[[], int]
) -> None:
    url, ticked = reverse("survey:remind_many"), {"row": [finding.pk, alone.pk, "x"]}
    before = journal_rows()
    browse(contact).post(url, ticked)
    assert journal_rows() == before
    browse(technician).post(url, ticked)
    assert journal_rows() == before + 2


def test_ticked_findings_are_exported_and_others_are_not(
    finding: Finding, alone: Finding, officer: User, browse: Browse
) -> None:
    browser, url = browse(officer), reverse("survey:export_many")
    sheet = load_workbook(io.BytesIO(browser.post(url, {"row": [alone.pk]}).content)).active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [alone.number]
    assert browser.post(url).status_code == 302


def test_the_deadlines_say_that_they_are_the_agencys_own_rule(director: User, finding: Finding, browse: Browse) -> None:
    browser, url = browse(director), reverse("survey:deadlines")
    assert "不是规范的规定" in browser.get(url).content.decode()
    given = {"major": 5, "serious": 10, "ordinary": 20, "advice": 40, "look_back": 60}
    assert browser.post(url, given).status_code == 302
    assert browser.post(url, given | {"major": "很快"}).status_code == 422


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


def test_a_finding_already_open_is_shown_before_another_is_raised(
    technician: User, alone: Finding, browse: Browse
) -> None:
    browser, url = browse(technician), f"{reverse('survey:raise')}?client={alone.client_id}"
    given = {"item_id": alone.item_id, "text": "污泥间 3 只桶无标签", "found_on": "2026-03-18"}
    refused = browser.post(url, given)
    assert refused.status_code == 422
    assert alone.number in refused.content.decode()
    assert "污泥间 3 只桶无标签" in refused.content.decode()
    assert browser.post(url, given | {"another": "on"}).status_code == 302
    assert Finding.objects.count() == 2


def test_a_finding_without_item_and_topic_is_refused(technician: User, enterprise: Client, browse: Browse) -> None:
    url = f"{reverse('survey:raise')}?client={enterprise.pk}"
    refused = browse(technician).post(url, {"text": "地面开裂", "basis": "某标准", "found_on": "2026-03-18"})
    assert refused.status_code == 422
    assert "请选择检查项，或选择调查类别" in refused.content.decode()


def test_a_long_list_of_enterprises_is_left_to_the_search(
    director: User, agency: Organisation, alone: Finding, browse: Browse
) -> None:
    for number in range(101):
        client_of(agency, f"企业 {number}")
    browser, url = browse(director), reverse("survey:findings")
    choices = list(browser.get(url).context["filters"]["client"].field.widget.choices)
    assert choices == [("", "全部企业")]
    page = browser.get(url, {"client": alone.client_id})
    assert (alone.client_id, alone.client.name) in page.context["filters"]["client"].field.widget.choices
    assert [line.row for line in page.context["lines"]] == [alone]


def test_the_page_of_a_client_with_many_findings_lists_the_most_urgent_and_leads_to_all(
    director: User, alone: Finding, browse: Browse
) -> None:
    browser, url = browse(director), reverse("survey:client", args=[alone.client_id])

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page = browser.get(url).content.decode()
        assert alone.number in page
        assert ("查看全部" in page) == (Finding.objects.count() > 30)
        return len(seen)

    few = queries()
    for number in range(40):
        late = {"due_on": alone.due_on + dt.timedelta(days=1), "found_on": alone.found_on}
        Finding.objects.create(
            agency=alone.agency,
            client=alone.client,
            number=f"更多 {number}",
            edition=alone.edition,
            topic_id=alone.topic_id,
            raised_by=director,
            **late,
        )
    assert queries() == few


def client_of(agency: Organisation, name: str) -> Client:
    organisation = create_organisation(SYSTEM, Kind.ENTERPRISE, name, credit_code_reason="示例")
    client = Client(agency=agency, organisation=organisation, kind=Kind.ENTERPRISE, name=name, stage=Stage.SERVED)
    write(SYSTEM, "client.created", client)
    return client
