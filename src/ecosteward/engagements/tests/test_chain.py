"""The spine: contract, lines, signing, plan, task, work record, submission, acceptance."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.archive.queries import contract_papers
from ecosteward.engagements import queries, services
from ecosteward.engagements.models import Contract, ContractState, Task, TaskState


def test_a_contract_is_served_from_draft_to_accepted_task(submitted: Task, contact: User, planned: Contract) -> None:
    services.accept_task(contact, submitted, opinion="符合约定")
    assert submitted.state == TaskState.DONE
    progress = queries.progress(planned)
    assert (progress.done, progress.total) == (1, 13)


def test_signing_files_the_papers_and_lets_the_team_serve(running: Contract, technician: User) -> None:
    assert running.state == ContractState.RUNNING
    assert contract_papers(running.pk).count() == 2
    assert running.client.assignments.filter(person=technician, ended_on=None).count() == 1


@pytest.mark.parametrize("who", ["project_lead", "technician", "contact", "director"])
def test_every_page_opens_for_those_who_may_see_it(
    who: str, submitted: Task, browse: Callable[[User], Browser], request: pytest.FixtureRequest
) -> None:
    browser = browse(request.getfixturevalue(who))
    for address in (
        reverse("engagements:contracts"),
        reverse("engagements:tasks"),
        reverse("engagements:contract", args=[submitted.contract_id]),
        reverse("engagements:task", args=[submitted.pk]),
        reverse("engagements:client", args=[submitted.client_id]),
    ):
        assert browser.get(address).status_code == 200, address


def test_a_lead_walks_the_drafting_pages(
    ready: Contract, project_lead: User, browse: Callable[[User], Browser]
) -> None:
    browser = browse(project_lead)
    for name in ("contract", "change", "pick", "add-line", "add-member", "sign"):
        assert browser.get(reverse(f"engagements:{name}", args=[ready.pk])).status_code == 200, name
    services.sign_contract(project_lead, ready, signed_on=ready.starts_on)
    assert browser.get(reverse("engagements:plan", args=[ready.pk])).status_code == 200
    assert browser.post(reverse("engagements:plan", args=[ready.pk])).status_code == 302
    assert ready.tasks.count() == 13
