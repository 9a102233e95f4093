"""The pages of the scorecard."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.engagements.models import Contract
from ecosteward.evaluation import services
from ecosteward.evaluation.models import (
    Judge,
    Judgement,
    Scorecard,
)
from ecosteward.evaluation.tests.conftest import pdf_upload
from ecosteward.evaluation.tests.test_scorecards import judge_all

Browse = Callable[[User], Browser]
Rows = Callable[[], int]


def test_the_client_judges_line_by_line_and_signs(
    browse: Browse, contact: User, running: Contract, journal_rows: Rows
) -> None:
    browser = browse(contact)
    opened = browser.post(reverse("evaluation:scorecard_open", args=[running.pk]), {"period": "2026年度"})
    address = opened.headers["Location"]
    form = browser.get(address).context["form"]
    data = {f"seen-{line.printed.id}": "0" for line in form.lines}
    for line in form.lines:
        if line.printed.kind == "add":
            data |= {f"points-{line.printed.id}": str(line.printed.points), f"evidence-{line.printed.id}": "资料齐全"}
    data |= {"points-G.2.1.c": "-1", "evidence-G.2.1.c": "重复购置一台设备", "other": "2", "other_reason": "协助应急"}
    before = journal_rows()
    assert browser.post(address, data).status_code == 302
    assert journal_rows() == before + 15  # thirteen additions, one deduction, 其他
    assert browser.post(reverse("evaluation:scorecard_sign", args=[Scorecard.objects.get().pk])).status_code == 302
    signed = Scorecard.objects.get()
    assert (signed.judge, str(signed.total)) == (Judge.CLIENT, "26.00")
    page = browser.get(address)
    assert page.context["judges"] is False
    assert "重复购置一台设备" in page.content.decode()


def _untouched(form: Any) -> dict[str, Any]:
    """Return what a browser sends of a form as it came."""
    shown = {bound.html_name: "" if bound.value() is None else bound.value() for bound in form}
    return shown | {bound.html_initial_name: shown[bound.html_name] for bound in form}


def test_saving_an_untouched_table_writes_nothing(
    browse: Browse, contact: User, card: Scorecard, journal_rows: Rows
) -> None:
    browser = browse(contact)
    address = reverse("evaluation:scorecard", args=[card.pk])
    data = _untouched(browser.get(address).context["form"])
    before = journal_rows()
    assert browser.post(address, data).status_code == 302
    assert journal_rows() == before


def test_one_wrong_line_keeps_all_that_was_typed_and_writes_nothing(
    browse: Browse, contact: User, card: Scorecard, journal_rows: Rows
) -> None:
    before = journal_rows()
    data = {
        "points-G.1.1.a": "0.5",
        "evidence-G.1.1.a": "熟悉法规",
        "points-G.2.1.a": "13",
        "evidence-G.2.1.a": "处理得很好",
        "evidence-G.1.4.a": "只写了依据",
        "other": "1",
    }
    address = reverse("evaluation:scorecard", args=[card.pk])
    page = browse(contact).post(address, data)
    text = page.content.decode()
    assert page.status_code == 422
    assert "请填写得分" in text
    for typed in ("熟悉法规", "处理得很好", "只写了依据", 'value="13"'):
        assert typed in text
    del data["evidence-G.1.4.a"]
    again = browse(contact).post(address, data).content.decode()
    assert "应在 0 至 12 分之间" in again
    assert "熟悉法规" in again
    assert journal_rows() == before


def test_two_people_of_the_client_judging_the_same_line_notice_each_other(
    browse: Browse, contact: User, card: Scorecard
) -> None:
    services.judge(contact, card, "G.1.1.a", Decimal(0), "别人写的依据")
    data = {"seen-G.1.1.a": "0", "points-G.1.1.a": "0.5", "evidence-G.1.1.a": "我写的依据"}
    address = reverse("evaluation:scorecard", args=[card.pk])
    page = browse(contact).post(address, data)
    text = page.content.decode()
    assert "别人写的依据" in text
    assert "我写的依据" in text
    assert Judgement.objects.get().points == 0
    typed = page.context["form"].data
    browse(contact).post(address, {**data, "seen-G.1.1.a": typed["seen-G.1.1.a"]})
    assert Judgement.objects.get().evidence == "我写的依据"


def test_what_a_person_left_alone_undoes_nothing_that_somebody_else_judged_meanwhile(
    browse: Browse, contact: User, card: Scorecard
) -> None:
    browser, address = browse(contact), reverse("evaluation:scorecard", args=[card.pk])
    page = _untouched(browser.get(address).context["form"])
    services.judge(contact, card, "G.1.1.a", Decimal(0), "别人写的依据")
    services.set_other(contact, card, Decimal(2), "协助应急")
    sent = {**page, "points-G.1.1.b": "0.5", "evidence-G.1.1.b": "我写的依据"}
    assert browser.post(address, sent).status_code == 302
    card.refresh_from_db()
    assert (card.other, card.other_reason) == (Decimal(2), "协助应急")
    assert {each.evidence for each in card.judgements.all()} == {"别人写的依据", "我写的依据"}
    answer = browser.post(address, {**page, "other": "1", "other_reason": "重复劳动"})
    assert "别人刚把这里改成了“2.00”" in answer.content.decode()
    card.refresh_from_db()
    assert card.other == Decimal(2)


def test_the_agency_opens_a_recorded_table_and_signs_it_with_the_paper(
    browse: Browse, project_lead: User, running: Contract
) -> None:
    browser = browse(project_lead)
    assert browser.post(reverse("evaluation:scorecard_open", args=[running.pk]), {}).status_code == 422
    browser.post(reverse("evaluation:scorecard_open", args=[running.pk]), {"judge": "recorded"})
    card = Scorecard.objects.get()
    judge_all(project_lead, card)
    sign = reverse("evaluation:scorecard_sign", args=[card.pk])
    assert browser.post(sign, {"signed_by": "宋岚"}).status_code == 422
    browser.post(sign, {"signed_by": "宋岚", "upload": pdf_upload()})
    card.refresh_from_db()
    assert card.is_signed
    assert card.file is not None


def test_who_signs_is_told_what_has_no_result_yet(browse: Browse, contact: User, card: Scorecard) -> None:
    judge_all(contact, card)
    told = browse(contact).get(reverse("evaluation:scorecard_sign", args=[card.pk])).content.decode()
    assert "客户满意度" in told
    assert "总分里没有它" in told


def test_the_table_that_counts_leads_the_agency_to_its_word_and_any_other_does_not(
    browse: Browse, project_lead: User, contact: User, card: Scorecard
) -> None:
    draft = f"{reverse('deliverables:draft', args=[card.client_id, 'evaluation_table'])}?contract={card.contract_id}"
    own = services.open_scorecard(project_lead, card.contract, Judge.SELF)
    address = reverse("evaluation:scorecard", args=[own.pk])
    assert draft in browse(project_lead).get(address).content.decode()
    assert browse(project_lead).get(draft).status_code == 200
    judge_all(contact, card)
    services.sign_scorecard(contact, card)
    assert draft not in browse(project_lead).get(address).content.decode()
    assert draft not in browse(contact).get(reverse("evaluation:scorecard", args=[card.pk])).content.decode()


def test_a_reader_sees_the_table_and_posts_nothing(
    browse: Browse, director: User, contact: User, card: Scorecard
) -> None:
    judge_all(contact, card)
    services.sign_scorecard(contact, card)
    address = reverse("evaluation:scorecard", args=[card.pk])
    assert browse(director).get(address).status_code == 200
    assert browse(director).post(address, {"points-G.1.1.a": "0"}).status_code == 403


def test_a_table_is_discarded_with_a_reason(browse: Browse, contact: User, card: Scorecard) -> None:
    address = reverse("evaluation:scorecard_discard", args=[card.pk])
    assert browse(contact).post(address, {"reason": ""}).status_code == 422
    browse(contact).post(address, {"reason": "建错了"})
    assert not Scorecard.objects.exists()


def test_the_client_opens_the_paper_of_a_judgement_recorded_for_it(
    browse: Browse, project_lead: User, contact: User, running: Contract
) -> None:
    card = services.open_scorecard(project_lead, running, Judge.RECORDED)
    judge_all(project_lead, card)
    sign = reverse("evaluation:scorecard_sign", args=[card.pk])
    browse(project_lead).post(sign, {"signed_by": "宋岚", "upload": pdf_upload()})
    card.refresh_from_db()
    sent = browse(contact).get(reverse("files:download", args=[card.file_id]))
    assert b"".join(sent.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
