"""Opinions, complaints, improvements and replies: what somebody at the agency has to answer, do or verify."""

import datetime as dt

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import Role, User
from ecosteward.engagements.models import Notice
from ecosteward.evaluation.models import Complaint, ComplaintState, Improvement, ImprovementState
from ecosteward.evaluation.models.complaints import OPEN_STATES
from ecosteward.pages.lists import Badge
from ecosteward.web.homes.shape import Group, Todo, by_day, group

# How long a client's reply is told at home.
REPLY_TOLD = dt.timedelta(days=7)


def complaints(user: User) -> Group:
    """Return the opinions and complaints this person has to move, the one due first on top.

    Who leads hands out and answers all of those they see, a technician those they were given; who did not handle one
    closes it once the client is content.
    """
    mine = Q(state__in=OPEN_STATES)
    if not user.has(Role.DIRECTOR, Role.QUALITY_LEAD, Role.PROJECT_LEAD):
        mine &= Q(assignee=user)
    if user.has(Role.DIRECTOR, Role.QUALITY_LEAD):
        mine |= Q(state=ComplaintState.CONFIRMED) & ~Q(assignee=user)
    rows = visible(user, Complaint).filter(mine).select_related("client").order_by(F("due_on").asc(nulls_first=True))
    rows = rows.only("text", "state", "due_on", "client__name")
    return group("待办的意见投诉", rows, _complaint, empty="没有待办的意见投诉", more=reverse("evaluation:opinions"))


def _complaint(complaint: Complaint) -> Todo:
    url = reverse("evaluation:complaint", args=[complaint.pk])
    if complaint.state == ComplaintState.CONFIRMED:
        return Todo(complaint.text[:60], complaint.client.name, url, Badge("对方已确认", "green"), "办结")
    words = "答复期限 " if complaint.due_on else "待指派受理人"
    return Todo(complaint.text[:60], complaint.client.name, url, by_day(complaint.due_on, words=words), "处理")


def improvements(user: User) -> Group:
    """Return the measures this person answers for, and those of others that they have to verify."""
    mine = Q(state=ImprovementState.PLANNED, responsible=user)
    if user.has(Role.DIRECTOR, Role.QUALITY_LEAD):
        mine |= Q(state=ImprovementState.DONE) & ~Q(responsible=user)
    rows = visible(user, Improvement).filter(mine).select_related("client", "agency").order_by("due_on", "pk")
    rows = rows.only("measure", "state", "verification", "due_on", "client__name", "agency__name")
    more = reverse("evaluation:improvements")
    return group("改进措施", rows, _improvement, empty="没有等您完成或验证的改进措施", more=more)


def _improvement(item: Improvement) -> Todo:
    url = reverse("evaluation:improvement", args=[item.pk])
    whom = item.client.name if item.client else item.agency.name
    if item.state == ImprovementState.DONE:
        return Todo(item.measure[:60], whom, url, Badge("待验证", "amber"), "验证")
    words = "已退回，" if item.is_returned else ""
    return Todo(item.measure[:60], whom, url, by_day(item.due_on, words=words), "办理")


def replies(user: User) -> tuple[Group, ...]:
    """Return what clients replied to notices of late: told for a week, and only where there is something to tell."""
    since = timezone.now() - REPLY_TOLD
    rows = visible(user, Notice).filter(replied_at__gte=since, document=None).select_related("client")
    rows = rows.only("title", "reply", "replied_at", "client__name")
    told = group(
        "服务对象的回复（近七天）", rows.order_by("-replied_at"), _reply, empty="", more=reverse("engagements:notices")
    )
    return (told,) if told.todos else ()


def _reply(notice: Notice) -> Todo:
    badge = Badge(f"{timezone.localtime(notice.replied_at):%m-%d} 回复", "green", "message-reply")
    url = reverse("engagements:notice", args=[notice.pk])
    return Todo(f"{notice.title}：{notice.reply}"[:60], notice.client.name, url, badge, "查看")
