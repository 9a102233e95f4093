"""One finding: before and after, whose turn it is, the one action that is due."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from ecosteward.accounts.door import find, require
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.journal.services import StaleError
from ecosteward.pages.http import person, typed
from ecosteward.pages.views import FormPage
from ecosteward.survey import services
from ecosteward.survey.forms import DeadlinesForm, FindingForm, JudgementForm
from ecosteward.survey.models import Action, Deadlines, Finding, FindingState, Severity
from ecosteward.survey.permissions import side_of
from ecosteward.survey.queries.findings import with_facts
from ecosteward.survey.queries.submission import known_findings
from ecosteward.survey.rules.rectification import too_late
from ecosteward.survey.views.steps import TAKEN_HERE, Panel, panels, take
from ecosteward.survey.views.turn import turn
from ecosteward.survey.views.visits import ChooseClient

_HEADING = 60  # characters of a problem that a heading shows
_JOINED = ("client", "agency", "visit", "former")


def finding_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one finding."""
    finding = find(person(request), with_facts(Finding.objects.select_related("agency", "former")), pk)
    return _page(request, finding, panels(person(request), finding))


def step(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Take one step of a finding; on bad input show the page again with everything typed."""
    user = person(request)
    finding = find(user, Finding.objects.select_related(*_JOINED), pk)
    wanted = _named(action)
    if request.method != "POST":  # an address left in the browser by a step that was refused
        return redirect("survey:finding", pk)
    if _late(user, finding, wanted):
        return _overtaken(request, finding, wanted)
    require(user, f"finding.{wanted}", finding)
    panel = next(panel for panel in panels(user, finding, request) if wanted in panel.actions)
    if not panel.form.is_valid():
        return _again(request, pk, panel)
    try:
        take(user, finding, wanted, panel.form.cleaned_data)
    except ValidationError as error:
        _explain(panel, error)
        return _again(request, pk, panel)
    except StaleError:
        panel.form.add_error(None, "别人刚刚办理过这个问题。请看下面的最新情况，您填写的内容还在")
        return _again(request, pk, panel, 409)
    return redirect("survey:finding", pk)


def _named(action: str) -> Action:
    if action not in TAKEN_HERE:
        raise Http404
    return Action(action)


def _late(user: User, finding: Finding, wanted: Action) -> bool:
    side = side_of(user, finding.client)
    return side is not None and too_late(FindingState(finding.state), wanted, side)


def _overtaken(request: HttpRequest, finding: Finding, wanted: Action) -> HttpResponse:
    """Show how the finding stands now, and what was typed for a step that somebody else's has overtaken."""
    messages.warning(
        request,
        f"没有办理“{wanted.label}”：这个问题刚刚有了变化，现在是“{finding.get_state_display()}”。请先看最新情况",
    )
    shown = with_facts(Finding.objects.select_related("agency", "former")).get(pk=finding.pk)
    return _page(request, shown, panels(person(request), shown), 409, typed(request))


def _again(request: HttpRequest, pk: int, tried: Panel, status: int = 422) -> HttpResponse:
    user = person(request)
    finding = find(user, with_facts(Finding.objects.select_related("agency", "former")), pk)
    others = [panel for panel in panels(user, finding) if panel.key != tried.key]
    return _page(request, finding, [tried.opened(), *others], status)


def _page(
    request: HttpRequest, finding: Finding, shown: list[Panel], status: int = 200, lost: str = ""
) -> HttpResponse:
    steps = finding.steps.select_related("by", "by__organisation", "visit").prefetch_related("photos")
    said = " ".join(finding.said.split())
    context = {
        "heading": said if len(said) <= _HEADING else f"{said[:_HEADING]}…",
        "cut": len(said) > _HEADING or "\n" in finding.text,
        "finding": finding,
        "turn": turn(finding, person(request)),
        "typed": lost,
        "panels": shown,
        "steps": steps.order_by("-pk"),
        "siblings": finding.successors.all(),
    }
    return render(request, "survey/finding.html", context, status=status)


def _explain(panel: Panel, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        panel.form.add_error(None, error)
        return
    for name, faults in error.error_dict.items():
        panel.form.add_error(name if name in panel.form.fields else None, faults)


class Raise(FormPage):
    """Raise a finding alone, of one client (`?client=`)."""

    form_class = FindingForm
    title = "登记问题"
    submit = "登记"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "client" not in request.GET:
            return ChooseClient.as_view(title=self.title, next_name="survey:raise")(request)
        return super().dispatch(request, *args, **kwargs)

    def client(self) -> Client:
        given = self.request.GET["client"]
        return find(self.user, Client, int(given) if given.isdecimal() else 0, "finding.raise")

    def context(self) -> dict[str, Any]:
        return {"lead": f"{self.client().name}。登记后企业即可看到并整改。"}

    def save(self, form: FindingForm) -> str:
        given = form.cleaned_data
        known = known_findings(self.client().pk, [given["item_id"]]).get(given["item_id"]) if given["item_id"] else None
        if known and known.state != FindingState.CLOSED and not given["another"]:
            raise ValidationError(
                {
                    "another": f"{known.number}（{known.place}：{known.text[:40]}）还没有销号。是同一个问题就不必再登记；确是另一个，请勾选"
                }
            )
        severity = Severity(given["severity"]) if given["severity"] else None
        judgement = services.Judgement(
            given["text"], given["place"], severity, given["suggestion"], given["due_on"], given["basis"]
        )
        finding = services.raise_finding(
            self.user,
            self.client(),
            given["topic_id"],
            judgement,
            item_id=given["item_id"],
            found_on=given["found_on"],
            photos=given["photos"],
            former=known if known and known.state == FindingState.CLOSED else None,
        )
        return reverse("survey:finding", args=[finding.pk])


class Judge(FormPage):
    """Correct what the agency judged of a finding."""

    form_class = JudgementForm
    title = "修改问题"
    lead = "修改会记入办理过程，企业能看到修改原因。"

    def target(self) -> Finding:
        return find(self.user, Finding.objects.select_related(*_JOINED), self.kwargs["pk"], "finding.change")

    def cancel_url(self) -> str:
        return reverse("survey:finding", args=[self.kwargs["pk"]])

    def save(self, form: JudgementForm) -> str:
        services.change_finding(self.user, form.instance, form.cleaned_data["reason"])
        return self.cancel_url()


class DeadlinesPage(FormPage):
    """An agency's own days by severity."""

    form_class = DeadlinesForm
    title = "整改期限规则"
    lead = "按问题等级给出默认整改期限的天数，以及销号后多久回头看。天数是本机构自己的工作规则，不是规范的规定；已登记的问题不受影响。"

    def target(self) -> Deadlines:
        agency = self.user.organisation
        found = Deadlines.objects.filter(agency=agency).first() or Deadlines(agency=agency)
        require(self.user, "deadlines.change", agency)
        return found

    def save(self, form: Any) -> str:
        services.change_deadlines(self.user, form.instance)
        return reverse("survey:findings")
