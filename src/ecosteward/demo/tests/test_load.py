"""The demonstration loads whole, in every state, by the right people, and only once."""

import datetime as dt

import pytest
from django.apps import apps
from django.db.models import F
from django.utils import timezone

from ecosteward.accounts.models import Role, User
from ecosteward.agency.queries import expiring, qualification
from ecosteward.archive.queries import completeness
from ecosteward.clients.models import Client
from ecosteward.clients.queries import profile
from ecosteward.deliverables.kinds import kinds
from ecosteward.deliverables.models import Category, Document, DocumentState
from ecosteward.demo import services
from ecosteward.engagements.models import Contract, ContractState, Notice, Task, TaskState
from ecosteward.evaluation.models import Complaint, ComplaintState, Improvement, ImprovementState, Scorecard, Survey
from ecosteward.journal.models import Entry
from ecosteward.journal.queries import check
from ecosteward.monitoring.models import Alarm, AlarmState, Due, Point, Verdict
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Validity
from ecosteward.survey.models import Finding, FindingState, Visit, VisitState
from ecosteward.survey.queries.findings import late


def _states(model: type, field: str = "state") -> set[str]:
    return set(model.objects.values_list(field, flat=True))  # type: ignore[attr-defined]  # any model


@pytest.fixture
def demo(db: None) -> None:
    services.load()


def test_the_demonstration_is_whole(demo: None) -> None:
    _every_state_is_there()
    _every_kind_of_document_is_there()
    _the_agency_qualifies_and_something_runs_out()
    _the_archives_are_full_to_different_degrees()
    _what_instruments_sent_is_judged_and_an_alarm_stands()
    _nobody_judges_their_own_work()
    _what_belongs_to_a_client_belongs_to_its_agency()
    _the_story_is_told_in_the_past()
    assert not list(check())
    _everybody_listed_may_log_in()
    _loading_again_changes_nothing()


def _every_state_is_there() -> None:
    assert _states(Finding) == set(FindingState)
    assert Finding.objects.filter(late()).exists()
    assert Finding.objects.filter(recurrences__gt=0).exists()
    assert Finding.objects.filter(returns__gt=0).exists()
    assert _states(Visit) == set(VisitState)
    assert _states(Task) == set(TaskState)
    assert Task.objects.filter(returns__gt=0).exists()
    assert _states(Contract) == set(ContractState)
    assert _states(Complaint) == set(ComplaintState)
    waiting = timezone.now() - dt.timedelta(days=14)
    assert not Complaint.objects.filter(state=ComplaintState.REGISTERED, raised_at__lt=waiting).exists()
    assert _states(Improvement) == set(ImprovementState)
    assert Notice.objects.exclude(reply="").exists()
    assert Survey.objects.exclude(answered_at=None).exists()
    assert Scorecard.objects.exclude(signed_at=None).exists()


def _every_kind_of_document_is_there() -> None:
    assert _states(Document, "kind") >= set(kinds())
    assert _states(Document, "category") == set(Category)
    assert _states(Document) == set(DocumentState)


def _what_instruments_sent_is_judged_and_an_alarm_stands() -> None:
    for point in Point.objects.all():
        hours = Verdict.objects.filter(series__point=point, span=Span.HOUR)
        assert hours.filter(validity=Validity.VALID).count() > 24 * 20
    assert Alarm.objects.filter(cause=Cause.OVER).exists()
    old = timezone.now() - dt.timedelta(days=1)
    assert not Alarm.objects.filter(state=AlarmState.OPEN, since__lt=old).exists()
    assert not Due.objects.filter(due_at__lte=timezone.now()).exists()


def _the_agency_qualifies_and_something_runs_out() -> None:
    agency = Client.objects.all()[0].agency
    assert qualification(agency).passed
    assert expiring(agency)


def _the_archives_are_full_to_different_degrees() -> None:
    filed = [completeness(client)[0] for client in Client.objects.filter(kind="enterprise")]
    assert len(set(filed)) == len(filed)
    assert max(filed) > 20
    chemical = Client.objects.get(industry_code="C2614")
    facts = profile(chemical)
    assert all("排污许可证" in limit.basis for outlet in facts.outlets for limit in outlet.limits)
    assert any(outlet.limits for outlet in facts.outlets)


def _nobody_judges_their_own_work() -> None:
    closed = Finding.objects.filter(state=FindingState.CLOSED)
    assert not [finding for finding in closed if finding.closed_by_id == finding.rectified_by_id]
    signed = Document.objects.exclude(signed_by=None).select_related("signed_by", "author")
    assert all(document.signed_by.has(Role.QUALITY_LEAD) for document in signed if document.signed_by)
    assert not [document for document in signed if document.signed_by_id == document.author_id]


def _what_belongs_to_a_client_belongs_to_its_agency() -> None:
    """`clients.permissions.within` asks the object's own agency in place of its client's."""
    both = [
        model
        for model in apps.get_models()
        if {"agency", "client"} <= {field.name for field in model._meta.fields if field.many_to_one}
    ]
    assert len(both) > 30
    for model in both:
        rows = model._default_manager.exclude(client=None)
        assert not rows.exclude(agency=F("client__agency")).exists(), model


def _the_story_is_told_in_the_past() -> None:
    moments = list(Entry.objects.exclude(chain=0).order_by("chain", "seq").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= timezone.now()
    assert moments[-1] - moments[0] > dt.timedelta(days=600)


def _loading_again_changes_nothing() -> None:
    before = Entry.objects.count()
    services.load()
    assert Entry.objects.count() == before


def _everybody_listed_may_log_in() -> None:
    people = services.logins()
    assert {role for role, _, _ in people} == {role.label for role in Role}
    assert all(User.objects.get(username=username).check_password(password) for _, username, password in people)
