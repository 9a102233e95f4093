"""An alarm reaches the people its level names, by mail at their own address, through a real mail server."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import Role, User
from ecosteward.monitoring.models import Alarm, Level, MailChoice, Point, Recipient, Sending, Series
from ecosteward.monitoring.queries.recipients import told
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.monitoring.services import alarms, recipients, sendings
from ecosteward.monitoring.tests.alarms.conftest import HOUR, NOON, sign_of
from ecosteward.monitoring.tests.alarms.postbox import Postbox, postbox

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]
Rows = Callable[[], int]
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def box(settings: Any) -> Iterator[Postbox]:
    with postbox() as it:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", it.port
        settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield it


def at_home(person: User) -> User:
    """Give a person an address."""
    person.email = f"p{person.pk}@example.cn"
    User.objects.filter(pk=person.pk).update(email=person.email)
    return person


def row(director: User, level: Level, **more: Any) -> Recipient:
    made = Recipient(agency=director.organisation, level=level, **more)
    recipients.keep_recipient(director, made)
    return made


def seen(series: Series, **facts: Any) -> Alarm:
    """Let something be over its limit just now: an alarm of the level 报警."""
    alarms.take([sign_of(series, **{"hour": (timezone.now() - NOON) // HOUR, **facts})])
    return Alarm.objects.latest("pk")


def to() -> list[User]:
    return [each.person for each in Sending.objects.order_by("person_id") if each.person]


def test_an_alarm_raised_at_a_level_is_mailed_to_the_role_and_the_log_shows_it(
    series: Series, director: User, quality_lead: User, box: Postbox
) -> None:
    at_home(quality_lead)
    row(director, Level.ALARM, role=Role.QUALITY_LEAD)
    seen(series)
    assert to() == [quality_lead]
    job = ProcrastinateJob.objects.get(task_name="monitoring.mail")
    assert (job.queueing_lock, job.args) == (f"monitoring.mail-{quality_lead.pk}-now", {"person_id": quality_lead.pk})
    heard = sendings.send(quality_lead)
    assert heard is not None
    assert heard.taken
    (letter,) = box.letters
    assert letter.to == [quality_lead.email]
    assert "二氧化硫" in letter.text
    sent = Sending.objects.get()
    assert (sent.to, sent.sent_at is not None, sent.answer) == ("沈静（本人邮箱）", True, "发信服务器已接收")


@pytest.mark.parametrize(("level", "expected"), [(Level.WARNING, 0), (Level.ALARM, 1), (Level.URGENT, 0)])
def test_only_the_level_it_is_raised_at_is_told(level: Level, expected: int, series: Series, director: User) -> None:
    row(director, level, person=at_home(director))
    seen(series)
    assert len(to()) == expected


def test_an_escalation_reaches_whom_the_higher_level_names_and_nobody_twice(
    series: Series, director: User, quality_lead: User, box: Postbox
) -> None:
    row(director, Level.ALARM, person=at_home(quality_lead))
    row(director, Level.URGENT, role=Role.DIRECTOR)
    row(director, Level.URGENT, person=at_home(director))
    alarm = seen(series)
    alarms.escalate_due(alarm.waits_since + 3 * HOUR)
    alarms.escalate_due(alarm.waits_since + 3 * HOUR)
    assert to() == sorted([director, quality_lead], key=lambda each: each.pk)
    sendings.send(director)
    assert "（升级）" in box.letters[0].text
    assert "紧急" in box.letters[0].text


def test_that_it_is_over_or_back_is_not_mailed_to_people(series: Series, director: User) -> None:
    row(director, Level.ALARM, person=at_home(director))
    seen(series)
    hour = (timezone.now() - NOON) // HOUR
    alarms.take([sign_of(series, hour=hour + 1, standing=False)])
    assert [each.event for each in Sending.objects.all()] == ["raised-1"]


def test_of_a_role_those_are_told_who_have_to_do_with_the_client(
    series: Series, director: User, technician: User, colleague: User, contact: User, officer: User, stranger: User
) -> None:
    for role in (Role.TECHNICIAN, Role.DIRECTOR, Role.ENTERPRISE_CONTACT, Role.PARK_OFFICER):
        row(director, Level.ALARM, role=role)
    seen(series)
    assert set(to()) == {director, technician, contact, officer}


def test_a_person_named_who_does_not_see_the_client_or_left_is_not_told(
    series: Series, director: User, colleague: User, technician: User
) -> None:
    for each in (colleague, technician):
        row(director, Level.ALARM, person=each)
    User.objects.filter(pk=technician.pk).update(is_active=False)
    seen(series)
    assert to() == []


def test_another_cause_another_client_or_a_row_switched_off_tells_nobody(
    series: Series, director: User, park: Any
) -> None:
    row(director, Level.ALARM, person=director, cause=Cause.FROZEN)
    row(director, Level.ALARM, person=director, client=park)
    row(director, Level.ALARM, person=director, on=False)
    alarm = seen(series)
    assert told(alarm) == []
    row(director, Level.ALARM, person=director, cause=Cause.OVER, client=alarm.client)
    assert told(alarm) == [director]


def test_where_nobody_is_named_it_costs_one_query(series: Series, django_assert_num_queries: Any) -> None:
    alarm = seen(series)
    with django_assert_num_queries(1):
        assert told(alarm) == []


def test_a_mail_that_was_not_taken_is_tried_again_and_sent_once(series: Series, director: User, box: Postbox) -> None:
    row(director, Level.ALARM, person=at_home(director))
    seen(series)
    box.refused.add(director.email)
    now = timezone.now()
    sendings.send(director, now)
    waits = Sending.objects.get()
    assert (waits.tries, waits.sent_at, waits.failed_at) == (1, None, None)
    assert "发信失败" in waits.answer
    box.refused.clear()
    assert sendings.send(director, now + MINUTE / 2) is None
    sendings.send(director, now + 2 * MINUTE)
    assert Sending.objects.get().sent_at is not None
    assert len(box.letters) == 1
    assert sendings.send(director, now + 99 * MINUTE) is None


def test_a_server_that_is_down_is_told_in_the_log(series: Series, director: User, box: Postbox) -> None:
    row(director, Level.ALARM, person=at_home(director))
    seen(series)
    box.down = True
    sendings.send(director)
    assert "发信失败" in Sending.objects.get().answer


def test_what_a_worker_that_died_did_not_note_is_mailed_again(series: Series, director: User, box: Postbox) -> None:
    row(director, Level.ALARM, person=at_home(director))
    seen(series)
    ProcrastinateJob.objects.all().delete()
    sendings.sweep(timezone.now() + MINUTE)
    assert list(ProcrastinateJob.objects.values_list("task_name", "args")) == [
        ("monitoring.mail", {"person_id": director.pk})
    ]


def test_without_an_address_the_log_says_so_and_one_added_later_still_gets_it(
    series: Series, director: User, box: Postbox
) -> None:
    row(director, Level.ALARM, person=director)
    seen(series)
    now = timezone.now()
    sendings.send(director, now)
    assert "没有登记电子邮箱" in Sending.objects.get().answer
    sendings.send(at_home(director), now + 2 * MINUTE)
    assert len(box.letters) == 1


def test_who_declines_is_not_told_and_gets_nothing_that_was_waiting(
    series: Series, director: User, quality_lead: User, box: Postbox, journal_rows: Rows
) -> None:
    row(director, Level.ALARM, person=at_home(quality_lead))
    alarm = seen(series)
    before = journal_rows()
    recipients.choose(quality_lead, declined=True)
    recipients.choose(quality_lead, declined=True)
    assert journal_rows() == before + 1
    assert told(alarm) == []
    sendings.send(quality_lead)
    assert box.letters == []
    assert "不接收" in Sending.objects.get().answer
    recipients.choose(quality_lead, declined=False)
    assert told(alarm) == [quality_lead]


def test_a_sending_goes_to_a_channel_or_to_a_person(series: Series, director: User) -> None:
    alarm = seen(series)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sending.objects.create(alarm=alarm, event="x", text="x")


def test_who_does_not_lead_names_nobody_and_who_does_leaves_one_row_each(
    point: Point, director: User, technician: User, contact: User, stranger: User, journal_rows: Rows
) -> None:
    kept, before = row(director, Level.ALARM, role=Role.DIRECTOR), journal_rows()
    for person in (technician, contact, stranger):
        with pytest.raises(RefusedError):
            recipients.keep_recipient(person, Recipient(agency=point.agency, level=3, role=Role.DIRECTOR))
        with pytest.raises(RefusedError):
            recipients.drop_recipient(person, kept)
    assert (Recipient.objects.count(), journal_rows()) == (1, before)
    recipients.drop_recipient(director, kept)
    assert (Recipient.objects.count(), journal_rows()) == (0, before + 1)


def test_a_row_names_a_role_or_one_of_our_own_people_and_only_once(
    director: User, stranger: User, contact: User
) -> None:
    for wrong, field in (
        ({}, "role"),
        ({"role": Role.DIRECTOR, "person": director}, "role"),
        ({"person": contact}, "person"),
        ({"person": stranger}, "person"),
    ):
        with pytest.raises(ValidationError) as caught:
            row(director, Level.ALARM, **wrong)
        assert field in caught.value.message_dict
    row(director, Level.ALARM, role=Role.DIRECTOR)
    with pytest.raises(ValidationError, match="已有相同"):
        row(director, Level.ALARM, role=Role.DIRECTOR)


def test_who_leads_sets_it_up_on_its_page_and_others_see_only_their_own_choice(
    series: Series, director: User, technician: User, contact: User, browse: Browse
) -> None:
    page, new = reverse("monitoring:alarm_mail"), reverse("monitoring:new_recipient")
    browser = browse(director)
    assert "还没有给人发邮件" in browser.get(page).content.decode()
    answer = browser.post(new, {"level": "4", "cause": "", "client": "", "role": "", "person": "", "on": "on"})
    assert answer.status_code == 422
    assert "两者选一" in answer.content.decode()
    given = {"level": "4", "cause": "", "client": "", "role": "director", "person": "", "on": "on"}
    assert browser.post(new, given).status_code == 302
    kept = Recipient.objects.get()
    assert "紧急 → 机构负责人" in browser.get(page).content.decode()
    for person in (technician, contact):
        shown = browse(person).get(page)
        assert shown.status_code == 200
        assert "机构负责人</a>" not in shown.content.decode()
        assert "紧急 →" not in shown.content.decode()
        assert browse(person).get(new).status_code == 403
        assert browse(person).post(reverse("monitoring:drop_recipient", args=[kept.pk])).status_code in {403, 404}
    assert Recipient.objects.exists()
    browser.post(reverse("monitoring:drop_recipient", args=[kept.pk]))
    assert not Recipient.objects.exists()


def test_everybody_declines_for_themselves_alone(technician: User, contact: User, browse: Browse) -> None:
    for person in (technician, contact):
        browse(person).post(reverse("monitoring:choose_mail"), {"mail": "no"})
        assert "恢复接收" in browse(person).get(reverse("monitoring:alarm_mail")).content.decode()
    assert set(MailChoice.objects.filter(declined=True).values_list("person", flat=True)) == {technician.pk, contact.pk}


def test_the_log_and_the_alarm_show_to_whom_it_went_and_another_agency_nothing(
    series: Series, director: User, stranger: User, browse: Browse
) -> None:
    row(director, Level.ALARM, person=at_home(director))
    alarm = seen(series)
    log = reverse("monitoring:sendings")
    assert "周明远（本人邮箱）" in browse(director).get(log).content.decode()
    assert "周明远（本人邮箱）" in browse(director).get(reverse("monitoring:alarm", args=[alarm.pk])).content.decode()
    assert "周明远（本人邮箱）" not in browse(stranger).get(log).content.decode()
