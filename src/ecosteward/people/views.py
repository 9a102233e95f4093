from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ecosteward.accounts import services
from ecosteward.accounts.door import allowed, find, require
from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.pages.http import person
from ecosteward.pages.lists import Badge, Column, ListPage
from ecosteward.pages.views import FormPage
from ecosteward.people.forms import ChangePersonForm, OrganisationForm, PersonForm, ReasonForm
from ecosteward.people.invitations import hand_over, kept


def _state(row: User) -> Badge:
    if not row.is_active:
        return Badge("已停用", "grey")
    return Badge("在用", "green") if row.last_login else Badge("未登录过", "amber")


class PeopleList(ListPage):
    """The people of the person's own organisation."""

    model = User
    title = "人员账号"
    empty = "还没有人员"
    columns = (
        Column("姓名", lambda row: row.name, sort="name", link=lambda row: reverse("people:page", args=[row.pk])),
        Column("登录名", lambda row: row.username, sort="username"),
        Column("角色", lambda row: row.role_names),
        Column("职务", lambda row: row.job, minor=True),
        Column("手机", lambda row: row.phone),
        Column("状态", _state, sort="is_active"),
        Column("最近登录", lambda row: row.last_login, sort="last_login", minor=True),
    )
    search = ("name", "username", "job", "phone")
    search_hint = "姓名、登录名、手机"
    ordering = ("-is_active", "pk")

    def rows(self) -> QuerySet[Any]:
        """Return the people."""
        return super().rows().select_related("organisation")

    def context(self) -> dict[str, Any]:
        """Offer to add people."""
        own = ("单位信息", reverse("people:organisation"), "building")
        if not allowed(self.user, "person.add", self.user.organisation):
            return {"actions": [own]}
        return {"actions": [("添加人员", reverse("people:new"), "user-plus"), own]}


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person."""
    found = find(person(request), User.objects.select_related("organisation"), pk)
    context = {"title": found.name, "person": found, "state": _state(found)}
    return render(request, "people/person.html", context)


class NewPerson(FormPage):
    form_class = PersonForm
    title = "添加人员"
    submit = "添加并生成邀请链接"
    lead = "添加后得到一个邀请链接，发给本人设置密码；链接三天内有效，只能用一次。"

    def form_arguments(self) -> dict[str, Any]:
        require(self.user, "person.add", self.user.organisation)
        return {}

    def cancel_url(self) -> str:
        return reverse("people:list")

    def save(self, form: PersonForm) -> HttpResponse:
        """Add the person and show the link for them."""
        given = form.cleaned_data
        roles = [Role(role) for role in given["roles"]]
        added = services.add_person(self.user, given["username"], given["name"], roles, **form.facts())
        return hand_over(self.request, added, reverse("people:page", args=[added.pk]))


class ChangePerson(FormPage):
    form_class = ChangePersonForm
    title = "修改人员"

    def target(self) -> User:
        return find(self.user, User, self.kwargs["pk"], "person.change")

    def cancel_url(self) -> str:
        return reverse("people:page", args=[self.kwargs["pk"]])

    def save(self, form: ChangePersonForm) -> str:
        """Save the person."""
        services.change_person(self.user, form.instance)
        return self.cancel_url()


class Suspend(FormPage):
    form_class = ReasonForm
    title = "停用人员"
    submit = "停用"
    lead = "停用后不能登录；其经手的记录和签名都保留。"

    def target(self) -> User:
        return find(self.user, User, self.kwargs["pk"], "person.suspend")

    def context(self) -> dict[str, Any]:
        return {"title": f"停用 {self.target().name}"}

    def cancel_url(self) -> str:
        return reverse("people:page", args=[self.kwargs["pk"]])

    def save(self, form: ReasonForm) -> str:
        """Suspend the person."""
        services.suspend(self.user, self.target(), reason=form.cleaned_data["reason"])
        return self.cancel_url()


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a suspended person log in again."""
    services.restore(person(request), find(person(request), User, pk, "person.suspend"))
    return redirect("people:page", pk)


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new invitation link for a person."""
    invited = find(person(request), User, pk, "person.invite")
    services.invite(person(request), invited)
    return hand_over(request, invited, reverse("people:page", args=[pk]))


def invitation(request: HttpRequest) -> HttpResponse:
    """Show the link last made, to who made it."""
    made = kept(request)
    if made is None:
        return redirect("people:list")
    return render(request, "people/invitation.html", {"title": "登录邀请", "made": made})


def organisation(request: HttpRequest) -> HttpResponse:
    """Show the person's own organisation."""
    own = person(request).organisation
    context = {"title": "单位信息", "organisation": own, "is_agency": own.kind == Kind.AGENCY}
    return render(request, "people/organisation.html", context)


class ChangeOrganisation(FormPage):
    form_class = OrganisationForm
    title = "修改单位信息"

    def target(self) -> Organisation:
        return find(self.user, Organisation, self.user.organisation_id, "organisation.change")

    def cancel_url(self) -> str:
        return reverse("people:organisation")

    def save(self, form: OrganisationForm) -> str:
        """Save the organisation."""
        services.change_organisation(self.user, form.instance)
        return self.cancel_url()
