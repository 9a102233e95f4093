from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from ecosteward.accounts.door import allowed
from ecosteward.accounts.models import Kind
from ecosteward.clients.forms.client import ClientFilters
from ecosteward.clients.models import Assignment, Client, Stage
from ecosteward.pages.lists import Badge, Column, ListPage

STAGE_COLOURS = {Stage.PROSPECT: "grey", Stage.SERVED: "blue", Stage.ENDED: "green"}


def _people(client: Client) -> str:
    return "、".join(assignment.person.name for assignment in client.assignments.all())


class ClientList(ListPage):
    """Every client the person serves, is, or supervises."""

    model = Client
    empty = "这里列出服务的企业、园区和政府部门"
    columns = (
        Column("名称", lambda row: row.name, sort="name", link=lambda row: reverse("clients:page", args=[row.pk])),
        Column("统一社会信用代码", lambda row: row.organisation.credit_code, sort="organisation__credit_code"),
        Column("类别", lambda row: row.get_kind_display(), sort="kind"),
        Column("阶段", lambda row: Badge(row.get_stage_display(), STAGE_COLOURS[Stage(row.stage)]), sort="stage"),
        Column("园区", lambda row: row.park.name if row.park else "", sort="park__name"),
        Column("行业", lambda row: f"{row.industry_code} {row.industry}".strip(), sort="industry_code"),
        Column("厂址（地址）", lambda row: row.site, minor=True, clip="rest"),
        Column("服务人员", _people, minor=True, clip="short"),
    )
    bulk = (("指派服务人员", "clients:assign_many", "user-plus"),)
    filters = ClientFilters
    search = ("name", "organisation__credit_code", "site")
    search_hint = "名称、信用代码、地址"
    ordering = ("kind", "name")

    @property
    def title(self) -> str:  # type: ignore[override]  # a supervisor looks at enterprises, an agency at clients
        """Return the list's name, as the person calls what is in it."""
        return "服务对象" if self.user.organisation.kind == Kind.AGENCY else "企业"

    def rows(self) -> QuerySet[Any]:
        """Return the clients with what the columns read."""
        serving = Assignment.objects.filter(ended_on=None).select_related("person")
        return super().rows().select_related("organisation", "park").prefetch_related(Prefetch("assignments", serving))

    def context(self) -> dict[str, Any]:
        """Offer to take on clients."""
        if not allowed(self.user, "client.create", self.user.organisation):
            return {"bulk": ()}
        return {
            "actions": [
                ("新建服务对象", reverse("clients:new"), "plus"),
                ("导入 Excel", reverse("clients:import"), "file-import"),
            ]
        }
