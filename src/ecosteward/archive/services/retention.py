"""How long an agency keeps its papers."""

from django.core.exceptions import ValidationError
from django.db import transaction
from procrastinate.contrib.django import app

from ecosteward.accounts.door import require
from ecosteward.accounts.models import Organisation, User
from ecosteward.archive.models import Paper, RetentionRule, State
from ecosteward.archive.queries.retention import last_day, places
from ecosteward.archive.rules.retention import SHORTEST, longer
from ecosteward.journal.services import SYSTEM, remove, write


@transaction.atomic
def set_retention(actor: User, agency: Organisation, place: str, years: int | None, *, basis: str) -> RetentionRule:
    """Say how many years papers of a place are kept, None for good. Papers already filed are kept longer, never shorter.

    Args:
        actor: who says so.
        agency: for whose archives.
        place: a slot, a section of contract files, or "" for all that have no rule of their own.
        years: at least five.
        basis: the rule or law behind it, in words.

    """
    require(actor, "retention.set", agency)
    if place and place not in dict(places()):
        raise ValidationError("没有这个存档项或合同档案类别")
    if years is not None and years < SHORTEST:
        raise ValidationError(f"保存年限不能少于 {SHORTEST} 年（规范第 8 章：原则上不低于 5 年）")
    rule = RetentionRule.objects.filter(agency=agency, place=place).first() or RetentionRule(agency=agency, place=place)
    rule.years, rule.basis = years, basis.strip()
    write(actor, "retention.set", rule)
    app.configure_task("archive.keep_longer", queue="archive").defer(agency_id=agency.pk, place=place)
    return rule


def unset_retention(actor: User, rule: RetentionRule) -> None:
    """Take a rule back; papers filed under it keep the time they were given."""
    require(actor, "retention.set", rule.agency)
    remove(actor, "retention.unset", rule)


def keep_longer(agency_id: int, place: str) -> int:
    """Give papers already filed the longer time of a new rule. Returns how many; each is one step of its own."""
    papers = Paper.objects.filter(agency_id=agency_id, state__in=[State.FILED, State.SUPERSEDED])
    if place:
        papers = papers.filter(slot_id=place) | papers.filter(section=place)
    changed = 0
    for paper in papers.exclude(keep_until=None).iterator(chunk_size=500):
        assert paper.filed_on is not None
        paper.keep_until = longer(paper.keep_until, last_day(paper, paper.filed_on))
        changed += write(SYSTEM, "paper.kept_longer", paper) is not None
    return changed
