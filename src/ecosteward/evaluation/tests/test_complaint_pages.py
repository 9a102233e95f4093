"""The pages of opinions and complaints."""

import datetime as dt
from collections.abc import Callable

from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Contract
from ecosteward.evaluation import services
from ecosteward.evaluation.models import (
    Complaint,
)
from ecosteward.evaluation.tests.conftest import pdf_upload

Browse = Callable[[User], Browser]
Rows = Callable[[], int]


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
