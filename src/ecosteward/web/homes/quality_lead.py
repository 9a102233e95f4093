"""Documents waiting for sign-off, open complaints, measures to verify, what clause 4 asks for."""

from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.agency.queries import expiring, gather, qualification
from ecosteward.agency.queries.qualification import texts
from ecosteward.agency.rules import State, Term
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.pages.lists import Badge
from ecosteward.web.homes.alarms import escalated
from ecosteward.web.homes.opinions import complaints, improvements
from ecosteward.web.homes.shape import MOST, Group, Home, Todo, by_day, group


def home(user: User) -> Home:
    """Return a quality lead's home."""
    rows = visible(user, Document).filter(state=DocumentState.REVIEW).select_related("client").order_by("pk")
    rows = rows.only("title", "client__name")
    waiting = group(
        "待审签成果",
        rows,
        _document,
        empty="没有等待审签的成果",
        more=f"{reverse('deliverables:list')}?state={DocumentState.REVIEW}",
    )
    return Home(groups=(*escalated(user), waiting, complaints(user), improvements(user), qualified(user)))


def _document(document: Document) -> Todo:
    url = reverse("deliverables:document", args=[document.pk])
    return Todo(document.title, document.client.name, url, Badge("待审签", "amber", "signature"), "审签")


def qualified(user: User) -> Group:
    """Return the lines of clause 4 that are not met, and what lapses soon."""
    known = gather(user.organisation, timezone.localdate())
    judged = qualification(user.organisation, known)
    clause4 = texts()
    url = reverse("agency:overview")
    todos = [
        Todo(clause4[line.id][1], line.why, url, Badge("不满足", "red", "alert-circle"), "查看")
        for line in judged.lines
        if line.state == State.NOT_MET
    ]
    todos += [_lapsing(each.term) for each in expiring(user.organisation, known)]
    return Group("机构基本要求（第 4 章）", tuple(todos[:MOST]), "各项要求都满足", url, len(todos) > MOST)


def _lapsing(term: Term) -> Todo:
    url = reverse(term.place, args=[] if term.pk is None else [term.pk])
    return Todo(term.words, "即将到期", url, by_day(term.until, words="有效期至 "), "更新")
