"""The demonstration loads whole, in every state, and only once."""

import pytest

from ecosteward.demo import services
from ecosteward.engagements.models import Task, TaskState
from ecosteward.journal.models import Entry
from ecosteward.journal.queries import check
from ecosteward.survey.models import Finding, FindingState


@pytest.fixture
def demo(db: None) -> None:
    services.load()


def test_the_demonstration_shows_every_state_and_loads_only_once(demo: None) -> None:
    states = set(Finding.objects.values_list("state", flat=True))
    assert states == set(FindingState)
    assert set(Task.objects.values_list("state", flat=True)) == set(TaskState)
    assert not list(check())
    before = Entry.objects.count()
    services.load()
    assert Entry.objects.count() == before
