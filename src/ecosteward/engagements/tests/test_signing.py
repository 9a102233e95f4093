"""Signing: refused with everything that is missing; whole or not at all."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection
from django.forms import model_to_dict
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.models import User
from ecosteward.archive.models import ContractFile
from ecosteward.archive.queries import contract_papers
from ecosteward.clients.models import Client, Stage
from ecosteward.engagements import queries, services
from ecosteward.engagements.forms.contracts import ContractForm
from ecosteward.engagements.models import Contract, ContractState, PaperKind
from ecosteward.engagements.rules.signing import Draft, missing
from ecosteward.files.models import File
from ecosteward.files.services import take
from ecosteward.journal.services import StaleError, write

WHOLE = Draft(
    park=True,
    lines=1,
    papers=frozenset({"contract", "annex", "confidentiality"}),
    quality_lead=True,
    team=1,
    acceptance_method="专家评审",
    assessed=True,
)


def test_a_draft_with_everything_lacks_nothing() -> None:
    assert missing(WHOLE) == []


@given(
    st.builds(
        Draft,
        park=st.booleans(),
        lines=st.integers(0, 3),
        papers=st.frozensets(st.sampled_from(["contract", "annex", "confidentiality", "other"])),
        quality_lead=st.booleans(),
        team=st.integers(0, 3),
        acceptance_method=st.sampled_from(["", "  ", "专家评审"]),
        assessed=st.booleans(),
    )
)
def test_each_thing_that_is_missing_is_named_once_with_its_clause_and_place(draft: Draft) -> None:
    found = missing(draft)
    expected = (
        (not draft.lines)
        + (not draft.quality_lead)
        + (not draft.team)
        + len({"contract", "annex", "confidentiality"} - set(draft.papers))
        + (draft.park and not draft.acceptance_method.strip())
        + (draft.park and not draft.assessed)
    )
    assert len(found) == expected
    assert len({each.words for each in found}) == len(found)
    assert {each.clause for each in found} <= {"4.3", "6.2.2"}
    assert {each.where for each in found} <= {"lines", "facts", "team", "papers", "needs"}


def test_only_a_park_must_have_its_acceptance_agreed_and_its_needs_assessed() -> None:
    bare = Draft(**{**WHOLE.__dict__, "acceptance_method": "", "assessed": False})
    assert {each.clause for each in missing(bare)} == {"6.2.2"}
    assert missing(Draft(**{**bare.__dict__, "park": False})) == []


def test_signing_an_empty_draft_says_everything_at_once_and_signs_nothing(draft: Contract, project_lead: User) -> None:
    with pytest.raises(ValidationError) as refused:
        services.sign_contract(project_lead, draft, signed_on=draft.starts_on)
    assert len(refused.value.messages) == 4
    assert any("保密协议" in message for message in refused.value.messages)
    assert Contract.objects.get(pk=draft.pk).state == ContractState.DRAFT


def test_a_contract_is_not_signed_in_the_future(ready: Contract, project_lead: User) -> None:
    with pytest.raises(ValidationError, match="不能晚于今天"):
        services.sign_contract(project_lead, ready, signed_on=timezone.localdate() + dt.timedelta(days=1))


def test_the_signed_text_may_come_with_the_signature(
    ready: Contract, project_lead: User, paper: Callable[[str], File]
) -> None:
    text = ready.contract_papers.get(kind=PaperKind.CONTRACT)
    services.remove_paper(project_lead, text)
    services.sign_contract(project_lead, ready, signed_on=ready.starts_on, files=[paper("盖章合同.pdf")])
    assert ready.state == ContractState.RUNNING
    assert contract_papers(ready.pk).filter(title__contains="合同文本").exists()


def test_signing_opens_the_contracts_own_file_with_its_last_day(running: Contract) -> None:
    kept = ContractFile.objects.get(contract_id=running.pk)
    assert kept.ends_on == running.ends_on
    assert running.number in kept.name


def test_signing_takes_the_client_into_service_whatever_it_was_before(ready: Contract, project_lead: User) -> None:
    ready.client.stage = Stage.ENDED
    write(project_lead, "client.staged", ready.client)
    services.sign_contract(project_lead, ready, signed_on=timezone.localdate())
    assert Client.objects.get(pk=ready.client_id).stage == Stage.SERVED


def test_a_contract_names_the_standard_in_words(draft: Contract) -> None:
    assert draft.standard_title == "第三方环保服务机构服务规范（徐州市 2025）"


def test_a_crash_in_the_middle_of_signing_leaves_nothing(
    ready: Contract, project_lead: User, technician: User, journal_rows: Callable[[], int]
) -> None:
    """The archive fails on the second paper, when the contract, the team and the first paper are already written."""
    technician.assignments.all().delete()
    before = journal_rows()
    with connection.cursor() as cursor:
        cursor.execute(
            "create function fail() returns trigger language plpgsql as "
            "$$ begin if (select count(*) from archive_paper) > 0 then raise exception 'disk full'; end if;"
            " return new; end $$"
        )
        cursor.execute("create trigger fail before insert on archive_paper for each row execute function fail()")
    with pytest.raises(DatabaseError, match="disk full"):
        services.sign_contract(project_lead, ready, signed_on=ready.starts_on)
    assert journal_rows() == before
    assert Contract.objects.get(pk=ready.pk).state == ContractState.DRAFT
    assert not technician.assignments.exists()
    assert not contract_papers(ready.pk).exists()
    assert not ContractFile.objects.exists()


def test_a_paper_of_another_client_is_refused(
    draft: Contract, project_lead: User, park: Client, journal_rows: Callable[[], int]
) -> None:
    body = ContentFile(b"%PDF-1.4\ntrailer<<>>\n%%EOF\n", "别家合同.pdf")
    strange = take(project_lead, body, agency=park.agency, client_id=park.pk)
    before = journal_rows()
    with pytest.raises(ValidationError, match="别的服务对象"):
        services.attach_paper(project_lead, draft, PaperKind.CONTRACT, strange)
    assert journal_rows() == before


def test_a_paper_takes_the_place_of_the_reason_for_its_absence(
    draft: Contract, project_lead: User, paper: Callable[[str], File]
) -> None:
    services.waive_paper(project_lead, draft, PaperKind.ANNEX, reason="随后补签")
    services.attach_paper(project_lead, draft, PaperKind.ANNEX, paper("技术附件.pdf"))
    assert [each.reason for each in draft.contract_papers.all()] == [""]
    with pytest.raises(ValidationError, match="不需要说明原因"):
        services.waive_paper(project_lead, draft, PaperKind.ANNEX, reason="又没有了")


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_missing_paper_needs_a_reason_in_words(draft: Contract, project_lead: User, reason: str) -> None:
    with pytest.raises(ValidationError):
        services.waive_paper(project_lead, draft, PaperKind.ANNEX, reason=reason)


def test_of_two_people_changing_a_draft_the_second_is_told(draft: Contract, project_lead: User, director: User) -> None:
    first, second = Contract.objects.get(pk=draft.pk), Contract.objects.get(pk=draft.pk)
    first.title = "年度服务合同"
    services.change_contract(project_lead, first)
    second.title = "三年服务合同"
    with pytest.raises(StaleError):
        services.change_contract(director, second)
    assert Contract.objects.get(pk=draft.pk).title == "年度服务合同"


def test_an_amount_that_is_the_same_is_shown_as_no_difference_however_it_was_typed(
    draft: Contract, director: User
) -> None:
    draft.amount = Decimal("60000.00")
    services.change_contract(director, draft)
    seen = Contract.objects.get(pk=draft.pk)
    draft.title = "别人改的名称"
    services.change_contract(director, draft)
    typed = {**model_to_dict(seen), "amount": "60000", "title": "我改的名称"}
    form = ContractForm({key: value for key, value in typed.items() if value is not None}, instance=seen)
    assert form.is_valid(), form.errors
    form.show_conflict(Contract.objects.get(pk=draft.pk))
    assert [(each.mine, each.theirs) for each in form.differences] == [("我改的名称", "别人改的名称")]


def test_the_second_of_two_people_signing_is_refused(ready: Contract, project_lead: User, director: User) -> None:
    other = Contract.objects.get(pk=ready.pk)
    services.sign_contract(project_lead, ready, signed_on=ready.starts_on)
    with pytest.raises(StaleError):
        services.sign_contract(director, other, signed_on=ready.starts_on)


def test_numbers_are_suggested_in_turn_and_never_twice(draft: Contract, project_lead: User, enterprise: Client) -> None:
    year = timezone.localdate().year
    assert draft.number == f"HT{year}-001"
    assert queries.suggest_number(enterprise.agency, timezone.localdate()) == f"HT{year}-002"
    facts: dict[str, Any] = {"title": "又一份", "starts_on": draft.starts_on, "ends_on": draft.ends_on}
    with pytest.raises(ValidationError, match="已有这个合同编号"):
        services.draft_contract(project_lead, enterprise, number=draft.number, **facts)
    odd = services.draft_contract(project_lead, enterprise, number="徐环〔2026〕1 号", **facts)
    assert odd.number == "徐环〔2026〕1 号"
    assert queries.suggest_number(enterprise.agency, timezone.localdate()) == f"HT{year}-002"


def test_the_sign_page_links_each_thing_to_the_place_where_it_is_done(
    draft: Contract, project_lead: User, browse: Callable[[User], Browser]
) -> None:
    page = browse(project_lead).get(reverse("engagements:sign", args=[draft.pk])).content.decode()
    for place in ("lines", "papers"):
        assert f'href="{reverse("engagements:contract", args=[draft.pk])}#{place}"' in page


def test_a_draft_keeps_the_edition_it_was_made_under(draft: Contract) -> None:
    assert draft.edition == "xuzhou_2025"
