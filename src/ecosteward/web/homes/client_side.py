"""What the agency waits for from the other side of a contract: an enterprise, a park or an office."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.engagements.models import Contract, Notice, Task, TaskState
from ecosteward.evaluation.models import Complaint, ComplaintState
from ecosteward.pages.lists import Badge
from ecosteward.web.homes.contracts import finished
from ecosteward.web.homes.shape import Group, Todo, group
from ecosteward.web.homes.tasks import reminded


def asked(user: User) -> tuple[Group, ...]:
    """Return what is asked of the person's own organisation as a client, each group in one query."""
    return _notices(user), _tasks(user), _contracts(user), _documents(user), _answers(user)


def _of(user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the rows that are the organisation's own, not those of whom it supervises."""
    return rows.filter(Q(client__organisation_id=user.organisation_id)).select_related("agency")


def _notices(user: User) -> Group:
    """Return the notices to answer. One that brought a document is answered by its receipt."""
    rows = _of(user, visible(user, Notice)).filter(replied_at=None, document=None).order_by("-sent_at")
    rows = rows.only("title", "sent_at", "read_at", "agency__name")
    return group("等您回复的通报", rows, _notice, empty="没有等待回复的通报", more=reverse("engagements:notices"))


def _notice(notice: Notice) -> Todo:
    badge = Badge(f"{timezone.localtime(notice.sent_at):%Y-%m-%d} 通报", "grey" if notice.read_at else "amber", "bell")
    return Todo(notice.title, notice.agency.name, reverse("engagements:notice", args=[notice.pk]), badge, "回复")


def _tasks(user: User) -> Group:
    rows = _of(user, visible(user, Task)).filter(state=TaskState.SUBMITTED).order_by("due_on")
    rows = rows.only("title", "reminded_on", "agency__name")
    more = f"{reverse('engagements:tasks')}?state={TaskState.SUBMITTED}"
    return group("请验收的服务", rows, _task, empty="没有等您验收的服务", more=more)


def _task(task: Task) -> Todo:
    url = reverse("engagements:task", args=[task.pk])
    waits = Badge("待验收", "blue", "hourglass")
    return Todo(task.title, task.agency.name, url, reminded(task) or waits, "验收")


def _contracts(user: User) -> Group:
    rows = _of(user, finished(visible(user, Contract))).order_by("ends_on").only("title", "agency__name")
    return group("请验收的合同", rows, _contract, empty="没有等您验收的合同", more=reverse("engagements:contracts"))


def _contract(contract: Contract) -> Todo:
    url = f"{reverse('engagements:contract', args=[contract.pk])}#acceptance"
    return Todo(contract.title, contract.agency.name, url, Badge("任务都已完成", "blue", "rubber-stamp"), "验收")


def _documents(user: User) -> Group:
    rows = _of(user, visible(user, Document)).filter(state=DocumentState.DELIVERED).order_by("-delivered_at")
    rows = rows.only("title", "delivered_at", "agency__name")
    return group("请签收的成果", rows, _document, empty="没有等您签收的成果", more=reverse("deliverables:list"))


def _document(document: Document) -> Todo:
    day = timezone.localtime(document.delivered_at).date() if document.delivered_at else None
    badge = Badge(f"{day:%Y-%m-%d} 交付" if day else "已交付", "blue", "file-certificate")
    url = reverse("deliverables:document", args=[document.pk])
    return Todo(document.title, document.agency.name, url, badge, "签收")


def _answers(user: User) -> Group:
    rows = _of(user, visible(user, Complaint)).filter(state=ComplaintState.ANSWERED).order_by("answered_on")
    rows = rows.only("text", "answered_on", "agency__name")
    more = reverse("evaluation:opinions")
    return group("请确认的答复", rows, _answer, empty="没有等您确认的答复", more=more)


def _answer(complaint: Complaint) -> Todo:
    url = reverse("evaluation:complaint", args=[complaint.pk])
    badge = Badge(f"{complaint.answered_on:%Y-%m-%d} 答复", "blue", "message-2")
    return Todo(complaint.text[:60], complaint.agency.name, url, badge, "确认")
