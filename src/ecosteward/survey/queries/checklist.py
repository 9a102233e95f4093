"""The checklist of a visit: the standard's items with what was answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from ecosteward.files.models import File
from ecosteward.standard import queries as standard
from ecosteward.standard.models import Item, Topic
from ecosteward.survey.models import Answer, Visit
from ecosteward.survey.rules import basis
from ecosteward.survey.rules.progress import Progress, Said, progress, wants_words


@dataclass(frozen=True)
class Line:
    """One item of the checklist with its answer, if any."""

    item: Item
    topic: Topic
    answer: Answer | None
    grounds: tuple[basis.Ground, ...]

    @property
    def photos(self) -> list[File]:
        """Return the photographs taken so far."""
        return list(self.answer.photos.all()) if self.answer else []

    @property
    def wanting(self) -> bool:
        """Tell whether the verdict needs words that are not there."""
        return bool(self.answer and wants_words(self.answer.verdict, self.answer.note))

    @property
    def unverified(self) -> bool:
        """Tell whether something it rests on was not compared with its official text."""
        return not basis.verified(self.grounds)


@dataclass(frozen=True)
class Part:
    """How far one topic of Table B-2 is in a visit."""

    topic: Topic
    not_applicable: str
    progress: Progress


@dataclass(frozen=True)
class Section(Part):
    """One topic of Table B-2 in a visit, item by item."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Checklist:
    """A visit's whole checklist."""

    visit: Visit
    sections: tuple[Section, ...]
    progress: Progress


def item_ids(visit: Visit) -> frozenset[str]:
    """Return the ids of the items that the visit is to answer."""
    return frozenset(item.id for topic in _applicable(visit) for item in topic.items)


def topics_of(visit: Visit) -> tuple[Topic, ...]:
    """Return the topics chosen for a visit, in printed order, of the edition it was made under."""
    chosen = set(visit.topics)
    return tuple(topic for topic in standard.survey_topics(visit.edition) if topic.id in chosen)


def checklist(visit: Visit) -> Checklist:
    """Return a visit's checklist with its answers and their photographs: a constant number of queries."""
    answers = {answer.item_id: answer for answer in answers_of(visit)}
    sections = tuple(_section(visit, topic, answers) for topic in topics_of(visit))
    return Checklist(visit, sections, together(sections))


def answers_of(visit: Visit) -> Iterable[Answer]:
    """Return a visit's answers with their photographs and who gave them."""
    photos = Prefetch("photos", File.objects.order_by("pk"))
    return visit.answers.select_related("answered_by").prefetch_related(photos)


def line(visit: Visit, item_id: str, answer: Answer | None) -> Line:
    """Return one item of a visit's checklist."""
    topic = next(topic for topic in topics_of(visit) for item in topic.items if item.id == item_id)
    return _line(visit, topic, standard.survey_item(item_id, visit.edition), answer)


def overall(visit: Visit) -> Progress:
    """Return how far a visit is: one query."""
    return progress(item_ids(visit), _all_said(visit))


def parts(visit: Visit) -> tuple[Part, ...]:
    """Return how far each topic of a visit is, without its items: one query."""
    said = _all_said(visit)
    return tuple(_part(visit, topic, said) for topic in topics_of(visit))


def together(parts: Iterable[Part]) -> Progress:
    """Return how far the topics are that apply."""
    counted = [part.progress for part in parts if not part.not_applicable]
    return Progress(*(sum(getattr(each, name) for each in counted) for name in Progress.__dataclass_fields__))


def _all_said(visit: Visit) -> dict[str, Said]:
    return {row[0]: Said(*row) for row in visit.answers.values_list("item_id", "verdict", "note")}


def _part(visit: Visit, topic: Topic, said: dict[str, Said]) -> Part:
    done = progress([item.id for item in topic.items], said)
    return Part(topic, visit.not_applicable.get(topic.id, ""), done)


def _applicable(visit: Visit) -> Iterable[Topic]:
    return (topic for topic in topics_of(visit) if topic.id not in visit.not_applicable)


def _section(visit: Visit, topic: Topic, answers: dict[str, Answer]) -> Section:
    lines = tuple(_line(visit, topic, item, answers.get(item.id)) for item in topic.items)
    said = {each.item.id: _said(each.answer) for each in lines if each.answer}
    part = _part(visit, topic, said)
    return Section(topic, part.not_applicable, part.progress, lines)


def _line(visit: Visit, topic: Topic, item: Item, answer: Answer | None) -> Line:
    return Line(item, topic, answer, basis.grounds(item, visit.day, visit.edition))


def _said(answer: Answer) -> Said:
    return Said(answer.item_id, answer.verdict, answer.note)
