"""The 12 steps of the service, reconstructed: how far each has come. Appendix A's figure is lost."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """What the records say of one step: `state` is todo, doing or done; `on` its latest day; `words` what it rests on."""

    state: str = "todo"
    on: dt.date | None = None
    words: str = ""


def between(first: dt.date | None, *, finished: bool, words: str = "", last: dt.date | None = None) -> Fact:
    """Return the fact of a step that began on a day, if it did, and is finished or not."""
    if first is None:
        return Fact(words=words)
    return Fact("done" if finished else "doing", last or first, words)
