"""Every screen opens for those it is for, and takes what they type."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.survey.models import Answer, Finding, FindingState, Visit, VisitState
from ecosteward.survey.tests.conftest import MakesVisits, jpeg

Browse = Callable[[User], Browser]
HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("name", ["findings", "visits", "unsure", "plan", "raise", "heat"])
def test_a_technician_opens_every_list(name: str, technician: User, finding: Finding, browse: Browse) -> None:
    assert browse(technician).get(reverse(f"survey:{name}")).status_code == 200


def test_a_visit_goes_from_plan_to_findings_on_screen(
    technician: User, project_lead: User, enterprise: object, browse: Browse
) -> None:
    browser = browse(technician)
    plan = f"{reverse('survey:plan')}?client={enterprise.pk}"  # type: ignore[attr-defined]
    assert browser.get(plan).status_code == 200
    given = {
        "kind": "routine",
        "planned_on": "2026-03-18",
        "inspectors": [technician.pk, project_lead.pk],
        "topics": ["B2.05"],
        "escort": "宋岚 环保主管",
    }
    answer = browser.post(plan, given)
    visit = Visit.objects.get()
    assert answer["Location"] == reverse("survey:visit", args=[visit.pk])
    assert browser.post(reverse("survey:start", args=[visit.pk])).status_code == 302
    assert browser.get(reverse("survey:check", args=[visit.pk])).status_code == 200
    for number in range(1, 9):
        said = {"verdict": "conforming", "seen": 0}
        if number == 4:
            said = {"verdict": "failed", "note": "格式不对", "seen": 0}
        url = reverse("survey:answer", args=[visit.pk, f"B2.05.{number:02d}"])
        saved = browser.post(url, said, headers=HTMX)
        assert saved["X-Saved"] == "1"
    photos = reverse("survey:photograph", args=[visit.pk, "B2.05.04"])
    assert "无定位" in browser.post(photos, {"photos": [jpeg()]}).content.decode()
    submit = reverse("survey:submit", args=[visit.pk])
    assert "请补充检查信息：生产状况" in browser.get(submit).content.decode()
    change = {**given, "production": "normal", "record_version": 2, "started_at": "2026-03-18T09:30"}
    assert browser.post(reverse("survey:change", args=[visit.pk]), change).status_code == 302
    page = browser.get(submit)
    (row,) = page.context["rows"]
    decision = {f"B2.05.04-{name}": value for name, value in row[1].initial.items()}
    assert browser.post(submit, decision).status_code == 302
    visit.refresh_from_db()
    assert visit.state == VisitState.SUBMITTED
    assert Finding.objects.get().text == "格式不对"
    for name in ("visit", "record"):
        assert browser.get(reverse(f"survey:{name}", args=[visit.pk])).status_code == 200


def test_a_finding_goes_from_open_to_closed_on_screen(
    finding: Finding, contact: User, project_lead: User, browse: Browse
) -> None:
    page = reverse("survey:finding", args=[finding.pk])
    mine, theirs = browse(contact), browse(project_lead)
    assert "开始整改" in mine.get(page).content.decode()
    mine.post(reverse("survey:step", args=[finding.pk, "start"]), {"responsible": "宋岚"})
    asked = {"text": "已补充", "photos": [jpeg()]}
    assert mine.post(reverse("survey:step", args=[finding.pk, "submit"]), asked).status_code == 302
    assert "复核通过" in theirs.get(page).content.decode()
    theirs.post(reverse("survey:step", args=[finding.pk, "approve"]), {"text": "属实"})
    finding.refresh_from_db()
    assert finding.state == FindingState.CLOSED
    assert theirs.get(reverse("survey:client", args=[finding.client_id])).status_code == 200


def test_an_answer_without_words_stays_and_is_marked(technician: User, started: MakesVisits, browse: Browse) -> None:
    visit = started()
    url = reverse("survey:answer", args=[visit.pk, "B2.05.01"])
    assert browse(technician).post(url, {"verdict": "failed"}, headers=HTMX).status_code == 200
    assert Answer.objects.get().verdict == "failed"
