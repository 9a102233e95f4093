"""Answering the checklist: saved as it is given, twice is once, and nobody overwrites another unseen."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ecosteward.accounts.door import RefusedError, visible
from ecosteward.accounts.models import User
from ecosteward.files.models import File
from ecosteward.files.services import opened
from ecosteward.journal.models import Entry
from ecosteward.journal.services import StaleError
from ecosteward.survey import services
from ecosteward.survey.models import Answer, Finding, Verdict, Visit
from ecosteward.survey.tests.conftest import MakesVisits, jpeg

ITEM = "B2.05.04"


def rows() -> int:
    return Entry.objects.filter(kind="survey.answer").count()


def test_the_same_answer_sent_twice_is_saved_once(technician: User, started: MakesVisits) -> None:
    visit = started()
    for _ in range(3):
        services.answer(technician, visit, ITEM, Verdict.FAILED, " 缺第三章 ", [jpeg()], place="办公室", seen=0)
    (saved,) = Answer.objects.all()
    assert (saved.verdict, saved.note, saved.version, saved.photos.count()) == ("failed", "缺第三章", 1, 1)
    assert rows() == 1


def test_each_change_of_mind_is_one_row_with_both_verdicts(technician: User, started: MakesVisits) -> None:
    visit = started()
    services.answer(technician, visit, ITEM, Verdict.CONFORMING)
    services.answer(technician, visit, ITEM, Verdict.UNSURE, "报告在集团")
    assert Answer.objects.get().verdict == Verdict.UNSURE
    changes = Entry.objects.filter(kind="survey.answer").latest("pk").changes
    assert changes["verdict"] == ["conforming", "unsure"]
    assert rows() == 2


def test_the_second_inspector_is_told_what_the_first_said_and_may_then_overwrite(
    technician: User, project_lead: User, started: MakesVisits
) -> None:
    visit = started()
    services.answer(technician, visit, ITEM, Verdict.CONFORMING, seen=0)
    with pytest.raises(StaleError) as stale:
        services.answer(project_lead, visit, ITEM, Verdict.FAILED, "缺第三章", seen=0)
    theirs = stale.value.theirs
    assert isinstance(theirs, Answer)
    assert (theirs.answered_by, theirs.verdict) == (technician, Verdict.CONFORMING)
    assert rows() == 1
    services.answer(project_lead, visit, ITEM, Verdict.FAILED, "缺第三章", seen=theirs.version)
    assert Answer.objects.get().verdict == Verdict.FAILED


def test_two_inspectors_who_agree_do_not_disturb_each_other(
    technician: User, project_lead: User, started: MakesVisits
) -> None:
    visit = started()
    services.answer(technician, visit, ITEM, Verdict.CONFORMING, seen=0)
    assert services.answer(project_lead, visit, ITEM, Verdict.CONFORMING, seen=0).answered_by == technician
    assert rows() == 1


def test_a_photo_may_come_first_and_does_not_stand_in_the_way_of_a_colleagues_answer(
    technician: User, project_lead: User, started: MakesVisits
) -> None:
    visit = started()
    services.photograph(technician, visit, ITEM, [jpeg()])
    assert Answer.objects.get().verdict == ""
    services.answer(project_lead, visit, ITEM, Verdict.CONFORMING, seen=0)
    saved = Answer.objects.get()
    assert (saved.verdict, saved.photos.count()) == (Verdict.CONFORMING, 1)


def test_a_photo_never_touches_what_was_said(technician: User, project_lead: User, started: MakesVisits) -> None:
    visit = started()
    services.answer(technician, visit, ITEM, Verdict.FAILED, "缺第三章")
    services.photograph(project_lead, visit, ITEM, [jpeg("1.jpg"), jpeg("2.jpg", "red")])
    saved = Answer.objects.get()
    assert (saved.verdict, saved.note, saved.photos.count(), saved.answered_by) == ("failed", "缺第三章", 2, technician)
    assert rows() == 2


def test_time_and_place_are_kept_from_the_photo_and_missing_ones_stay_missing(
    technician: User, started: MakesVisits
) -> None:
    visit = started()
    services.photograph(technician, visit, ITEM, [jpeg("有.jpg", located=True), jpeg("无.jpg", "red")])
    located, bare = Answer.objects.get().photos.order_by("pk")
    assert located.taken_at is not None
    assert timezone.localtime(located.taken_at) == dt.datetime(
        2026, 3, 18, 10, 21, tzinfo=timezone.get_default_timezone()
    )
    assert (located.latitude, located.longitude) == (34.27, 117.18)
    assert (bare.taken_at, bare.latitude, bare.longitude) == (None, None, None)


def test_the_original_is_kept_byte_for_byte(technician: User, started: MakesVisits) -> None:
    upload = jpeg(located=True)
    content = upload.read()
    services.photograph(technician, started(), ITEM, [upload])
    with opened(Answer.objects.get().photos.get()) as kept:
        assert kept.read() == content


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.jpg", b"", "文件是空的"),
        ("断.jpg", b"\xff\xd8\xff\xe0 broken", "打不开或不完整"),
        ("假.jpg", b"MZ this is a program", "内容不是 JPG 文件"),
        ("报告.pdf", b"%PDF-1.4\n%%EOF", "不是照片"),
        ("苹果.heic", b"....ftypheic", "兼容性最佳"),
        ("坏.exe", b"MZ", "不是照片，请上传 JPG、PNG 照片"),
    ],
)
def test_a_bad_photo_is_refused_in_words_and_leaves_nothing(
    name: str, content: bytes, words: str, technician: User, started: MakesVisits
) -> None:
    visit, before = started(), Entry.objects.count()
    with pytest.raises(ValidationError, match=words):
        services.photograph(technician, visit, ITEM, [jpeg(), SimpleUploadedFile(name, content)])
    assert (Answer.objects.count(), File.objects.count(), Entry.objects.count()) == (0, 0, before)


def test_a_dropped_photo_leaves_the_answer_and_is_one_row(technician: User, started: MakesVisits) -> None:
    visit = started()
    saved = services.photograph(technician, visit, ITEM, [jpeg()])
    services.drop_photo(technician, saved, saved.photos.get())
    assert saved.photos.count() == 0
    assert Entry.objects.latest("pk").action == "answer.photo_dropped"
    assert rows() == 2


@pytest.mark.parametrize("item", ["B2.05.99", "B2.01.01", "", "B2.05"])
def test_an_item_the_visit_does_not_have_is_refused(item: str, technician: User, started: MakesVisits) -> None:
    with pytest.raises(ValidationError, match="没有这个检查项"):
        services.answer(technician, started(), item, Verdict.CONFORMING)


def test_an_item_of_a_topic_that_does_not_concern_the_enterprise_is_refused(
    technician: User, started: MakesVisits
) -> None:
    visit = started("B2.05", "B2.11")
    services.set_topic(technician, visit, "B2.11", "不是重点监管单位")
    with pytest.raises(ValidationError, match="已标为不涉及"):
        services.answer(technician, visit, "B2.11.01", Verdict.CONFORMING)


def test_an_answer_of_nothing_is_refused(technician: User, started: MakesVisits) -> None:
    with pytest.raises(ValidationError, match="请选择结论"):
        services.answer(technician, started(), ITEM)


def test_only_who_makes_the_visit_answers_and_only_while_it_runs(
    technician: User,
    director: User,
    colleague: User,
    contact: User,
    stranger: User,
    officer: User,
    answered: MakesVisits,
    journal_rows: Callable[[], int],
) -> None:
    visit = answered()
    before = journal_rows()
    for person in (colleague, contact, stranger, officer):
        with pytest.raises(RefusedError):
            services.answer(person, visit, ITEM, Verdict.UNSURE)
    assert journal_rows() == before
    services.answer(director, visit, ITEM, Verdict.UNSURE, "再查")
    assert journal_rows() == before + 1
    services.submit_visit(technician, visit)
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.answer(technician, visit, ITEM, Verdict.CONFORMING)
    assert journal_rows() == before


def test_the_client_side_sees_answers_and_photos_only_once_the_visit_is_handed_in(
    technician: User, contact: User, officer: User, answered: MakesVisits
) -> None:
    visit = answered()
    services.photograph(technician, visit, ITEM, [jpeg()])
    for person in (contact, officer):
        assert [visible(person, model).count() for model in (Visit, Answer, File)] == [0, 0, 0]
    services.submit_visit(technician, visit)
    for person in (contact, officer):
        assert [visible(person, model).count() for model in (Visit, Answer, File)] == [1, 8, 1]


def test_a_resolved_item_keeps_the_visits_verdict_and_becomes_a_finding_if_it_failed(
    technician: User, answered: MakesVisits
) -> None:
    visit = answered()
    services.answer(technician, visit, ITEM, Verdict.UNSURE, "报告在集团")
    services.submit_visit(technician, visit)
    unsure = Answer.objects.select_related("client", "visit", "agency").get(verdict=Verdict.UNSURE)
    found = services.resolve(technician, unsure, Verdict.FAILED, "调来报告，缺第三章", [jpeg()])
    assert found is not None
    assert (found.text, found.visit_id, found.item_id) == ("调来报告，缺第三章", visit.pk, ITEM)
    assert found.photos_before.count() == 1
    kept = Answer.objects.get(pk=unsure.pk)
    assert (kept.verdict, kept.resolved_as) == (Verdict.UNSURE, Verdict.FAILED)


def test_a_resolved_item_that_conforms_raises_nothing_and_is_not_resolved_twice(
    technician: User, contact: User, answered: MakesVisits, journal_rows: Callable[[], int]
) -> None:
    visit = answered()
    services.answer(technician, visit, ITEM, Verdict.UNSURE)
    services.submit_visit(technician, visit)
    unsure = Answer.objects.select_related("client", "visit", "agency").get(verdict=Verdict.UNSURE)
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.resolve(contact, unsure, Verdict.CONFORMING, "没问题")
    assert journal_rows() == before
    assert services.resolve(technician, unsure, Verdict.CONFORMING, "报告齐全") is None
    assert journal_rows() == before + 1
    with pytest.raises(RefusedError):
        services.resolve(technician, unsure, Verdict.FAILED, "又改主意")
    assert not Finding.objects.exists()
