from typing import Any

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.tokens import default_token_generator
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlsafe_base64_decode

from ecosteward.accounts import services
from ecosteward.accounts.models import Kind, Organisation, User
from ecosteward.pages.http import person
from ecosteward.pages.maps import answer
from ecosteward.pages.views import FormPage
from ecosteward.web.forms import PasswordForm, StartForm
from ecosteward.web.homes import home_of, supervisor

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
def health(_request: HttpRequest) -> HttpResponse:
    """Answer 200 while the site and its database work."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def home(request: HttpRequest) -> HttpResponseBase:
    """Show what the person has to do today; an empty installation asks for its first agency."""
    if request.user.is_authenticated:
        shown = home_of(person(request))
        context = {"title": shown.title, "today": timezone.localdate(), "home": shown}
        return render(request, "web/home.html", context)
    if not Organisation.objects.filter(kind=Kind.AGENCY).exists():
        return redirect("web:start")
    return redirect("account_login")


def places(request: HttpRequest) -> HttpResponse:
    """Send where the enterprises of a park or an office lie and how they stand."""
    return answer(supervisor.places(person(request)))


@method_decorator(login_not_required, name="dispatch")
class Start(FormPage):
    """The first visitor of an empty installation makes the agency and its director."""

    form_class = StartForm
    template_name = "web/start.html"
    title = "启用环管家"
    submit = "建立机构并登录"
    lead = "平台还是空的。先建立服务机构和机构负责人，其他人员由机构负责人添加。"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Close the page for good once there is an agency."""
        if Organisation.objects.filter(kind=Kind.AGENCY).exists():
            return redirect("web:home")
        return super().dispatch(request, *args, **kwargs)

    def save(self, form: StartForm) -> str:
        """Make the agency and log its director in."""
        given = form.cleaned_data
        director = services.start(given["agency"], given["name"], given["username"], given["password"])
        login(self.request, director, backend=BACKEND)
        return "/"


@method_decorator(login_not_required, name="dispatch")
class Join(FormPage):
    """A person who was enrolled sets their password through the link they were given."""

    form_class = PasswordForm
    template_name = "web/start.html"
    title = "设置密码"
    submit = "保存并登录"

    def invited(self) -> User:
        """Return the person of the link, or 404 where it is used up or too old."""
        try:
            number = int(urlsafe_base64_decode(self.kwargs["uid"]))
        except ValueError as error:
            raise Http404 from error
        found = User.objects.filter(pk=number, is_active=True).first()
        if found is None or not default_token_generator.check_token(found, self.kwargs["token"]):
            raise Http404
        return found

    def context(self) -> dict[str, Any]:
        """Greet the person."""
        invited = self.invited()
        return {"lead": f"{invited.name}（登录名 {invited.username}，{invited.organisation}），请设置登录密码。"}

    def save(self, form: PasswordForm) -> str:
        """Keep the password and log the person in."""
        invited = self.invited()
        services.set_password(invited, form.cleaned_data["password"])
        login(self.request, invited, backend=BACKEND)
        return "/"


def me(request: HttpRequest) -> HttpResponse:
    """Show the person's own details."""
    return render(request, "web/me.html", {"title": "我的账号", "me": person(request)})
