"""Giving out a client's whole archive."""

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.archive.exports import Pack, covers, plan
from ecosteward.archive.queries.papers import packable
from ecosteward.clients.models import Client
from ecosteward.journal.services import note


def export(actor: User, client: Client) -> Pack:
    """Return what the person sees of a client's archive as one zip, with its covers; the journal says who took it.

    Iterate over it for the bytes: memory stays flat whatever the size. Raises RefusedError.
    """
    require(actor, "archive.export", client)
    packed = plan(client, packable(client, actor))
    note(actor, "archive.exported", client, data={"文件": len(packed.members), "字节数": packed.size})
    return Pack(packed, covers(client, actor))
