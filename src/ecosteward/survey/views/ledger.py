"""The ledger of findings: list, Excel in the trade's columns, steps for many at once."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import allowed, visible
from ecosteward.accounts.models import Kind
from ecosteward.clients.models import Client
from ecosteward.norms.kernel.months import months_later
from ecosteward.pages.http import back, person
from ecosteward.pages.lists import Column, Filters, ListPage, Struck, says, workbook_response
from ecosteward.standard import queries as standard
from ecosteward.survey import services
from ecosteward.survey.forms import is_agency
from ecosteward.survey.models import UNCLOSED, Finding, FindingState, Severity
from ecosteward.survey.permissions import of_clients
from ecosteward.survey.queries.findings import extension_asked, late, maybe_saying, to_look_back, with_facts
from ecosteward.survey.views.badges import severity_badge, state_badge


class FindingFilters(Filters):
    client = forms.ModelChoiceField(Client.objects.none(), label="企业", empty_label="全部企业")
    park = forms.ModelChoiceField(Client.objects.none(), label="园区", empty_label="全部园区")
    topic_id = forms.ChoiceField(label="调查类别")
    severity = forms.ChoiceField(label="等级", choices=[("", "全部等级"), *Severity.choices])
    state = forms.ChoiceField(
        label="状态",
        choices=[
            ("", "未销号"),
            ("all", "全部状态"),
            ("late", "超期"),
            ("extension", "申请延期"),
            ("look_back", "待回头看"),
            *FindingState.choices,
        ],
    )
    recurring = forms.ChoiceField(label="反复", choices=[("", "是否反复"), ("1", "反复的")])
    month = forms.ChoiceField(label="发现月份")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = visible(self.user, Client).order_by("name").only("name")
        self.offer("client", seen.exclude(kind=Kind.PARK) if is_agency(self.user) else seen)
        self.offer("park", seen.filter(kind=Kind.PARK))
        topics: Any = self.fields["topic_id"]
        topics.choices = [("", "全部类别"), *((t.id, f"{t.no} {t.name}") for t in standard.survey_topics())]
        months: Any = self.fields["month"]
        months.choices = [("", "全部月份"), *_months(timezone.localdate())]
        if self.user.organisation.kind == Kind.ENTERPRISE:
            del self.fields["client"], self.fields["park"]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        given = {name: value for name, value in self.cleaned_data.items() if value}
        rows = rows.filter(_in_state(given.pop("state", "")))
        if given.pop("recurring", ""):
            rows = rows.filter(recurrences__gt=0)
        if month := given.pop("month", ""):
            first = dt.date.fromisoformat(f"{month}-01")
            rows = rows.filter(found_on__gte=first, found_on__lt=months_later(first, 1))
        if park := given.pop("park", None):
            rows = rows.filter(client__park=park)
        return rows.filter(**given)


def _in_state(chosen: str) -> Q:
    match chosen:
        case "":
            return UNCLOSED
        case "all":
            return Q()
        case "late":
            return late()
        case "extension":
            return extension_asked()
        case "look_back":
            return to_look_back()
    return Q(state=chosen)


def _months(today: dt.date) -> list[tuple[str, str]]:
    """Return the months of the last three years, the newest first."""
    last = today.year * 12 + today.month - 1
    names = [f"{month // 12}-{month % 12 + 1:02d}" for month in range(last, last - 36, -1)]
    return [(name, name) for name in names]


def _topic(row: Finding) -> str:
    return standard.survey_topic(row.topic_id, row.edition or standard.EDITION).name


def _page(row: Finding) -> str:
    return reverse("survey:finding", args=[row.pk])


def _names(photos: Any) -> str:
    return "；".join(photo.name for photo in photos.all())


def _text(row: Finding) -> str | Struck:
    return Struck(row.text, f"作废：{row.void_reason}") if row.state == FindingState.VOIDED else row.text


_SAID = Column("问题描述", _text, link=_page, clip="rest")
_NUMBER = Column("编号", lambda row: row.number, sort="number", clip="short", quiet=True)
_CLIENT = Column(
    "企业",
    lambda row: row.client.name,
    sort="client__name",
    link=lambda row: reverse("survey:client", args=[row.client_id]),
    clip="short",
)
_REST = (
    Column("类别", _topic, sort="topic_id", minor=True, clip="short"),
    Column("部位", lambda row: row.place, minor=True, clip="short"),
    Column("等级", severity_badge, sort="severity"),
    Column("期限", lambda row: row.due_on, sort="due_on"),
    Column("状态", state_badge, sort="state"),
    Column("反复", lambda row: row.recurrences or None, sort="recurrences", number=True, minor=True),
    _NUMBER,
)
# The columns of a problem list as the trade keeps it, with its rectification beside.
EXPORT = (
    Column("编号", lambda row: row.number),
    Column("企业", lambda row: row.client.name),
    Column("检查日期", lambda row: row.found_on),
    Column("类别", _topic),
    Column("部位", lambda row: row.place),
    Column("问题描述", lambda row: row.text),
    Column("证据照片", lambda row: _names(row.photos_before)),
    Column("依据（标准号+条款+版本）", lambda row: row.basis if row.basis_verified else f"{row.basis}（待核）"),
    Column("等级", lambda row: row.get_severity_display()),
    Column("整改建议", lambda row: row.suggestion),
    Column("整改类型", lambda row: row.get_pace_display()),
    Column("责任部门/人", lambda row: row.responsible),
    Column("期限", lambda row: row.due_on),
    Column("状态", lambda row: state_badge(row).text),
    Column("整改情况", lambda row: row.rectification),
    Column("整改后照片", lambda row: _names(row.photos_after)),
    Column("复核人", lambda row: row.closed_by.name if row.closed_by else ""),
    Column("销号日期", lambda row: row.closed_on),
    Column("回头看日期", lambda row: row.look_back_on),
    Column("反复次数", lambda row: row.recurrences, number=True),
    Column("作废原因", lambda row: row.void_reason),
)


_REMIND = ("催办", "survey:remind_many", "bell")
_EXPORT_TICKED = ("导出选中", "survey:export_many", "file-spreadsheet")


class Ledger(ListPage):
    """What every side's ledger has in common: what is open, the most urgent first, and the trade's Excel columns."""

    model = Finding
    title = "问题整改"
    empty = "没有未销号的问题。现场检查提交后，判为不符合的项目会列在这里"
    export_columns = EXPORT
    filters = FindingFilters
    search = ("number", "text", "place")
    ordering = ("due_on", "pk")

    def rows(self) -> QuerySet[Any]:
        rows = super().rows().select_related("client")
        return with_facts(rows) if "export" in self.request.GET else rows

    def saying(self, word: str) -> Q:
        """Let the index tell which findings to read."""
        return maybe_saying(word) & super().saying(word)


class LedgerOfMany(Ledger):
    """The ledger as it is read by whoever has to do with many enterprises."""

    columns = (_SAID, _CLIENT, *_REST)
    search_hint = "编号、问题、部位、企业"

    def saying(self, word: str) -> Q:
        """Look the enterprises' names through once, not once for each finding."""
        said = super().saying(word)
        named = list(visible(self.user, Client).filter(says("name", word)).values_list("pk", flat=True))
        return said | Q(of_clients(named)) if named else said


class ServedLedger(LedgerOfMany):
    """The ledger as the agency works with it."""

    bulk = (_REMIND, _EXPORT_TICKED)

    def context(self) -> dict[str, Any]:
        found = [("登记问题", reverse("survey:raise"), "plus"), ("企业问题分布", reverse("survey:heat"), "grid-dots")]
        if allowed(self.user, "deadlines.change", self.user.organisation):
            found.append(("期限规则", reverse("survey:deadlines"), "calendar-cog"))
        return {"actions": found}


class SupervisedLedger(LedgerOfMany):
    """The ledger as a park or an office reads it."""

    bulk = (_EXPORT_TICKED,)

    def context(self) -> dict[str, Any]:
        return {"actions": [("企业问题分布", reverse("survey:heat"), "grid-dots")]}


class OwnLedger(Ledger):
    """The ledger as an enterprise works through it: what is wrong and by when."""

    title = "要整改的问题"
    empty = "没有未销号的问题"
    columns = (
        _SAID,
        Column("部位", lambda row: row.place, clip="short"),
        Column("期限", lambda row: row.due_on, sort="due_on"),
        Column("状态", state_badge, sort="state"),
        Column("等级", severity_badge, sort="severity"),
        Column("类别", _topic, sort="topic_id", minor=True, clip="short"),
        _NUMBER,
    )
    search_hint = "编号、问题、部位"


_LISTS: dict[Kind, type[Ledger]] = {
    Kind.AGENCY: ServedLedger,
    Kind.ENTERPRISE: OwnLedger,
    Kind.PARK: SupervisedLedger,
    Kind.GOVERNMENT: SupervisedLedger,
}


def findings(request: HttpRequest) -> HttpResponseBase:
    """Show the ledger as the person needs it."""
    return _LISTS[Kind(person(request).organisation.kind)].as_view()(request)


def _ticked(request: HttpRequest) -> QuerySet[Finding]:
    keys = [int(key) for key in request.POST.getlist("row") if key.isdecimal()]
    return with_facts(visible(person(request), Finding).filter(pk__in=keys)).order_by("due_on", "pk")


@require_POST
def remind_many(request: HttpRequest) -> HttpResponse:
    """Urge the enterprises of the ticked findings that are still theirs to act on."""
    user = person(request)
    due = [finding for finding in _ticked(request) if allowed(user, "finding.remind", finding)]
    for finding in due:
        services.remind(user, finding)
    if due:
        messages.success(request, f"已催办 {len(due)} 个问题")
    else:
        messages.warning(request, "没有可催办的问题：请勾选待整改或整改中的问题")
    return back(request, "survey:findings")


@require_POST
def export_many(request: HttpRequest) -> HttpResponse:
    """Send the ticked findings as Excel."""
    rows = _ticked(request)
    if not rows:
        messages.warning(request, "请先勾选要导出的问题")
        return redirect("survey:findings")
    return excel(rows)


def excel(rows: QuerySet[Finding]) -> HttpResponse:
    """Return the findings as an Excel ledger."""
    return workbook_response(f"问题清单{timezone.localdate():%Y%m%d}", EXPORT, rows.iterator(chunk_size=500))
