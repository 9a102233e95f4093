"""Facts that several kinds of document share, as they are printed."""

import datetime as dt
import re
from dataclasses import dataclass

from ecosteward.deliverables.kinds.base import Photo

PENDING_CHECK = "（待核）"


_NUMBERED = re.compile(r"《[^》]*》（([^）]*\d[^）]*)）")


def cited(basis: str) -> str:
    """Return a basis without the titles of numbered standards: 《…标准》（GB 18597-2023）5.3 becomes GB 18597-2023 5.3."""
    return _NUMBERED.sub(r"\1", basis)


@dataclass(frozen=True)
class ContractFacts:
    """The contract a document belongs to."""

    number: str
    title: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    project_lead: str
    quality_lead: str


@dataclass(frozen=True)
class FindingRow:
    """A defect as the problem list prints it; `photos` are those taken before rectification."""

    number: str
    client: str
    found_on: dt.date
    topic: str
    place: str
    text: str
    basis: str
    severity: str
    suggestion: str
    pace: str
    responsible: str
    due_on: dt.date
    state: str
    recurrences: int
    photos: tuple[Photo, ...]

    @property
    def cited(self) -> str:
        """Return what it rests on as a column of a table prints it: number, version and clause without the titles."""
        return cited(self.basis)

    @property
    def evidence(self) -> str:
        """Return what proves it, for a column of a table."""
        return f"照片 {len(self.photos)} 张" if self.photos else ""


@dataclass(frozen=True)
class Count:
    """Findings of one topic by severity."""

    name: str
    major: int
    serious: int
    ordinary: int
    advice: int

    @property
    def total(self) -> int:
        """Return their number."""
        return self.major + self.serious + self.ordinary + self.advice


@dataclass(frozen=True)
class Fact:
    """A name and a value."""

    name: str
    value: str
