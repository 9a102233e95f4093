from django.db.models import Q

from ecosteward.accounts import door
from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.clients.models import Client
from ecosteward.clients.permissions import belongs_to, within, works_for
from ecosteward.deliverables.models import Comment, Document, Letterhead, Template
from ecosteward.deliverables.rules import INTERNAL, after


def _documents(user: User) -> Q:
    """Let the client side see only what was delivered to it."""
    seen = within(user)
    return seen if user.organisation.kind == Kind.AGENCY else seen & Q(delivered_at__isnull=False)


def _comments(user: User) -> Q:
    return within(user) if user.organisation.kind == Kind.AGENCY else Q(pk__in=[])


def _may_draft(user: User, client: Client) -> bool:
    return works_for(user, client)


def _may_change(user: User, document: Document) -> bool:
    return after("change", document.state) is not None and works_for(user, document.client)


def _may_submit(user: User, document: Document) -> bool:
    return after("submit", document.state) is not None and works_for(user, document.client)


def signs(user: User, document: Document) -> bool:
    """Tell whether the person is the quality lead who answers for a document: its contract's, else the agency's."""
    if document.agency_id != user.organisation_id or not user.has(Role.QUALITY_LEAD):
        return False
    lead = document.contract.quality_lead_id if document.contract else None
    return lead in {None, user.pk}


def _may_judge(user: User, document: Document) -> bool:
    """Nobody signs what they wrote."""
    waiting = after("sign", document.state) is not None
    return waiting and document.author_id != user.pk and signs(user, document)


def _may_comment(user: User, document: Document) -> bool:
    return after("send_back", document.state) is not None and works_for(user, document.client)


def _may_deliver(user: User, document: Document) -> bool:
    if document.kind in INTERNAL:
        return False
    return after("deliver", document.state) is not None and works_for(user, document.client)


def _may_acknowledge(user: User, document: Document) -> bool:
    """The client's own people receive; the agency records a receipt that was signed on paper."""
    if after("acknowledge", document.state) is None:
        return False
    return belongs_to(user, document.client) or works_for(user, document.client)


def _may_revise(user: User, document: Document) -> bool:
    return after("revise", document.state) is not None and works_for(user, document.client)


def _may_withdraw(user: User, document: Document) -> bool:
    """A draft is withdrawn by who wrote or leads it; what was signed only by who answers for it."""
    if after("withdraw", document.state) is None or not works_for(user, document.client):
        return False
    if user.has(Role.DIRECTOR) or signs(user, document):
        return True
    return document.signed_at is None and (document.author_id == user.pk or user.has(Role.PROJECT_LEAD))


def _directs(user: User, agency: Organisation) -> bool:
    return agency.pk == user.organisation_id and user.has(Role.DIRECTOR)


def _own(user: User) -> Q:
    return Q(agency_id=user.organisation_id)


door.scope(Document, _documents)
door.scope(Comment, _comments)
door.scope(Template, _own)
door.scope(Letterhead, _own)
door.rule("document.draft", _may_draft)
door.rule("document.change", _may_change)
door.rule("document.submit", _may_submit)
door.rule("document.comment", _may_comment)
door.rule("document.send_back", _may_judge)
door.rule("document.sign", _may_judge)
door.rule("document.deliver", _may_deliver)
door.rule("document.acknowledge", _may_acknowledge)
door.rule("document.revise", _may_revise)
door.rule("document.withdraw", _may_withdraw)
door.rule("template.manage", _directs)
