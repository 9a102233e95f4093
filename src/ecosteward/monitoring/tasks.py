"""What the worker does for monitoring, on a clock and when asked."""

import datetime as dt

from django.utils import timezone
from procrastinate.contrib.django import app

from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Channel, Point
from ecosteward.monitoring.rules.calendar import first_of
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.services import alarms, judging, keeping, sendings, substituting, totals, waiting


# Apart from each other: what stops one of them does not stop the others.
@app.periodic(cron="* * * * *")
@app.task(name="monitoring.watch", queueing_lock="monitoring.watch", lock="monitoring.watch")
def watch(timestamp: int) -> None:
    """Look for silent devices."""
    alarms.watch()


@app.periodic(cron="* * * * *")
@app.task(name="monitoring.mind_alarms", queueing_lock="monitoring.mind_alarms", lock="monitoring.mind_alarms")
def mind_alarms(timestamp: int) -> None:
    """Let alarms rise, wake and settle."""
    alarms.escalate_due()
    alarms.wake_due()
    alarms.settle()


@app.periodic(cron="* * * * *")
@app.task(name="monitoring.sweep_sendings", queueing_lock="monitoring.sweep_sendings")
def sweep_sendings(timestamp: int) -> None:
    """Have sent what is due again, or was left by a worker that died."""
    sendings.sweep()


@app.task(name="monitoring.send")
def send(channel_id: int) -> None:
    """Send what waits for one channel. What the other side does not take is tried again by the clock."""
    if (channel := Channel.objects.filter(pk=channel_id, on=True).first()) is not None:
        sendings.send(channel)


@app.task(name="monitoring.mail")
def mail(person_id: int) -> None:
    """Send what waits for one person's mail."""
    if (person := User.objects.filter(pk=person_id).first()) is not None:
        sendings.send(person)


@app.periodic(cron="* * * * *")
@app.task(name="monitoring.judge", queueing_lock="monitoring.judge", lock="monitoring.judge")
def judge(timestamp: int) -> None:
    """Judge the hours that wait, until none does."""
    while judging.judge_due():
        pass


@app.periodic(cron="3 * * * *")
@app.task(name="monitoring.expect", queueing_lock="monitoring.expect")
def expect(timestamp: int) -> None:
    """Have the last hour judged of places too that nothing was heard of."""
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    waiting.expect(now - dt.timedelta(hours=1))


@app.task(name="monitoring.substitute")
def substitute(point_id: int, quarter: str) -> None:
    """Work out the ledger of one point and quarter, for something was recorded that it rests on."""
    substituting.substitute([point_id], dt.date.fromisoformat(quarter))


@app.periodic(cron="20 17 * * *")  # UTC: at night in China, when the day before is judged
@app.task(name="monitoring.account", queueing_lock="monitoring.account", lock="monitoring.account")
def account(timestamp: int) -> None:
    """Work out the substitution ledgers of this quarter and the last, then the totals of the year."""
    quarter = first_of(Span.QUARTER, timezone.localdate())
    points = list(Point.objects.filter(kind__in=("gas", "water")).values_list("pk", flat=True))
    for each in (first_of(Span.QUARTER, quarter - dt.timedelta(days=1)), quarter):
        substituting.substitute(points, each)
    totals.watch_totals()


@app.periodic(cron="41 18 * * *")  # UTC: at night in China
@app.task(name="monitoring.keep", queueing_lock="monitoring.keep", lock="monitoring.keep")
def keep(timestamp: int) -> None:
    """Move old months out of the database into the file store."""
    for _ in keeping.keep():
        pass
