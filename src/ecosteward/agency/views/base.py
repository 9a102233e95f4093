"""What the forms of the agency's pages share."""

from collections.abc import Iterable
from typing import Any

from django.core.files.base import File as Content
from django.urls import reverse

from ecosteward.accounts.door import find, require, visible
from ecosteward.agency.models import StaffRecord
from ecosteward.files.models import File
from ecosteward.files.services import take
from ecosteward.pages.views import FormPage


class AgencyForm(FormPage):
    """A form about the person's own agency. `back_to` is the page it returns to."""

    back_to = "agency:overview"

    def cancel_url(self) -> str:
        return self.after()

    def after(self) -> str:
        """Return where the person goes when done."""
        return reverse(self.back_to)

    def kept(self, form: Any, *, shared: bool = False) -> File | None:
        """Keep the paper somebody brought with the form, if any; colleagues may open it only if it is shared."""
        content: Content[bytes] | None = form.cleaned_data.get("upload")
        return take(self.user, content, agency=self.user.organisation, shared=shared) if content else None

    def all_kept(self, contents: Iterable[Content[bytes]]) -> list[File]:
        """Keep several files that every colleague may open."""
        return [take(self.user, content, agency=self.user.organisation, shared=True) for content in contents]


class DirectorForm(AgencyForm):
    """A form that only the director opens."""

    def form_arguments(self) -> dict[str, Any]:
        require(self.user, "agency.direct", self.user.organisation)
        return {}


class StaffForm(AgencyForm):
    """A form about one person's file; `action` is what one must be allowed to do to it."""

    action = "staff.change"

    @property
    def record(self) -> StaffRecord:
        """Return the file, through the door."""
        if "record" not in self.__dict__:
            rows = visible(self.user, StaffRecord).select_related("person", "agency")
            self.__dict__["record"] = find(self.user, rows, self.kwargs["pk"], self.action)
        found: StaffRecord = self.__dict__["record"]
        return found

    def context(self) -> dict[str, Any]:
        return {"lead": self.record.person.name}

    def after(self) -> str:
        return reverse("agency:person", args=[self.record.pk])


def facts(form: Any, *without: str) -> dict[str, Any]:
    """Return what a form over a record holds of that record's own fields."""
    return {name: form.cleaned_data[name] for name in form.Meta.fields if name not in without}
