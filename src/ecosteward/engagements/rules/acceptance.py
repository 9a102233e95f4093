"""What an acceptance of a contract's results must say."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """An acceptance as it is to be recorded: counts of files, tasks still open, tasks sent back, and foreign ones."""

    held_on: dt.date
    passed: bool
    opinion: str
    on_behalf: bool
    accepted_by: str
    files: int
    open_tasks: int
    returned: int
    strange: int


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
    return {field: words for field, wrong, words in rows if wrong}
