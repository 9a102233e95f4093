"""Names of organisations: when two of them are probably one."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from ecosteward.clients.rules.text import tight

NEAR = 80.0  # of 100: one wrong character in five
_MARKS = re.compile(r"[^\w]")
_FORMS = re.compile(r"(股份有限公司|有限责任公司|有限公司|集团公司|总公司|分公司|公司|集团|总厂|分厂|厂)+$")
_REGION = re.compile(r"^(?:[\u4e00-\u9fff]{2,3}省)?(?:[\u4e00-\u9fff]{2,3}市)?(?:[\u4e00-\u9fff]{1,3}[区县])?")
_SHORTEST_CORE = 4
_LONGEST_REGION = 3
_CONTAINED = 90.0
_BEHIND_REGION = 0.97
_RARE_PAIRS = 4
_MOST_CANDIDATES = 100


def key(name: str) -> str:
    """Return a name for comparing: half-width, without blanks, brackets' marks and punctuation, in lower case."""
    return _MARKS.sub("", tight(name)).replace("_", "").lower()


def core(name: str) -> str:
    """Return the telling part of a name: without its legal form and leading region, unless little would be left."""
    whole = key(name)
    bare = _FORMS.sub("", whole) or whole
    inner = _REGION.sub("", bare)
    return inner if len(inner) >= _SHORTEST_CORE else bare


def similarity(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 100; 100 where they differ only in form."""
    return _alike(core(one), core(other))


def _alike(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    alike = fuzz.ratio(short, long)
    if len(short) < _SHORTEST_CORE:
        return alike
    if short in long:
        return max(alike, _CONTAINED)
    if len(long) - len(short) <= _LONGEST_REGION:  # the longer one may begin with its region
        return max(alike, _BEHIND_REGION * fuzz.ratio(short, long[-len(short) :]))
    return alike


@dataclass(frozen=True)
class Like:
    """A name found alike: `number` is the number it was given, `score` 0 to 100."""

    number: int
    name: str
    score: float


class Names:
    """Many names, in which those like a given one are found without comparing with each."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        self._names = dict(names)
        self._cores = {number: core(name) for number, name in self._names.items()}
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, telling in self._cores.items():
            for pair in _pairs(telling):
                self._holders[pair].append(number)

    def like(self, name: str, least: float = NEAR) -> list[Like]:
        """Return the names at least this alike, most alike first."""
        telling = core(name)
        scores = ((number, _alike(telling, self._cores[number])) for number in self._near(telling))
        found = [Like(number, self._names[number], score) for number, score in scores if score >= least]
        return sorted(found, key=lambda each: (-each.score, each.number))

    def _near(self, telling: str) -> list[int]:
        """Return those that share the rarest pairs of characters."""
        pairs = sorted((pair for pair in _pairs(telling) if pair in self._holders), key=self._rarity)
        shared = Counter(number for pair in pairs[:_RARE_PAIRS] for number in self._holders[pair])
        return [number for number, _ in shared.most_common(_MOST_CANDIDATES)]

    def _rarity(self, pair: str) -> int:
        return len(self._holders[pair])


def _pairs(text: str) -> set[str]:
    return {text[index : index + 2] for index in range(len(text) - 1)} or {text}
