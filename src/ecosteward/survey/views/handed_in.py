"""What an inspector is told who comes to a visit that a colleague has handed in meanwhile."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone

from ecosteward.accounts.door import find
from ecosteward.clients.permissions import works_for
from ecosteward.pages.http import person
from ecosteward.survey.models import Visit


def told_of_handing_in(request: HttpRequest, pk: int) -> HttpResponseRedirect | None:
    """Lead to the visit with who handed it in and when; None where it is not, or to others."""
    user = person(request)
    visit = find(user, Visit.objects.select_related("submitted_by", "client"), pk)
    if visit.submitted_by is None or not works_for(user, visit.client):
        return None
    at = timezone.localtime(visit.updated_at)
    messages.info(request, f"这次检查已由{visit.submitted_by.name}在 {at:%m-%d %H:%M} 提交，不能再改，结果见下面")
    return redirect("survey:visit", pk)
