"""The standard as typed, frozen data. There is no table behind these: an edition is read from its YAML files."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, model_validator

Severity = Literal["重大", "较大", "一般", "建议"]
Audience = Literal["enterprise", "park", "government"]
Text = Annotated[str, Field(min_length=1)]
Points = Annotated[Decimal, PlainSerializer(float, when_used="json")]


class Frozen(BaseModel):
    """Refuses unknown keys, so that a misspelt field in an edition file is found when it is loaded."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Item(Frozen):
    """One duty of a paragraph as a short, checkable statement in our own words."""

    id: Text
    text: Text
    clause: Text
    norms: tuple[str, ...] = ()
    law: tuple[str, ...] = ()  # ids of LegalDuty
    evidence: str = ""
    severity: Severity | None = None
    suggestion: str = ""
    place: str = ""
    unverified: bool = False  # rests on something not checked against the official text: screens say 待核


class Row(Frozen):
    """A row that is broken into items; an item without a clause of its own has its row's."""

    @model_validator(mode="before")
    @classmethod
    def _items_inherit_the_clause(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("items"), list):
            clause = {"clause": data.get("clause", "")}
            data = {**data, "items": [clause | item if isinstance(item, dict) else item for item in data["items"]]}
        return data


class Service(Row):
    """One row of Table B-1, Appendix C or Appendix D (its own rows 4-1 and on)."""

    id: Text  # "B1.05", "C.2-2", "D.4-1"
    no: Text
    table: Literal["B1", "C", "D"]
    name: Text
    stage: str = ""  # Table B-1 only
    category: str = ""  # Appendices C and D only
    category_no: int | None = None
    audience: Audience
    clause: Text
    norms: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()  # the Appendix E documents its results usually are
    unit: Text  # in what a contract usually counts it
    done_when: Text  # what usually proves one unit done
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class StandingRow(Frozen):
    """A row of Appendix D that only refers to a category of Appendix C and stands for its services."""

    id: Text  # "D.1"
    no: Text
    name: Text  # as printed
    category: Text
    category_no: int
    clause: Text
    stands_for: Annotated[tuple[str, ...], Field(min_length=1)]


class Topic(Row):
    """One row of Table B-2: a subject of the survey of an enterprise."""

    id: Text  # "B2.08"
    no: Text
    name: Text
    clause: Text
    norms: tuple[str, ...] = ()
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class ArchiveSlot(Frozen):
    """One row of Table E.1: a document that an enterprise's archive has, or says why not."""

    id: Text  # "E.6-3"
    no: Text  # "6-3"
    name: Text
    category: Text
    category_no: int
    clause: Text


class SummaryItem(Frozen):
    """One sub-heading of the service summary (Appendix F)."""

    id: Text  # "F.2.5"
    no: Text
    section: Text  # id of its section, "F.2"
    title: Text


class SummarySection(Frozen):
    """One section of the service summary. F.5 has no sub-headings: its own words are its content."""

    id: Text
    no: Text
    title: Text
    items: tuple[SummaryItem, ...] = ()


class Criterion(Frozen):
    """One scoring rule of Table G.1; points carry the printed sign."""

    id: Text  # "G.1.1.a"
    text: Text
    points: Points
    kind: Literal["add", "deduct", "formula", "choice", "free"]


class Indicator(Frozen):
    """A group of criteria with its printed maximum; a row without groups has one, named like the row."""

    id: Text
    name: Text
    cap: Points | None = None
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]


class ScoreRow(Frozen):
    """One of the six rows of Table G.1; `cap` is the maximum it prints, in points."""

    id: Text
    no: Text
    name: Text
    cap: Points | None = None
    indicators: tuple[Indicator, ...] = ()


class Clause(Row):
    """A clause of the body (4 to 9) with every duty in it."""

    id: Text  # "R.4.2"
    no: Text
    title: Text  # as printed
    parent: str = ""  # heading it stands under
    clause: Text
    norms: tuple[str, ...] = ()
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class Slip(Frozen):
    """A place where the printed text errs or is silent: what it prints, how we read it, and why."""

    id: Text
    title: Text
    where: Text
    refs: tuple[str, ...] = ()  # ids of rows and codes of norms beside which it is shown
    printed: Text
    reading: Text
    why: Text


class FlowStep(Frozen):
    """A step of the service flow. The figure of Appendix A is lost: these are reconstructed from clauses 4 to 9."""

    id: Text
    no: int
    name: Text
    clause: Text


class NormEdition(Frozen):
    """One edition of a norm or law. Dates are given only where a source was read; `verified` says so."""

    code: Text
    number: Text  # "GB 18599-2020"
    title: Text
    issued: date | None = None
    effective_from: date | None = None
    replaced_on: date | None = None  # the day from which it no longer applies
    verified: bool
    source: Text
    note: str = ""


class Norm(Frozen):
    """A norm as it is cited, undated, with the editions known of it, oldest first."""

    code: Text
    title: Text  # as printed in clause 2, or its usual name
    kind: Literal["reference", "working", "law"]
    beside: tuple[str, ...] = ()  # codes of the cited norms beside which a working norm is shown
    note: str = ""
    editions: Annotated[tuple[NormEdition, ...], Field(min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _editions_carry_the_code(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("editions"), list):
            code = {"code": data.get("code", ""), "title": data.get("title", "")}
            data = {**data, "editions": [code | row if isinstance(row, dict) else row for row in data["editions"]]}
        return data


class LegalDuty(Frozen):
    """A duty of law with its article in the Ecological and Environmental Code and its basis before that."""

    id: Text  # "L.174"
    name: Text
    article: Text
    before: str = ""
    before_verified: bool = False
    source: Text


class LegalBasis(Frozen):
    """What a duty of law rested on, on a day; no text where the basis before the Code is not known."""

    duty: Text
    text: str
    verified: bool


class Edition(Frozen):
    """A whole edition of a standard."""

    id: Text
    title: Text
    number: str = ""  # empty where the published number is not known
    city: Text
    issued_by: Text
    year: int
    scope: tuple[str, ...]
    term: Text
    flow: tuple[FlowStep, ...]
    norms: tuple[Norm, ...]
    duties: tuple[LegalDuty, ...]
    clauses: tuple[Clause, ...]
    services: tuple[Service, ...]
    standing: tuple[StandingRow, ...]
    topics: tuple[Topic, ...]
    slots: tuple[ArchiveSlot, ...]
    sections: tuple[SummarySection, ...]
    score: tuple[ScoreRow, ...]
    slips: tuple[Slip, ...]
