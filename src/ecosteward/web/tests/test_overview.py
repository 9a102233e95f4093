"""A client's page says at a glance how far the service has come."""

import datetime as dt
import re
from collections.abc import Callable

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Contract, ContractState
from ecosteward.engagements.services import Wish, assess, convert
from ecosteward.web.tests.test_homes import findings, tasks

Browse = Callable[[User], Browser]


def shown(browser: Browser, client: Client) -> str:
    response = browser.get(reverse("clients:page", args=[client.pk]))
    assert response.status_code == 200
    return response.content.decode()


def states(page: str) -> list[str]:
    flow = page.partition('<ol class="flow-steps">')[2].partition("</ol>")[0]
    return re.findall(r'<li class="is-(\w+)">', flow)


def test_a_client_served_shows_all_twelve_steps_of_the_running_contract(
    contract: Contract, project_lead: User, browse: Browse
) -> None:
    Contract.objects.filter(pk=contract.pk).update(state=ContractState.RUNNING)
    page = shown(browse(project_lead), contract.client)
    assert len(states(page)) == 12
    assert "todo" in states(page)
    assert "重构" in page


def test_a_client_whose_contract_is_a_draft_shows_no_flow(
    contract: Contract, project_lead: User, browse: Browse
) -> None:
    Contract.objects.filter(pk=contract.pk).update(state=ContractState.DRAFT)
    assert states(shown(browse(project_lead), contract.client)) == []


def test_a_client_without_a_contract_shows_no_flow(enterprise: Client, director: User, browse: Browse) -> None:
    assert states(shown(browse(director), enterprise)) == []


def test_a_new_client_is_led_to_its_contract_step_by_step(
    enterprise: Client, project_lead: User, technician: User, contact: User, browse: Browse
) -> None:
    def step(user: User = project_lead) -> str:
        return shown(browse(user), enterprise).partition('id="next-title"')[2].partition("</section>")[0]

    assert reverse("engagements:needs", args=[enterprise.pk]) in step()
    assert (step(technician), step(contact)) == ("", "")
    wish = Wish("环境管理服务", "B1.09", note="与专家合作", decision="take")
    today = timezone.localdate()
    made = assess(project_lead, enterprise, [wish], starts_on=today, ends_on=today + dt.timedelta(days=300))
    assert reverse("engagements:assessment", args=[made.pk]) in step()
    contract = convert(project_lead, made)
    assert reverse("engagements:contract", args=[contract.pk]) in step()
    Contract.objects.filter(pk=contract.pk).update(state=ContractState.RUNNING)
    assert step() == ""


def test_the_number_of_queries_of_a_client_s_page_does_not_grow_with_its_rows(
    contract: Contract, technician: User, project_lead: User, browse: Browse
) -> None:
    Contract.objects.filter(pk=contract.pk).update(state=ContractState.RUNNING)
    browser = browse(project_lead)

    def queries() -> int:
        shown(browser, contract.client)
        with CaptureQueriesContext(connection) as captured:
            shown(browser, contract.client)
        return len(captured)

    tasks(contract, 1, technician)
    findings(contract.client, technician, 1)
    few = queries()
    tasks(contract, 20, technician)
    findings(contract.client, technician, 20)
    assert queries() == few


def test_an_office_has_no_list_of_thirty_five_documents(
    government: Client, enterprise: Client, director: User, browse: Browse
) -> None:
    pages = {client.pk: shown(browse(director), client) for client in (government, enterprise)}
    assert "0/35" in pages[enterprise.pk]
    assert "0/35" not in pages[government.pk]
    assert "存档文件" in pages[government.pk]
