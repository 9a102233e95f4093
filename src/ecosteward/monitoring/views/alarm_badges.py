"""How alarms look: always a word, a colour, an icon."""

from ecosteward.monitoring.models import Alarm, AlarmState, Level, Sending
from ecosteward.pages.lists import Badge

_LEVELS = {
    Level.NOTICE: ("grey", "info-circle"),
    Level.WARNING: ("amber", "alert-triangle"),
    Level.ALARM: ("red", "alert-circle"),
    Level.URGENT: ("red", "urgent"),
}
_STATES = {
    AlarmState.OPEN: ("amber", "bell"),
    AlarmState.ACKNOWLEDGED: ("blue", "eye-check"),
    AlarmState.SILENCED: ("grey", "bell-off"),
    AlarmState.CLOSED: ("green", "circle-check"),
}


def level_badge(alarm: Alarm) -> Badge:
    """Return an alarm's level."""
    colour, icon = _LEVELS[Level(alarm.level)]
    return Badge(alarm.get_level_display(), colour, icon)


def alarm_badge(alarm: Alarm) -> Badge:
    """Return how far an alarm is dealt with."""
    if alarm.finding_id and alarm.closed_at is None:
        return Badge("已转为问题", "blue", "tool")
    colour, icon = _STATES[AlarmState(alarm.state)]
    return Badge(alarm.get_state_display(), colour, icon)


def now_badge(alarm: Alarm) -> Badge:
    """Return whether what it tells of goes on."""
    if alarm.gone_at is None and alarm.closed_at is None:
        return Badge("持续中", "red", "activity")
    return Badge(
        "已恢复" if alarm.gone_at else "—", "green" if alarm.gone_at else "grey", "check" if alarm.gone_at else ""
    )


def sending_badge(sending: Sending) -> Badge:
    """Return what came of a message."""
    if sending.sent_at:
        return Badge("已送达", "green", "check")
    if sending.failed_at:
        return Badge("已放弃", "red", "x")
    return Badge("等待重试" if sending.tries else "等待发送", "amber" if sending.tries else "grey", "clock")
