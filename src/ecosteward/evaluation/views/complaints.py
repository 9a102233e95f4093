"""Opinions and complaints: the list, one complaint, its steps."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import allowed, find, visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.clients.permissions import belongs_to
from ecosteward.engagements.models import NEVER_SIGNED, Contract
from ecosteward.engagements.views.common import StepPage, Trail, taken
from ecosteward.evaluation import services
from ecosteward.evaluation.forms.complaints import (
    AnswerForm,
    AssignForm,
    CloseForm,
    ConfirmForm,
    HandleForm,
    RaiseForm,
    ReopenForm,
)
from ecosteward.evaluation.models import Channel, Complaint, ComplaintKind, ComplaintState, Improvement
from ecosteward.evaluation.models.complaints import OPEN_STATES
from ecosteward.evaluation.views.badges import complaint_badge, improvement_badge
from ecosteward.pages.http import person, sought
from ecosteward.pages.lists import Column, Filters, ListPage


def given_fields(form: Any) -> dict[str, str]:
    """Return what a form over a complaint holds of its own fields."""
    return {name: form.cleaned_data[name] for name in form.Meta.fields}


def complaint_address(complaint: Complaint) -> str:
    """Return a complaint's page."""
    return reverse("evaluation:complaint", args=[complaint.pk])


class ComplaintFilters(Filters):
    kind = forms.ChoiceField(label="类别", choices=[("", "全部类别"), *ComplaintKind.choices])
    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), ("overdue", "已超期"), *ComplaintState.choices])

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.cleaned_data.get("state") == "overdue":
            self.cleaned_data["state"] = ""
            rows = rows.filter(state__in=OPEN_STATES, due_on__lt=timezone.localdate())
        return super().narrow(rows)


class ComplaintList(ListPage):
    """What clients said of the service, and how far each answer is."""

    model = Complaint
    template_name = "evaluation/list.html"
    title = "意见投诉"
    empty = "还没有意见、建议或投诉。服务对象可在这里提出，电话、微信里听到的也请登记"
    filters = ComplaintFilters
    search = ("number", "text", "raised_by", "client__name")
    search_hint = "编号、内容、反映人、服务对象"
    ordering = ("-raised_at", "-pk")
    columns = (
        Column("编号", lambda row: row.number, sort="number", link=complaint_address),
        Column("类别", lambda row: row.get_kind_display()),
        Column("内容", lambda row: row.text[:40], link=complaint_address),
        Column("服务对象", lambda row: row.client.name, sort="client__name"),
        Column("反映人", lambda row: row.raised_by, minor=True),
        Column("方式", lambda row: row.get_channel_display(), minor=True),
        Column("反映时间", lambda row: row.raised_at, sort="raised_at", minor=True),
        Column("受理人", lambda row: row.assignee and row.assignee.name),
        Column("答复期限", lambda row: row.due_on, sort="due_on"),
        Column("状态", complaint_badge, sort="state"),
    )

    def rows(self) -> QuerySet[Any]:
        return visible(self.user, Complaint).select_related("client", "assignee")

    def context(self) -> dict[str, Any]:
        address = reverse("evaluation:complaint_pick")
        words = "登记意见投诉" if self.user.agency_id else "提意见或投诉"
        return {
            "tab": "opinions",
            "agency_side": self.user.agency_id is not None,
            "actions": [(words, address, "plus")],
        }


def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one complaint: what was said, how far it is, and the one action that is due."""
    user = person(request)
    rows = visible(user, Complaint).select_related("client", "contract", "survey", "assignee", "registered_by")
    found = find(user, rows, pk)
    analysis = allowed(user, "complaint.read_analysis", found)
    improvements = visible(user, Improvement).filter(complaint=found).select_related("responsible")
    context = {
        "title": f"{found.get_kind_display()} {found.number}",
        "trail": _trail(found),
        "complaint": found,
        "state": complaint_badge(found),
        "steps": _steps(found),
        "files": found.files.all()
        if analysis
        else found.files.filter(shared=True) | found.files.filter(brought_by=user),
        "analysis": analysis,
        "improvements": [(each, improvement_badge(each)) for each in improvements],
        "is_client": belongs_to(user, found.client),
    }
    return render(request, "evaluation/complaint.html", context)


def _trail(found: Complaint) -> Trail:
    return [("意见投诉", reverse("evaluation:opinions"))]


def _steps(found: Complaint) -> list[tuple[str, str, object]]:
    """Return the steps of the way with what is done, doing or to come, and the day of each."""
    order = list(ComplaintState)
    at = order.index(ComplaintState(found.state))
    days = [timezone.localdate(found.raised_at), found.due_on, found.answered_on, found.confirmed_on, found.closed_on]
    states = [
        "done" if place < at or at == len(order) - 1 else "doing" if place == at else "todo" for place in range(5)
    ]
    shown = [
        day if state != "todo" and place != 1 else None
        for place, (day, state) in enumerate(zip(days, states, strict=True))
    ]
    return [(str(step.label), state, day) for step, state, day in zip(order, states, shown, strict=True)]


def pick(request: HttpRequest) -> HttpResponse:
    """Lead to the form: straight away where the person has one client, else by choosing the client first."""
    user = person(request)
    rows = visible(user, Client)
    if user.agency_id is None:
        rows = rows.filter(organisation=user.organisation)
    only = list(rows.order_by("name", "pk")[:2])
    if len(only) == 1:
        return redirect("evaluation:complaint_add", only[0].pk)
    words = sought(request)
    found = rows.filter(name__icontains=words) if words else rows
    context = {"title": "选择服务对象", "q": words, "clients": found.order_by("name", "pk")[:30]}
    return render(request, "evaluation/pick.html", context)


class Raise(StepPage):
    """Raise an opinion or complaint, or write down one that was heard."""

    form_class = RaiseForm
    title = "意见投诉"

    @property
    def client(self) -> Client:
        """Return the client, through the door."""
        return find(self.user, Client, self.kwargs["client"], "complaint.raise")

    def trail(self) -> Trail:
        return [("意见投诉", reverse("evaluation:opinions"))]

    def form_arguments(self) -> dict[str, Any]:
        contracts = visible(self.user, Contract).filter(client=self.client).exclude(NEVER_SIGNED)
        own = belongs_to(self.user, self.client)
        return {"own": own, "contracts": contracts.order_by("-starts_on")}

    def initial(self) -> dict[str, Any]:
        return {
            "contract": self.request.GET.get("contract"),
            "raised_at": timezone.localtime(),
            "kind": ComplaintKind.COMPLAINT,
        }

    def context(self) -> dict[str, Any]:
        own = belongs_to(self.user, self.client)
        lead = (
            "提交后由服务机构受理并答复，进展在本页可见。"
            if own
            else f"登记从{self.client.name}听到的意见、建议或投诉。"
        )
        return {**super().context(), "lead": lead, "submit": "提交" if own else "登记"}

    def act(self, form: RaiseForm) -> str:
        given, client = form.cleaned_data, self.client
        made = services.raise_complaint(
            self.user,
            client,
            kind=ComplaintKind(given["kind"]),
            text=given["text"],
            contract=given["contract"],
            channel=Channel(given.get("channel", Channel.SITE)),
            raised_by=given.get("raised_by", ""),
            raised_at=given.get("raised_at"),
            phone=given.get("phone", ""),
            files=taken(self.user, given["uploads"], client),
        )
        return complaint_address(made)


class ComplaintStep(StepPage):
    """A step on the complaint of the address."""

    action = ""

    @property
    def complaint(self) -> Complaint:
        """Return the complaint, if the person may take the step."""
        if "complaint" not in self.__dict__:
            rows = visible(self.user, Complaint).select_related("client", "contract", "assignee", "agency")
            self.__dict__["complaint"] = find(self.user, rows, self.kwargs["pk"], f"complaint.{self.action}")
        found: Complaint = self.__dict__["complaint"]
        return found

    def trail(self) -> Trail:
        return [*_trail(self.complaint), (self.complaint.number, complaint_address(self.complaint))]

    def take(self, form: Any) -> None:
        """Take the step."""
        raise NotImplementedError

    def act(self, form: Any) -> str:
        self.take(form)
        return complaint_address(self.complaint)


class RecordStep(ComplaintStep):
    """A step whose form is over the complaint itself."""

    def target(self) -> Complaint:
        return self.complaint


class Assign(RecordStep):
    form_class = AssignForm
    action = "assign"
    title = "指派受理人"
    submit = "指派"

    def form_arguments(self) -> dict[str, Any]:
        people = User.objects.filter(organisation_id=self.complaint.agency_id, is_active=True)
        return {"people": people.order_by("name")}

    def take(self, form: AssignForm) -> None:
        given = form.cleaned_data
        services.assign_complaint(self.user, form.instance, given["assignee"], given["due_on"])


class Handle(RecordStep):
    form_class = HandleForm
    action = "handle"
    title = "记录调查处理"

    def take(self, form: HandleForm) -> None:
        services.handle_complaint(self.user, form.instance, **given_fields(form))


class Answer(RecordStep):
    form_class = AnswerForm
    action = "answer"
    title = "答复服务对象"
    submit = "提交答复"

    def take(self, form: AnswerForm) -> None:
        services.answer_complaint(self.user, form.instance, **given_fields(form))


class Close(RecordStep):
    form_class = CloseForm
    action = "close"
    title = "办结"
    submit = "办结并归档"
    lead = "办结时生成处理单，归入合同档案的投诉类。投诉须写明根本原因和改进措施。"

    def take(self, form: CloseForm) -> None:
        services.close_complaint(self.user, form.instance, **given_fields(form))


class ConfirmFor(ComplaintStep):
    """A leader records that the client accepted the answer."""

    form_class = ConfirmForm
    action = "confirm"
    title = "登记服务对象确认"

    def take(self, form: ConfirmForm) -> None:
        given = form.cleaned_data
        services.confirm_complaint(self.user, self.complaint, confirmed_by=given["confirmed_by"], how=given["how"])


class Reopen(ComplaintStep):
    form_class = ReopenForm
    action = "reopen"
    title = "要求重新处理"
    submit = "退回重新处理"

    def take(self, form: ReopenForm) -> None:
        given = form.cleaned_data
        services.reopen_complaint(self.user, self.complaint, reason=given["reason"], due_on=given["due_on"])


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the answer as the client."""
    user = person(request)
    found = find(user, visible(user, Complaint).select_related("client"), pk, "complaint.confirm")
    services.confirm_complaint(user, found)
    return redirect("evaluation:complaint", pk)
