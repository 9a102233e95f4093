"""How long papers are kept, and destroying those whose time is over."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import find, require, visible
from ecosteward.archive.forms import DecisionForm, ProposalForm, RetentionForm
from ecosteward.archive.models import Destruction, RetentionRule, Verdict
from ecosteward.archive.queries.destruction import destroyable
from ecosteward.archive.queries.papers import place_name
from ecosteward.archive.queries.retention import places
from ecosteward.archive.rules.retention import SHORTEST
from ecosteward.archive.services import (
    approve_destruction,
    propose_destruction,
    refuse_destruction,
    set_retention,
    unset_retention,
)
from ecosteward.pages.http import person
from ecosteward.pages.lists import Badge, Column, ListPage
from ecosteward.pages.views import FormPage

_COLOURS = {Verdict.PROPOSED: "amber", Verdict.DONE: "green", Verdict.REFUSED: "grey"}
MOST = 500  # papers shown at once to be listed for destruction


class Retention(FormPage):
    """The agency's rules, and a form for one more."""

    form_class = RetentionForm
    template_name = "archive/retention.html"
    title = "保存期限"
    submit = "保存规定"
    lead = f"没有另行规定的存档文件，自归档起保存 {SHORTEST} 年；合同档案自合同结束起算。新规定只延长、不缩短已归档文件的保存期限。"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in those who rule the agency's archives."""
        require(person(request), "retention.set", person(request).organisation)
        return super().dispatch(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        words = {"": "全部存档文件", **dict(places())}
        rules = visible(self.user, RetentionRule).order_by("place")
        return {"rules": [(rule, words.get(rule.place, rule.place)) for rule in rules]}

    def cancel_url(self) -> str:
        return reverse("archive:list")

    def save(self, form: RetentionForm) -> str:
        given = form.cleaned_data
        set_retention(self.user, self.user.organisation, given["place"], given["years"], basis=given["basis"])
        messages.success(self.request, "已保存；已归档文件的保存期限会在后台顺延")
        return reverse("archive:retention")


@require_POST
def drop_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a rule back."""
    user = person(request)
    unset_retention(user, find(user, RetentionRule, pk))
    return redirect("archive:retention")


class DestructionList(ListPage):
    """The registers of what was or may be destroyed."""

    model = Destruction
    title = "销毁清册"
    parent = ("一企一档", "archive:list")
    empty = "还没有销毁清册。保存期满的文件经鉴定后列入清册，由机构负责人批准销毁"
    columns = (
        Column("清册", str, link=lambda row: reverse("archive:destruction", args=[row.pk])),
        Column("文件", lambda row: row.count, number=True),
        Column("提出", lambda row: row.proposed_by),
        Column("提出日期", lambda row: row.proposed_on, sort="proposed_on"),
        Column("批准", lambda row: row.decided_by, minor=True),
        Column("状态", lambda row: Badge(row.get_state_display(), _COLOURS[Verdict(row.state)])),
    )

    def rows(self) -> QuerySet[Any]:
        """Return the registers with the number of their papers."""
        registers = visible(self.user, Destruction).select_related("proposed_by", "decided_by")
        return registers.annotate(count=Count("items"))

    def context(self) -> dict[str, Any]:
        return {"actions": [("列入清册", reverse("archive:propose"), "trash")]}


class Propose(FormPage):
    """Papers whose time is over, to be ticked."""

    form_class = ProposalForm
    template_name = "archive/propose.html"
    title = "保存期满的文件"
    submit = "提出销毁"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in those who rule the agency's archives."""
        user = person(request)
        require(user, "destruction.propose", user.organisation)
        over = destroyable(user.organisation).select_related("client", "file")
        self.papers = over.order_by("client__name", "keep_until", "pk")
        return super().dispatch(request, *args, **kwargs)

    def form_arguments(self) -> dict[str, Any]:
        return {"papers": self.papers}

    def context(self) -> dict[str, Any]:
        shown = list(self.papers[:MOST])
        return {"papers": [(paper, place_name(paper)) for paper in shown], "count": self.papers.count()}

    def cancel_url(self) -> str:
        return reverse("archive:destructions")

    def save(self, form: ProposalForm) -> str:
        given = form.cleaned_data
        record = propose_destruction(self.user, list(given["paper"]), opinion=given["opinion"])
        return reverse("archive:destruction", args=[record.pk])


class DestructionPage(FormPage):
    """One register, and the director's decision."""

    form_class = DecisionForm
    template_name = "archive/destruction.html"
    title = "销毁清册"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the register."""
        registers = Destruction.objects.select_related("agency", "proposed_by", "decided_by")
        self.register = find(person(request), registers, self.kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        items = self.register.items.select_related("paper__client", "paper__file").order_by("pk")
        return {"register": self.register, "papers": [(item.paper, place_name(item.paper)) for item in items]}

    def save(self, form: DecisionForm) -> str | HttpResponse:
        decision = form.cleaned_data["decision"]
        if "refuse" in self.request.POST:
            refuse_destruction(self.user, self.register, decision=decision)
        else:
            approve_destruction(self.user, self.register, decision=decision)
        return reverse("archive:destruction", args=[self.register.pk])
