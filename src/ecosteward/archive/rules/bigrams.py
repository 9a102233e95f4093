"""Chinese text as pairs of characters: what makes every substring findable, in any language. Pure functions.

A run of letters, digits and characters is kept as its pairs in order, with its last character alone at the end:
废水处理 → 废水·水处·处理·理. A search for a run is a search for its pairs one after the other.
"""

import re
import unicodedata
from collections.abc import Iterator

LONGEST_PAGE = 8_000  # characters: PostgreSQL keeps positions up to 16,383
OVERLAP = 40  # characters that two parts of one long page share, so that no word is cut between them

_IDEOGRAPH = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN = re.compile(rf"(?<=[{_IDEOGRAPH}])\s+(?=[{_IDEOGRAPH}])")
_RUN = re.compile(r"[^\W_]+")


def readable(text: str) -> str:
    """Return a page's text as it is shown and searched: half-width, Chinese words joined over line ends."""
    shown = "".join(char if char.isprintable() else " " for char in unicodedata.normalize("NFKC", text))
    return re.sub(r"\s+", " ", _BETWEEN.sub("", shown)).strip()


def parts(text: str) -> Iterator[str]:
    """Yield a readable text in parts short enough for one row."""
    for start in range(0, max(len(text), 1), LONGEST_PAGE - OVERLAP):
        yield text[start : start + LONGEST_PAGE]
        if start + LONGEST_PAGE >= len(text):
            return


def runs(text: str) -> list[str]:
    """Return what stands between blanks and punctuation, in small letters."""
    return _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def vector(text: str) -> str:
    """Return a text as PostgreSQL reads a `tsvector`."""
    words: list[str] = []
    position = 1
    for run in runs(text):
        words += [f"'{run[index : index + 2]}':{position + index}" for index in range(len(run))]
        position += len(run) + 1
    return " ".join(words)


def query(text: str) -> str:
    """Return what somebody typed as PostgreSQL reads a `tsquery`: every run must occur. Empty where there is none."""
    return " & ".join(_phrase(run) for run in runs(text))


def loose(text: str) -> str:
    """Return the same with the pairs of a run in any order: more than is wanted, but told by the index alone."""
    return " & ".join(" & ".join(dict.fromkeys(_pairs(run))) for run in runs(text))


def _phrase(run: str) -> str:
    return _pairs(run)[0] if len(run) == 1 else "(" + " <-> ".join(_pairs(run)) + ")"


def _pairs(run: str) -> list[str]:
    if len(run) == 1:
        return [f"'{run}':*"]
    return [f"'{run[index : index + 2]}'" for index in range(len(run) - 1)]


def excerpt(text: str, wanted: str, around: int = 40) -> list[tuple[str, bool]]:
    """Return the surroundings of the first find in a readable text, in pieces: what was found is marked True."""
    found = re.compile("|".join(re.escape(run) for run in sorted(runs(wanted), key=len, reverse=True)), re.IGNORECASE)
    first = found.search(text)
    start = max(0, first.start() - around) if first else 0
    shown = text[start : start + 4 * around]
    pieces, end = [("…", False)] if start else [], 0
    for hit in found.finditer(shown):
        pieces += [(shown[end : hit.start()], False), (hit[0], True)]
        end = hit.end()
    pieces.append((shown[end:] + ("…" if start + 4 * around < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]
