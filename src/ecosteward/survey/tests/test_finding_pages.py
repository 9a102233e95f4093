"""One finding on screen: its steps, its corrections, and who opens what."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.journal.services import SYSTEM, write
from ecosteward.survey import services
from ecosteward.survey.models import Finding, FindingState, Severity
from ecosteward.survey.tests.conftest import jpeg

Browse = Callable[[User], Browser]


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
    late = browse(director).post(
        reverse("survey:step", args=[finding.pk, "send_back"]), {"text": "没改好：缺页", "due_on": "2026-12-31"}
    )
    assert late.status_code == 409
    for words in ("没有办理“退回”", "现在是“已销号”", "没改好：缺页", "2026-12-31"):
        assert words in late.content.decode()
    finding.refresh_from_db()
    assert finding.state == FindingState.CLOSED


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


def test_the_deadlines_say_that_they_are_the_agencys_own_rule(director: User, finding: Finding, browse: Browse) -> None:
    browser, url = browse(director), reverse("survey:deadlines")
    assert "不是规范的规定" in browser.get(url).content.decode()
    given = {"major": 5, "serious": 10, "ordinary": 20, "advice": 40, "look_back": 60}
    assert browser.post(url, given).status_code == 302
    assert browser.post(url, given | {"major": "很快"}).status_code == 422


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


def test_the_problem_is_the_heading_and_its_number_stands_beside(
    finding: Finding, contact: User, browse: Browse
) -> None:
    page = browse(contact).get(reverse("survey:finding", args=[finding.pk])).content.decode()
    heading = page[page.index("<h1>") : page.index("</h1>")]
    assert f"{finding.place}：{finding.text}</span>" in heading
    assert f'<span class="code">{finding.number}</span>' in heading
    assert page.count(finding.text) == page.count(f"{finding.place}：{finding.text}") + 1  # the step it began with


def test_a_long_problem_is_cut_in_the_heading_and_whole_below(finding: Finding, contact: User, browse: Browse) -> None:
    finding.text = "年度报告缺第三章，" * 12
    write(SYSTEM, "finding.changed", finding)
    page = browse(contact).get(reverse("survey:finding", args=[finding.pk])).content.decode()
    assert finding.text not in page[page.index("<h1>") : page.index("</h1>")]
    assert f'<p class="finding-text">{finding.text}</p>' in page


def test_what_an_enterprise_typed_is_shown_when_the_finding_was_voided_meanwhile(
    finding: Finding, contact: User, project_lead: User, browse: Browse
) -> None:
    services.start_rectification(contact, finding)
    services.void_finding(project_lead, finding, "与另一条重复")
    typed = {"text": "<b>换了三只桶</b>", "photos": [jpeg("后.jpg", "green")]}
    page = browse(contact).post(reverse("survey:step", args=[finding.pk, "submit"]), typed)
    assert page.status_code == 409
    assert "&lt;b&gt;换了三只桶&lt;/b&gt;" in page.content.decode()


def test_a_step_that_is_never_a_sides_is_refused_in_any_state(
    finding: Finding, contact: User, browse: Browse, journal_rows: Callable[[], int]
) -> None:
    before, browser = journal_rows(), browse(contact)
    for action in ("approve", "send_back", "reopen", "void", "grant_extension", "remind"):
        assert browser.post(reverse("survey:step", args=[finding.pk, action]), {"text": "好"}).status_code == 403
    assert journal_rows() == before


def test_the_address_of_a_refused_step_leads_back_to_the_finding(
    finding: Finding, contact: User, browse: Browse
) -> None:
    answer = browse(contact).get(reverse("survey:step", args=[finding.pk, "submit"]))
    assert answer.headers["Location"] == reverse("survey:finding", args=[finding.pk])


def test_who_reported_for_the_enterprise_is_told_that_another_rechecks(
    finding: Finding, technician: User, project_lead: User, browse: Browse
) -> None:
    services.start_rectification(technician, finding)
    services.submit_rectification(technician, finding, "改好", [jpeg("后.jpg", "green")])
    told = "整改情况由您代填，须由其他人复核"
    url = reverse("survey:finding", args=[finding.pk])
    assert told in browse(technician).get(url).content.decode()
    assert told not in browse(project_lead).get(url).content.decode()


def test_a_correction_tells_the_enterprise_what_was_changed(
    finding: Finding, technician: User, contact: User, browse: Browse
) -> None:
    later = finding.due_on + dt.timedelta(days=30)
    typed = {
        "text": finding.text,
        "place": finding.place,
        "severity": Severity.MAJOR,
        "due_on": str(later),
        "basis": finding.basis,
        "suggestion": "补写第三章",
        "record_version": finding.version,
        "reason": "影响申报",
    }
    browse(technician).post(reverse("survey:judge", args=[finding.pk]), typed)
    page = browse(contact).get(reverse("survey:finding", args=[finding.pk])).content.decode()
    was = f"等级：{finding.get_severity_display()} → 重大、整改期限：{finding.due_on} → {later}、整改建议"
    assert f"影响申报（改了{was}）" in page
