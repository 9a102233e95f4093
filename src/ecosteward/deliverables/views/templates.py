"""An agency's own templates, for its director."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import find, require
from ecosteward.deliverables import services
from ecosteward.deliverables.forms import CodeForm, ReasonForm, TemplateForm
from ecosteward.deliverables.kinds import kinds
from ecosteward.deliverables.kinds.base import Kind
from ecosteward.deliverables.models import Template
from ecosteward.deliverables.queries import in_use, variables
from ecosteward.deliverables.services.numbers import code_of
from ecosteward.pages.http import person
from ecosteward.pages.views import FormPage

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _kind(name: str) -> Kind:
    found = kinds().get(name)
    if found is None:
        raise Http404
    return found


def template_list(request: HttpRequest) -> HttpResponse:
    """Show which template each kind is made with."""
    user = person(request)
    require(user, "template.manage", user.organisation)
    own = Template.objects.filter(agency=user.organisation, retired=False).select_related("client")
    by_kind: dict[str, list[Template]] = {}
    for template in own.order_by("client__name"):
        by_kind.setdefault(template.kind, []).append(template)
    rows = [(kind, by_kind.get(kind.id, [])) for kind in kinds().values()]
    context = {"title": "文档模板", "rows": rows, "code": code_of(user.organisation_id)}
    return render(request, "deliverables/templates.html", context)


class TemplatePage(FormPage):
    """One kind's templates: those of the agency, the variables, and a form to upload another."""

    form_class = TemplateForm
    template_name = "deliverables/template.html"
    submit = "检查并启用"

    @property
    def kind(self) -> Kind:
        """Return the kind; only for the director."""
        require(self.user, "template.manage", self.user.organisation)
        return _kind(self.kwargs["kind"])

    def form_arguments(self) -> dict[str, Any]:
        """Offer the agency's clients."""
        return {"user": self.user}

    def cancel_url(self) -> str:
        """Go back to the templates."""
        return reverse("deliverables:templates")

    def context(self) -> dict[str, Any]:
        """Show what there is."""
        kind = self.kind
        agency = self.user.organisation
        own = Template.objects.filter(agency=agency, kind=kind.id).select_related("client", "file")
        return {
            "title": f"{kind.title}模板",
            "kind": kind,
            "own": own.order_by("retired", "client__name", "-revision"),
            "version": in_use(kind, agency.pk, None).version,
            "variables": list(variables(kind)),
            "reason": ReasonForm(auto_id="retire_%s"),
        }

    def save(self, form: TemplateForm) -> str:
        """Check the file and put it in use."""
        given = form.cleaned_data
        services.upload_template(
            self.user, self.user.organisation, self.kind.id, given["upload"], client=given["client"], note=given["note"]
        )
        return reverse("deliverables:template", args=[self.kind.id])


def download(request: HttpRequest, kind: str) -> HttpResponse:
    """Send the template a kind is made with now, to be changed in Word and sent back."""
    user = person(request)
    require(user, "template.manage", user.organisation)
    chosen = _kind(kind)
    response = HttpResponse(in_use(chosen, user.organisation_id, None).content, content_type=_WORD)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{chosen.title}模板.docx')}"
    return response


@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop using a template of the agency's own."""
    user = person(request)
    template = find(user, Template.objects.select_related("agency"), pk)
    services.retire_template(user, template, request.POST.get("reason", "") or "停用")
    return redirect("deliverables:template", template.kind)


class Code(FormPage):
    """Set the agency's code in document numbers."""

    form_class = CodeForm
    title = "机构代号"

    def initial(self) -> dict[str, Any]:
        """Show the code used now."""
        require(self.user, "template.manage", self.user.organisation)
        return {"code": code_of(self.user.organisation_id)}

    def save(self, form: CodeForm) -> str:
        """Keep it."""
        services.set_code(self.user, self.user.organisation, form.cleaned_data["code"])
        return reverse("deliverables:templates")
