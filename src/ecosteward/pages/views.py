"""How a page that takes a form behaves."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from ecosteward.accounts.models import User
from ecosteward.journal.services import StaleError
from ecosteward.pages.faults import UnavailableError
from ecosteward.pages.forms import RecordForm
from ecosteward.pages.http import person


class FormPage(View):
    """A page with one form: shows it, and on bad input shows it again with everything typed.

    A subclass gives `form_class`, `title` and `save`, and `target` where an existing record is changed.
    """

    form_class: ClassVar[type[forms.BaseForm]]
    template_name = "pages/form.html"
    title = ""
    submit = "保存"
    lead = ""
    wide = False

    @property
    def user(self) -> User:
        """Return the logged-in person."""
        return person(self.request)

    def target(self) -> Any:
        """Return the record to change (through the door), or None for a new one."""
        return None

    def initial(self) -> dict[str, Any]:
        """Return first values of a new form."""
        return {}

    def form_arguments(self) -> dict[str, Any]:
        """Return further arguments for the form, such as choices that depend on the person."""
        return {}

    def save(self, form: Any) -> HttpResponse | str:
        """Do what the form asks and return the next page: an answer or an address."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Return further values for the template."""
        return {}

    def cancel_url(self) -> str:
        """Return where the person goes who changes their mind: where they came from, also after a form sent in vain."""
        wanted = self.request.POST.get("came_from") or self.request.META.get("HTTP_REFERER", "")
        inside = url_has_allowed_host_and_scheme(wanted, allowed_hosts={self.request.get_host()})
        return str(wanted) if inside else "/"

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show the form."""
        return self._show(self._form())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Take the form."""
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form, 422)
        try:
            done = self.save(form)
        except StaleError as stale:
            if isinstance(form, RecordForm):
                form.show_conflict(stale.theirs)
            else:
                form.add_error(None, f"{stale}；您填写的内容还在，请在另一窗口打开这条记录看过再提交")
            return self._show(form, 409)
        except IntegrityError:
            form.add_error(None, "别人刚刚保存了同样的记录，这次没有保存；您填写的内容还在，请刷新列表核对后再决定")
            return self._show(form, 409)
        except UnavailableError as error:
            form.add_error(None, f"{error}。您填写的内容还在，附件须重新选择")
            return self._show(form, 503)
        except ValidationError as error:
            _explain(form, error)
            return self._show(form, 422)
        return redirect(done) if isinstance(done, str) else done

    def _form(self, *data: Any) -> Any:
        arguments = {"initial": self.initial(), **self.form_arguments()}
        target = self.target()
        if target is not None and issubclass(self.form_class, forms.BaseModelForm):
            arguments["instance"] = target
        return self.form_class(*data, **arguments)

    def _show(self, form: Any, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "title": self.title,
            "submit": self.submit,
            "lead": self.lead,
            "wide": self.wide,
            "cancel_url": self.cancel_url(),
            **self.context(),
        }
        return render(self.request, self.template_name, context, status=status)


def _explain(form: forms.BaseForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, faults in error.error_dict.items():
        form.add_error(name if name in form.fields else None, faults)
