"""What each step of a rectification asks for and keeps."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ecosteward.accounts.door import RefusedError, visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.journal.services import StaleError
from ecosteward.survey import services
from ecosteward.survey.models import Finding, FindingState, Severity
from ecosteward.survey.services import Judgement, Rectification
from ecosteward.survey.tests.conftest import MakesVisits, jpeg

PDF = SimpleUploadedFile("采购凭证.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")


@pytest.fixture
def rectifying(alone: Finding, contact: User) -> Finding:
    services.start_rectification(contact, alone, "设备部 王强")
    return alone


@pytest.fixture
def submitted(rectifying: Finding, contact: User) -> Finding:
    services.submit_rectification(contact, rectifying, "补贴标签", [jpeg("后.jpg", "green")])
    return rectifying


def test_the_enterprise_writes_its_part_and_none_of_the_agencys(rectifying: Finding, contact: User) -> None:
    judged = ("text", "place", "severity", "basis", "basis_verified", "suggestion", "due_on")
    before = [getattr(rectifying, name) for name in judged]
    part = Rectification("补贴标签", "交接班漏贴", "仓储部", Decimal("0.35"), timezone.localdate())
    services.submit_rectification(contact, rectifying, part, [jpeg("后.jpg", "green"), PDF])
    kept = Finding.objects.get()
    assert (kept.rectification, kept.cause, kept.responsible, kept.cost) == (
        "补贴标签",
        "交接班漏贴",
        "仓储部",
        Decimal("0.35"),
    )
    assert kept.rectified_by == contact
    assert kept.photos_after.count() == 2
    assert [getattr(kept, name) for name in judged] == before


def test_what_is_not_finished_yet_can_be_kept(rectifying: Finding, contact: User) -> None:
    services.record_rectification(contact, rectifying, Rectification("标签已订购"), [jpeg("1.jpg", "red")])
    kept = Finding.objects.get()
    assert (kept.state, kept.rectification, kept.photos_after.count()) == (FindingState.RECTIFYING, "标签已订购", 1)
    services.submit_rectification(contact, rectifying, "全部补贴")  # the photograph is there already
    assert Finding.objects.get().state == FindingState.SUBMITTED


@pytest.mark.parametrize(
    ("part", "photos", "words"),
    [
        (Rectification(" "), [jpeg()], "请写明整改情况"),
        (Rectification("改好了"), [], "请附整改后照片"),
        (Rectification("改好了", completed_on=timezone.localdate() + dt.timedelta(1)), [jpeg()], "完成日期还没到"),
        (Rectification("改好了", completed_on=dt.date(2020, 1, 1)), [jpeg()], "早于问题发现日期"),
        (Rectification("改好了"), [SimpleUploadedFile("空.jpg", b"")], "文件是空的"),
    ],
)
def test_closure_is_not_asked_for_with_half_a_report(
    part: Rectification,
    photos: list[SimpleUploadedFile],
    words: str,
    rectifying: Finding,
    contact: User,
    journal_rows: Callable[[], int],
) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError, match=words):
        services.submit_rectification(contact, rectifying, part, photos)
    kept = Finding.objects.get()
    assert (kept.state, kept.rectification, kept.photos_after.count()) == (FindingState.RECTIFYING, "", 0)
    assert (journal_rows(), File.objects.count()) == (before, 0)


def test_closing_names_who_rechecked_and_when_to_look_again(submitted: Finding, project_lead: User) -> None:
    services.approve(project_lead, submitted, "逐桶核对", [jpeg("复核.jpg", "blue")])
    kept, today = Finding.objects.get(), timezone.localdate()
    assert (kept.closed_by, kept.closed_on, kept.look_back_on) == (project_lead, today, today + dt.timedelta(90))
    assert kept.steps.latest("pk").photos.count() == 1


@pytest.mark.parametrize("step", [services.send_back, services.withdraw])
def test_a_way_back_needs_a_reason(
    step: Callable[[User, Finding, str], object], submitted: Finding, project_lead: User
) -> None:
    with pytest.raises(ValidationError, match="请写明"):
        step(project_lead, submitted, "  ")
    assert Finding.objects.get().state == FindingState.SUBMITTED


def test_a_finding_sent_back_keeps_the_first_report_in_its_steps(
    submitted: Finding, project_lead: User, contact: User
) -> None:
    services.send_back(project_lead, submitted, "围堰没有做")
    services.submit_rectification(contact, submitted, "围堰已砌", [jpeg("围堰.jpg", "blue")])
    assert [step.text for step in submitted.steps.filter(action="submit")] == ["补贴标签", "围堰已砌"]
    kept = Finding.objects.get()
    assert (kept.returns, kept.rectification, kept.photos_after.count()) == (1, "围堰已砌", 2)


def test_a_second_rechecker_is_told_that_somebody_was_first(
    submitted: Finding, project_lead: User, director: User
) -> None:
    theirs = Finding.objects.select_related("client").get()
    services.approve(project_lead, submitted)
    with pytest.raises(StaleError):
        services.send_back(director, theirs, "没改好")
    assert Finding.objects.get().state == FindingState.CLOSED


def test_a_recurrence_starts_a_new_round(submitted: Finding, project_lead: User) -> None:
    services.approve(project_lead, submitted)
    services.reopen(project_lead, submitted, "标签又脱落", [jpeg("又.jpg", "red")])
    kept, today = Finding.objects.get(), timezone.localdate()
    assert (kept.state, kept.recurrences, kept.due_on) == (FindingState.OPEN, 1, today + dt.timedelta(15))
    assert (kept.rectified_by, kept.closed_by, kept.closed_on, kept.look_back_on) == (None, None, None, None)
    assert [photo.name for photo in kept.photos_before.all()] == ["又.jpg"]
    assert not kept.photos_after.exists()


def test_looking_back_keeps_a_finding_closed_and_may_ask_for_one_more_look(
    submitted: Finding, project_lead: User, technician: User
) -> None:
    services.approve(project_lead, submitted)
    later = timezone.localdate() + dt.timedelta(180)
    services.look_back(technician, submitted, "没有反弹", next_on=later)
    assert (submitted.state, submitted.look_back_on) == (FindingState.CLOSED, later)
    services.look_back(technician, submitted, "仍然没有")
    assert Finding.objects.get().look_back_on is None


def test_a_granted_extension_moves_the_deadline_and_a_refused_one_does_not(
    rectifying: Finding, contact: User, project_lead: User
) -> None:
    first = rectifying.due_on
    later = first + dt.timedelta(20)
    services.ask_extension(contact, rectifying, later, "护笼定制")
    assert rectifying.due_on == first
    services.refuse_extension(project_lead, rectifying, "先做临时措施")
    assert (rectifying.due_on, rectifying.wanted_until) == (first, None)
    services.ask_extension(contact, rectifying, later, "护笼定制，附合同")
    services.grant_extension(project_lead, rectifying)
    kept = Finding.objects.get()
    assert (kept.due_on, kept.pace, kept.wanted_until) == (later, "long_term", None)


def test_an_extension_must_be_later_and_say_why(rectifying: Finding, contact: User) -> None:
    with pytest.raises(ValidationError, match="要晚于现在的期限"):
        services.ask_extension(contact, rectifying, rectifying.due_on, "忙")
    with pytest.raises(ValidationError, match="请写明延期原因"):
        services.ask_extension(contact, rectifying, rectifying.due_on + dt.timedelta(1), " ")


def test_a_correction_says_why_and_keeps_what_was_said_before_in_the_journal(alone: Finding, technician: User) -> None:
    with pytest.raises(ValidationError, match="请写明修改原因"):
        services.change_finding(technician, alone, " ", severity=Severity.MAJOR)
    alone.refresh_from_db()
    was = alone.get_severity_display()
    services.change_finding(technician, alone, "复看照片", severity=Severity.MAJOR)
    assert Finding.objects.get().severity == Severity.MAJOR
    assert alone.steps.latest("pk").text == f"复看照片（改了等级：{was} → 重大）"
    alone.refresh_from_db()
    with pytest.raises(ValidationError, match="不能早于发现日期"):
        services.change_finding(technician, alone, "改期", due_on=alone.found_on - dt.timedelta(1))


def test_a_finding_raised_alone_without_an_item_states_its_basis_and_is_marked_as_not_checked(
    technician: User, enterprise: Client
) -> None:
    with pytest.raises(ValidationError, match="请写明依据"):
        services.raise_finding(technician, enterprise, "B2.10", Judgement("地面开裂"))
    found = services.raise_finding(
        technician, enterprise, "B2.10", Judgement("地面开裂", basis="GB 18597-2023 6.1"), photos=[jpeg()]
    )
    assert (found.basis, found.basis_verified, found.severity) == ("GB 18597-2023 6.1", False, Severity.ORDINARY)
    assert found.photos_before.get().shared


@pytest.mark.parametrize(
    ("topic", "item", "words"), [("B2.99", "", "11个调查类别"), ("B2.10", "B2.08.01", "不属于这个调查类别")]
)
def test_a_finding_of_no_topic_or_of_anothers_item_is_refused(
    topic: str, item: str, words: str, technician: User, enterprise: Client
) -> None:
    with pytest.raises(ValidationError, match=words):
        services.raise_finding(technician, enterprise, topic, Judgement("问题"), item_id=item)


def test_only_who_serves_the_enterprise_raises_a_finding(
    technician: User,
    colleague: User,
    contact: User,
    officer: User,
    stranger: User,
    enterprise: Client,
    journal_rows: Callable[[], int],
) -> None:
    before = journal_rows()
    for person in (colleague, contact, officer, stranger):
        with pytest.raises(RefusedError):
            services.raise_finding(person, enterprise, "B2.10", Judgement("无标签"), item_id="B2.10.05")
    assert journal_rows() == before
    services.raise_finding(technician, enterprise, "B2.10", Judgement("无标签"), item_id="B2.10.05")
    assert journal_rows() == before + 1


def test_who_sees_a_finding(
    alone: Finding,
    technician: User,
    director: User,
    contact: User,
    officer: User,
    colleague: User,
    stranger: User,
) -> None:
    seeing = {
        person.name
        for person in (technician, director, contact, officer, colleague, stranger)
        if visible(person, Finding).exists()
    }
    assert seeing == {"吕岩", "周明远", "宋岚", "袁成"}


def test_the_park_sees_the_after_photos_the_enterprise_brought(submitted: Finding, officer: User) -> None:
    photo = submitted.photos_after.get()
    assert visible(officer, File).filter(pk=photo.pk).exists()


def test_a_finding_is_not_raised_into_a_visit_that_still_runs_or_is_anothers(
    technician: User, enterprise: Client, started: MakesVisits
) -> None:
    visit = started()
    said = Judgement("无标签")
    with pytest.raises(ValidationError, match="已提交的检查"):
        services.raise_finding(technician, enterprise, "B2.10", said, item_id="B2.10.05", visit=visit)


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        ("危废库", "没有标签", "危废库：没有标签"),
        ("", "没有标签", "没有标签"),
        ("收集槽", "收集槽阀门没有锁闭", "收集槽阀门没有锁闭"),
    ],
)
def test_a_finding_says_its_place_once(place: str, text: str, said: str) -> None:
    assert Finding(place=place, text=text).said == said
