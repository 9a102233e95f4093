from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from ecosteward.accounts.models import Role
from ecosteward.journal.models import Entry
from ecosteward.journal.queries import words
from ecosteward.pages.lists import Column, ListPage, says


class JournalList(ListPage):
    """What happened in the agency, row by row."""

    model = Entry
    title = "操作日志"
    columns = (
        Column("序号", lambda row: row.seq, number=True),
        Column("时间", lambda row: row.at, sort="at"),
        Column("操作人", lambda row: row.actor_name),
        Column("动作", words),
        Column("对象", lambda row: row.label),
        Column("原因", lambda row: row.reason, minor=True),
        Column("摘要", lambda row: row.digest[:12], minor=True),
    )
    search = ("actor_name", "label")
    search_hint = "操作人、对象、原因"
    ordering = ("-at", "-pk")

    def rows(self) -> QuerySet[Any]:
        """Return the agency's own chain, for its director."""
        if not self.user.has(Role.DIRECTOR):
            raise PermissionDenied
        return Entry.objects.filter(chain=self.user.organisation_id)

    def saying(self, word: str) -> Q:
        """Look through the index's names and labels; reasons, which few rows have, are too long for it."""
        reasoned = self.rows().exclude(reason="").filter(says("reason", word))
        return super().saying(word) | Q(pk__in=reasoned.values("pk"))
