"""What became of each finding, step by step, each by the side whose turn it was."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.demo import clock
from ecosteward.demo.stage import Stage
from ecosteward.survey import services
from ecosteward.survey.models import Finding
from ecosteward.survey.services import Rectification

_OWN = {"start", "submit", "ask_extension"}  # the enterprise's own steps
_CONTACTS = {"chem": "mingchuan", "plating": "hengrui", "food": "fenghe"}
_RECHECKS = {"chem": "xu", "plating": "lv", "food": "lv"}
_EXTENSION = dt.timedelta(days=14)


def follow(stage: Stage, client: str, finding: Finding, row: Any) -> None:
    """Cue the steps that follow a visit's finding."""
    found, key = timezone.localdate(), f"finding {finding.pk}"
    stage.keep(key, finding)
    for days, name, words in row["steps"]:
        day = clock.workday(found + dt.timedelta(days=days), 0)
        who = _CONTACTS[client] if name in _OWN else _RECHECKS[client]
        stage.cue(max(day, found), 10 + days % 6, _step, stage, key, name, who, words, row["scene"])


def _step(stage: Stage, key: str, name: str, who: str, words: str, scene: str) -> None:
    actor, finding = stage.person(who), stage.get(Finding, key)
    match name:
        case "start":
            services.start_rectification(actor, finding, responsible=actor.name, plan=words)
        case "submit":
            photo = stage.photo(scene, finding.client, mended=True)
            services.submit_rectification(actor, finding, Rectification(words, responsible=actor.name), [photo])
        case "ask_extension":
            services.ask_extension(actor, finding, finding.due_on + _EXTENSION, words)
        case "void":
            services.void_finding(stage.person("han"), finding, words)
        case _:
            _JUDGES[name](actor, finding, words)


_JUDGES: dict[str, Callable[[User, Finding, str], object]] = {
    "approve": services.approve,
    "send_back": services.send_back,
    "look_back": services.look_back,
    "remind": services.remind,
}
