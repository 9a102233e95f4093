"""The places of the site, by who works there."""

from dataclasses import dataclass

from django.urls import reverse

from ecosteward.accounts.models import Kind, Role, User
from ecosteward.monitoring.queries import alarms


@dataclass(frozen=True)
class Place:
    """One entry of the navigation; `count` is of what waits there for somebody."""

    words: str
    icon: str
    url: str
    here: bool
    count: int = 0


_MONITORING = "monitoring:overview"
_EVERYBODY = (("首页", "home", "web:home"),)
_AGENCY = (
    ("服务对象", "building-factory-2", "clients:list"),
    ("合同", "file-text", "engagements:contracts"),
    ("任务", "checklist", "engagements:tasks"),
    ("现场检查", "clipboard-search", "survey:visits"),
    ("问题整改", "alert-triangle", "survey:findings"),
    ("在线监测", "activity", _MONITORING),
    ("服务成果", "file-certificate", "deliverables:list"),
    ("一企一档", "archive", "archive:list"),
    ("服务评价", "star", "evaluation:list"),
    ("机构管理", "id-badge-2", "agency:overview"),
)
_CLIENT = (
    ("问题整改", "alert-triangle", "survey:findings"),
    ("在线监测", "activity", _MONITORING),
    ("服务进展", "checklist", "engagements:contracts"),
    ("服务成果", "file-certificate", "deliverables:list"),
    ("一企一档", "archive", "archive:list"),
    ("意见投诉", "message-2", "evaluation:opinions"),
)
_SUPERVISOR = (("企业", "building-factory-2", "clients:list"), *_CLIENT)


def sections(user: User, path: str) -> list[Place]:
    """Return the entries for a person, the one they are in marked."""
    entries = _EVERYBODY + {Kind.AGENCY: _AGENCY, Kind.ENTERPRISE: _CLIENT}.get(
        Kind(user.organisation.kind), _SUPERVISOR
    )
    entries += (("服务规范", "book-2", "standard:overview"),)
    if user.has(Role.DIRECTOR):
        entries += (("人员账号", "users", "people:list"), ("操作日志", "history", "web:journal"))
    counts = {_MONITORING: alarms.count(user)}
    return [_place(words, icon, name, path, counts.get(name, 0)) for words, icon, name in entries]


def _place(words: str, icon: str, name: str, path: str, count: int) -> Place:
    url = reverse(name)
    return Place(words, icon, url, path == url if url == "/" else path.startswith(url), count)
