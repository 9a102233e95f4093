"""What a kind of document is, and the small facts that every kind shares."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from ecosteward.deliverables.house_style.sheet import Sheet
from ecosteward.deliverables.models import Category, Document

TEMPLATES = Path(__file__).resolve().parents[1] / "templates_docx"


class Subject(Enum):
    """What a document is about, besides its client."""

    CLIENT = "服务对象"
    CONTRACT = "合同"
    PERIOD = "合同与期间"
    VISIT = "现场检查"
    NOTICE = "通报"
    DOCUMENT = "成果"


@dataclass(frozen=True)
class Missing:
    """Something a document still lacks: in words, and the page where it is put right.

    Attributes:
        text: what is lacking.
        url: address of the page that mends it; empty where it is mended on the document's own page.
        blocking: the document cannot be submitted without it.

    """

    text: str
    url: str = ""
    blocking: bool = False


@dataclass(frozen=True)
class Words:
    """A place for words typed by the author.

    Attributes:
        id: its name in the template: `words.conclusion`.
        label: what the author is asked for.
        hint: what is expected there.

    """

    id: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Photo:
    """A photograph by the digest of its bytes, with where and when it was taken."""

    sha256: str
    caption: str


@dataclass(frozen=True)
class Pair:
    """Two photographs side by side; the right one may be lacking."""

    left: Photo
    right: Photo | None


@dataclass(frozen=True)
class Party:
    """An organisation as papers name it."""

    name: str
    credit_code: str
    address: str
    phone: str


@dataclass(frozen=True)
class Mark:
    """What a document carries of itself: number, version, who made and signed it, and when."""

    number: str
    title: str
    revision: int
    draft: bool
    author: str
    signer: str
    dated_on: dt.date
    signed_on: dt.date | None


@dataclass(frozen=True)
class Kind:
    """One kind of document. A module of this package makes one and is found by its name.

    Attributes:
        id: the module's name.
        code: its code in document numbers, such as DC.
        title: its name.
        category: which result of clause 7 it is.
        subject: what it is about.
        shape: the dataclass of its data.
        data: reads the data of a document from the other rooms.
        missing: tells what the data lacks.
        layout: builds the template that comes with the product.
        words: places for words of the author.
        clients: kinds of client it is made for.
        slot: the document of Appendix E it is filed under; empty where it is none.
        section: the part of the contract's file it goes to.
        signers: who signs, as printed.
        optional: it can be made without its subject too.
        periodic: a period may narrow it.
        any_period: what it is about where no period is chosen, in a word.
        lead: what it is, in one sentence for who chooses.
        sheet: makes the Excel file that goes with it; None where there is none.

    """

    id: str
    code: str
    title: str
    category: Category
    subject: Subject
    shape: type[Any]
    data: Callable[[Document], Any]
    missing: Callable[[Document, Any], tuple[Missing, ...]]
    layout: Callable[[], Sheet]
    words: tuple[Words, ...] = ()
    clients: tuple[str, ...] = ("enterprise", "park", "government")
    slot: str = ""
    section: str = "result"
    signers: str = "质量负责人"
    sheet: Callable[[Mark, Any], bytes] | None = None
    optional: bool = False
    periodic: bool = False
    any_period: str = "不限期间"
    lead: str = ""

    @property
    def tabled(self) -> bool:
        """Tell whether an Excel file goes with it. A template would call `sheet` itself, and find nothing."""
        return self.sheet is not None

    @property
    def template(self) -> Path:
        """Return the file of the template that comes with the product."""
        return TEMPLATES / f"{self.id}.docx"

    def typed(self, document: Document) -> Mapping[str, str]:
        """Return the author's words by place; a place left empty is empty text."""
        return {place.id: str(document.words.get(place.id, "")) for place in self.words}
