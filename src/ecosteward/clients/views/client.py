from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from ecosteward.accounts.door import find, require, visible
from ecosteward.accounts.models import Kind
from ecosteward.clients.forms.client import ClientForm, StageForm
from ecosteward.clients.models import Client, Stage
from ecosteward.clients.queries import NearDuplicate, near_duplicates
from ecosteward.clients.services import change_client, create_client, set_stage
from ecosteward.pages.views import FormPage

_KINDS = [Kind.ENTERPRISE, Kind.PARK, Kind.GOVERNMENT]


def profile_url(client: Client) -> str:
    """Return the address of a client's profile."""
    return reverse("clients:profile", args=[client.pk])


class NewClient(FormPage):
    """Take on a client. Those it would probably repeat are shown first."""

    form_class = ClientForm
    template_name = "clients/form.html"
    title = "新建服务对象"
    wide = True
    near: Sequence[tuple[NearDuplicate, bool]] = ()

    @property
    def kind(self) -> Kind:
        """Return the kind asked for."""
        asked = self.request.GET.get("kind", Kind.ENTERPRISE)
        if asked not in _KINDS:
            raise Http404
        return Kind(asked)

    def form_arguments(self) -> dict[str, Any]:
        require(self.user, "client.create", self.user.organisation)
        return {"user": self.user, "kind": self.kind}

    def context(self) -> dict[str, Any]:
        return {"kinds": _KINDS, "kind": self.kind, "near": self.near}

    def cancel_url(self) -> str:
        return reverse("clients:list")

    def save(self, form: ClientForm) -> HttpResponse | str:
        """Take the client on, unless it is like others and nobody said that it is another one."""
        given, agency = form.cleaned_data, self.user.organisation
        self.near = self._near(given["name"], given["credit_code"])
        if self.near and "sure" not in self.request.POST:
            return self._show(form, 422)
        client = create_client(
            self.user,
            agency,
            self.kind,
            given["name"],
            credit_code=given["credit_code"],
            credit_code_reason=given["credit_code_reason"],
            **form.facts(),
        )
        return reverse("clients:page", args=[client.pk])

    def _near(self, name: str, code: str) -> list[tuple[NearDuplicate, bool]]:
        """Return the clients like this one, each with whether the person may see it."""
        near = near_duplicates(self.user.organisation, name, code)[:8]
        mine = visible(self.user, Client).filter(pk__in=[each.client.pk for each in near])
        seen = set(mine.values_list("pk", flat=True))
        return [(each, each.client.pk in seen) for each in near]


class ChangeClient(FormPage):
    form_class = ClientForm
    title = "修改基本情况"
    wide = True

    def target(self) -> Client:
        return find(self.user, Client, self.kwargs["pk"], "client.change")

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.user, "kind": self.target().kind}

    def cancel_url(self) -> str:
        return reverse("clients:profile", args=[self.kwargs["pk"]])

    def save(self, form: ClientForm) -> str:
        """Save the client with its organisation's code."""
        given = form.cleaned_data
        change_client(
            self.user,
            form.instance,
            credit_code=given["credit_code"],
            credit_code_reason=given["credit_code_reason"],
        )
        return profile_url(form.instance)


class ChangeStage(FormPage):
    form_class = StageForm
    title = "变更服务阶段"

    def client(self) -> Client:
        """Return the client."""
        return find(self.user, Client, self.kwargs["pk"], "client.stage")

    def form_arguments(self) -> dict[str, Any]:
        return {"client": self.client()}

    def context(self) -> dict[str, Any]:
        client = self.client()
        return {"lead": f"{client.name}现在是「{client.get_stage_display()}」。"}

    def cancel_url(self) -> str:
        return reverse("clients:profile", args=[self.kwargs["pk"]])

    def save(self, form: StageForm) -> str:
        """Move the client on."""
        client = self.client()
        set_stage(self.user, client, Stage(form.cleaned_data["stage"]), reason=form.cleaned_data["reason"])
        return profile_url(client)
