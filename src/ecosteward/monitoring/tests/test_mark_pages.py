"""The forms of marks, checks and corrections: who is let in, and what they do."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Check, Condition, Instrument, Point, Revision, Series
from ecosteward.monitoring.services import setup

Browse = Callable[[User], Browser]


def _text(time: dt.datetime) -> str:
    return f"{timezone.localtime(time):%Y-%m-%dT%H:%M}"


@pytest.fixture
def instrument(technician: User, point: Point) -> Instrument:
    instrument = Instrument(client=point.client, point=point, name="烟气分析仪")
    setup.add(technician, instrument)
    return instrument


def _marked(browser: Browser, point: Point, **more: object) -> Condition:
    begin = timezone.now() - dt.timedelta(hours=3)
    given = {"kind": "M", "begin": _text(begin), "text": "更换滤膜", **more}
    answer = browser.post(reverse("monitoring:mark", args=[point.pk]), given)
    assert answer.status_code == 302, answer.content.decode()
    return Condition.objects.get()


def test_an_enterprise_marks_ends_and_voids_its_own_conditions(point: Point, contact: User, browse: Browse) -> None:
    browser = browse(contact)
    condition = _marked(browser, point)
    assert (condition.marked_by, condition.end) == (contact, None)
    browser.post(reverse("monitoring:end_mark", args=[condition.pk]), {"at": _text(timezone.now())})
    condition.refresh_from_db()
    assert condition.end is not None
    browser.post(reverse("monitoring:void_mark", args=[condition.pk]), {"reason": "标错点位"})
    condition.refresh_from_db()
    assert condition.voided_at is not None
    page = browser.get(reverse("monitoring:point", args=[point.pk])).content.decode()
    assert "已作废" in page


def test_a_mark_that_ends_before_it_begins_is_refused_and_what_was_typed_stays(
    point: Point, contact: User, browse: Browse
) -> None:
    now = timezone.now()
    given = {"kind": "M", "begin": _text(now - dt.timedelta(hours=1)), "end": _text(now - dt.timedelta(hours=2))}
    answer = browse(contact).post(reverse("monitoring:mark", args=[point.pk]), {**given, "text": "更换滤膜"})
    assert answer.status_code == 422
    assert "结束时间应晚于开始时间" in answer.content.decode()
    assert "更换滤膜" in answer.content.decode()
    assert not Condition.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("colleague", 404), ("officer", 403), ("contact", 200)])
def test_who_may_mark(who: str, status: int, point: Point, request: pytest.FixtureRequest, browse: Browse) -> None:
    browser = browse(request.getfixturevalue(who))
    assert browser.get(reverse("monitoring:mark", args=[point.pk])).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("officer", 403), ("contact", 403), ("technician", 200)]
)
def test_an_enterprise_never_corrects_what_it_is_judged_by(
    who: str, status: int, point: Point, request: pytest.FixtureRequest, browse: Browse
) -> None:
    browser = browse(request.getfixturevalue(who))
    assert browser.get(reverse("monitoring:correct", args=[point.pk])).status_code == status


def test_a_correction_keeps_its_reason(point: Point, series: Series, technician: User, browse: Browse) -> None:
    at = timezone.now().replace(minute=0) - dt.timedelta(hours=5)
    given = {
        "series": series.pk,
        "span": "2",
        "at": _text(at),
        "value": "31.5",
        "mark": "N",
        "reason": "以手工监测为准",
    }
    answer = browse(technician).post(reverse("monitoring:correct", args=[point.pk]), given)
    assert answer.status_code == 302
    revision = Revision.objects.get()
    assert (revision.value, revision.reason, revision.made_by) == (31.5, "以手工监测为准", technician)


def test_a_check_is_recorded_with_its_paper(instrument: Instrument, contact: User, browse: Browse) -> None:
    paper = SimpleUploadedFile("校准记录.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    given = {"kind": "zero", "at": _text(timezone.now() - dt.timedelta(hours=1)), "passed": "no", "file": paper}
    answer = browse(contact).post(reverse("monitoring:check", args=[instrument.pk]), given)
    assert answer.status_code == 302, answer.content.decode()
    check = Check.objects.get()
    assert (check.passed, check.file is not None) == (False, True)


def test_a_check_without_a_verdict_is_refused(instrument: Instrument, contact: User, browse: Browse) -> None:
    given = {"kind": "zero", "at": _text(timezone.now())}
    answer = browse(contact).post(reverse("monitoring:check", args=[instrument.pk]), given)
    assert answer.status_code == 422
    assert not Check.objects.exists()
