"""The last look before a visit is handed in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views import View

from ecosteward.accounts.door import find
from ecosteward.pages.http import person
from ecosteward.survey import services
from ecosteward.survey.forms import FailureForm
from ecosteward.survey.models import Severity, Visit
from ecosteward.survey.queries.checklist import checklist
from ecosteward.survey.queries.deadlines import days_of
from ecosteward.survey.queries.submission import Failure, failures, obstacles_of
from ecosteward.survey.rules import deadlines
from ecosteward.survey.rules.deadlines import Days
from ecosteward.survey.rules.duplicates import Course
from ecosteward.survey.views.handed_in import told_of_handing_in

_WORDS = {
    Course.NEW: "另立新问题",
    Course.LINK: "并入原有问题（再次发现）",
    Course.REOPEN: "原问题反复，重新整改",
}
_SEVERITIES = {severity.label: severity for severity in Severity}


class Submit(View):
    """Show the failed answers with what will become of each; then hand in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Tell the second of two inspectors that the visit is handed in already."""
        return told_of_handing_in(request, kwargs["pk"]) or super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit = self._visit(pk)
        return self._show(visit, self._rows(visit))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        visit = self._visit(pk)
        rows = self._rows(visit, request.POST)
        if not all(form.is_valid() for _, form in rows):
            return self._show(visit, rows, ["有问题没有填完整，见下面的红字"])
        decisions = {failure.answer.item_id: _decision(form.cleaned_data) for failure, form in rows}
        try:
            found = services.submit_visit(person(request), visit, decisions)
        except ValidationError as error:
            return self._show(visit, rows, error.messages)
        messages.success(request, f"检查已提交，形成 {len(found)} 个问题，企业已可看到")
        return redirect("survey:visit", pk)

    def _visit(self, pk: int) -> Visit:
        return find(person(self.request), Visit.objects.select_related("client", "agency"), pk, "visit.submit")

    def _rows(self, visit: Visit, *data: Any) -> list[tuple[Failure, FailureForm]]:
        days = days_of(visit.agency_id)
        return [(failure, _form(visit, failure, days, *data)) for failure in failures(visit)]

    def _show(
        self, visit: Visit, rows: list[tuple[Failure, FailureForm]], faults: list[str] | None = None
    ) -> HttpResponse:
        days = days_of(visit.agency_id)
        context = {
            "title": "核对提交",
            "visit": visit,
            "rows": rows,
            "checklist": checklist(visit),
            "obstacles": obstacles_of(visit),
            "faults": faults or [],
            "days": days,
            "due": {severity.value: str(deadlines.due(visit.day, severity, days)) for severity in Severity},
        }
        return render(self.request, "survey/submit.html", context, status=422 if faults else 200)


def _form(visit: Visit, failure: Failure, days: Days, *data: Any) -> FailureForm:
    item, answer = failure.line.item, failure.answer
    severity = _SEVERITIES.get(item.severity or "", Severity.ORDINARY)
    initial = {
        "course": failure.proposed,
        "place": answer.place or item.place,
        "text": answer.note,
        "severity": severity,
        "due_on": deadlines.due(visit.day, severity, days),
        "suggestion": item.suggestion,
    }
    form = FailureForm(*data, initial=initial, prefix=item.id, found_on=visit.day)
    courses: Any = form.fields["course"]
    courses.choices = [(course.value, _WORDS[course]) for course in failure.courses]
    return form


def _decision(given: dict[str, Any]) -> services.Decision:
    judgement = services.Judgement(
        given["text"], given["place"], Severity(given["severity"]), given["suggestion"], given["due_on"]
    )
    return services.Decision(Course(given["course"]) if given["course"] else None, judgement)
