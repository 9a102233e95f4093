"""Who has an e-mail about alarms, and whether one wants any oneself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ecosteward.accounts.door import allowed, find, require, visible
from ecosteward.monitoring.forms.alarms import RecipientForm
from ecosteward.monitoring.models import Recipient
from ecosteward.monitoring.queries.recipients import declined
from ecosteward.monitoring.sending import mail
from ecosteward.monitoring.services import recipients
from ecosteward.pages.http import person
from ecosteward.pages.views import FormPage

_SET_UP = "monitoring.set_up"


@require_safe
def mail_page(request: HttpRequest) -> HttpResponse:
    """Show whom the agency has told, to those who set it up, and everybody their own choice."""
    user = person(request)
    sets_up = allowed(user, _SET_UP, user.organisation)
    known = visible(user, Recipient).select_related("client", "person") if sets_up else Recipient.objects.none()
    unwilling = set(declined())
    context = {
        "title": "邮件提醒",
        "sets_up": sets_up,
        "recipients": [(row, row.person_id in unwilling) for row in known],
        "declined": user.pk in unwilling,
        "mute": not mail.ready(),
        "no_server": mail.NO_SERVER,
    }
    return render(request, "monitoring/alarm_mail.html", context)


class KeepRecipient(FormPage):
    """A new row of who is told, or one that is changed."""

    form_class = RecipientForm
    title = "邮件提醒"
    lead = "报警产生时是这一级，或升到这一级，就给这些人发邮件到本人的邮箱。按角色的，只发给看得到这家企业的人。"

    def target(self) -> Recipient:
        agency = self.user.organisation
        require(self.user, _SET_UP, agency)
        pk = self.kwargs.get("pk")
        return find(self.user, Recipient, pk) if pk else Recipient(agency=agency)

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.user}

    def cancel_url(self) -> str:
        return reverse("monitoring:alarm_mail")

    def save(self, form: RecipientForm) -> str:
        recipients.keep_recipient(self.user, form.instance)
        return self.cancel_url()


@require_POST
def drop_recipient(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a row."""
    user = person(request)
    recipients.drop_recipient(user, find(user, Recipient, pk))
    messages.success(request, "已删除邮件提醒")
    return redirect("monitoring:alarm_mail")


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Say whether one wants mail about alarms."""
    refused = request.POST.get("mail") == "no"
    recipients.choose(person(request), declined=refused)
    messages.success(request, "不再给您发报警邮件" if refused else "报警邮件会发到您的邮箱")
    return redirect("monitoring:alarm_mail")
