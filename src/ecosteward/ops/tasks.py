"""What the worker does on a clock to keep the installation tidy."""

from django.core.management import call_command
from procrastinate.contrib.django import app

_KEPT = 30 * 24  # hours that finished jobs can be looked up


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="take up stalled jobs")
async def take_up_stalled_jobs(timestamp: int) -> None:
    """Queue the jobs of dead workers again. Jobs must therefore bear being begun twice."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 19 * * *")  # UTC: at night in China
@app.task(queueing_lock="clear out jobs")
async def clear_out_jobs(timestamp: int) -> None:
    """Delete finished jobs after a month."""
    await app.job_manager.delete_old_jobs(nb_hours=_KEPT, include_failed=True, include_cancelled=True)


@app.periodic(cron="27 19 * * *")
@app.task(queueing_lock="clear out sessions")
def clear_out_sessions(timestamp: int) -> None:
    """Delete the sessions of people who have been logged out by time."""
    call_command("clearsessions")
