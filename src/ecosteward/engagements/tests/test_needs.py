"""Needs set against staff, certificates and load (clause 6.2.2)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.models import User
from ecosteward.agency.models import Certificate, StaffRecord
from ecosteward.clients.models import Client
from ecosteward.engagements import queries, services
from ecosteward.engagements.models import Assessment, Contract, Decision, Task
from ecosteward.engagements.rules.fit import NO, OK, WEAK, Asked, Hand, fit, suits
from ecosteward.engagements.services import Wish
from ecosteward.journal.models import Entry
from ecosteward.journal.services import SYSTEM, write

UNTIL = dt.date(2027, 12, 31)
ASKED = Asked("环境影响评价服务", "", UNTIL, 20)


def _hand(pk: int = 1, *, certificates: tuple[tuple[str, dt.date | None], ...] = (), load: int = 0) -> Hand:
    return Hand(pk, f"工程师{pk}", "高级（环境工程）", "环境工程", certificates, load)


def test_nobody_to_send_is_not_able() -> None:
    assert fit(ASKED, []).verdict == "unable"


def test_a_wanted_certificate_that_nobody_holds_is_not_able_and_says_which() -> None:
    found = fit(Asked("清洁生产审核服务", "清洁生产审核师", UNTIL, 20), [_hand()])
    assert found.verdict == "unable"
    assert any(reason.mark == NO and "清洁生产审核师" in reason.words for reason in found.reasons)


@pytest.mark.parametrize(("until", "verdict"), [(None, "able"), (UNTIL, "able"), (dt.date(2027, 12, 30), "partly")])
def test_a_certificate_must_last_as_long_as_the_service(until: dt.date | None, verdict: str) -> None:
    hand = _hand(certificates=(("环境影响评价工程师", until),))
    assert fit(Asked("环评", "环境影响评价工程师", UNTIL, 20), [hand]).verdict == verdict


@pytest.mark.parametrize(
    ("loads", "verdict"), [((19,), "able"), ((20,), "partly"), ((20, 3), "able"), ((25, 20), "partly")]
)
def test_a_full_load_counts_where_everybody_thought_of_has_one(loads: tuple[int, ...], verdict: str) -> None:
    assert fit(ASKED, [_hand(number, load=load) for number, load in enumerate(loads)]).verdict == verdict


@given(
    st.lists(
        st.builds(
            _hand,
            st.integers(1, 9),
            certificates=st.lists(
                st.tuples(st.sampled_from(["环评师", "监测员"]), st.none() | st.dates()), max_size=2
            ).map(tuple),
            load=st.integers(0, 40),
        ),
        max_size=4,
    ),
    st.sampled_from(["", "环评师"]),
)
def test_the_verdict_is_the_worst_of_its_reasons(hands: list[Hand], certificate: str) -> None:
    found = fit(Asked("环评", certificate, UNTIL, 20), hands)
    marks = {reason.mark for reason in found.reasons}
    assert found.reasons
    assert found.verdict == ("unable" if NO in marks else "partly" if WEAK in marks else "able")
    assert marks <= {OK, WEAK, NO}


@pytest.mark.parametrize(
    ("need", "certificate", "shared"),
    [
        ("环境影响评价服务", "环境影响评价工程师", "影响评价"),
        ("清洁生产审核服务", "清洁生产审核师", "清洁生产审核"),
        ("环境管理服务", "环境工程师", ""),
        ("企业环保状况调查与指导整改服务", "注册环保工程师", ""),
    ],
)
def test_people_are_thought_of_where_their_certificates_speak_of_the_need(
    need: str, certificate: str, shared: str
) -> None:
    hand = Hand(1, "韩松", "", "", ((certificate, None),), 0)
    assert suits(need, hand) == shared


@pytest.fixture
def assessor(technician: User) -> User:
    """Return a professional with a confirmed certificate."""
    record = StaffRecord(
        agency=technician.organisation, person=technician, background="环境工程", rank="senior", environmental=True
    )
    write(SYSTEM, "staff.added", record)
    today = timezone.localdate()
    held = Certificate(
        agency=technician.organisation,
        staff=record,
        name="环境影响评价工程师",
        confirmed_on=today,
        confirmed_by=technician,
    )
    write(SYSTEM, "certificate.added", held)
    return technician


def _assess(user: User, client: Client, *wishes: Wish) -> Assessment:
    today = timezone.localdate()
    return services.assess(user, client, wishes, starts_on=today, ends_on=today + dt.timedelta(days=364))


def test_an_assessment_keeps_each_verdict_with_its_reasons_and_the_agencys_standing(
    enterprise: Client, project_lead: User, assessor: User
) -> None:
    made = _assess(
        project_lead,
        enterprise,
        Wish("环境影响评价服务", "B1.02", "环境影响评价工程师", (assessor,)),
        Wish("碳标签认证咨询", note=""),
    )
    able, unable = made.needs.all()
    assert (able.verdict, able.decision) == ("able", Decision.TAKE)
    assert any("服务期内有效" in words for _, words in able.reasons)
    assert (unable.verdict, unable.decision) == ("unable", Decision.DECLINE)
    assert any("不少于5名" in words for _, words in made.agency_facts)
    assert Entry.objects.filter(action="need.assessed").count() == 2


def test_the_load_counted_is_the_open_tasks(enterprise: Client, task: Task, assessor: User) -> None:
    known = queries.hands(enterprise.agency, timezone.localdate())
    assert known[assessor.pk].load == 1


def test_taking_what_can_not_be_done_needs_a_word_on_how(
    enterprise: Client, project_lead: User, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError, match="如何补足条件"):
        _assess(project_lead, enterprise, Wish("碳标签认证咨询", decision=Decision.TAKE))
    assert journal_rows() == before
    made = _assess(project_lead, enterprise, Wish("碳标签认证咨询", decision=Decision.TAKE, note="与某院合作"))
    assert made.needs.get().note == "与某院合作"


def test_what_is_taken_on_becomes_the_lines_of_a_draft_and_only_once(
    enterprise: Client, project_lead: User, assessor: User
) -> None:
    made = _assess(
        project_lead, enterprise, Wish("环境影响评价服务", "B1.02", people=(assessor,)), Wish("碳标签认证咨询")
    )
    contract = services.convert(project_lead, made)
    assert [line.service_id for line in contract.lines.all()] == ["B1.02"]
    assert contract.starts_on == made.starts_on
    assert queries.timeline(contract)[0].fact.state == "done"
    with pytest.raises(Exception, match="没有办理这一步"):
        services.convert(project_lead, made)


def test_needs_can_be_put_into_a_draft_there_is(draft: Contract, project_lead: User, assessor: User) -> None:
    made = _assess(project_lead, draft.client, Wish("环境影响评价服务", "B1.02", people=(assessor,)))
    services.add_line(project_lead, draft, service_id="B1.16")
    assert services.convert(project_lead, made, draft) == draft
    assert [line.service_id for line in draft.lines.all()] == ["B1.16", "B1.02"]


def test_what_a_draft_lists_already_is_not_listed_twice(draft: Contract, project_lead: User, assessor: User) -> None:
    services.add_line(project_lead, draft, service_id="B1.02", quantity=2)
    made = _assess(project_lead, draft.client, Wish("环境影响评价服务", "B1.02", people=(assessor,)))
    services.convert(project_lead, made, draft)
    assert draft.lines.get().quantity == 2


def test_a_park_is_assessed_before_its_contract_is_signed(park: Client, director: User) -> None:
    today = timezone.localdate()
    contract = services.draft_contract(director, park, title="园区服务", starts_on=today, ends_on=today)
    assert "needs" in {each.where for each in queries.lacking(contract)}
    services.convert(director, _assess(director, park, Wish("项目准入咨询", "C.1-3")), contract)
    assert "needs" not in {each.where for each in queries.lacking(contract)}


def test_the_pages_lead_from_choosing_to_a_draft(
    enterprise: Client, project_lead: User, assessor: User, browse: Callable[[User], Browser]
) -> None:
    browser = browse(project_lead)
    assert browser.get(reverse("engagements:needs", args=[enterprise.pk])).status_code == 200
    address = reverse("engagements:assess", args=[enterprise.pk]) + "?need=B1.02&other=碳标签认证咨询"
    page = browser.get(address).content.decode()
    assert "影响评价”相符" in page
    assert "本机构人员" in page
    assert "环境影响评价工程师" in page
    assert "未评估" in page
    today = timezone.localdate()
    given = {
        "assessed_on": today,
        "starts_on": today,
        "ends_on": today + dt.timedelta(days=364),
        "load_limit": 20,
        "0-people": [assessor.pk],
        "0-certificate": "注册核安全工程师",
        "0-decision": "",
        "0-note": "",
        "1-certificate": "",
        "1-decision": "",
        "1-note": "",
    }
    again = browser.post(address, {**given, "recheck": "1"})
    assert "没有人持有有效的“注册核安全工程师”" in again.content.decode()
    assert not Assessment.objects.exists()
    refused = browser.post(address, {**given, "0-decision": "take"})
    assert refused.status_code == 422
    assert "注册核安全工程师" in refused.content.decode()
    assert browser.post(address, given).status_code == 302
    made = Assessment.objects.get()
    assert browser.get(reverse("engagements:assessment", args=[made.pk])).status_code == 200
    assert browser.post(reverse("engagements:convert", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.contract is not None


def test_choosing_nothing_leads_back_to_choosing(
    enterprise: Client, project_lead: User, browse: Callable[[User], Browser]
) -> None:
    browser = browse(project_lead)
    answer = browser.get(reverse("engagements:assess", args=[enterprise.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("engagements:needs", args=[enterprise.pk]), 302)]
    assert "还没有选需求" in answer.content.decode()


def test_a_need_for_which_nobody_is_thought_of_yet_is_not_judged(
    enterprise: Client, project_lead: User, assessor: User, browse: Callable[[User], Browser]
) -> None:
    browser = browse(project_lead)
    address = f"{reverse('engagements:assess', args=[enterprise.pk])}?need=B1.09"
    page = browser.get(address).content.decode()
    assert "未评估" in page
    assert (
        '<span class="status-badge is-red">' not in page.partition('id="verdict-1"')[2].partition("</span></span>")[0]
    )
    judged = browser.post(address, {"0-people": [assessor.pk], "recheck": "1"}).content.decode()
    assert "未评估" not in judged
    assert "能承担" in judged.partition('id="verdict-1"')[2][:200]
