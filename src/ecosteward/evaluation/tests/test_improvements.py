"""The improvement plan: planned by leads, done by whom it falls to, verified by somebody else."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.utils import timezone

from ecosteward.accounts.door import RefusedError, visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.evaluation import services
from ecosteward.evaluation.models import Improvement, ImprovementState

Rows = Callable[[], int]


def planned(actor: User, responsible: User, client: Client | None = None) -> Improvement:
    return services.plan_improvement(
        actor,
        problem="报告常迟",
        cause="排期无人核对",
        measure="每周一核对排期",
        responsible=responsible,
        due_on=timezone.localdate() + dt.timedelta(30),
        client=client,
    )


@pytest.fixture
def item(director: User, technician: User, enterprise: Client) -> Improvement:
    return planned(director, technician, enterprise)


@pytest.mark.parametrize(
    "who", ["director", "quality_lead", "project_lead", "technician", "colleague", "contact", "stranger"]
)
def test_leads_plan_in_one_row_and_nobody_else(
    who: str, enterprise: Client, technician: User, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    before = journal_rows()
    if who in {"director", "quality_lead", "project_lead"}:
        planned(actor, technician, enterprise)
        assert journal_rows() == before + 1
        return
    with pytest.raises(RefusedError):
        planned(actor, technician, enterprise)
    assert journal_rows() == before
    assert not Improvement.objects.exists()


def test_the_responsible_person_is_of_the_agency(director: User, contact: User) -> None:
    with pytest.raises(ValidationError, match="本机构"):
        planned(director, contact)


def test_it_is_done_by_whom_it_falls_to_and_verified_by_another_leader(
    item: Improvement, technician: User, quality_lead: User, journal_rows: Rows
) -> None:
    before = journal_rows()
    services.finish_improvement(technician, item, "已核对四周")
    services.verify_improvement(quality_lead, item, "四周无迟交")
    assert journal_rows() == before + 2
    assert (item.state, item.verified_by) == (ImprovementState.VERIFIED, quality_lead)


@pytest.mark.parametrize("who", ["colleague", "contact", "stranger"])
def test_others_do_not_report_it_done(
    who: str, item: Improvement, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.finish_improvement(actor, item, "甲")
    assert journal_rows() == before


def test_nobody_verifies_their_own(director: User) -> None:
    item = planned(director, director)
    services.finish_improvement(director, item, "做了")
    with pytest.raises(RefusedError):
        services.verify_improvement(director, item, "有效")


def test_what_is_not_done_is_not_verified(item: Improvement, quality_lead: User) -> None:
    with pytest.raises(RefusedError):
        services.verify_improvement(quality_lead, item, "有效")


def test_what_does_not_work_goes_back_with_a_reason(item: Improvement, technician: User, quality_lead: User) -> None:
    services.finish_improvement(technician, item, "做了")
    with pytest.raises(ValidationError, match="原因"):
        services.return_improvement(quality_lead, item, reason="")
    services.return_improvement(quality_lead, item, reason="又迟了一次")
    assert (item.state, item.done_on) == (ImprovementState.PLANNED, None)
    assert (item.is_returned, item.verification) == (True, "又迟了一次")
    services.finish_improvement(technician, item, "做了，附记录")
    assert (item.is_returned, item.verification) == (False, "")


def test_who_has_to_do_it_again_reads_why_and_keeps_what_was_reported(
    item: Improvement, technician: User, quality_lead: User, browse: Callable[[User], Browser]
) -> None:
    services.finish_improvement(technician, item, "已核对四周")
    services.return_improvement(quality_lead, item, reason="又迟了一次")
    page = browse(technician).get(f"/evaluation/improvements/{item.pk}/").content.decode()
    assert "已退回，请继续改进" in page
    assert "又迟了一次" in page.partition('class="split"')[0]
    assert "已核对四周" in browse(technician).get(f"/evaluation/improvements/{item.pk}/finish/").content.decode()


def test_a_client_sees_none_and_a_colleague_only_those_of_the_agency_as_a_whole(
    director: User, item: Improvement, technician: User, colleague: User, contact: User, stranger: User
) -> None:
    whole = planned(director, technician)
    assert set(visible(technician, Improvement)) == {item, whole}
    assert set(visible(colleague, Improvement)) == {whole}
    assert not visible(contact, Improvement).exists()
    assert not visible(stranger, Improvement).exists()


def test_an_item_is_late_while_it_is_not_done(item: Improvement) -> None:
    item.due_on = timezone.localdate() - dt.timedelta(1)
    late_before = item.is_overdue
    item.state = ImprovementState.DONE
    assert (late_before, item.is_overdue) == (True, False)
