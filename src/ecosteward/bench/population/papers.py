"""The lists of Appendix E, the papers on them, and what can be read of the papers."""

import datetime as dt
import hashlib
from collections.abc import Iterator

from ecosteward.archive.models import Layer, PageText, Paper, SlotState, State, TextLayer
from ecosteward.archive.rules import bigrams
from ecosteward.bench.population.rows import TODAY, copied, made, owned
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.standard.queries import archive_slots

_PAPERS = 12  # of one client
_WORDS = ("排污许可证正本", "环境影响评价批复", "突发环境事件应急预案备案表", "危险废物委托处置合同", "自行监测报告")
_REST = "本单位按照国家和地方标准组织生产，污染物达标排放，台账保存五年以上，检查发现的问题均已整改。"


def make(clients: list[Client]) -> None:
    """Say of every slot whether it is filed, and file a dozen readable papers for each client."""
    slots = [slot.id for slot in archive_slots()]
    made(_state(client, slot, (n + client.pk) % 2 == 0) for client in clients for n, slot in enumerate(slots))
    files = made(_file(client, n) for client in clients for n in range(_PAPERS))
    by_key = {client.pk: client for client in clients}
    made(_paper(by_key[file.client_id or 0], file, slots[n % len(slots)], n) for n, file in enumerate(files))
    made(TextLayer(sha256=file.sha256, state=Layer.READ, pages=1) for file in files)
    columns = (PageText.layer.field.column, "number", "label", "text", "vector")
    copied(PageText._meta.db_table, columns, _pages(files))


def _state(client: Client, slot: str, filed: bool) -> SlotState:
    reason = "" if filed else "企业尚未提供"
    said = {"electronic": filed, "electronic_reason": reason, "on_paper": filed, "on_paper_reason": reason}
    return SlotState(**owned(client), slot_id=slot, **said)


def _file(client: Client, number: int) -> File:
    name = f"{_WORDS[number % len(_WORDS)]}{client.pk}-{number}.pdf"
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    facts = {"size": 300_000, "media_type": "application/pdf", "shared": number % 2 == 0}
    return File(agency_id=client.agency_id, client_id=client.pk, name=name, sha256=sha256, **facts)


def _paper(client: Client, file: File, slot: str, number: int) -> Paper:
    waiting = number % 20 == 0
    return Paper(
        **owned(client),
        file=file,
        title=file.name.removesuffix(".pdf"),
        state=State.INBOX if waiting else State.FILED,
        slot_id="" if waiting else slot,
        filed_on=None if waiting else TODAY,
        valid_until=TODAY + dt.timedelta(days=number % 1500 - 20) if number % 3 == 0 else None,
    )


def _pages(files: list[File]) -> Iterator[tuple[str, int, str, str, str]]:
    for number, file in enumerate(files):
        text = f"{file.name} {_REST}登记编号 {number}"
        yield file.sha256, 1, "第 1 页", text, bigrams.vector(text)
