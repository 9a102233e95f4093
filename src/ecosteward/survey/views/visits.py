"""Planning, looking at and handing in visits."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import allowed, find, require, visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Task
from ecosteward.pages.http import person
from ecosteward.pages.lists import Column, Filters, ListPage
from ecosteward.pages.views import FormPage
from ecosteward.survey import services
from ecosteward.survey.forms import ClientForm, PlanForm, ReasonForm, VisitForm, is_agency
from ecosteward.survey.models import Finding, FindingState, Visit, VisitKind, VisitState
from ecosteward.survey.queries.checklist import checklist, parts, together
from ecosteward.survey.queries.findings import to_look_back
from ecosteward.survey.queries.visits import touched, with_numbers
from ecosteward.survey.views.badges import visit_badge

_JOINED = ("client", "agency", "task", "submitted_by")


class VisitFilters(Filters):
    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *VisitState.choices])
    kind = forms.ChoiceField(label="检查类型", choices=[("", "全部类型"), *VisitKind.choices])
    mine = forms.BooleanField(label="只看我的", widget=forms.Select(choices=[("", "所有人的"), ("1", "我参加的")]))

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        mine = self.cleaned_data.pop("mine")
        return super().narrow(rows.filter(inspectors=self.user) if mine else rows)


class VisitList(ListPage):
    model = Visit
    title = "现场检查"
    empty = "还没有安排现场检查。安排后在手机上逐项检查，不符合的自动成为问题"
    columns = (
        Column(
            "服务对象",
            lambda row: row.client.name,
            sort="client__name",
            link=lambda row: reverse("survey:visit", args=[row.pk]),
        ),
        Column("检查类型", lambda row: row.get_kind_display()),
        Column("计划日期", lambda row: row.planned_on, sort="planned_on"),
        Column("检查人员", lambda row: "、".join(person.name for person in row.inspectors.all())),
        Column("状态", visit_badge, sort="state"),
        Column("问题", lambda row: row.raised or None, number=True),
        Column("待核实", lambda row: row.unsure_left or None, number=True),
        Column("编号", lambda row: row.number, sort="number", quiet=True),
    )
    filters = VisitFilters
    search = ("number", "client__name")
    search_hint = "编号、服务对象"
    ordering = ("-planned_on", "-pk")

    def rows(self) -> QuerySet[Any]:
        return with_numbers(super().rows())

    def context(self) -> dict[str, Any]:
        if not is_agency(self.user):
            return {}
        new = ("安排检查", reverse("survey:plan"), "plus")
        return {"actions": [new, ("待核实事项", reverse("survey:unsure"), "help-circle")]}


class ChooseClient(FormPage):
    """The first step of planning a visit or raising a finding without a client at hand."""

    form_class = ClientForm
    submit = "下一步"
    next_name = ""

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.user}

    def save(self, form: ClientForm) -> str:
        return f"{reverse(self.next_name)}?client={form.cleaned_data['client'].pk}"


class Plan(FormPage):
    """Plan a visit of one client (`?client=`), from a task (`?task=`) or alone."""

    form_class = PlanForm
    title = "安排现场检查"
    submit = "安排"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not {"client", "task"} & set(request.GET):
            return ChooseClient.as_view(title=self.title, next_name="survey:plan")(request)
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not {"client", "task"} & set(request.GET):
            return ChooseClient.as_view(title=self.title, next_name="survey:plan")(request)
        return super().post(request, **kwargs)

    def task(self) -> Task | None:
        given = self.request.GET.get("task", "")
        return find(self.user, Task.objects.select_related("client"), int(given)) if given.isdecimal() else None

    def client(self) -> Client:
        task = self.task()
        given = self.request.GET.get("client", "")
        found = task.client if task else find(self.user, Client, int(given) if given.isdecimal() else 0)
        require(self.user, "visit.plan", found)
        return found

    def initial(self) -> dict[str, Any]:
        task = self.task()
        day = task.planned_on if task else timezone.localdate()
        topics = [key for key, _ in PlanForm.base_fields["topics"].choices]  # type: ignore[attr-defined]  # a choice field
        return {"task": task, "planned_on": day, "inspectors": [self.user], "topics": topics}

    def form_arguments(self) -> dict[str, Any]:
        return {"client": self.client()}

    def context(self) -> dict[str, Any]:
        return {"lead": f"{self.client().name}。检查表按《第三方环保服务机构服务规范》表B-2 的 11 个类别。"}

    def save(self, form: PlanForm) -> str:
        given = dict(form.cleaned_data)
        given.pop("record_version")
        visit = services.plan_visit(self.user, self.client(), given.pop("planned_on"), given.pop("inspectors"), **given)
        return reverse("survey:visit", args=[visit.pk])


class Change(FormPage):
    """Fill in or correct the facts of a visit that is not handed in."""

    form_class = VisitForm
    title = "检查信息"

    def target(self) -> Visit:
        if "visit" not in self.__dict__:
            rows = Visit.objects.select_related(*_JOINED)
            self.__dict__["visit"] = find(self.user, rows, self.kwargs["pk"], "visit.change")
        visit: Visit = self.__dict__["visit"]
        return visit

    def form_arguments(self) -> dict[str, Any]:
        return {"client": self.target().client}

    def cancel_url(self) -> str:
        return reverse("survey:visit", args=[self.kwargs["pk"]])

    def save(self, form: VisitForm) -> HttpResponse | str:
        services.change_visit(self.user, form.instance, form.cleaned_data["inspectors"])
        name = "survey:submit" if self.request.GET.get("back") == "submit" else "survey:visit"
        return reverse(name, args=[self.kwargs["pk"]])


class Cancel(FormPage):
    form_class = ReasonForm
    title = "取消检查"
    submit = "取消这次检查"

    def target(self) -> Visit:
        return find(self.user, Visit, self.kwargs["pk"], "visit.cancel")

    def save(self, form: ReasonForm) -> str:
        services.cancel_visit(self.user, self.target(), form.cleaned_data["reason"])
        messages.success(self.request, "检查已取消")
        return reverse("survey:visits")


def visit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one visit: what it is, how far it is, what it found."""
    user = person(request)
    visit = find(user, Visit.objects.select_related(*_JOINED), pk)
    found = list(touched(visit)) if visit.state == VisitState.SUBMITTED else []
    shown = parts(visit)
    context = {
        "title": f"{visit.get_kind_display()} {visit.number}",
        "visit": visit,
        "badge": visit_badge(visit),
        "parts": shown,
        "progress": together(shown),
        "findings": found,
        "raised": sum(finding.state != FindingState.VOIDED for finding in found),
        "serving": allowed(user, "visit.plan", visit.client),
        "due_here": _due_here(user, visit),
    }
    return render(request, "survey/visit.html", context)


def _due_here(user: User, visit: Visit) -> QuerySet[Finding]:
    """Return what the agency's people can recheck or look at again while they are there."""
    waiting = Q(state=FindingState.SUBMITTED) | to_look_back()
    rows = visible(user, Finding).filter(waiting, client=visit.client_id)
    return rows.order_by("state", "due_on") if visit.state != VisitState.SUBMITTED else rows.none()


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a visit as the inspection record that is printed and signed."""
    visit = find(person(request), Visit.objects.select_related(*_JOINED), pk)
    listed = checklist(visit)
    taken = ((line, photo) for section in listed.sections for line in section.lines for photo in line.photos)
    photos = [(number, line, photo) for number, (line, photo) in enumerate(taken, start=1)]
    numbers: dict[str, list[int]] = {}
    for number, line, _photo in photos:
        numbers.setdefault(line.item.id, []).append(number)
    context = {"title": "现场检查记录", "visit": visit, "checklist": listed, "photos": photos, "numbers": numbers}
    return render(request, "survey/record.html", context)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a visit and open its checklist."""
    user = person(request)
    visit = find(user, Visit.objects.select_related(*_JOINED), pk)
    if visit.state == VisitState.PLANNED:
        services.start_visit(user, visit)
    return redirect("survey:check", pk)
