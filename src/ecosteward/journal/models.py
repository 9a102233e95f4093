from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Record(models.Model):
    """A business object: versioned, so that two people saving it notice each other, and written only through the journal.

    Attributes:
        hidden: names of fields whose values never reach the journal (it only says that they changed).

    """

    version = models.PositiveIntegerField("版本", default=0, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    hidden: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any) -> Self:
        """Load a row and keep what was stored, for the journal's before and after."""
        record = super().from_db(db, field_names, values, **options)
        record.stored = dict(zip(field_names, values, strict=False))
        return record

    @property
    def stored(self) -> dict[str, Any]:
        """Values as last read from or written to the database, by column name; empty for a new object."""
        return self.__dict__.setdefault("_stored", {})  # type: ignore[no-any-return]

    @stored.setter
    def stored(self, values: dict[str, Any]) -> None:
        self.__dict__["_stored"] = values

    @property
    def chain(self) -> int:
        """Number of the journal chain this object's rows go to: its agency's, or 0 for the installation's own."""
        return getattr(self, "agency_id", None) or 0

    @property
    def journal_client(self) -> int | None:
        """Primary key of the client whose history the object belongs to, if any."""
        return getattr(self, "client_id", None)


class Entry(models.Model):
    """One change of one business object. Rows are only ever added; each carries the digest of the row before it."""

    chain = models.BigIntegerField("链")
    seq = models.BigIntegerField("序号")
    at = models.DateTimeField("时间")
    actor_id = models.BigIntegerField("操作人编号", null=True)
    actor_name = models.CharField("操作人", max_length=80)
    action = models.CharField("动作", max_length=60)
    kind = models.CharField("对象类型", max_length=60)
    object_id = models.BigIntegerField("对象编号")
    label = models.CharField("对象", max_length=200)
    client_id = models.BigIntegerField("服务对象编号", null=True)
    changes = models.JSONField("变更", default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField("原因", blank=True)
    previous = models.CharField("前一行摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "日志"
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="journal_entry_chain_seq")]
        indexes = [
            models.Index(fields=["kind", "object_id", "seq"], name="journal_entry_object"),
            models.Index(fields=["client_id", "-id"], name="journal_entry_client"),
            # A chain is turned over and searched by its index alone. A reason may be longer than an index can hold.
            models.Index(fields=["chain", "-at", "-id"], include=["actor_name", "label"], name="journal_entry_at"),
            models.Index(fields=["chain", "id"], name="journal_entry_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.chain}-{self.seq} {self.action} {self.label}"


class Head(models.Model):
    """Where a chain ends. Locked while a row is added, and what shows that the newest rows were cut off."""

    chain = models.BigIntegerField("链", primary_key=True)
    seq = models.BigIntegerField("序号", default=0)
    digest = models.CharField("摘要", max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "链头"

    def __str__(self) -> str:
        return f"{self.chain}-{self.seq}"
