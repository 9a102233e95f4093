"""The stable head of every page about one client."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from ecosteward.clients.models import Client

register = template.Library()

_TABS = (
    ("overview", "概况", "clients:page"),
    ("findings", "问题整改", "survey:client"),
    ("tasks", "合同任务", "engagements:client"),
    ("archive", "一企一档", "archive:client"),
    ("profile", "环境档案", "clients:profile"),
    ("documents", "服务成果", "deliverables:client"),
    ("evaluation", "服务评价", "evaluation:client"),
)


@register.inclusion_tag("web/_client_header.html", takes_context=True)
def client_header(context: dict[str, Any], client: Client, tab: str) -> dict[str, Any]:
    """Show a client's name, stage and tabs; `tab` is the one that is open."""
    return {"client": client, "tab": tab, "tabs": _tabs(client), "user": context["request"].user}


def _tabs(client: Client) -> list[tuple[str, str, str]]:
    tabs = []
    for key, words, name in _TABS:
        try:
            tabs.append((key, words, reverse(name, args=[client.pk])))
        except NoReverseMatch:
            continue
    return tabs
