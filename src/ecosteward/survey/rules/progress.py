"""How far a visit is, and what keeps it from being handed in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ecosteward.survey.models import Verdict

LEAST_INSPECTORS = 2  # HJ 606 practice: an inspection is made by two people


@dataclass(frozen=True)
class Said:
    """One answer as far as it matters here."""

    item_id: str
    verdict: str
    note: str


@dataclass(frozen=True)
class Progress:
    """How many of a topic's or a visit's items are answered."""

    done: int
    total: int
    failed: int = 0
    unsure: int = 0
    wanting: int = 0  # answered, but the words that the verdict needs are missing

    @property
    def percent(self) -> int:
        """Return the share answered, in percent."""
        return 100 * self.done // self.total if self.total else 0

    @property
    def complete(self) -> bool:
        """Tell whether nothing is open."""
        return self.done == self.total and not self.wanting


def wants_words(verdict: str, note: str) -> bool:
    """Tell whether an answer still needs words: what is wrong, or why the item does not apply."""
    return verdict in {Verdict.FAILED, Verdict.NOT_APPLICABLE} and not note.strip()


def progress(items: Collection[str], said: Mapping[str, Said]) -> Progress:
    """Return how far the given items (ids) are answered."""
    answers = [said[item] for item in items if item in said and said[item].verdict]
    return Progress(
        done=len(answers),
        total=len(items),
        failed=sum(answer.verdict == Verdict.FAILED for answer in answers),
        unsure=sum(answer.verdict == Verdict.UNSURE for answer in answers),
        wanting=sum(wants_words(answer.verdict, answer.note) for answer in answers),
    )


def obstacles(overall: Progress, inspectors: int, alone_reason: str, gaps: Iterable[str]) -> list[str]:
    """Return what keeps a visit from being handed in, each in words that say what to do.

    Args:
        overall: of all items of the chosen topics.
        inspectors: number of people who made the visit.
        alone_reason: why there were fewer than two, if so.
        gaps: names of facts of the visit that are not filled in.

    """
    missing = list(gaps)
    return [
        *([f"还有 {overall.total - overall.done} 项没有判定"] if overall.done < overall.total else []),
        *([f"有 {overall.wanting} 项“不符合”或“不适用”没有写情况说明"] if overall.wanting else []),
        *(
            ["检查人员不足两人，请补充检查人员，或写明原因"]
            if inspectors < LEAST_INSPECTORS and not alone_reason
            else []
        ),
        *([f"请补充检查信息：{'、'.join(missing)}"] if missing else []),
    ]
