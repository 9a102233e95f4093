"""The archives: what is filed on the 35 documents of Appendix E, and why the rest is empty."""

import datetime as dt
from typing import Any

from ecosteward.accounts.models import User
from ecosteward.archive import services
from ecosteward.archive.models import Paper, State
from ecosteward.clients.models import Client
from ecosteward.demo import clock
from ecosteward.demo.stage import Stage
from ecosteward.demo.tasks import contact
from ecosteward.files.services import take
from ecosteward.standard.queries import archive_slot, archive_slots

_BETWEEN = 5  # days from one paper to the next


def prepare(stage: Stage) -> None:
    """Cue the filing, a few days between the papers."""
    for key, row in stage.data("papers").items():
        begun = stage.today - dt.timedelta(days=row["from"])
        for number, slot in enumerate([*row["filed"], *row["pictures"]]):
            day = clock.workday(begun + dt.timedelta(days=number * _BETWEEN), 0)
            stage.cue(day, 15.5, _file, stage, key, row, slot)
        stage.cue(stage.day(90), 16, _explain, stage, key, row)
        stage.cue(stage.day(4), 14, _bring, stage, key, row)


def _file(stage: Stage, key: str, row: Any, slot: str) -> None:
    clerk, client = stage.person(_clerk(key)), stage.client(key)
    name = archive_slot(slot).name
    if slot in row["pictures"]:
        photo = stage.photo(row["pictures"][slot], client, mended=True)
        file = take(clerk, photo, agency=client.agency, client_id=client.pk, shared=True)
    else:
        file = stage.scan(clerk, f"{client.name} {name[:24]}", [f"存档项：{name}"], client)
    until = row["valid_in"].get(slot)
    services.file_on_slot(
        clerk,
        client,
        slot,
        file,
        title=name[:60],
        dated_on=stage.today - dt.timedelta(days=row["from"] + 30),
        valid_until=stage.today + dt.timedelta(days=until) if until else None,
        source="企业提供",
    )
    if slot in row["on_paper"]:
        services.set_slot(clerk, client, slot, electronic=True, on_paper=True)


def _explain(stage: Stage, key: str, row: Any) -> None:
    clerk, client = stage.person(_clerk(key)), stage.client(key)
    if "otherwise" in row:
        _record_all(clerk, client, row)
        return
    for slot, reason in row["reasons"].items():
        services.set_slot(
            clerk, client, slot, electronic=False, electronic_reason=reason, on_paper=False, on_paper_reason=reason
        )


def _record_all(clerk: User, client: Client, row: Any) -> None:
    filed = set(Paper.objects.filter(client=client, state=State.FILED).values_list("slot_id", flat=True))
    why = row["otherwise"]
    for slot in archive_slots():
        missing = "" if slot.id in filed else row["reasons"].get(slot.id, why["electronic"])
        unprinted = "" if slot.id in row["on_paper"] else missing or why["on_paper"]
        services.set_slot(
            clerk,
            client,
            slot.id,
            electronic=not missing,
            electronic_reason=missing,
            on_paper=not unprinted,
            on_paper_reason=unprinted,
        )


def _clerk(key: str) -> str:
    return "xu" if key == "plating" else "gao"


def _bring(stage: Stage, key: str, row: Any) -> None:
    person, client = contact(stage, key), stage.client(key)
    for title in row["brought"]:
        services.bring(person, client, _own(stage, key, title), title=title, source="企业提供")


def _own(stage: Stage, key: str, title: str) -> Any:
    person, client = contact(stage, key), stage.client(key)
    return take(person, stage.sheet(title, ["企业自行提供"]), agency=client.agency, client_id=client.pk, shared=True)
