"""The lines of clause 4, each judged from the facts.

Met: the evidence is there. Not met: there is none, or it says the opposite. To be checked (待核): what is claimed is
enough, but its proof is missing, has grown stale, or waits for the director's confirmation.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ecosteward.agency.rules.facts import Credit, Facts, Paper, Professional
from ecosteward.norms.kernel.months import months_later

FEWEST_PROFESSIONALS = 5  # clause 4.2
FEWEST_SENIORS = 2  # clause 4.2


class State(StrEnum):
    """How a line stands; see above."""

    MET = "met"
    UNSURE = "unsure"
    NOT_MET = "not_met"


@dataclass(frozen=True)
class Evidence:
    """A record a judgement rests on: its words, and the page that shows it (a URL name), with its number if it takes one."""

    words: str
    place: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class Line:
    """One requirement of clause 4. `id` is its item in the standard (R.4.2.1); `why` says what decided."""

    id: str
    state: State
    why: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Qualification:
    """All lines in the standard's order."""

    lines: tuple[Line, ...]

    @property
    def passed(self) -> bool:
        """Tell whether every line is met."""
        return all(line.state == State.MET for line in self.lines)

    def count(self, state: State) -> int:
        """Return how many lines are in a state."""
        return sum(line.state == state for line in self.lines)


def judge(facts: Facts) -> Qualification:
    """Judge every line of clause 4 that the agency's own records decide."""
    return Qualification(tuple(decide(facts) for decide in _DECIDERS))


def _credit(id_: str, source: str) -> Callable[[Facts], Line]:
    def decide(facts: Facts) -> Line:
        found = [each for each in facts.credits if each.source == source]
        if not found:
            return Line(id_, State.NOT_MET, "还没有登记查询")
        newest = max(found, key=lambda each: each.queried_on)
        state, why = _credit_state(newest, facts)
        words = f"{newest.platform}，{newest.queried_on} 查询"
        return Line(id_, state, why, (Evidence(words, "agency:papers"),))

    return decide


def _credit_state(newest: Credit, facts: Facts) -> tuple[State, str]:
    days = facts.periods.credit_days
    if newest.listed:
        return State.NOT_MET, "查询结果为列入名单"
    if days is None:
        return State.UNSURE, "未列入；机构尚未设定信用查询有效天数"
    if (facts.on - newest.queried_on).days > days:
        return State.UNSURE, f"查询已超过 {days} 天，请重新查询"
    if not newest.proved:
        return State.UNSURE, "未列入；缺查询凭证"
    return State.MET, "未列入"


def _consultants(facts: Facts) -> list[Professional]:
    return [each for each in facts.professionals if each.consulting]


def _professionals(facts: Facts) -> Line:
    people = _consultants(facts)
    state = State.MET if len(people) >= FEWEST_PROFESSIONALS else State.NOT_MET
    why = f"{len(people)} 人，要求不少于 {FEWEST_PROFESSIONALS} 人"
    return Line("R.4.2.1", state, why, _named(people))


def _seniors(facts: Facts) -> Line:
    claimed = [each for each in _consultants(facts) if each.senior]
    proved = [each for each in claimed if each.title_proved]
    why = f"{len(proved)} 人，要求不少于 {FEWEST_SENIORS} 人"
    if len(proved) >= FEWEST_SENIORS:
        return Line("R.4.2.2", State.MET, why, _named(proved))
    unproved = "、".join(each.name for each in claimed if not each.title_proved)
    if len(claimed) >= FEWEST_SENIORS:
        return Line("R.4.2.2", State.UNSURE, f"{why}；{unproved}缺职称证书扫描件", _named(claimed))
    return Line("R.4.2.2", State.NOT_MET, why, _named(claimed))


def _filed(facts: Facts) -> Line:
    if facts.unfiled:
        return Line("R.4.2.3", State.NOT_MET, f"没有档案：{'、'.join(facts.unfiled)}")
    if not facts.professionals:
        return Line("R.4.2.3", State.NOT_MET, "还没有建立人员档案")
    return Line("R.4.2.3", State.MET, f"{len(facts.professionals)} 人有档案")


def _backgrounds(facts: Facts) -> Line:
    return _each("R.4.2.4", _consultants(facts), facts, _background_gap, _background_doubt)


def _background_gap(person: Professional, _facts: Facts) -> str:
    if not person.background:
        return "缺专业背景"
    if not (person.certificates or person.expired or person.awaiting or person.without_certificate):
        return "缺职业资质（没有证书的请注明）"
    return ""


def _background_doubt(person: Professional, _facts: Facts) -> str:
    if not person.title_proved:
        return "缺职称证书扫描件"
    if person.certificates or person.without_certificate:
        return ""
    return "证书待确认" if person.awaiting else "证书已过期"


def _growth(facts: Facts) -> Line:
    return _each("R.4.2.5", _consultants(facts), facts, _growth_gap, _growth_doubt)


def _is_new(person: Professional, facts: Facts) -> bool:
    return person.joined_on is not None and person.joined_on.year >= facts.on.year


def _growth_gap(person: Professional, facts: Facts) -> str:
    if _is_new(person, facts):
        return ""
    gaps = [("继续教育", person.education_years), ("岗位考评", person.appraisal_years)]
    missing = [words for words, years in gaps if not years]
    return f"缺{'、'.join(missing)}" if missing else ""


def _growth_doubt(person: Professional, facts: Facts) -> str:
    if _is_new(person, facts):
        return ""
    gaps = [("继续教育", person.education_years), ("岗位考评", person.appraisal_years)]
    old = [words for words, years in gaps if max(years) < facts.on.year - 1]
    return f"{'、'.join(old)}停在{facts.on.year - 2}年或更早" if old else ""


def _trained(facts: Facts) -> Line:
    held = [each for each in facts.sessions if each.attended and each.held_on <= facts.on]
    if not held:
        return Line("R.4.2.6", State.NOT_MET, "还没有有人参加的培训记录")
    newest = max(held, key=lambda each: each.held_on)
    evidence = (Evidence(f"{newest.held_on} {newest.topic}（{newest.attended} 人）", "agency:training", newest.pk),)
    months = facts.periods.training_months
    if months is None:
        return Line("R.4.2.6", State.UNSURE, "机构尚未设定培训间隔月数", evidence)
    if months_later(newest.held_on, months) < facts.on:
        return Line("R.4.2.6", State.UNSURE, f"最近一次培训距今已超过 {months} 个月", evidence)
    return Line("R.4.2.6", State.MET, f"最近一次在 {newest.held_on}", evidence)


def _paper(id_: str, kind: str) -> Callable[[Facts], Line]:
    def decide(facts: Facts) -> Line:
        return _paper_line(id_, [each for each in facts.papers if each.kind == kind])

    return decide


def _paper_line(id_: str, papers: list[Paper]) -> Line:
    evidence = tuple(Evidence(each.title, "agency:papers") for each in papers)
    if not papers:
        return Line(id_, State.NOT_MET, "还没有这项制度")
    if not any(each.proved for each in papers):
        return Line(id_, State.UNSURE, "已登记，缺制度文件", evidence)
    return Line(id_, State.MET, "现行有效", evidence)


def _duties(facts: Facts) -> Line:
    line = _paper("R.4.3.4", "duties")(facts)
    if line.state == State.MET or not facts.professionals:
        return line
    missing = [each.name for each in facts.professionals if not each.duties]
    if not missing:
        return Line("R.4.3.4", State.MET, "人员档案中写明了每人的岗位职责", _named(facts.professionals))
    return line


def _lead(facts: Facts) -> Line:
    evidence = tuple(Evidence(each.name, "agency:papers") for each in facts.leads)
    here = [each for each in facts.leads if each.active]
    if len(here) != 1:
        return Line("R.4.3.5", State.NOT_MET, f"现任 {len(here)} 名，要求 1 名", evidence)
    if facts.unappointed:
        return Line("R.4.3.5", State.UNSURE, f"{'、'.join(facts.unappointed)}有质量负责人角色而没有任命", evidence)
    if not here[0].proved:
        return Line("R.4.3.5", State.UNSURE, "缺任命文件", evidence)
    return Line("R.4.3.5", State.MET, here[0].name, evidence)


def _confidential(facts: Facts) -> Line:
    return _each(
        "R.4.3.11",
        facts.professionals,
        facts,
        lambda each, _: "" if each.confidential else "未签保密协议",
        lambda each, _: "" if each.confidential_proved else "缺协议扫描件",
    )


_Finder = Callable[[Professional, Facts], str]


def _each(id_: str, people: Sequence[Professional], facts: Facts, gap: _Finder, doubt: _Finder) -> Line:
    """Judge a line that everybody must meet: one gap fails it, one doubt leaves it to be checked."""
    gaps = [(each, words) for each in people if (words := gap(each, facts))]
    doubts = [(each, words) for each in people if not gap(each, facts) and (words := doubt(each, facts))]
    if not people:
        return Line(id_, State.NOT_MET, "还没有建立人员档案")
    state = State.NOT_MET if gaps else State.UNSURE if doubts else State.MET
    shown = gaps + doubts
    why = f"{len(people) - len(shown)} 人齐全，{len(shown)} 人不齐" if shown else f"{len(people)} 人齐全"
    return Line(
        id_, state, why, tuple(Evidence(f"{each.name}：{words}", "agency:person", each.pk) for each, words in shown)
    )


def _named(people: Iterable[Professional]) -> tuple[Evidence, ...]:
    return tuple(Evidence(each.name, "agency:person", each.pk) for each in people)


_DECIDERS: tuple[Callable[[Facts], Line], ...] = (
    _credit("R.4.1.1", "platform"),
    _credit("R.4.1.2", "department"),
    _professionals,
    _seniors,
    _filed,
    _backgrounds,
    _growth,
    _trained,
    _paper("R.4.3.3", "quality"),
    _duties,
    _lead,
    _paper("R.4.3.8", "management"),
    _paper("R.4.3.9", "training"),
    _paper("R.4.3.10", "appraisal"),
    _confidential,
)
