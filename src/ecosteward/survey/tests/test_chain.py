"""The whole way of one defect, as its people go it."""

from ecosteward.accounts.models import User
from ecosteward.survey import services
from ecosteward.survey.models import Finding, FindingState
from ecosteward.survey.tests.conftest import jpeg


def test_a_failed_item_is_rectified_by_the_enterprise_rechecked_and_closed(
    finding: Finding, contact: User, project_lead: User
) -> None:
    assert (finding.number, finding.item_id, finding.text) == ("WT-2026-0001", "B2.05.04", "年度报告缺第三章")
    assert finding.state == FindingState.OPEN
    services.start_rectification(contact, finding, "宋岚")
    services.submit_rectification(contact, finding, "补充第三章并重新公开", [jpeg("改后.jpg", "green")])
    assert finding.state == FindingState.SUBMITTED
    services.approve(project_lead, finding, "平台上已能查到")
    assert Finding.objects.get(pk=finding.pk).state == FindingState.CLOSED
    assert [step.get_action_display() for step in finding.steps.all()] == [
        "提出问题",
        "开始整改",
        "申请销号",
        "复核销号",
    ]
