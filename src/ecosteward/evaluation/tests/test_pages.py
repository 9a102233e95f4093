"""The evaluation pages as people use them."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Contract
from ecosteward.evaluation import services
from ecosteward.evaluation.models import (
    Complaint,
    ComplaintKind,
    Improvement,
    ImprovementState,
    Judge,
    Judgement,
    Satisfaction,
    Scorecard,
    Survey,
)
from ecosteward.evaluation.tests.conftest import LEVELS
from ecosteward.evaluation.tests.test_scorecards import judge_all

Browse = Callable[[User], Browser]
Rows = Callable[[], int]
LISTS = ["list", "opinions", "improvements"]


def pdf_upload(name: str = "考核表.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "application/pdf")


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("who", ["director", "technician", "contact"])
def test_lists_open_for_both_sides(
    browse: Browse,
    survey: Survey,
    complaint: Complaint,
    card: Scorecard,
    who: str,
    page: str,
    request: pytest.FixtureRequest,
) -> None:
    answer = browse(request.getfixturevalue(who)).get(reverse(f"evaluation:{page}"))
    assert answer.status_code == 200
    export = browse(request.getfixturevalue(who)).get(reverse(f"evaluation:{page}"), {"export": "xlsx"})
    assert export.content[:2] == b"PK"


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_who_does_not_serve_the_client_finds_nothing(
    browse: Browse, survey: Survey, complaint: Complaint, card: Scorecard, who: str, request: pytest.FixtureRequest
) -> None:
    browser = browse(request.getfixturevalue(who))
    for name, number in (
        ("contract", card.contract_id),
        ("client", card.client_id),
        ("survey", survey.pk),
        ("complaint", complaint.pk),
        ("scorecard", card.pk),
        ("scorecard_sign", card.pk),
        ("complaint_answer", complaint.pk),
    ):
        assert browser.get(reverse(f"evaluation:{name}", args=[number])).status_code == 404, name
    assert complaint.number not in browser.get(reverse("evaluation:opinions")).content.decode()


def test_pages_open_for_those_concerned(
    browse: Browse, director: User, contact: User, survey: Survey, complaint: Complaint, card: Scorecard
) -> None:
    item = services.plan_improvement(
        director,
        problem="甲",
        cause="乙",
        measure="丙",
        responsible=director,
        due_on=timezone.localdate(),
        client=card.client,
    )
    for user, pages in (
        (director, [("contract", card.contract_id), ("client", card.client_id), ("survey", survey.pk)]),
        (director, [("complaint", complaint.pk), ("improvement", item.pk)]),
        (contact, [("contract", card.contract_id), ("client", card.client_id), ("complaint", complaint.pk)]),
        (contact, [("scorecard", card.pk), ("scorecard_sign", card.pk), ("scorecard_discard", card.pk)]),
    ):
        for name, number in pages:
            assert browse(user).get(reverse(f"evaluation:{name}", args=[number])).status_code == 200, name


def test_a_complaint_goes_from_the_client_to_its_end_through_the_pages(
    browse: Browse,
    contact: User,
    project_lead: User,
    technician: User,
    director: User,
    running: Contract,
    today: dt.date,
) -> None:
    theirs, lead, handler, leader = browse(contact), browse(project_lead), browse(technician), browse(director)
    picked = theirs.get(reverse("evaluation:complaint_pick"))
    assert picked.headers["Location"] == reverse("evaluation:complaint_add", args=[running.client_id])
    theirs.post(
        picked.headers["Location"],
        {"kind": "complaint", "contract": running.pk, "text": "报告迟了两周", "uploads": [pdf_upload("截图.pdf")]},
    )
    made = Complaint.objects.get()

    def step(name: str) -> str:
        return reverse(f"evaluation:complaint_{name}", args=[made.pk])

    assert [file.name for file in made.files.all()] == ["截图.pdf"]
    lead.post(step("assign"), {"assignee": technician.pk, "due_on": today.isoformat(), "record_version": 1})
    handler.post(step("handle"), {"investigation": "任务漏排", "responsibility": "项目负责人未核对"})
    handler.post(step("answer"), {"investigation": "任务漏排", "answer": "已补交"})
    shown = theirs.get(reverse("evaluation:complaint", args=[made.pk])).content.decode()
    assert "已补交" in shown
    assert "未核对" not in shown
    theirs.post(step("confirm"))
    leader.post(step("close"), {"root_cause": "排期无人核对", "improvement": "双人核对"})
    made.refresh_from_db()
    assert made.state == "closed"
    shown = theirs.get(reverse("evaluation:complaint", args=[made.pk])).content.decode()
    assert "双人核对" in shown
    assert "排期无人核对" not in shown


def test_a_call_is_written_down_and_confirmed_by_phone_through_the_pages(
    browse: Browse, technician: User, director: User, running: Contract, today: dt.date
) -> None:
    add = reverse("evaluation:complaint_add", args=[running.client_id])
    data = {
        "kind": "opinion",
        "channel": "phone",
        "raised_by": "宋岚",
        "raised_at": "2026-01-05T09:30",
        "text": "希望早点来",
    }
    browse(technician).post(add, data)
    made = Complaint.objects.get()
    assert (made.registered_by, timezone.localtime(made.raised_at).hour) == (technician, 9)
    services.assign_complaint(director, made, technician, today)
    services.answer_complaint(technician, made, "好的")
    confirm = reverse("evaluation:complaint_confirm_for", args=[made.pk])
    assert browse(director).post(confirm, {"confirmed_by": "宋岚"}).status_code == 422
    browse(director).post(confirm, {"confirmed_by": "宋岚", "how": "电话"})
    browse(director).post(reverse("evaluation:complaint_reopen", args=[made.pk]), {"reason": "对方又来电"})
    made.refresh_from_db()
    assert (made.state, made.reopened) == ("handling", 1)


def test_what_was_typed_stays_when_a_complaint_is_refused(
    browse: Browse, technician: User, running: Contract, journal_rows: Rows
) -> None:
    before = journal_rows()
    add = reverse("evaluation:complaint_add", args=[running.client_id])
    answer = browse(technician).post(
        add, {"kind": "opinion", "text": "希望早点来", "uploads": [pdf_upload("病毒.exe")]}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写反映人" in text
    assert "希望早点来" in text
    assert journal_rows() == before


def test_a_form_somebody_else_saved_meanwhile_shows_the_difference(
    browse: Browse, project_lead: User, technician: User, complaint: Complaint, today: dt.date
) -> None:
    services.assign_complaint(project_lead, complaint, technician, today)
    seen = complaint.version
    services.handle_complaint(project_lead, complaint, investigation="项目负责人先写的")
    answer = browse(technician).post(
        reverse("evaluation:complaint_answer", args=[complaint.pk]),
        {"record_version": seen, "investigation": "我写的", "answer": "已处理"},
    )
    assert answer.status_code == 409
    assert "项目负责人先写的" in answer.content.decode()
    assert "我写的" in answer.content.decode()
    assert Complaint.objects.get().state == "handling"


def test_an_unknown_choice_of_client_is_searched_for(
    browse: Browse, director: User, enterprise: Client, park: Client
) -> None:
    browser = browse(director)
    both = browser.get(reverse("evaluation:complaint_pick")).content.decode()
    one = browser.get(reverse("evaluation:complaint_pick"), {"q": "化工产业园"}).content.decode()
    assert enterprise.name in both
    assert park.name in both
    assert enterprise.name not in one


def test_the_client_judges_line_by_line_and_signs(
    browse: Browse, contact: User, running: Contract, journal_rows: Rows
) -> None:
    browser = browse(contact)
    opened = browser.post(reverse("evaluation:scorecard_open", args=[running.pk]), {"period": "2026年度"})
    address = opened.headers["Location"]
    form = browser.get(address).context["form"]
    data = {f"seen-{line.printed.id}": "0" for line in form.lines}
    for line in form.lines:
        if line.printed.kind == "add":
            data |= {f"points-{line.printed.id}": str(line.printed.points), f"evidence-{line.printed.id}": "资料齐全"}
    data |= {"points-G.2.1.c": "-1", "evidence-G.2.1.c": "重复购置一台设备", "other": "2", "other_reason": "协助应急"}
    before = journal_rows()
    assert browser.post(address, data).status_code == 302
    assert journal_rows() == before + 15  # thirteen additions, one deduction, 其他
    assert browser.post(reverse("evaluation:scorecard_sign", args=[Scorecard.objects.get().pk])).status_code == 302
    signed = Scorecard.objects.get()
    assert (signed.judge, str(signed.total)) == (Judge.CLIENT, "26.00")
    page = browser.get(address)
    assert page.context["judges"] is False
    assert "重复购置一台设备" in page.content.decode()


def test_saving_an_untouched_table_writes_nothing(
    browse: Browse, contact: User, card: Scorecard, journal_rows: Rows
) -> None:
    browser = browse(contact)
    address = reverse("evaluation:scorecard", args=[card.pk])
    form = browser.get(address).context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}
    before = journal_rows()
    assert browser.post(address, data).status_code == 302
    assert journal_rows() == before


def test_one_wrong_line_keeps_all_that_was_typed_and_writes_nothing(
    browse: Browse, contact: User, card: Scorecard, journal_rows: Rows
) -> None:
    before = journal_rows()
    data = {
        "points-G.1.1.a": "0.5",
        "evidence-G.1.1.a": "熟悉法规",
        "points-G.2.1.a": "13",
        "evidence-G.2.1.a": "处理得很好",
        "evidence-G.1.4.a": "只写了依据",
        "other": "1",
    }
    address = reverse("evaluation:scorecard", args=[card.pk])
    page = browse(contact).post(address, data)
    text = page.content.decode()
    assert page.status_code == 422
    assert "请填写得分" in text
    for typed in ("熟悉法规", "处理得很好", "只写了依据", 'value="13"'):
        assert typed in text
    del data["evidence-G.1.4.a"]
    again = browse(contact).post(address, data).content.decode()
    assert "应在 0 至 12 分之间" in again
    assert "熟悉法规" in again
    assert journal_rows() == before


def test_two_people_of_the_client_judging_the_same_line_notice_each_other(
    browse: Browse, contact: User, card: Scorecard
) -> None:
    services.judge(contact, card, "G.1.1.a", Decimal(0), "别人写的依据")
    data = {"seen-G.1.1.a": "0", "points-G.1.1.a": "0.5", "evidence-G.1.1.a": "我写的依据"}
    address = reverse("evaluation:scorecard", args=[card.pk])
    page = browse(contact).post(address, data)
    text = page.content.decode()
    assert "别人写的依据" in text
    assert "我写的依据" in text
    assert Judgement.objects.get().points == 0
    typed = page.context["form"].data
    browse(contact).post(address, {**data, "seen-G.1.1.a": typed["seen-G.1.1.a"]})
    assert Judgement.objects.get().evidence == "我写的依据"


def test_the_agency_opens_a_recorded_table_and_signs_it_with_the_paper(
    browse: Browse, project_lead: User, running: Contract
) -> None:
    browser = browse(project_lead)
    assert browser.post(reverse("evaluation:scorecard_open", args=[running.pk]), {}).status_code == 422
    browser.post(reverse("evaluation:scorecard_open", args=[running.pk]), {"judge": "recorded"})
    card = Scorecard.objects.get()
    judge_all(project_lead, card)
    sign = reverse("evaluation:scorecard_sign", args=[card.pk])
    assert browser.post(sign, {"signed_by": "宋岚"}).status_code == 422
    browser.post(sign, {"signed_by": "宋岚", "upload": pdf_upload()})
    card.refresh_from_db()
    assert card.is_signed
    assert card.file is not None


def test_who_signs_is_told_what_has_no_result_yet(browse: Browse, contact: User, card: Scorecard) -> None:
    judge_all(contact, card)
    told = browse(contact).get(reverse("evaluation:scorecard_sign", args=[card.pk])).content.decode()
    assert "客户满意度" in told
    assert "总分里没有它" in told


def test_the_table_that_counts_leads_the_agency_to_its_word_and_any_other_does_not(
    browse: Browse, project_lead: User, contact: User, card: Scorecard
) -> None:
    draft = f"{reverse('deliverables:draft', args=[card.client_id, 'evaluation_table'])}?contract={card.contract_id}"
    own = services.open_scorecard(project_lead, card.contract, Judge.SELF)
    address = reverse("evaluation:scorecard", args=[own.pk])
    assert draft in browse(project_lead).get(address).content.decode()
    assert browse(project_lead).get(draft).status_code == 200
    judge_all(contact, card)
    services.sign_scorecard(contact, card)
    assert draft not in browse(project_lead).get(address).content.decode()
    assert draft not in browse(contact).get(reverse("evaluation:scorecard", args=[card.pk])).content.decode()


def test_a_reader_sees_the_table_and_posts_nothing(
    browse: Browse, director: User, contact: User, card: Scorecard
) -> None:
    judge_all(contact, card)
    services.sign_scorecard(contact, card)
    address = reverse("evaluation:scorecard", args=[card.pk])
    assert browse(director).get(address).status_code == 200
    assert browse(director).post(address, {"points-G.1.1.a": "0"}).status_code == 403


def test_a_table_is_discarded_with_a_reason(browse: Browse, contact: User, card: Scorecard) -> None:
    address = reverse("evaluation:scorecard_discard", args=[card.pk])
    assert browse(contact).post(address, {"reason": ""}).status_code == 422
    browse(contact).post(address, {"reason": "建错了"})
    assert not Scorecard.objects.exists()


def test_an_improvement_starts_from_a_complaint_a_survey_or_by_hand(
    browse: Browse, director: User, quality_lead: User, complaint: Complaint, survey: Survey, today: dt.date
) -> None:
    services.answer_survey(
        survey.token, respondent="宋岚", overall=Satisfaction.FAIR, answers={**LEVELS, "response": "not"}
    )
    browser = browse(director)
    add = reverse("evaluation:improvement_add")
    assert "报告迟了两周" in browser.get(f"{add}?complaint={complaint.pk}").content.decode()
    assert "响应及时" in browser.get(f"{add}?survey={survey.pk}").content.decode()
    data = {
        "problem": "报告迟",
        "cause": "漏排",
        "measure": "双人核对",
        "responsible": director.pk,
        "due_on": today.isoformat(),
    }
    browser.post(f"{add}?complaint={complaint.pk}", data)
    made = Improvement.objects.get()
    assert (made.complaint, made.client) == (complaint, complaint.client)
    browser.post(
        reverse("evaluation:improvement_change", args=[made.pk]), {**data, "measure": "每周核对", "record_version": 1}
    )
    browser.post(reverse("evaluation:improvement_finish", args=[made.pk]), {"result": "已做"})
    other = browse(quality_lead)
    other.post(reverse("evaluation:improvement_return", args=[made.pk]), {"reason": "再看一周"})
    browser.post(reverse("evaluation:improvement_finish", args=[made.pk]), {"result": "又看了一周"})
    other.post(reverse("evaluation:improvement_verify", args=[made.pk]), {"verification": "无迟交"})
    made.refresh_from_db()
    assert (made.state, made.measure, made.verified_by) == (ImprovementState.VERIFIED, "每周核对", quality_lead)


def test_an_improvement_starts_from_a_signed_table(
    browse: Browse, director: User, contact: User, card: Scorecard, today: dt.date
) -> None:
    judge_all(contact, card)
    services.sign_scorecard(contact, card)
    data = {"problem": "甲", "cause": "乙", "measure": "丙", "responsible": director.pk, "due_on": today.isoformat()}
    browse(director).post(reverse("evaluation:improvement_add") + f"?card={card.pk}", data)
    made = Improvement.objects.get()
    assert (made.source, made.contract) == ("score", card.contract)


@pytest.mark.parametrize("query", ["complaint=x", "survey=-1", "card=²", "complaint="])
def test_a_source_that_is_no_number_opens_an_empty_form(browse: Browse, director: User, query: str) -> None:
    assert browse(director).get(reverse("evaluation:improvement_add") + f"?{query}").status_code == 200


def test_the_client_opens_the_paper_of_a_judgement_recorded_for_it(
    browse: Browse, project_lead: User, contact: User, running: Contract
) -> None:
    card = services.open_scorecard(project_lead, running, Judge.RECORDED)
    judge_all(project_lead, card)
    sign = reverse("evaluation:scorecard_sign", args=[card.pk])
    browse(project_lead).post(sign, {"signed_by": "宋岚", "upload": pdf_upload()})
    card.refresh_from_db()
    sent = browse(contact).get(reverse("files:download", args=[card.file_id]))
    assert b"".join(sent.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_an_improvement_from_a_complaint_out_of_sight_is_not_found(
    browse: Browse, stranger: User, complaint: Complaint
) -> None:
    add = reverse("evaluation:improvement_add")
    assert browse(stranger).get(f"{add}?complaint={complaint.pk}").status_code == 404


def test_late_complaints_are_filtered_and_marked(browse: Browse, director: User, complaint: Complaint) -> None:
    browser = browse(director)
    late = reverse("evaluation:opinions") + "?state=overdue"
    assert complaint.number not in browser.get(late).content.decode()
    Complaint.objects.update(due_on=timezone.localdate() - dt.timedelta(1), state="handling")
    page = browser.get(late).content.decode()
    assert complaint.number in page
    assert "已超期" in page


@pytest.mark.parametrize("page", [*LISTS, "contract", "client"])
def test_a_page_asks_the_database_as_often_for_twelve_rows_as_for_two(
    browse: Browse, director: User, contact: User, running: Contract, page: str
) -> None:
    browser = browse(director)
    arguments = {"contract": [running.pk], "client": [running.client_id]}.get(page, [])

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(reverse(f"evaluation:{page}", args=arguments)).status_code == 200
        return len(seen)

    _fill(director, contact, running, range(2))
    few = cost()
    _fill(director, contact, running, range(2, 12))
    assert cost() == few


def _fill(director: User, contact: User, contract: Contract, numbers: range) -> None:
    for number in numbers:
        for each in _contracts(contract, number):
            survey = services.open_survey(director, each, expires_on=timezone.localdate())
            services.answer_survey(survey.token, respondent="宋岚", overall=Satisfaction.VERY, answers=LEVELS)
            made = services.raise_complaint(
                contact, each.client, kind=ComplaintKind.ADVICE, text=f"建议{number}", contract=each
            )
            services.assign_complaint(director, made, director, timezone.localdate())
            services.plan_improvement(
                director,
                problem="甲",
                cause="乙",
                measure="丙",
                responsible=director,
                due_on=timezone.localdate(),
                client=each.client,
                contract=each,
            )


def _contracts(contract: Contract, number: int) -> Iterator[Contract]:
    """Yield the contract, and one more of the same client."""
    yield contract
    more = Contract.objects.get(pk=contract.pk)
    more.pk, more.number, more._state.adding = None, f"另{number}", True
    more.save()
    yield more
