"""Whose turn it is, in a sentence."""

from dataclasses import dataclass

from django.utils import timezone

from ecosteward.accounts.models import Kind, User
from ecosteward.survey.models import Finding, FindingState
from ecosteward.survey.rules.rectification import may_recheck, overdue


@dataclass(frozen=True)
class Turn:
    """A sentence and its colour: "" for running, red for late, green for done, grey for voided."""

    words: str
    colour: str = ""


def turn(finding: Finding, reader: User) -> Turn:
    """Return who has to do what by when, and to who reported a rectification that somebody else judges it."""
    state, today = FindingState(finding.state), timezone.localdate()
    if state == FindingState.CLOSED:
        again = f"，{finding.look_back_on:%Y-%m-%d} 回头看" if finding.look_back_on else ""
        by = f"，复核人 {finding.closed_by.name}" if finding.closed_by else ""
        return Turn(f"已于 {finding.closed_on:%Y-%m-%d} 销号{by}{again}", "green")
    if state == FindingState.VOIDED:
        return Turn(
            f"已于 {finding.voided_on:%Y-%m-%d} 作废，不用整改，不计入统计。原因：{finding.void_reason}", "grey"
        )
    if state == FindingState.SUBMITTED:
        other = "。整改情况由您代填，须由其他人复核" if _reported(finding, reader) else ""
        return Turn(f"轮到服务机构：{finding.client.name} 已申请销号，等待复核{other}")
    what = "开始整改" if state == FindingState.OPEN else "完成整改、申请销号"
    if overdue(state, finding.due_on, today):
        late = (today - finding.due_on).days
        return Turn(f"轮到企业：应在 {finding.due_on:%Y-%m-%d} 前整改完成，已超期 {late} 天", "red")
    left = (finding.due_on - today).days
    return Turn(f"轮到企业{what}：{finding.due_on:%Y-%m-%d} 前，还有 {left} 天")


def _reported(finding: Finding, reader: User) -> bool:
    return reader.organisation.kind == Kind.AGENCY and not may_recheck(reader.pk, finding.rectified_by_id)
