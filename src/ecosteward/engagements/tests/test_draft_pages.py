"""The pages on which a contract is drafted and signed."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements import services
from ecosteward.engagements.models import Contract, PaperKind
from ecosteward.engagements.tests.conftest import PDF, at, upload

Browse = Callable[[User], Browser]


def test_drafting_offers_a_number_and_a_year_and_makes_a_draft(
    enterprise: Client, project_lead: User, browse: Browse
) -> None:
    browser, today = browse(project_lead), timezone.localdate()
    page = browser.get(at("draft", enterprise.pk)).content.decode()
    assert f"HT{today.year}-001" in page
    given = {
        "number": f"HT{today.year}-001",
        "title": "服务合同",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "mode": "off_site",
        "project_lead": project_lead.pk,
    }
    assert browser.post(at("draft", enterprise.pk), given).status_code == 302
    assert Contract.objects.get().team.get().person == project_lead


def test_a_new_contract_begins_with_choosing_one_of_the_persons_clients(
    enterprise: Client, park: Client, project_lead: User, browse: Browse
) -> None:
    browser, address = browse(project_lead), reverse("engagements:new")
    page = browser.get(address).content.decode()
    assert enterprise.name in page
    assert park.name not in page
    assert browser.post(address, {"client": park.pk}).status_code == 422
    assert browser.post(address, {"client": enterprise.pk}).headers["Location"] == at("draft", enterprise.pk)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("ends_on", "2025-01-01", "不能早于服务开始"),
        ("ends_on", "二〇二六年底", "日期"),
        ("number", "", "请填写“合同编号”"),
        ("amount", "-3", "不能小于 0，请改大"),
    ],
)
def test_a_bad_draft_says_what_to_do_and_keeps_what_was_typed(
    enterprise: Client, project_lead: User, browse: Browse, field: str, value: str, words: str
) -> None:
    given = {
        "number": "徐环管〔2026〕3 号",
        "title": "三年期服务合同",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "mode": "off_site",
        "project_lead": project_lead.pk,
        "acceptance_method": "专家评审后签字",
        field: value,
    }
    answer = browse(project_lead).post(at("draft", enterprise.pk), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "三年期服务合同" in page
    assert "专家评审后签字" in page
    assert not Contract.objects.exists()


def test_a_number_taken_meanwhile_is_refused_with_the_form_kept(
    draft: Contract, project_lead: User, browse: Browse
) -> None:
    given = {
        "number": draft.number,
        "title": "又一份合同",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "mode": "off_site",
        "project_lead": project_lead.pk,
    }
    answer = browse(project_lead).post(at("draft", draft.client_id), given)
    assert answer.status_code == 422
    assert "已有这个合同编号" in answer.content.decode()
    assert "又一份合同" in answer.content.decode()


def test_somebody_elses_save_is_shown_beside_what_was_typed(
    draft: Contract, project_lead: User, director: User, browse: Browse
) -> None:
    seen = draft.version
    draft.title = "先保存的名称"
    services.change_contract(director, draft)
    given = {
        "record_version": seen,
        "number": draft.number,
        "title": "后保存的名称",
        "starts_on": draft.starts_on,
        "ends_on": draft.ends_on,
        "mode": "off_site",
        "project_lead": project_lead.pk,
    }
    answer = browse(project_lead).post(at("change", draft.pk), given)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "先保存的名称" in page
    assert "后保存的名称" in page
    assert Contract.objects.get(pk=draft.pk).title == "先保存的名称"


def test_services_are_picked_many_at_once_and_a_bad_quantity_loses_nothing(
    draft: Contract, project_lead: User, browse: Browse
) -> None:
    browser, address = browse(project_lead), at("pick", draft.pk)
    given = {
        "B1.08-take": "on",
        "B1.08-quantity": "0",
        "B1.08-period": "month",
        "B1.08-mode": "on_site",
        "B1.05-take": "on",
    }
    refused = browser.post(address, given)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert page.count("checked") == 2
    assert not draft.lines.exists()
    assert browser.post(address, {**given, "B1.08-quantity": "2"}).status_code == 302
    assert list(draft.lines.values_list("service_id", "quantity", "period")) == [
        ("B1.05", 1, "once"),
        ("B1.08", 2, "month"),
    ]


def test_picking_nothing_says_so(draft: Contract, project_lead: User, browse: Browse) -> None:
    answer = browse(project_lead).post(at("pick", draft.pk), {})
    assert answer.status_code == 422
    assert "还没有勾选服务" in answer.content.decode()


@pytest.mark.parametrize("kind", ["park", "government"])
def test_each_kind_of_client_is_offered_its_own_services(
    kind: str, director: User, browse: Browse, request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(kind)
    today = timezone.localdate()
    contract = services.draft_contract(director, client, title="合同", starts_on=today, ends_on=today)
    page = browse(director).get(at("pick", contract.pk)).content.decode()
    assert "C.1-1" in page
    assert "B1.01" not in page
    assert ("D.4-1" in page) == (kind == "government")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("合同.exe", PDF, "不收"),
        ("合同.pdf", b"", "空"),
        ("合同.pdf", b"not a pdf", "不是"),
        ("合同.pdf", PDF[:9], "不完整"),
    ],
)
def test_a_hostile_or_broken_paper_is_refused_clearly(
    draft: Contract, project_lead: User, browse: Browse, name: str, content: bytes, words: str
) -> None:
    answer = browse(project_lead).post(
        at("add-paper", draft.pk, PaperKind.CONTRACT), {"uploads": upload(name, content)}
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not draft.contract_papers.exists()


def test_a_paper_takes_a_file_or_a_reason_and_not_both(draft: Contract, project_lead: User, browse: Browse) -> None:
    browser, address = browse(project_lead), at("add-paper", draft.pk, PaperKind.ANNEX)
    for given in ({"reason": ""}, {"reason": "随后补签", "uploads": upload()}):
        answer = browser.post(address, given)
        assert answer.status_code == 422
        assert "二选一" in answer.content.decode()
    assert browser.post(address, {"reason": "随后补签"}).status_code == 302
    assert browser.post(address, {"reason": "", "uploads": [upload("甲.pdf"), upload("乙.pdf")]}).status_code == 302
    assert draft.contract_papers.exclude(file=None).count() == 2


def test_an_unknown_kind_of_paper_is_not_found(draft: Contract, project_lead: User, browse: Browse) -> None:
    address = at("add-paper", draft.pk, "other").replace("other", "invoice")
    assert browse(project_lead).get(address).status_code == 404


def test_a_draft_is_built_and_signed_through_the_pages(
    draft: Contract, project_lead: User, technician: User, browse: Browse
) -> None:
    browser = browse(project_lead)
    browser.post(at("pick", draft.pk), {"B1.08-take": "on", "B1.08-period": "month"})
    browser.post(
        at("add-line", draft.pk),
        {
            "name": "重污染预案更新",
            "unit": "份",
            "quantity": 1,
            "period": "once",
            "mode": "off_site",
            "evidence": "预案",
        },
    )
    browser.post(at("add-member", draft.pk), {"person": technician.pk, "duty": "现场检查"})
    for kind in (PaperKind.ANNEX, PaperKind.CONFIDENTIALITY):
        browser.post(at("add-paper", draft.pk, kind), {"reason": "随后补签"})
    answer = browser.post(at("sign", draft.pk), {"signed_on": "2026-01-05", "uploads": upload("盖章合同.pdf")})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.state == "running"
    assert browser.post(at("plan", draft.pk)).status_code == 302
    assert draft.tasks.count() == 13


def test_lines_papers_and_members_are_taken_off_a_draft(ready: Contract, project_lead: User, browse: Browse) -> None:
    browser = browse(project_lead)
    line, paper, member = ready.lines.first(), ready.contract_papers.first(), ready.team.last()
    assert line
    assert paper
    assert member
    for name, each in (("remove-line", line), ("remove-paper", paper), ("remove-member", member)):
        assert browser.get(at(name, each.pk)).status_code == 405
        assert browser.post(at(name, each.pk)).status_code == 302
    assert (ready.lines.count(), ready.contract_papers.count(), ready.team.count()) == (1, 2, 1)
