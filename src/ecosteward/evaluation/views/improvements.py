"""The improvement plan."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import allowed, find, visible
from ecosteward.accounts.models import User
from ecosteward.engagements.views.common import StepPage, Trail
from ecosteward.evaluation import queries, services
from ecosteward.evaluation.forms.improvements import FinishForm, ImprovementForm, ReturnForm, VerifyForm
from ecosteward.evaluation.models import Complaint, Improvement, ImprovementState, Scorecard, Source, Survey
from ecosteward.evaluation.views.badges import improvement_badge
from ecosteward.pages.http import person
from ecosteward.pages.lists import Column, Filters, ListPage


def improvement_address(item: Improvement) -> str:
    """Return an item's page."""
    return reverse("evaluation:improvement", args=[item.pk])


class ImprovementFilters(Filters):
    state = forms.ChoiceField(
        label="状态", choices=[("", "全部状态"), ("overdue", "已超期"), *ImprovementState.choices]
    )
    source = forms.ChoiceField(label="来源", choices=[("", "全部来源"), *Source.choices])

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.cleaned_data.get("state") == "overdue":
            self.cleaned_data["state"] = ""
            rows = rows.filter(state=ImprovementState.PLANNED, due_on__lt=timezone.localdate())
        return super().narrow(rows)


class ImprovementList(ListPage):
    """What the agency improves, from complaints, low scores and its own checks."""

    model = Improvement
    template_name = "evaluation/list.html"
    title = "改进计划"
    empty = "还没有改进措施。可以从投诉、满意度调查或考核评价里列入，也可以直接添加"
    filters = ImprovementFilters
    search = ("problem", "cause", "measure", "responsible__name", "client__name")
    search_hint = "问题、措施、责任人、服务对象"
    ordering = ("state", "due_on", "pk")
    columns = (
        Column("问题", lambda row: row.problem[:40], link=improvement_address),
        Column("来源", lambda row: row.get_source_display()),
        Column("服务对象", lambda row: row.client and row.client.name, minor=True),
        Column("改进措施", lambda row: row.measure[:40], minor=True),
        Column("责任人", lambda row: row.responsible.name, sort="responsible__name"),
        Column("完成期限", lambda row: row.due_on, sort="due_on"),
        Column("状态", improvement_badge, sort="state"),
        Column("验证人", lambda row: row.verified_by and row.verified_by.name, minor=True),
    )

    def rows(self) -> QuerySet[Any]:
        return visible(self.user, Improvement).select_related("client", "responsible", "verified_by")

    def context(self) -> dict[str, Any]:
        blank = Improvement(agency_id=self.user.organisation_id)
        add = [("列入改进", reverse("evaluation:improvement_add"), "plus")]
        may = allowed(self.user, "improvement.plan", blank)
        return {"tab": "improvements", "agency_side": self.user.agency_id is not None, "actions": add if may else []}


def improvement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one item of the plan."""
    user = person(request)
    rows = visible(user, Improvement).select_related(
        "client", "contract", "complaint", "survey", "responsible", "verified_by"
    )
    found = find(user, rows, pk)
    context = {"title": "改进措施", "item": found, "state": improvement_badge(found), "trail": _trail()}
    return render(request, "evaluation/improvement.html", context)


def _trail() -> Trail:
    return [("改进计划", reverse("evaluation:improvements"))]


class Plan(StepPage):
    """Put something on the plan: from a complaint, a survey, a score, or by hand."""

    form_class = ImprovementForm
    title = "列入改进计划"
    submit = "列入"

    def trail(self) -> Trail:
        return _trail()

    def form_arguments(self) -> dict[str, Any]:
        return {"people": people_of(self.user)}

    def target(self) -> Improvement:
        return self._item()

    def _item(self) -> Improvement:
        """Return a new item with what the address names, all through the door."""
        item = Improvement(agency=self.user.organisation)
        if number := self._named("complaint"):
            self._from_complaint(item, find(self.user, Complaint, number))
        elif number := self._named("survey"):
            self._from_survey(item, find(self.user, Survey, number))
        elif number := self._named("card"):
            card = find(self.user, Scorecard, number)
            item.source, item.client, item.contract = Source.SCORE, card.client, card.contract
        return item

    def _named(self, name: str) -> int:
        """Return the number the address gives for a source; 0 where it gives none."""
        given = self.request.GET.get(name, "")
        return int(given) if given.isdecimal() else 0

    def _from_complaint(self, item: Improvement, found: Complaint) -> None:
        item.source, item.complaint, item.client, item.contract = Source.COMPLAINT, found, found.client, found.contract
        item.problem, item.cause, item.measure = found.text, found.root_cause, found.improvement

    def _from_survey(self, item: Improvement, found: Survey) -> None:
        item.source, item.survey, item.client, item.contract = Source.SURVEY, found, found.client, found.contract
        low = "、".join(queries.low_aspects(found))
        item.problem = f"满意度调查中评价较低：{low}" if low else f"满意度调查总体评价：{found.get_overall_display()}"

    def act(self, form: ImprovementForm) -> str:
        item = form.instance
        made = services.plan_improvement(
            self.user,
            problem=item.problem,
            cause=item.cause,
            measure=item.measure,
            responsible=item.responsible,
            due_on=item.due_on,
            source=Source(item.source),
            client=item.client,
            contract=item.contract,
            complaint=item.complaint,
            survey=item.survey,
        )
        return improvement_address(made)


def people_of(user: User) -> QuerySet[User]:
    """Return the person's colleagues at work."""
    return User.objects.filter(organisation=user.organisation, is_active=True).order_by("name")


class ImprovementStep(StepPage):
    """A step on the item of the address."""

    action = ""

    @property
    def item(self) -> Improvement:
        """Return the item, if the person may take the step."""
        rows = visible(self.user, Improvement).select_related("client", "responsible")
        return find(self.user, rows, self.kwargs["pk"], f"improvement.{self.action}")

    def trail(self) -> Trail:
        return [*_trail(), (str(self.item), improvement_address(self.item))]


class Change(ImprovementStep):
    form_class = ImprovementForm
    action = "change"
    title = "修改改进措施"

    def form_arguments(self) -> dict[str, Any]:
        return {"people": people_of(self.user)}

    def target(self) -> Improvement:
        return self.item

    def act(self, form: ImprovementForm) -> str:
        services.change_improvement(self.user, form.instance)
        return improvement_address(form.instance)


class Finish(ImprovementStep):
    form_class = FinishForm
    action = "do"
    title = "报告完成"

    def initial(self) -> dict[str, Any]:
        """Offer what was reported before it came back."""
        return {"result": self.item.result}

    def act(self, form: FinishForm) -> str:
        item = self.item
        services.finish_improvement(self.user, item, form.cleaned_data["result"])
        return improvement_address(item)


class Verify(ImprovementStep):
    form_class = VerifyForm
    action = "verify"
    title = "验证改进措施"
    submit = "验证有效"

    def act(self, form: VerifyForm) -> str:
        item = self.item
        services.verify_improvement(self.user, item, form.cleaned_data["verification"])
        return improvement_address(item)


class Return(ImprovementStep):
    form_class = ReturnForm
    action = "verify"
    title = "退回改进措施"
    submit = "退回"

    def act(self, form: ReturnForm) -> str:
        item = self.item
        services.return_improvement(self.user, item, reason=form.cleaned_data["reason"])
        return improvement_address(item)
