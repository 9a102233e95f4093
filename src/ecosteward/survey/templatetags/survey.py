"""What the survey's templates say the same way everywhere."""

from collections.abc import Iterable
from functools import cache

from django import template
from django.template.defaultfilters import truncatechars
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ecosteward.files.models import File
from ecosteward.pages.lists import Badge
from ecosteward.pages.maps import Address
from ecosteward.pages.templatetags.pages import badge
from ecosteward.standard import queries as standard
from ecosteward.survey.models import Finding, FindingState, Method, Verdict, Visit
from ecosteward.survey.queries.heat import Cell as HeatCell
from ecosteward.survey.queries.heat import HeatLine
from ecosteward.survey.rules import basis
from ecosteward.survey.views import badges

register = template.Library()
_VOIDED = SafeString(' class="is-voided"')
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


@register.simple_tag
def finding_rows(findings: Iterable[Finding], nothing: str = "") -> SafeString:
    """Show findings one below the other, or that there is nothing. In Python: a visit may have raised a hundred."""
    address = Address("survey:finding")
    rows = [_finding_row(finding, address.of(finding.pk)) for finding in findings]
    if not rows and nothing:
        return format_html('<li class="text-secondary">{}</li>', nothing)
    return SafeString("".join(rows))


def _finding_row(finding: Finding, address: str) -> SafeString:
    return format_html(
        '<li{}><a class="todo-what" href="{}"><span class="finding-said">{}{}</span>'
        '<span class="d-block text-secondary small">{} · {}{}</span></a> {}{}</li>',
        _VOIDED if finding.state == FindingState.VOIDED else "",
        address,
        f"{finding.place}：" if finding.place else "",
        truncatechars(finding.text, 70),
        finding.number,
        topic_name(finding.topic_id, finding.edition),
        _until(finding),
        badge(severity_badge(finding)),
        badge(state_badge(finding)),
    )


def _until(finding: Finding) -> str:
    """Say why a finding is void, by when it is to be mended, or when it is looked at again."""
    if finding.state == FindingState.VOIDED:
        return f" · 作废：{truncatechars(finding.void_reason, 60)}"
    if finding.state != FindingState.CLOSED:
        return f" · 期限 {finding.due_on:%Y-%m-%d}"
    return f" · {finding.look_back_on:%Y-%m-%d} 回头看" if finding.look_back_on else ""


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
