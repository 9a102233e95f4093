"""What the codes of HJ 212 mean, from its tables: systems, commands, marks, return codes, editions, fields."""

from dataclasses import dataclass
from functools import cache

from ecosteward.norms.kernel.tables import Row, table


@dataclass(frozen=True, slots=True)
class Command:
    """A command code: what it is from the platform to the site (down) and from the site to the platform (up)."""

    code: str
    down: str
    down_kind: str
    up: str
    up_kind: str
    verified: bool

    @property
    def name(self) -> str:
        """Its name; both where they differ."""
        return " / ".join(dict.fromkeys(name for name in (self.down, self.up) if name))


@cache
def codes(kind: str) -> dict[str, Row]:
    """Return one list of codes: ST, QnRtn, ExeRtn, Flag (data marks), RS, version, e and g (processes), i, info."""
    return {row["code"]: row for row in table("hj212_codes").where(list=kind)}


@cache
def marks() -> frozenset[str]:
    """Return the data marks of table 8."""
    return frozenset(codes("Flag"))


@cache
def commands() -> dict[str, Command]:
    """Return the commands of table 9, and those of 2025 as far as known."""
    return {
        row["code"]: Command(
            row["code"], row["down"], row["down_kind"], row["up"], row["up_kind"], row.verified("code")
        )
        for row in table("hj212_commands")
    }


@cache
def fields() -> dict[str, Row]:
    """Return the fields of table 4 by name; those of a factor begin with a hyphen."""
    return {row["name"]: row for row in table("hj212_fields")}


def word(kind: str, code: str) -> str:
    """Return the word for a code; nothing where the tables have it not."""
    row = codes(kind).get(code)
    return row["name"] if row else ""


def field_word(name: str) -> str:
    """Return what a field is; nothing where table 4 has it not."""
    row = fields().get(name)
    return row["what"] if row else ""
