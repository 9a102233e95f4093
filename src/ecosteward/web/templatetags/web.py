"""The stable head of every page about one client."""

from typing import Any

from django import template
from django.urls import reverse

from ecosteward.clients.models import Client
from ecosteward.engagements.models import Contract, Task
from ecosteward.engagements.views.badges import contract_badge, task_badge
from ecosteward.pages.lists import Badge
from ecosteward.web.overview import figures

register = template.Library()

_TABS = (
    ("overview", "概况", "clients:page"),
    ("findings", "问题整改", "survey:client"),
    ("tasks", "合同任务", "engagements:client"),
    ("archive", "一企一档", "archive:client"),
    ("profile", "环境档案", "clients:profile"),
    ("monitoring", "在线监测", "monitoring:client"),
    ("documents", "服务成果", "deliverables:client"),
    ("evaluation", "服务评价", "evaluation:client"),
)


@register.inclusion_tag("web/_client_header.html", takes_context=True)
def client_header(context: dict[str, Any], client: Client, tab: str) -> dict[str, Any]:
    """Show a client's name, stage, four numbers and tabs; `tab` is the one that is open."""
    user = context["request"].user
    return {"client": client, "tab": tab, "tabs": _tabs(client), "user": user, "figures": figures(user, client)}


@register.filter
def contract_state(contract: Contract) -> Badge:
    """Return a contract's state."""
    return contract_badge(contract)


@register.filter
def task_state(task: Task) -> Badge:
    """Return a task's state; one that is late says so."""
    return task_badge(task)


def _tabs(client: Client) -> list[tuple[str, str, str]]:
    return [(key, words, reverse(name, args=[client.pk])) for key, words, name in _TABS]
