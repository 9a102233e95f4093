from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import find, require, visible
from ecosteward.accounts.models import User
from ecosteward.clients import services
from ecosteward.clients.forms.client import AssignForm
from ecosteward.clients.forms.people import ContactForm, EnrolForm
from ecosteward.clients.models import Assignment, Client, Contact
from ecosteward.clients.views.client import profile_url
from ecosteward.pages.http import person
from ecosteward.pages.views import FormPage
from ecosteward.people.forms import ReasonForm
from ecosteward.people.invitations import hand_over

_MOST = 200


class OfClient(FormPage):
    """A form about one client, whose address carries the client's key."""

    action = ""

    def client(self) -> Client:
        """Return the client, if the person may act on it."""
        return find(self.user, Client, self.kwargs["client"], self.action)

    def context(self) -> dict[str, Any]:
        return {"lead": self.client().name}

    def cancel_url(self) -> str:
        return profile_url(self.client())


class Assign(OfClient):
    form_class = AssignForm
    title = "指派服务人员"
    submit = "指派"
    action = "client.assign"

    def form_arguments(self) -> dict[str, Any]:
        client = self.client()
        serving = client.assignments.filter(ended_on=None).values("person_id")
        return {"colleagues": client.agency.people.filter(is_active=True).exclude(pk__in=serving)}

    def save(self, form: AssignForm) -> str:
        """Assign the person."""
        services.assign(self.user, self.client(), form.cleaned_data["person"])
        return self.cancel_url()


@require_POST
def assign_many(request: HttpRequest) -> HttpResponse:
    """Ask who is to serve the ticked clients, then assign them: all or none."""
    user = person(request)
    require(user, "client.create", user.organisation)
    ticked = [int(key) for key in request.POST.getlist("row") if key.isdecimal()][:_MOST]
    clients = list(visible(user, Client).filter(pk__in=ticked).select_related("agency").order_by("name"))
    if not clients:
        messages.warning(request, "请先勾选要指派的服务对象")
        return redirect("clients:list")
    colleagues = user.organisation.people.filter(is_active=True)
    form = AssignForm(request.POST if "person" in request.POST else None, colleagues=colleagues)
    if form.is_valid():
        chosen = form.cleaned_data["person"]
        number = services.assign_many(user, clients, chosen)
        messages.success(request, f"{chosen.name}新增服务 {number} 家")
        return redirect("clients:list")
    context = {"title": "指派服务人员", "form": form, "clients": clients}
    return render(request, "clients/assign_many.html", context, status=422 if form.is_bound else 200)


@require_POST
def release(request: HttpRequest, client: int, pk: int) -> HttpResponse:
    """End a person's serving of a client."""
    found = find(person(request), Client, client, "client.assign")
    assignment = find(person(request), Assignment.objects.filter(client=found, ended_on=None), pk)
    services.release(person(request), found, assignment.person)
    return redirect(profile_url(found))


class NewContact(OfClient):
    form_class = ContactForm
    title = "添加联系人"
    action = "profile.change"

    def save(self, form: ContactForm) -> str:
        """Add the contact."""
        given = form.cleaned_data
        services.add_contact(
            self.user, self.client(), given["name"], job=given["job"], phone=given["phone"], email=given["email"]
        )
        return self.cancel_url()


class OfContact(OfClient):
    """A form about one contact."""

    def contact(self) -> Contact:
        """Return the contact."""
        rows = Contact.objects.filter(client=self.client()).select_related("client", "login")
        return find(self.user, rows, self.kwargs["pk"])


class ChangeContact(OfContact):
    form_class = ContactForm
    title = "修改联系人"
    action = "profile.change"

    def target(self) -> Contact:
        return self.contact()

    def save(self, form: ContactForm) -> str:
        """Save the contact."""
        services.change_contact(self.user, form.instance)
        return self.cancel_url()


class EnrolContact(OfContact):
    """Give a contact, or a new one, a login."""

    form_class = EnrolForm
    title = "开通登录"
    submit = "开通并生成邀请链接"
    action = "client.enrol"

    def known(self) -> Contact | None:
        """Return the contact who is enrolled; None for somebody new."""
        return self.contact() if "pk" in self.kwargs else None

    def initial(self) -> dict[str, Any]:
        known = self.known()
        return {name: getattr(known, name) for name in ("name", "job", "phone", "email")} if known else {}

    def context(self) -> dict[str, Any]:
        return {"lead": f"{self.client().name}：开通后对方能看到本机构提供的服务、待整改的问题和已交付的成果。"}

    def save(self, form: EnrolForm) -> HttpResponse:
        """Enrol the person and show the link for them."""
        given, client = form.cleaned_data, self.client()
        enrolled = services.enrol_contact(
            self.user, client, given["name"], given["username"], contact=self.known(), **form.details()
        )
        return hand_over(self.request, enrolled, profile_url(client))


class SuspendContact(OfContact):
    form_class = ReasonForm
    title = "停用登录"
    submit = "停用"
    action = "client.enrol"

    def context(self) -> dict[str, Any]:
        return {"lead": f"停用后 {self.contact().name} 不能登录；其提交的记录都保留。"}

    def save(self, form: ReasonForm) -> str:
        """Suspend the login."""
        services.suspend_contact(self.user, self.contact(), reason=form.cleaned_data["reason"])
        return self.cancel_url()


@require_POST
def restore_contact(request: HttpRequest, client: int, pk: int) -> HttpResponse:
    """Let a contact log in again."""
    contact = _contact(request, client, pk, "client.enrol")
    services.restore_contact(person(request), contact)
    return redirect(profile_url(contact.client))


@require_POST
def invite_contact(request: HttpRequest, client: int, pk: int) -> HttpResponse:
    """Make a new invitation link for a contact."""
    contact = _contact(request, client, pk, "client.enrol")
    login: User = services.invite_contact(person(request), contact)
    return hand_over(request, login, profile_url(contact.client))


@require_POST
def remove_contact(request: HttpRequest, client: int, pk: int) -> HttpResponse:
    """Remove a contact who cannot log in."""
    contact = _contact(request, client, pk, "profile.change")
    try:
        services.remove_contact(person(request), contact)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(profile_url(contact.client))


def _contact(request: HttpRequest, client: int, pk: int, action: str) -> Contact:
    rows = Contact.objects.filter(client=client).select_related("client", "login")
    contact = find(person(request), rows, pk)
    require(person(request), action, contact.client)
    return contact
