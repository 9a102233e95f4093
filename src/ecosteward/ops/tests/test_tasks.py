from collections.abc import Callable
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from ecosteward.ops.tasks import clear_out_jobs, clear_out_sessions, take_up_stalled_jobs

pytestmark = pytest.mark.django_db


def _job(status: str, *, heartbeat_minutes_ago: int) -> int:
    """Write a job of a worker that was last heard of so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(mins => %s)) RETURNING id",
            [heartbeat_minutes_ago],
        )
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, status, worker_id) VALUES ('t', 'q', %s, %s) RETURNING id",
            [status, cursor.fetchone()[0]],
        )
        return int(cursor.fetchone()[0])


def _status(job: int) -> str:
    return str(ProcrastinateJob.objects.get(pk=job).status)


def test_a_dead_workers_job_is_queued_again() -> None:
    job = _job("doing", heartbeat_minutes_ago=5)
    async_to_sync(take_up_stalled_jobs.func)(timestamp=0)
    assert _status(job) == "todo"


def test_a_living_workers_job_is_left_to_it() -> None:
    job = _job("doing", heartbeat_minutes_ago=0)
    async_to_sync(take_up_stalled_jobs.func)(timestamp=0)
    assert _status(job) == "doing"


@pytest.fixture
def finished() -> Callable[[int], int]:
    def finish(days_ago: int) -> int:
        job = _job("succeeded", heartbeat_minutes_ago=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'succeeded', now() - make_interval(days => %s))",
                [job, days_ago],
            )
        return job

    return finish


def test_finished_jobs_go_after_a_month_and_not_before(finished: Callable[[int], int]) -> None:
    old, recent = finished(31), finished(29)
    async_to_sync(clear_out_jobs.func)(timestamp=0)
    left = set(ProcrastinateJob.objects.values_list("pk", flat=True))
    assert old not in left
    assert recent in left


def test_sessions_past_their_time_go_and_others_stay() -> None:
    for key, hours in (("past", -1), ("current", 1)):
        Session.objects.create(session_key=key, expire_date=timezone.now() + timedelta(hours=hours))
    clear_out_sessions.func(timestamp=0)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["current"]
