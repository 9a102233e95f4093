"""Contracts by stage, work done against contracted, capacity by person."""

from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Contract, ContractState, Task
from ecosteward.evaluation.models import Satisfaction, Survey
from ecosteward.pages.lists import Badge
from ecosteward.web.homes.opinions import complaints, improvements
from ecosteward.web.homes.project_lead import OPEN, contracts_chart, due_soon, slipping
from ecosteward.web.homes.quality_lead import qualified
from ecosteward.web.homes.shape import MOST, Bar, Chart, Figure, Group, Home, Todo, counted


def home(user: User) -> Home:
    """Return a director's home."""
    groups = (slipping(list(due_soon(user)[: MOST + 1])), complaints(user), improvements(user), qualified(user))
    return Home(groups=_first_day(user) + groups, figures=_figures(user), charts=(contracts_chart(user), _load(user)))


def _first_day(user: User) -> tuple[Group, ...]:
    """Return how to begin, as long as the agency serves nobody yet."""
    if visible(user, Client).exists():
        return ()
    begin = Badge("还没有", "amber")
    todos = (
        Todo(
            "添加人员账号，把邀请链接发给本人", "项目负责人、质量负责人、技术人员", reverse("people:new"), begin, "添加"
        ),
        Todo("导入企业名单（Excel）", "或逐家新建服务对象", reverse("clients:import"), begin, "导入"),
    )
    return (Group("开始使用", todos, ""),)


def _figures(user: User) -> tuple[Figure, ...]:
    states: dict[str, int] = counted(visible(user, Contract).order_by().values_list("state").annotate(Count("pk")))
    contracts = reverse("engagements:contracts")
    figures = [
        Figure(str(states.get(state, 0)), f"{state.label}合同", f"{contracts}?state={state}")
        for state in (ContractState.DRAFT, ContractState.RUNNING, ContractState.ACCEPTED)
    ]
    answered = visible(user, Survey).exclude(answered_at=None)
    pleased = Count("pk", filter=Q(overall__in=[Satisfaction.VERY, Satisfaction.RATHER]))
    heard = answered.aggregate(all=Count("pk"), pleased=pleased)
    if heard["all"]:
        words = f"满意度调查较满意以上（共 {heard['all']} 份）"
        figures.append(Figure(f"{heard['pleased']}", words, reverse("evaluation:list")))
    return (Figure(str(visible(user, Client).count()), "服务对象", reverse("clients:list")), *figures)


def _load(user: User) -> Chart:
    rows = list(
        visible(user, Task)
        .filter(state__in=OPEN)
        .exclude(assignee=None)
        .values_list("assignee__name")
        .annotate(number=Count("pk"))
        .order_by("-number")[:10]
    )
    most = max((number for _, number in rows), default=0)
    bars = tuple(
        Bar(name, number, most, f"{reverse('engagements:tasks')}?{urlencode({'q': name, 'state': 'open'})}")
        for name, number in rows
    )
    return Chart("在手任务，按承办人", bars, "还没有指派出去的任务")
