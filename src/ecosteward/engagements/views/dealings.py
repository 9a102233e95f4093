"""Notices to the client, the client's replies, and the contract's acceptance."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone

from ecosteward.accounts.door import allowed, find, visible
from ecosteward.clients.permissions import belongs_to
from ecosteward.engagements import services
from ecosteward.engagements.forms.dealings import AcceptanceForm, NoticeForm, ReplyForm
from ecosteward.engagements.models import Notice, TaskState
from ecosteward.engagements.queries import open_tasks
from ecosteward.engagements.rules.acceptance import rework_due
from ecosteward.engagements.services.notices import stage_name
from ecosteward.engagements.views.badges import notice_badge, notice_url, task_badge
from ecosteward.engagements.views.common import OfContract, StepPage, Trail, contract_trail, contract_url, taken
from ecosteward.pages.lists import Column, ListPage

_LISTED = 20
_NEXT = {
    TaskState.PLANNED: "等承办人开始",
    TaskState.DOING: "等承办人完成并提交验收",
    TaskState.SUBMITTED: "等服务对象验收",
}


class Notify(OfContract):
    """Write a notice."""

    form_class = NoticeForm
    action = "contract.notify"
    title = "通报服务对象"
    submit = "发出通报"
    lead = "服务对象登录后即可阅读、回复；通报和回复都会归入合同档案。"

    def form_arguments(self) -> dict[str, Any]:
        """Offer the steps of the flow."""
        return {"contract": self.contract()}

    def initial(self) -> dict[str, Any]:
        """Offer the step at which most notices are sent."""
        return {"stage": "A.06"}

    def act(self, form: NoticeForm) -> str:
        """Send it."""
        contract, given = self.contract(), form.cleaned_data
        files = taken(self.user, given["uploads"], contract.client, shared=True)
        notice = services.notify(self.user, contract, given["stage"], given["text"], files, title=given["title"])
        return notice_url(notice)


class NoticePage(StepPage):
    """One notice. The client's people mark it read by opening it, and reply below."""

    form_class = ReplyForm
    template_name = "engagements/notice.html"
    submit = "回复"

    def notice(self) -> Notice:
        """Return the notice."""
        rows = Notice.objects.select_related("contract", "client__agency", "sent_by", "read_by", "replied_by")
        return find(self.user, rows, self.kwargs["pk"])

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Show it, and keep that the client read it."""
        notice = self.notice()
        if allowed(self.user, "notice.read", notice):
            services.mark_read(self.user, notice)
        return super().get(request, **kwargs)

    def context(self) -> dict[str, Any]:
        """Show it with its place in the flow."""
        notice = self.notice()
        stage = stage_name(notice.contract, notice.stage)
        own = {"notice": notice, "client": notice.client, "tab": "tasks", "title": notice.title, "stage": stage}
        return {**super().context(), **own, "files": notice.files.all()}

    def act(self, form: ReplyForm) -> HttpResponse | str:
        """Keep the reply."""
        notice = self.notice()
        services.reply(self.user, notice, form.cleaned_data["reply"])
        return notice_url(notice)

    def trail(self) -> Trail:
        """Lead back to the contract."""
        return contract_trail(self.notice().contract)


class NoticeList(ListPage):
    model = Notice
    title = "通报"
    empty = "还没有通报。在合同页面向服务对象通报进展"
    columns = (
        Column("标题", lambda row: row.title, link=notice_url),
        Column("服务对象", lambda row: row.client.name, sort="client__name"),
        Column("通报时间", lambda row: row.sent_at, sort="sent_at"),
        Column("通报人", lambda row: row.sent_by.name, minor=True),
        Column("状态", notice_badge),
        Column("回复时间", lambda row: row.replied_at, sort="replied_at", minor=True),
        Column("合同编号", lambda row: row.contract.number, minor=True),
    )
    search = ("title", "text", "client__name", "reply")
    search_hint = "标题、内容、服务对象"
    ordering = ("-sent_at", "-pk")

    def rows(self) -> QuerySet[Any]:
        """Join what the columns read."""
        return visible(self.user, Notice).select_related("client", "sent_by", "contract")


class HoldAcceptance(OfContract):
    """Accept the contract's results, or send tasks back."""

    form_class = AcceptanceForm
    template_name = "engagements/accept_contract.html"
    action = "contract.accept"
    title = "合同验收"
    submit = "保存验收结论"
    lead = "验收合格后合同进入“已验收”；不合格的，勾选要返工的任务。可邀请没有利害关系的第三方参加（规范 6.2.2）。"

    def form_arguments(self) -> dict[str, Any]:
        """Offer the tasks that may go back."""
        contract = self.contract()
        return {"contract": contract, "own": belongs_to(self.user, contract.client)}

    def context(self) -> dict[str, Any]:
        """Show what is not finished, and who has to do what about it."""
        contract = self.contract()
        tasks = open_tasks(contract)
        listed = [(task, task_badge(task), _NEXT[TaskState(task.state)]) for task in tasks[:_LISTED]]
        return {**super().context(), "contract": contract, "unfinished": listed, "left": tasks.count()}

    def initial(self) -> dict[str, Any]:
        """Offer today, and a day by which to do again what goes back."""
        today = timezone.localdate()
        return {"held_on": today, "due_on": rework_due(today)}

    def act(self, form: AcceptanceForm) -> str:
        """Keep it."""
        contract, given = self.contract(), dict(form.cleaned_data)
        files = taken(self.user, given.pop("uploads"), contract.client, shared=True)
        services.accept_contract(self.user, contract, files=files, **given)
        return contract_url(contract, "acceptance")
