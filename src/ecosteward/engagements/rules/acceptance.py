"""What an acceptance of results must say: of a contract's, or of one task's."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

INDEPENDENT = "无利害关系"
# Days offered for doing work again. A suggestion of ours, the two sides agree what they like.
REWORK_DAYS = 14


@dataclass(frozen=True)
class Held:
    """An acceptance as it is to be recorded: counts of files, tasks still open, tasks sent back, and foreign ones.

    `due_on` is when what goes back is due again, `planned_on` the latest day any of it is planned for.
    """

    held_on: dt.date
    passed: bool
    opinion: str
    on_behalf: bool
    accepted_by: str
    files: int
    open_tasks: int
    returned: int
    strange: int
    due_on: dt.date | None = None
    planned_on: dt.date | None = None


def faults(held: Held, today: dt.date) -> dict[str, str]:
    """Return what is wrong with it by field, in words that say what to do; empty if nothing is."""
    rows = (
        ("held_on", held.held_on > today, "验收日期不能晚于今天"),
        ("opinion", not held.opinion.strip(), "请写明验收意见"),
        ("accepted_by", held.on_behalf and not held.accepted_by.strip(), "请填写服务对象验收人的姓名"),
        ("files", held.on_behalf and not held.files, "代为登记验收时，请上传服务对象签字或盖章的验收文件"),
        (
            "passed",
            held.passed and held.open_tasks > 0,
            f"还有 {held.open_tasks} 项任务没有完成，请先完成并验收，或写明原因后取消",
        ),
        ("returned", held.passed and held.returned > 0, "验收合格时不能再退回任务"),
        ("returned", not held.passed and not held.returned, "验收不合格时，请选出要返工的任务"),
        ("returned", held.strange > 0, "只能退回本合同的任务"),
    )
    due = {} if held.passed else due_faults(held.due_on, held.held_on, held.planned_on)
    return {field: words for field, wrong, words in rows if wrong} | due


def due_faults(due_on: dt.date | None, judged_on: dt.date, planned_on: dt.date | None) -> dict[str, str]:
    """Return what is wrong with the day by which work sent back is to be done again."""
    if due_on is None:
        return {"due_on": "请填写返工期限，承办人据此安排"}
    if due_on < judged_on:
        return {"due_on": f"返工期限不能早于验收日期 {judged_on:%Y-%m-%d}"}
    if planned_on and due_on < planned_on:
        return {"due_on": f"返工期限不能早于任务的计划日期 {planned_on:%Y-%m-%d}；要提前，请负责人先调整计划日期"}
    return {}


def rework_due(judged_on: dt.date, due_on: dt.date | None = None) -> dt.date:
    """Return the day to suggest for doing work again: two weeks on, or the old day where that is later."""
    suggested = judged_on + dt.timedelta(days=REWORK_DAYS)
    return max(suggested, due_on) if due_on else suggested


def sworn(reviewers: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return outside reviewers, (name, unit) each, as they are kept: without interest in the matter."""
    return [[name, unit, INDEPENDENT] for name, unit in reviewers]
