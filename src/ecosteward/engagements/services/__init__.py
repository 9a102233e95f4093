"""The only writers of contracts, plans, tasks, work records, notices and acceptance."""

from ecosteward.engagements.services.acceptance import accept_contract
from ecosteward.engagements.services.amendments import amend_line, extend
from ecosteward.engagements.services.contracts import (
    change_contract,
    close_contract,
    draft_contract,
    end_contract,
    sign_contract,
)
from ecosteward.engagements.services.lines import add_line, change_line, remove_line
from ecosteward.engagements.services.needs import Wish, assess, convert
from ecosteward.engagements.services.notices import mark_read, notify, reply
from ecosteward.engagements.services.papers import attach_paper, remove_paper, waive_paper
from ecosteward.engagements.services.planning import add_task, plan, set_goal
from ecosteward.engagements.services.tasks import (
    accept_task,
    assign_task,
    assign_tasks,
    cancel_task,
    remind_task,
    reschedule,
    restore_task,
    return_task,
    start_task,
    submit_task,
    withdraw_task,
)
from ecosteward.engagements.services.team import add_member, change_member, remove_member
from ecosteward.engagements.services.work import record_work, save_work

__all__ = [
    "Wish",
    "accept_contract",
    "accept_task",
    "add_line",
    "add_member",
    "add_task",
    "amend_line",
    "assess",
    "assign_task",
    "assign_tasks",
    "attach_paper",
    "cancel_task",
    "change_contract",
    "change_line",
    "change_member",
    "close_contract",
    "convert",
    "draft_contract",
    "end_contract",
    "extend",
    "mark_read",
    "notify",
    "plan",
    "record_work",
    "remind_task",
    "remove_line",
    "remove_member",
    "remove_paper",
    "reply",
    "reschedule",
    "restore_task",
    "return_task",
    "save_work",
    "set_goal",
    "sign_contract",
    "start_task",
    "submit_task",
    "waive_paper",
    "withdraw_task",
]
