"""Management system papers, the quality lead, credit standing."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ecosteward.accounts.door import allowed, find, require, visible
from ecosteward.accounts.models import User
from ecosteward.agency import queries, services
from ecosteward.agency.forms import AppointmentForm, CreditForm, PaperForm, WithdrawForm
from ecosteward.agency.models import (
    Agreement,
    Appointment,
    CreditCheck,
    CreditSource,
    PaperKind,
    StaffRecord,
    SystemPaper,
)
from ecosteward.agency.views.base import AgencyForm, DirectorForm
from ecosteward.pages.http import person


def papers(request: HttpRequest) -> HttpResponse:
    """Show the management system: quality lead, rules by kind, confidentiality agreements, credit look-ups."""
    user = person(request)
    agency = user.organisation
    require(user, "agency.read", agency)
    context = {
        "title": "内部管理",
        "tab": "papers",
        "agency": agency,
        "running": queries.appointment(agency),
        "appointments": visible(user, Appointment).select_related("person", "letter").order_by("-appointed_on", "-pk"),
        "kinds": _by_kind(user),
        "agreements": _agreements(user),
        "checks": visible(user, CreditCheck).select_related("file").order_by("-queried_on", "-pk"),
        "policy": queries.policy(agency),
        "today": timezone.localdate(),
    }
    return render(request, "agency/papers.html", context)


def _by_kind(user: User) -> list[tuple[PaperKind, list[SystemPaper]]]:
    found = visible(user, SystemPaper).select_related("file").order_by("-effective_on", "-pk")
    kinds = [(kind, [each for each in found if each.kind == kind]) for kind in PaperKind]
    return [(kind, rows) for kind, rows in kinds if rows or kind != PaperKind.OTHER]


def _agreements(user: User) -> list[tuple[StaffRecord, Agreement | None]]:
    """Return each person at work with the newest agreement; only to those who may see them all, else one's own."""
    newest = visible(user, Agreement).select_related("file").order_by("staff_id", "-signed_on", "-pk")
    signed = {each.staff_id: each for each in newest.distinct("staff_id")}
    people = queries.staff(user.organisation)
    if not allowed(user, "system_paper.any", user.organisation):
        people = people.filter(person=user)
    return [(record, signed.get(record.pk)) for record in people]


class AddPaper(AgencyForm):
    form_class = PaperForm
    title = "添加管理制度"
    back_to = "agency:papers"

    def initial(self) -> dict[str, Any]:
        kind = self.request.GET.get("kind", "")
        return {"kind": kind, "title": dict(PaperKind.choices).get(kind, "")}

    def form_arguments(self) -> dict[str, Any]:
        require(self.user, "system_paper.any", self.user.organisation)
        return {}

    @transaction.atomic
    def save(self, form: PaperForm) -> str:
        given = form.cleaned_data
        services.issue_paper(
            self.user,
            PaperKind(given["kind"]),
            given["title"],
            given["effective_on"],
            edition=given["edition"],
            file=self.kept(form, shared=True),
        )
        return self.after()


class ChangePaper(AgencyForm):
    form_class = PaperForm
    title = "修改管理制度"
    back_to = "agency:papers"

    def target(self) -> SystemPaper:
        return find(self.user, SystemPaper, self.kwargs["pk"], "system_paper.write")

    @transaction.atomic
    def save(self, form: PaperForm) -> str:
        form.instance.file = self.kept(form, shared=True) or form.instance.file
        services.change_paper(self.user, form.instance)
        return self.after()


class WithdrawPaper(AgencyForm):
    form_class = WithdrawForm
    title = "废止管理制度"
    submit = "废止"
    back_to = "agency:papers"

    @property
    def paper(self) -> SystemPaper:
        """Return the rule, through the door."""
        return find(self.user, SystemPaper, self.kwargs["pk"], "system_paper.write")

    def initial(self) -> dict[str, Any]:
        return {"withdrawn_on": timezone.localdate()}

    def context(self) -> dict[str, Any]:
        return {"lead": f"《{self.paper.title}》废止后仍留存备查。"}

    def save(self, form: WithdrawForm) -> str:
        given = form.cleaned_data
        services.withdraw_paper(self.user, self.paper, given["withdrawn_on"], reason=given["reason"])
        return self.after()


class Appoint(DirectorForm):
    form_class = AppointmentForm
    title = "任命质量负责人"
    submit = "任命"
    back_to = "agency:papers"

    def form_arguments(self) -> dict[str, Any]:
        super().form_arguments()
        people = User.objects.filter(organisation=self.user.organisation, is_active=True)
        return {"people": people.order_by("name")}

    def context(self) -> dict[str, Any]:
        running = queries.appointment(self.user.organisation)
        former = f"现任 {running.person.name}，新任命生效时同时卸任。" if running else ""
        return {"lead": f"质量负责人只有 1 名，对服务质量和进度进行控制。{former}"}

    @transaction.atomic
    def save(self, form: AppointmentForm) -> str:
        given = form.cleaned_data
        services.appoint_quality_lead(
            self.user, given["person"], given["appointed_on"], self.kept(form, shared=True), reason=given["reason"]
        )
        return self.after()


class AddCredit(DirectorForm):
    form_class = CreditForm
    title = "登记信用查询"
    back_to = "agency:papers"

    def initial(self) -> dict[str, Any]:
        return {"queried_on": timezone.localdate()}

    @transaction.atomic
    def save(self, form: CreditForm) -> str:
        given = form.cleaned_data
        services.check_credit(
            self.user,
            CreditSource(given["source"]),
            given["platform"],
            given["queried_on"],
            listed=given["listed"],
            note=given["note"],
            file=self.kept(form, shared=True),
        )
        return self.after()


class ChangeCredit(DirectorForm):
    form_class = CreditForm
    title = "更正信用查询"
    back_to = "agency:papers"

    def target(self) -> CreditCheck:
        return find(self.user, CreditCheck, self.kwargs["pk"], "agency.direct")

    @transaction.atomic
    def save(self, form: CreditForm) -> str:
        form.instance.file = self.kept(form, shared=True) or form.instance.file
        services.correct_credit(self.user, form.instance)
        return self.after()
