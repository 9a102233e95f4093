"""The file of one contract."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ecosteward.accounts.door import allowed, visible
from ecosteward.archive.models import ContractFile
from ecosteward.archive.queries.contracts import parts
from ecosteward.pages.http import person


def contract(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Show a contract's own file in its six sections."""
    user = person(request)
    found = get_object_or_404(visible(user, ContractFile.objects.select_related("client")), contract_id=contract_id)
    context = {
        "title": "合同档案",
        "file": found,
        "client": found.client,
        "tab": "archive",
        "parts": parts(found, user),
        "limit": settings.UPLOAD_LIMIT,
        "brings": allowed(user, "contract_paper.file", found.client),
    }
    template = "archive/_contract.html" if request.headers.get("HX-Target") == "archive" else "archive/contract.html"
    return render(request, template, context)
