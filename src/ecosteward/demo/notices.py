"""Notices to the clients at the main stages, and what they reply."""

import datetime as dt
from typing import Any

from ecosteward.demo import clock, tasks
from ecosteward.demo.stage import Stage
from ecosteward.engagements import services
from ecosteward.engagements.models import Contract, Notice


def prepare(stage: Stage, row: Any, starts: dt.date) -> None:
    """Cue a contract's notices. `row`: the contract in the data."""
    for number, said in enumerate(row.get("notices", ())):
        day = stage.day(said["ago"]) if "ago" in said else clock.workday(starts + dt.timedelta(days=said["after"]), 0)
        key = f"{row['key']} {number}"
        stage.cue(day, 10.5, _notify, stage, row["key"], key, said)
        if "reply" in said:
            stage.cue(day + dt.timedelta(days=1), 9.5, _reply, stage, row["client"], key, said["reply"])


def _notify(stage: Stage, contract: str, key: str, said: Any) -> None:
    notice = services.notify(stage.person("han"), stage.get(Contract, contract), said["stage"], said["text"])
    stage.keep(key, notice)


def _reply(stage: Stage, client: str, key: str, words: str) -> None:
    services.reply(tasks.contact(stage, client), stage.get(Notice, key), words)
