"""The pages of improvements."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.evaluation import services
from ecosteward.evaluation.models import (
    Complaint,
    Improvement,
    ImprovementState,
    Satisfaction,
    Scorecard,
    Survey,
)
from ecosteward.evaluation.tests.conftest import LEVELS
from ecosteward.evaluation.tests.test_scorecards import judge_all

Browse = Callable[[User], Browser]


def test_an_improvement_starts_from_a_complaint_a_survey_or_by_hand(
    browse: Browse, director: User, quality_lead: User, complaint: Complaint, survey: Survey, today: dt.date
) -> None:
    services.answer_survey(
        survey.token, respondent="宋岚", overall=Satisfaction.FAIR, answers={**LEVELS, "response": "not"}
    )
    browser = browse(director)
    add = reverse("evaluation:improvement_add")
    assert "报告迟了两周" in browser.get(f"{add}?complaint={complaint.pk}").content.decode()
    assert "响应及时" in browser.get(f"{add}?survey={survey.pk}").content.decode()
    data = {
        "problem": "报告迟",
        "cause": "漏排",
        "measure": "双人核对",
        "responsible": director.pk,
        "due_on": today.isoformat(),
    }
    browser.post(f"{add}?complaint={complaint.pk}", data)
    made = Improvement.objects.get()
    assert (made.complaint, made.client) == (complaint, complaint.client)
    browser.post(
        reverse("evaluation:improvement_change", args=[made.pk]), {**data, "measure": "每周核对", "record_version": 1}
    )
    browser.post(reverse("evaluation:improvement_finish", args=[made.pk]), {"result": "已做"})
    other = browse(quality_lead)
    other.post(reverse("evaluation:improvement_return", args=[made.pk]), {"reason": "再看一周"})
    browser.post(reverse("evaluation:improvement_finish", args=[made.pk]), {"result": "又看了一周"})
    other.post(reverse("evaluation:improvement_verify", args=[made.pk]), {"verification": "无迟交"})
    made.refresh_from_db()
    assert (made.state, made.measure, made.verified_by) == (ImprovementState.VERIFIED, "每周核对", quality_lead)


def test_an_improvement_starts_from_a_signed_table(
    browse: Browse, director: User, contact: User, card: Scorecard, today: dt.date
) -> None:
    judge_all(contact, card)
    services.sign_scorecard(contact, card)
    data = {"problem": "甲", "cause": "乙", "measure": "丙", "responsible": director.pk, "due_on": today.isoformat()}
    browse(director).post(reverse("evaluation:improvement_add") + f"?card={card.pk}", data)
    made = Improvement.objects.get()
    assert (made.source, made.contract) == ("score", card.contract)


@pytest.mark.parametrize("query", ["complaint=x", "survey=-1", "card=²", "complaint="])
def test_a_source_that_is_no_number_opens_an_empty_form(browse: Browse, director: User, query: str) -> None:
    assert browse(director).get(reverse("evaluation:improvement_add") + f"?{query}").status_code == 200


def test_an_improvement_from_a_complaint_out_of_sight_is_not_found(
    browse: Browse, stranger: User, complaint: Complaint
) -> None:
    add = reverse("evaluation:improvement_add")
    assert browse(stranger).get(f"{add}?complaint={complaint.pk}").status_code == 404
