"""Every step in pairs: refused, and nothing changed; allowed, and the object has exactly one row more."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from ecosteward.accounts.door import RefusedError, visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements import services
from ecosteward.engagements.models import (
    Assessment,
    Contract,
    ContractPaper,
    Notice,
    PaperKind,
    ServiceLine,
    Task,
    TaskState,
    TeamMember,
    WorkRecord,
)
from ecosteward.engagements.services import Wish
from ecosteward.files.models import File
from ecosteward.journal.models import Entry

DAY = dt.date(2026, 1, 5)


@dataclass(frozen=True)
class Step:
    """A step: on which fixture, by whom it may be taken and by whom not, and how; `row` is the action it leaves."""

    name: str
    on: str
    may: str
    may_not: tuple[str, ...]
    take: Callable[[User, Any, Any], object]
    row: str


def _now() -> dt.datetime:
    return timezone.now()


def _record(user: User, task: Task, _paper: Any) -> WorkRecord:
    began = _now() - dt.timedelta(hours=1)
    return services.record_work(user, task, started_at=began, ended_at=_now(), text="检查", place="厂区")


def _assess(user: User, client: Client, _paper: Any) -> Assessment:
    return services.assess(user, client, [Wish("台账培训")], starts_on=DAY, ends_on=DAY)


OUTSIDE = ("colleague", "stranger")
STEPS = (
    Step(
        "draft a contract",
        "enterprise",
        "project_lead",
        ("technician", "contact", *OUTSIDE),
        lambda user, client, _: services.draft_contract(user, client, title="合同", starts_on=DAY, ends_on=DAY),
        "contract.drafted",
    ),
    Step("assess needs", "enterprise", "project_lead", ("technician", "contact", *OUTSIDE), _assess, "assessment.made"),
    Step(
        "add a line",
        "draft",
        "project_lead",
        ("technician", "contact", *OUTSIDE),
        lambda user, draft, _: services.add_line(user, draft, service_id="B1.08"),
        "line.added",
    ),
    Step(
        "attach a paper",
        "draft",
        "director",
        ("technician", "contact", *OUTSIDE),
        lambda user, draft, paper: services.attach_paper(user, draft, PaperKind.ANNEX, paper),
        "contract_paper.attached",
    ),
    Step(
        "say why a paper is missing",
        "draft",
        "quality_lead",
        ("technician", "contact", *OUTSIDE),
        lambda user, draft, _: services.waive_paper(user, draft, PaperKind.ANNEX, reason="已含在正文"),
        "contract_paper.waived",
    ),
    Step(
        "sign",
        "ready",
        "project_lead",
        ("technician", "contact", *OUTSIDE),
        lambda user, ready, _: services.sign_contract(user, ready, signed_on=ready.starts_on),
        "contract.signed",
    ),
    Step(
        "change a draft's line after signing",
        "running",
        "",
        ("project_lead", "director", "technician", "contact", *OUTSIDE),
        lambda user, running, _: services.add_line(user, running, service_id="B1.08"),
        "line.added",
    ),
    Step(
        "extend the term",
        "running",
        "project_lead",
        ("technician", "contact", *OUTSIDE),
        lambda user, running, _: services.extend(
            user, running, running.ends_on + dt.timedelta(days=31), reason="续签", agreed_on=DAY
        ),
        "contract.extended",
    ),
    Step(
        "set a goal",
        "running",
        "project_lead",
        ("technician", "contact", *OUTSIDE),
        lambda user, running, _: services.set_goal(user, running, f"{running.starts_on.year}", "完成全部检查"),
        "goal.set",
    ),
    Step(
        "notify the client",
        "running",
        "technician",
        ("contact", *OUTSIDE),
        lambda user, running, _: services.notify(user, running, "A.06", "本月检查已完成"),
        "notice.sent",
    ),
    Step(
        "end a contract",
        "running",
        "project_lead",
        ("technician", "contact", *OUTSIDE),
        lambda user, running, _: services.end_contract(user, running, reason="双方协商"),
        "contract.ended",
    ),
    Step(
        "assign a task",
        "task",
        "project_lead",
        ("technician", "contact", *OUTSIDE),
        lambda user, task, _: services.assign_task(user, task, None),
        "task.assigned",
    ),
    Step(
        "cancel a task",
        "task",
        "project_lead",
        ("technician", "contact", *OUTSIDE),
        lambda user, task, _: services.cancel_task(user, task, reason="停产"),
        "task.cancelled",
    ),
    Step(
        "start a task",
        "task",
        "technician",
        ("contact", *OUTSIDE),
        lambda user, task, _: services.start_task(user, task),
        "task.started",
    ),
    Step("record work", "doing", "technician", ("contact", *OUTSIDE), _record, "work.recorded"),
    Step(
        "hand a task in",
        "doing",
        "technician",
        ("contact", *OUTSIDE),
        lambda user, doing, _: services.submit_task(user, doing, evidence="报告已交付"),
        "task.submitted",
    ),
    Step(
        "take back what was handed in",
        "submitted",
        "technician",
        ("contact", *OUTSIDE),
        lambda user, submitted, _: services.withdraw_task(user, submitted),
        "task.withdrawn",
    ),
    Step(
        "accept a task",
        "submitted",
        "contact",
        ("technician", *OUTSIDE),
        lambda user, submitted, _: services.accept_task(user, submitted),
        "task.accepted",
    ),
    Step(
        "record the client's acceptance",
        "submitted",
        "project_lead",
        ("technician", *OUTSIDE),
        lambda user, submitted, paper: services.accept_task(user, submitted, accepted_by="宋岚", files=[paper]),
        "task.accepted",
    ),
    Step(
        "send a task back",
        "submitted",
        "contact",
        ("technician", *OUTSIDE),
        lambda user, submitted, _: services.return_task(user, submitted, "缺照片"),
        "task.returned",
    ),
    Step(
        "read a notice",
        "notice",
        "contact",
        ("technician", "project_lead", *OUTSIDE),
        lambda user, notice, _: services.mark_read(user, notice),
        "notice.read",
    ),
    Step(
        "reply to a notice",
        "notice",
        "contact",
        ("technician", "project_lead", *OUTSIDE),
        lambda user, notice, _: services.reply(user, notice, "无意见"),
        "notice.replied",
    ),
    Step(
        "accept a contract",
        "finished",
        "contact",
        ("technician", *OUTSIDE),
        lambda user, finished, _: services.accept_contract(user, finished, held_on=DAY, passed=True, opinion="合格"),
        "contract.accepted",
    ),
    Step(
        "close a contract",
        "accepted",
        "project_lead",
        ("technician", "contact", *OUTSIDE),
        lambda user, accepted, _: services.close_contract(user, accepted),
        "contract.closed",
    ),
)
TABLES: tuple[type[Model], ...] = (
    Contract,
    ServiceLine,
    ContractPaper,
    TeamMember,
    Task,
    WorkRecord,
    Notice,
    Assessment,
)


@pytest.fixture
def notice(running: Contract, technician: User) -> Notice:
    return services.notify(technician, running, "A.06", "本月检查已完成")


@pytest.fixture
def finished(planned: Contract, project_lead: User, submitted: Task, contact: User) -> Contract:
    """Return a contract with one accepted task, the others cancelled."""
    services.accept_task(contact, submitted)
    for task in planned.tasks.select_related("contract__client", "client").filter(state=TaskState.PLANNED):
        services.cancel_task(project_lead, task, reason="双方商定不再开展")
    planned.refresh_from_db()
    return planned


@pytest.fixture
def accepted(finished: Contract, contact: User) -> Contract:
    services.accept_contract(contact, finished, held_on=DAY, passed=True, opinion="合格")
    return finished


def _everything() -> dict[str, list[Any]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in TABLES}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"not everybody may {step.name}")
def test_a_refused_step_changes_nothing_and_leaves_no_row(
    step: Step, paper: Callable[[str], File], request: pytest.FixtureRequest
) -> None:
    people = {who: request.getfixturevalue(who) for who in step.may_not}
    target, file = request.getfixturevalue(step.on), paper("凭据.pdf")
    before, rows = _everything(), Entry.objects.count()
    for who, person in people.items():
        with pytest.raises(RefusedError):
            step.take(person, target, file)
        assert Entry.objects.count() == rows, who
        assert _everything() == before, who


@pytest.mark.parametrize("step", [step for step in STEPS if step.may], ids=lambda step: f"{step.may} may {step.name}")
def test_an_allowed_step_leaves_exactly_one_row_of_its_kind(
    step: Step, paper: Callable[[str], File], request: pytest.FixtureRequest
) -> None:
    person, target = request.getfixturevalue(step.may), request.getfixturevalue(step.on)
    file, last = paper("凭据.pdf"), Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    step.take(person, target, file)
    rows = Entry.objects.filter(pk__gt=last, action=step.row)
    assert rows.count() == 1
    assert rows.get().actor_id == person.pk
    assert Entry.objects.filter(pk__gt=last, kind=rows.get().kind, object_id=rows.get().object_id).count() == 1


SEEN = ("project_lead", "technician", "director", "quality_lead", "contact")
UNSEEN = ("colleague", "stranger")


@pytest.mark.parametrize("model", [Contract, ServiceLine, ContractPaper, TeamMember, Task, WorkRecord, Notice])
def test_both_sides_see_what_passed_between_them_and_nobody_else_does(
    model: type[Model], doing: Task, notice: Notice, request: pytest.FixtureRequest
) -> None:
    for who in SEEN:
        assert visible(request.getfixturevalue(who), model).exists(), who
    for who in UNSEEN:
        assert not visible(request.getfixturevalue(who), model).exists(), who


@pytest.mark.parametrize("model", [Contract, ServiceLine, ContractPaper, TeamMember])
def test_the_client_does_not_see_a_draft_nor_one_given_up(
    model: type[Model], ready: Contract, project_lead: User, contact: User
) -> None:
    assert not visible(contact, model).exists()
    services.end_contract(project_lead, ready, reason="客户暂缓")
    assert ready.is_given_up
    assert not visible(contact, model).exists()
    assert visible(project_lead, model).exists()


def test_whoever_supervises_a_client_does_not_read_its_contract(
    running: Contract, park: Client, person: Callable[..., User]
) -> None:
    running.client.park = park
    running.client.save()
    officer = person(park.organisation, "park_officer", "园区")
    assert visible(officer, Client).filter(pk=running.client_id).exists()
    assert not visible(officer, Contract).exists()


def test_an_assessment_is_the_agencys_own(enterprise: Client, project_lead: User, contact: User) -> None:
    _assess(project_lead, enterprise, None)
    assert visible(project_lead, Assessment).exists()
    assert not visible(contact, Assessment).exists()


def test_a_suspended_person_does_nothing(task: Task, technician: User) -> None:
    technician.is_active = False
    with pytest.raises(RefusedError):
        services.start_task(technician, task)
