"""Documents waiting for sign-off, what was sent back, open complaints."""

from django.db.models import F
from django.urls import reverse

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.agency.queries import expiring, qualification
from ecosteward.agency.queries.qualification import texts
from ecosteward.agency.rules import State, Term
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.evaluation.models.complaints import OPEN_STATES, Complaint
from ecosteward.pages.lists import Badge
from ecosteward.web.homes.shape import MOST, Group, Home, Todo, by_day, group


def home(user: User) -> Home:
    """Return a quality lead's home."""
    rows = visible(user, Document).filter(state=DocumentState.REVIEW).select_related("client").order_by("pk")
    waiting = group(
        "待审签成果",
        rows,
        _document,
        empty="没有等待审签的成果",
        more=f"{reverse('deliverables:list')}?state={DocumentState.REVIEW}",
    )
    return Home(groups=(waiting, complaints(user), qualified(user)))


def _document(document: Document) -> Todo:
    url = reverse("deliverables:document", args=[document.pk])
    return Todo(document.title, document.client.name, url, Badge("待审签", "amber", "signature"), "审签")


def complaints(user: User) -> Group:
    """Return the opinions and complaints that are not answered yet, the one due first on top."""
    rows = (
        visible(user, Complaint)
        .filter(state__in=OPEN_STATES)
        .select_related("client")
        .order_by(F("due_on").asc(nulls_first=True))
    )
    return group("待答复意见投诉", rows, _complaint, empty="意见投诉都已答复", more=reverse("evaluation:opinions"))


def _complaint(complaint: Complaint) -> Todo:
    url = reverse("evaluation:complaint", args=[complaint.pk])
    words = "答复期限 " if complaint.due_on else "待指派受理人"
    return Todo(complaint.text[:60], complaint.client.name, url, by_day(complaint.due_on, words=words), "处理")


def qualified(user: User) -> Group:
    """Return the lines of clause 4 that are not met, and what lapses soon."""
    judged = qualification(user.organisation)
    clause4 = texts()
    url = reverse("agency:overview")
    todos = [
        Todo(clause4[line.id][1], line.why, url, Badge("不满足", "red", "alert-circle"), "查看")
        for line in judged.lines
        if line.state == State.NOT_MET
    ]
    todos += [_lapsing(each.term) for each in expiring(user.organisation)]
    return Group("机构基本要求（第 4 章）", tuple(todos[:MOST]), "各项要求都满足", url, len(todos) > MOST)


def _lapsing(term: Term) -> Todo:
    url = reverse(term.place, args=[] if term.pk is None else [term.pk])
    return Todo(term.words, "即将到期", url, by_day(term.until, words="有效期至 "), "更新")
