"""What the survey's templates say the same way everywhere."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ecosteward.files.models import File
from ecosteward.pages.lists import Badge
from ecosteward.standard import queries as standard
from ecosteward.survey.models import Finding, Method, Verdict, Visit
from ecosteward.survey.queries.heat import Cell as HeatCell
from ecosteward.survey.queries.heat import HeatLine
from ecosteward.survey.rules import basis
from ecosteward.survey.views import badges

register = template.Library()
_NO_FINDING = SafeString('<td class="num is-0"></td>')
_ICONS = {
    Verdict.CONFORMING: "check",
    Verdict.FAILED: "x",
    Verdict.UNSURE: "help",
    Verdict.NOT_APPLICABLE: "minus",
}
_COLOURS = {
    Verdict.CONFORMING: "green",
    Verdict.FAILED: "red",
    Verdict.UNSURE: "amber",
    Verdict.NOT_APPLICABLE: "grey",
}


@register.filter
def grounds(parts: tuple[basis.Ground, ...]) -> str:
    """Return what an item rests on, in one line."""
    return basis.words(parts)


@register.filter
def of(numbers: dict[str, list[int]], item_id: str) -> list[int]:
    """Return the numbers of an item's photographs in the record."""
    return numbers.get(item_id, [])


@register.simple_tag
def heat_cells(line: HeatLine, ledger: str) -> SafeString:
    """Show one enterprise's numbers by topic, each leading to its findings. In Python: the table has a thousand."""
    address = f"{ledger}?client={line.client.pk}&topic_id="
    return SafeString("".join(_heat_cell(cell, address) for cell in line.cells))


def _heat_cell(cell: HeatCell, address: str) -> SafeString:
    if not cell.number:
        return _NO_FINDING
    shown = (cell.level, address, cell.topic.id, cell.number)
    return format_html('<td class="num is-{}"><a href="{}{}">{}</a></td>', *shown)


@register.filter
def verdict_icon(verdict: str) -> str:
    """Return the icon of a verdict."""
    return _ICONS[Verdict(verdict)]


@register.simple_tag
def verdict_choice(chosen: str) -> SafeString:
    """Show the three big answers and 不适用, with the one given."""
    return _choices("survey/_verdicts.html", chosen or "", Verdict)


@register.simple_tag
def method_choice(chosen: str) -> SafeString:
    """Show the ways an item can be checked, with the one used."""
    return _choices("survey/_methods.html", chosen or "", Method)


@cache  # the same few pieces stand beside each of a checklist's hundred items
def _choices(template: str, chosen: str, kind: type[Verdict] | type[Method]) -> SafeString:
    return render_to_string(template, {"chosen": chosen, "choices": kind.choices})


@register.filter
def verdict_badge(verdict: str) -> Badge:
    """Return a verdict as a status; nothing said yet is 未判定."""
    if not verdict:
        return Badge("未判定", "grey", "circle-dashed")
    return Badge(Verdict(verdict).label, _COLOURS[Verdict(verdict)], _ICONS[Verdict(verdict)])


@register.filter
def position(photo: File) -> str:
    """Return where a photograph was taken: degrees, WGS 84, north and east."""
    return f"{photo.latitude:.5f}, {photo.longitude:.5f}"


@register.filter
def state_badge(finding: Finding) -> Badge:
    """Return a finding's state."""
    return badges.state_badge(finding)


@register.filter
def severity_badge(finding: Finding) -> Badge:
    """Return a finding's severity."""
    return badges.severity_badge(finding)


@register.filter
def topic_name(topic_id: str, edition: str = standard.EDITION) -> str:
    """Return a topic's printed name."""
    return standard.survey_topic(topic_id, edition).name


@register.filter
def visit_badge(visit: Visit) -> Badge:
    """Return a visit's state."""
    return badges.visit_badge(visit)
