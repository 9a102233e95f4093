"""One document: its preview beside what it rests on, what it lacks, and the step that is due."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import allowed, find, require, visible
from ecosteward.accounts.models import Kind
from ecosteward.deliverables.kinds import kinds
from ecosteward.deliverables.models import Comment, Document
from ecosteward.deliverables.queries import changed_since, preview, review_form
from ecosteward.deliverables.rendering.pdf import converter
from ecosteward.deliverables.rules import FROZEN
from ecosteward.deliverables.services.filing import place_of
from ecosteward.deliverables.views.badges import state_badge
from ecosteward.deliverables.views.steps import STEPS, Panel, panel, panels
from ecosteward.journal.services import StaleError
from ecosteward.pages.http import overtaken, person, typed

JOINED = ("client", "client__organisation", "agency", "contract", "author", "signed_by", "file", "sheet", "replaces")


def document_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one document."""
    user = person(request)
    document = find(user, Document.objects.select_related(*JOINED), pk)
    return _page(request, document, panels(user, document))


@require_POST
def step(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Take one step; on bad input show the page again with everything typed."""
    user = person(request)
    if action not in STEPS:
        raise Http404
    document = find(user, Document.objects.select_related(*JOINED), pk)
    if overtaken(request, document.version) and not allowed(user, f"document.{action}", document):
        return _overtaken(request, document)
    require(user, f"document.{action}", document)
    tried = panel(action, request.POST)
    if not tried.form.is_valid():
        return _again(request, pk, tried)
    seen = request.POST.get("version", "")
    document.version = int(seen) if seen.isdecimal() else document.version
    try:
        done = STEPS[action].take(user, document, tried.form.cleaned_data)
    except ValidationError as error:
        _explain(tried, error)
        return _again(request, pk, tried)
    except StaleError:
        tried.form.add_error(None, "别人刚刚办理过这份成果。请看下面的最新情况，您填写的内容还在")
        return _again(request, pk, tried, 409)
    return redirect("deliverables:document", done.pk if isinstance(done, Document) else pk)


def _overtaken(request: HttpRequest, document: Document) -> HttpResponse:
    """Show how the document stands now, and what was typed for a step that somebody else's has overtaken."""
    now = f"现在是“{document.get_state_display()}”"
    messages.warning(request, f"没有办理：别人刚刚办理过这份成果，{now}。请先看最新情况")
    return _page(request, document, panels(person(request), document), 409, typed(request))


def _again(request: HttpRequest, pk: int, tried: Panel, status: int = 422) -> HttpResponse:
    user = person(request)
    document = find(user, Document.objects.select_related(*JOINED), pk)
    others = [each for each in panels(user, document) if each.action != tried.action]
    return _page(request, document, [tried.opened(), *others], status)


def _page(
    request: HttpRequest, document: Document, shown: list[Panel], status: int = 200, lost: str = ""
) -> HttpResponse:
    user = person(request)
    inside = user.organisation.kind == Kind.AGENCY
    kind = kinds().get(document.kind)
    frozen = document.state in FROZEN
    slot, section = place_of(document)
    context = {
        "title": document.title,
        "document": document,
        "typed": lost,
        "state": state_badge(document),
        "kind": kind,
        "frozen": frozen,
        "inside": inside,
        "panels": shown,
        "slot": slot,
        "section": section,
        "pdf": bool(converter()) and (bool(kind) or document.file_id),
        "can_form": document.signed_at is not None
        and document.kind != "review_form"
        and allowed(user, "document.draft", document.client),
        "review_form": review_form(document),
        "notice": document.notice,
        "newer": document.replacements.exclude(state="withdrawn").first() if inside else None,
        "comments": visible(user, Comment).filter(document=document).select_related("author").order_by("pk"),
        **_facts(document, inside=inside, frozen=frozen),
    }
    return render(request, "deliverables/document.html", context, status=status)


def _facts(document: Document, *, inside: bool, frozen: bool) -> dict[str, Any]:
    """Return what a draft lacks, or what has changed since a document was signed."""
    if not inside or not document.kind:
        return {}
    if frozen:
        return {"changes": changed_since(document)}
    if document.state == "withdrawn":
        return {}
    lacking = preview(document).missing
    return {"missing": sorted(lacking, key=lambda each: not each.blocking)}


def _explain(tried: Panel, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        tried.form.add_error(None, error)
        return
    for name, faults in error.error_dict.items():
        tried.form.add_error(name if name in tried.form.fields else None, faults)
