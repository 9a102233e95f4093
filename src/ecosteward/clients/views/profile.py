from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import allowed, find, visible
from ecosteward.accounts.models import Kind, User
from ecosteward.clients import services
from ecosteward.clients.forms.profile import ProfileForm, form_for
from ecosteward.clients.models import Client, ProfileRow
from ecosteward.clients.permissions import under
from ecosteward.clients.sections import BY_KEY, SECTIONS, Section
from ecosteward.clients.views.client import profile_url
from ecosteward.pages.http import person
from ecosteward.pages.lists import Line
from ecosteward.pages.views import FormPage

_MOST_SHOWN = 50


@dataclass(frozen=True)
class Shown:
    """One section of one client's profile, as the page shows it."""

    section: Section
    client: Client
    lines: list[Line]
    may: bool


def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything known about a client."""
    user = person(request)
    clients = Client.objects.select_related("organisation", "agency", "park", "authority")
    client = find(user, clients, pk)
    context = {
        "title": client.name,
        "client": client,
        "tab": "profile",
        "serving": client.assignments.filter(ended_on=None).select_related("person"),
        "contacts": client.contacts.select_related("login"),
        "sections": _all_shown(user, client) if client.kind == Kind.ENTERPRISE else [],
        **_supervised_shown(user, client),
    }
    return render(request, "clients/profile.html", context)


def section(request: HttpRequest, client: int, key: str) -> HttpResponse:
    """Show one section by itself, as it is after a change, and its number for the index."""
    found, asked = find(person(request), _enterprises_only(), client), _section(key)
    shown = _shown(found, asked, may=allowed(person(request), asked.action, found))
    return render(request, "clients/_section.html", {"shown": shown, "swapped": True})


class ProfileLine(FormPage):
    """The form of one line, in its place on the profile page, or as a page of its own."""

    wide = True

    @property
    def section(self) -> Section:
        """Return the section of the address."""
        return _section(self.kwargs["key"])

    @property
    def form_class(self) -> type[ProfileForm]:  # type: ignore[override]  # made for the section asked for
        """Return the section's form."""
        return form_for(self.section)

    @property
    def template_name(self) -> str:  # type: ignore[override]  # in its place where htmx asks
        """Return the template."""
        return "clients/_line_form.html" if self._in_place else "pages/form.html"

    @property
    def _in_place(self) -> bool:
        return "HX-Request" in self.request.headers

    def client(self) -> Client:
        """Return the enterprise, if the person may write this section."""
        return find(self.user, _enterprises_only(), self.kwargs["client"], self.section.action)

    def target(self) -> ProfileRow | None:
        if "pk" not in self.kwargs:
            return None
        return find(self.user, self.section.model._default_manager.filter(client=self.client()), self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        return {name: value for name, value in self.request.GET.items() if name in self.section.asks}

    def form_arguments(self) -> dict[str, Any]:
        return {"client": self.client(), "auto_id": f"id_{self.section.key}_%s"}

    def context(self) -> dict[str, Any]:
        words = self.section.title
        title = f"修改：{words}" if "pk" in self.kwargs else f"添加：{words}"
        return {"title": title, "section": self.section, "client": self.client(), "pk": self.kwargs.get("pk")}

    def cancel_url(self) -> str:
        return f"{profile_url(self.client())}#{self.section.key}"

    def save(self, form: ProfileForm) -> HttpResponse | str:
        """Save the line and show the section as it is now."""
        save = services.change_profile if form.instance.pk else services.add_to_profile
        save(self.user, form.instance)
        if not self._in_place:
            return self.cancel_url()
        response = section(self.request, self.kwargs["client"], self.section.key)
        response["HX-Retarget"], response["HX-Reswap"] = f"#{self.section.key}", "outerHTML"
        return response


@require_POST
def remove_line(request: HttpRequest, client: int, key: str, pk: int) -> HttpResponse:
    """Remove a line."""
    asked = _section(key)
    found = find(person(request), _enterprises_only(), client, asked.action)
    row = find(person(request), asked.model._default_manager.filter(client=found), pk)
    try:
        services.remove_from_profile(person(request), row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{profile_url(found)}#{key}")


def _section(key: str) -> Section:
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def _enterprises_only() -> QuerySet[Client]:
    return Client.objects.filter(kind=Kind.ENTERPRISE).select_related("organisation", "agency")


def _all_shown(user: User, client: Client) -> list[Shown]:
    may = {action: allowed(user, action, client) for action in {section.action for section in SECTIONS}}
    return [_shown(client, section, may=may[section.action]) for section in SECTIONS]


def _shown(client: Client, section: Section, *, may: bool) -> Shown:
    rows = section.model._default_manager.filter(client=client).select_related(*section.related)
    return Shown(section, client, [Line(row, section.columns) for row in rows], may)


def _supervised_shown(user: User, client: Client) -> dict[str, Any]:
    """Return the first of those supervised and how many there are; the list of clients has the rest."""
    rows = _supervised(user, client)
    return {"supervised": rows[:_MOST_SHOWN], "supervised_count": rows.count(), "most": _MOST_SHOWN}


def _supervised(user: User, client: Client) -> QuerySet[Client]:
    """Return the enterprises of a park, or the parks and enterprises under an authority, that the person may see."""
    rows = visible(user, Client).select_related("park").order_by("-kind", "name")
    match client.kind:
        case Kind.PARK:
            return rows.filter(park=client)
        case Kind.GOVERNMENT:
            return rows.filter(under(client))
        case _:
            return rows.none()
