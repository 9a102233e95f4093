"""Beginning a document: for whom, which kind, about what."""

from typing import Any

from django.core.files.base import File as Content
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ecosteward.accounts.door import find
from ecosteward.clients.models import Client
from ecosteward.deliverables import services
from ecosteward.deliverables.forms import ClientForm, DraftForm, FileForm, RegisterForm, WordsForm
from ecosteward.deliverables.kinds import kinds
from ecosteward.deliverables.kinds.base import Kind
from ecosteward.deliverables.models import Category, Document
from ecosteward.pages.http import person
from ecosteward.pages.views import FormPage


class New(FormPage):
    """Choose the client."""

    form_class = ClientForm
    title = "新建成果"
    submit = "下一步"
    lead = "先选服务对象，再选文种。"

    def form_arguments(self) -> dict[str, Any]:
        """Offer the person's clients."""
        return {"user": self.user}

    def save(self, form: ClientForm) -> str:
        """Go on to the kinds."""
        return reverse("deliverables:choose", args=[form.cleaned_data["client"].pk])


def choose(request: HttpRequest, client: int) -> HttpResponse:
    """Show the kinds made for the client, by the categories of clause 7."""
    found = find(person(request), Client, client, "document.draft")
    order = list(Category)
    offered = sorted(
        (kind for kind in kinds().values() if found.kind in kind.clients), key=lambda kind: order.index(kind.category)
    )
    context = {"title": "新建成果", "client": found, "tab": "documents", "kinds": offered}
    return render(request, "deliverables/choose.html", context)


class _ForClient(FormPage):
    def client(self) -> Client:
        """Return the client, whom the person serves."""
        return find(self.user, Client.objects.select_related("agency"), self.kwargs["client"], "document.draft")

    def form_arguments(self) -> dict[str, Any]:
        """Offer what belongs to the client."""
        return {"user": self.user, "client": self.client()}

    def cancel_url(self) -> str:
        """Go back to the kinds."""
        return reverse("deliverables:choose", args=[self.kwargs["client"]])


class Draft(_ForClient):
    """Say what a new document is about."""

    form_class = DraftForm
    submit = "起草"

    @property
    def kind(self) -> Kind:
        """Return the kind of the address, or 404."""
        found = kinds().get(self.kwargs["kind"])
        if found is None:
            raise Http404
        return found

    def initial(self) -> dict[str, Any]:
        """Take what the address proposes: `?subject=` and `?contract=`."""
        given = {"subject_id": self.request.GET.get("subject"), "contract": self.request.GET.get("contract")}
        return {name: value for name, value in given.items() if value}

    def form_arguments(self) -> dict[str, Any]:
        """Ask for what the kind wants."""
        return {**super().form_arguments(), "kind": self.kind}

    def context(self) -> dict[str, Any]:
        """Say what the kind is."""
        return {"title": f"起草{self.kind.title}", "lead": f"{self.client().name}。{self.kind.lead}"}

    def save(self, form: DraftForm) -> str:
        """Begin it and show it."""
        given = form.cleaned_data
        made = services.draft(
            self.user,
            self.client(),
            self.kind.id,
            contract=given["contract"],
            subject_id=given.get("subject_id"),
            period=given.get("period", ""),
            title=given["title"],
        )
        return reverse("deliverables:document", args=[made.pk])


class Register(_ForClient):
    """Register a result that was written elsewhere."""

    form_class = RegisterForm
    title = "登记成果文件"
    submit = "登记"

    def context(self) -> dict[str, Any]:
        """Say what happens to it."""
        return {"lead": f"{self.client().name}。登记后同样要经质量负责人审签才能交付。"}

    def save(self, form: RegisterForm) -> str:
        """Keep the file and show its page."""
        given = form.cleaned_data
        upload: Content[bytes] = given["upload"]
        made = services.register(
            self.user, self.client(), Category(given["category"]), given["title"], upload, contract=given["contract"]
        )
        return reverse("deliverables:document", args=[made.pk])


class _OfDocument(FormPage):
    def target(self) -> Document:
        """Return the draft."""
        return find(
            self.user, Document.objects.select_related("client", "contract"), self.kwargs["pk"], "document.change"
        )

    def cancel_url(self) -> str:
        """Go back to the document."""
        return reverse("deliverables:document", args=[self.kwargs["pk"]])


class Write(_OfDocument):
    """Write the words of a draft."""

    form_class = WordsForm
    template_name = "deliverables/write.html"
    title = "填写文字"

    def form_arguments(self) -> dict[str, Any]:
        """Give each place of the kind a field."""
        return {"kind": kinds().get(self.target().kind)}

    def context(self) -> dict[str, Any]:
        """Say where the words go."""
        return {
            "document": self.target(),
            "lead": f"{self.target().title}。从记录里取的数会自动填入，这里只写记录里没有的话；空着的位置不会出现在文件里。",
        }

    def save(self, form: WordsForm) -> str:
        """Keep them."""
        services.change(self.user, form.instance, title=form.cleaned_data["title"], words=form.typed())
        return self.cancel_url()


class ReplaceFile(_OfDocument):
    """Put another file in an uploaded draft's place."""

    form_class = FileForm
    title = "更换文件"
    submit = "更换"

    def save(self, form: FileForm) -> HttpResponse:
        """Keep the new file."""
        services.replace_file(self.user, self.target(), form.cleaned_data["upload"])
        return redirect(self.cancel_url())
