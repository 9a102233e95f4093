"""The checklist: on a phone one item a screen, at a desk a table. Each answer is saved as it is given."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import find
from ecosteward.files.models import File
from ecosteward.journal.services import StaleError
from ecosteward.pages.http import person
from ecosteward.survey import services
from ecosteward.survey.forms import AnswerForm
from ecosteward.survey.models import Answer, Visit
from ecosteward.survey.queries.checklist import checklist
from ecosteward.survey.views.handed_in import told_of_handing_in

_ROWS = ("client", "agency")
_CONFLICT, _REFUSED = 409, 422


@gzip_page  # a yard's network is slow and the page is long
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the checklist of a visit that has begun."""
    if told := told_of_handing_in(request, pk):
        return told
    visit = find(person(request), Visit.objects.select_related(*_ROWS), pk, "visit.answer")
    context = {
        "title": "逐项检查",
        "visit": visit,
        "checklist": checklist(visit),
    }
    response = render(request, "survey/check.html", context)
    response["X-Person"] = str(person(request).pk)  # a phone keeps one person's pages at a time
    return response


@require_POST
def answer(request: HttpRequest, pk: int, item_id: str) -> HttpResponse:
    """Save one answer. `X-Saved` carries its version: its absence tells the page that nothing was saved."""
    user = person(request)
    visit = find(user, Visit.objects.select_related(*_ROWS), pk, "visit.answer")
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        faults = [str(fault) for found in form.errors.values() for fault in found]
        return _refused(request, visit, item_id, faults)
    try:
        saved = services.answer(user, visit, item_id, **form.cleaned_data)
    except StaleError as stale:
        return render(request, "survey/_conflict.html", {"theirs": stale.theirs}, status=_CONFLICT)
    except ValidationError as error:
        return _refused(request, visit, item_id, error.messages)
    return _saved(request, visit, saved)


@require_POST
def photograph(request: HttpRequest, pk: int, item_id: str) -> HttpResponse:
    """Add photographs to an item and return the item's photographs."""
    user = person(request)
    visit = find(user, Visit.objects.select_related(*_ROWS), pk, "visit.answer")
    try:
        saved = services.photograph(user, visit, item_id, request.FILES.getlist("photos"))
    except ValidationError as error:
        return _refused(request, visit, item_id, error.messages)
    return _photos(request, visit, saved)


@require_POST
def drop_photo(request: HttpRequest, pk: int, item_id: str, photo: int) -> HttpResponse:
    """Take a photograph off an item and return the item's photographs."""
    user = person(request)
    visit = find(user, Visit.objects.select_related(*_ROWS), pk, "visit.answer")
    known = get_object_or_404(visit.answers.all(), item_id=item_id)
    services.drop_photo(user, known, find(user, known.photos.all(), photo))
    return _photos(request, visit, known)


@require_POST
def set_topic(request: HttpRequest, pk: int, topic_id: str) -> HttpResponse:
    """Say that a topic does not concern the enterprise, or take that back."""
    user = person(request)
    visit = find(user, Visit.objects.select_related(*_ROWS), pk, "visit.change")
    try:
        services.set_topic(user, visit, topic_id, request.POST.get("reason", ""))
    except ValidationError as error:
        return render(request, "survey/_refused.html", {"faults": error.messages}, status=_REFUSED)
    return redirect(reverse("survey:check", args=[pk]))


def _saved(request: HttpRequest, visit: Visit, saved: Answer) -> HttpResponse:
    if not getattr(request, "htmx", None):
        return redirect(f"{reverse('survey:check', args=[visit.pk])}#{saved.item_id}")
    response = render(request, "survey/_saved.html", {"answer": saved, "at": timezone.now()})
    response["X-Saved"] = str(saved.version)
    return response


def _photos(request: HttpRequest, visit: Visit, saved: Answer) -> HttpResponse:
    photos = File.objects.filter(pk__in=saved.photos.values("pk")).order_by("pk")
    context = {"visit": visit, "item_id": saved.item_id, "photos": photos, "editable": True}
    response = render(request, "survey/_photos.html", context)
    response["X-Saved"] = str(saved.version)
    return response


def _refused(request: HttpRequest, visit: Visit, item_id: str, faults: list[str]) -> HttpResponse:
    context = {"visit": visit, "item_id": item_id, "faults": faults}
    return render(request, "survey/_refused.html", context, status=_REFUSED)
