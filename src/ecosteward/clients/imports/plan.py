"""What would become of a list: each row compared with the rest of the list and with what the agency has."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import Kind, Organisation, User
from ecosteward.clients.imports.columns import Header
from ecosteward.clients.imports.rows import Manner, Problem, Read, read, skipped
from ecosteward.clients.imports.sheet import Sheet
from ecosteward.clients.models import Client
from ecosteward.clients.rules.names import Names, core, key


class Fate(StrEnum):
    """What happens to a row."""

    NEW = "new"
    DUPLICATE = "duplicate"
    ERROR = "error"


@dataclass
class Planned:
    """A row and what happens to it."""

    read: Read
    fate: Fate
    problems: list[Problem]

    @property
    def line(self) -> int:
        """Return the row's number in the sheet."""
        return self.read.line


@dataclass(frozen=True)
class Plan:
    """A list as it would be imported: `left_out` gives the line and reason of rows that are no enterprises."""

    rows: tuple[Planned, ...]
    left_out: tuple[tuple[int, str], ...]
    unknown_parks: tuple[str, ...]

    def of(self, fate: Fate) -> list[Planned]:
        """Return the rows of one fate."""
        return [row for row in self.rows if row.fate == fate]

    @property
    def new(self) -> list[Planned]:
        """Return the rows that become clients."""
        return self.of(Fate.NEW)

    @property
    def errors(self) -> list[Planned]:
        """Return the rows that cannot be imported."""
        return self.of(Fate.ERROR)

    @property
    def duplicates(self) -> list[Planned]:
        """Return the rows that repeat a client or another row."""
        return self.of(Fate.DUPLICATE)

    @property
    def doubtful(self) -> list[Planned]:
        """Return the rows that are imported but should be looked at."""
        return [row for row in self.new if row.problems]

    @property
    def fingerprint(self) -> str:
        """Return a digest of what would be written: another one tells that the plan has changed since it was seen."""
        told = "\n".join(f"{row.line} {row.fate} {row.read.name} {row.read.credit_code}" for row in self.rows)
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def plan(user: User, sheet: Sheet, header: Header, manner: Manner) -> Plan:
    """Read every row below the header and say what becomes of it. A constant number of queries."""
    found: list[Read] = []
    left_out: list[tuple[int, str]] = []
    for row in sheet.rows:
        if row.line <= header.line:
            continue
        if why := skipped(row, header.columns):
            left_out.append((row.line, why))
        else:
            found.append(read(row, header.columns, manner))
    known = _Known(user, found)
    rows = tuple(known.judge(each) for each in found)
    parks = {row.read.park for row in rows if row.fate == Fate.NEW and row.read.park}
    unknown = sorted(name for name in parks if key(name) not in known.parks)
    return Plan(rows, tuple(left_out), tuple(unknown))


class _Known:
    """What a row is compared with: the agency's clients and the rows before it."""

    def __init__(self, user: User, rows: Sequence[Read]) -> None:
        agency = user.organisation
        self._seen = set(visible(user, Client).values_list("pk", flat=True))
        clients = list(Client.objects.filter(agency=agency).select_related("organisation"))
        self.parks = parks_of(clients)
        self._clients = {client.pk: client for client in clients if client.kind == Kind.ENTERPRISE}
        self._by_code = {c.organisation.credit_code: c for c in clients if c.organisation.credit_code}
        self._by_name = {key(client.name): client for client in self._clients.values()}
        self._names = Names((client.pk, client.name) for client in self._clients.values())
        given = [row.credit_code for row in rows if row.credit_code]
        others = Organisation.objects.filter(credit_code__in=given).exclude(kind=Kind.ENTERPRISE)
        self._of_another_kind = set(others.values_list("credit_code", flat=True))
        self._lines_by_code: dict[str, int] = {}
        self._rows_by_name: dict[str, Read] = {}
        self._rows_by_core: dict[str, Read] = {}

    def judge(self, row: Read) -> Planned:
        """Say what becomes of the next row."""
        errors = [*row.errors, *self._wrong_kind(row)]
        repeated = self._repeated(row)
        if repeated is not None:
            return Planned(row, Fate.DUPLICATE, [repeated])
        doubts = [*row.warnings, *self._alike(row)]
        self._remember(row)
        return Planned(row, Fate.ERROR if errors else Fate.NEW, [*errors, *doubts])

    def _remember(self, row: Read) -> None:
        if row.credit_code:
            self._lines_by_code.setdefault(row.credit_code, row.line)
        if row.name:
            self._rows_by_name.setdefault(key(row.name), row)
            self._rows_by_core.setdefault(core(row.name), row)

    def _wrong_kind(self, row: Read) -> list[Problem]:
        if row.credit_code not in self._of_another_kind or row.credit_code in self._by_code:
            return []
        return [Problem("统一社会信用代码", "已登记为另一类单位（不是企业），请核对代码")]

    def _repeated(self, row: Read) -> Problem | None:
        """Return what the row repeats for certain, if anything."""
        if client := self._by_code.get(row.credit_code):
            return Problem("统一社会信用代码", f"已是服务对象{self._called(client)}，不再导入")
        if line := self._lines_by_code.get(row.credit_code):
            return Problem("统一社会信用代码", f"与第 {line} 行相同，只导入第 {line} 行")
        client = self._by_name.get(key(row.name)) if row.name else None
        if client and _same(client.organisation.credit_code, row.credit_code):
            return Problem("企业名称", f"已是服务对象{self._called(client)}，不再导入")
        before = self._rows_by_name.get(key(row.name)) if row.name else None
        if before and _same(before.credit_code, row.credit_code):
            return Problem("企业名称", f"与第 {before.line} 行同名，只导入第 {before.line} 行")
        return None

    def _alike(self, row: Read) -> list[Problem]:
        """Return what the row perhaps repeats."""
        for like in self._names.like(row.name)[:1]:
            client = self._clients[like.number]
            return [Problem("企业名称", f"与已有服务对象{self._called(client)}名称相近，请核对是不是同一家")]
        if before := self._rows_by_core.get(core(row.name)):
            return [Problem("企业名称", f"与第 {before.line} 行「{before.name}」名称相近，请核对是不是同一家")]
        return []

    def _called(self, client: Client) -> str:
        return f"「{client.name}」" if client.pk in self._seen else "（您未参与服务的一家）"


def parks_of(clients: Iterable[Client]) -> dict[str, Client]:
    """Return the parks among clients by their compared names."""
    return {key(client.name): client for client in clients if client.kind == Kind.PARK}


def _same(one: str, other: str) -> bool:
    """Tell whether two codes may be one organisation's: equal, or one of them unknown."""
    return not one or not other or one == other
