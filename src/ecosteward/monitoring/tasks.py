"""What the worker does for monitoring, on a clock and when asked."""

from procrastinate.contrib.django import app

from ecosteward.monitoring.models import Channel
from ecosteward.monitoring.services import alarms, sendings


@app.periodic(cron="* * * * *")
@app.task(name="monitoring.mind_alarms", queueing_lock="monitoring.mind_alarms", lock="monitoring.mind_alarms")
def mind_alarms(timestamp: int) -> None:
    """Look for silent devices, let alarms rise, wake and settle, and send what waits."""
    alarms.watch()
    alarms.escalate_due()
    alarms.wake_due()
    alarms.settle()
    sendings.sweep()


@app.task(name="monitoring.send")
def send(channel_id: int) -> None:
    """Send what waits for one channel. What the other side does not take is tried again by the clock."""
    if (channel := Channel.objects.filter(pk=channel_id, on=True).first()) is not None:
        sendings.send(channel)
