"""A plan as Excel."""

from django.db.models import QuerySet
from django.http import HttpResponse

from ecosteward.engagements.models import Task
from ecosteward.engagements.views.badges import task_badge
from ecosteward.pages.lists import Column, workbook_response

COLUMNS = (
    Column("服务对象", lambda row: row.client.name),
    Column("服务内容", lambda row: row.line.name),
    Column("任务", lambda row: row.title),
    Column("承办人", lambda row: row.assignee.name if row.assignee else ""),
    Column("服务方式", lambda row: row.get_mode_display()),
    Column("计划日期", lambda row: row.planned_on),
    Column("应完成日期", lambda row: row.due_on),
    Column("状态", task_badge),
    Column("完成日期", lambda row: row.done_on),
    Column("完成依据", lambda row: row.line.evidence),
)


def send_plan(title: str, tasks: QuerySet[Task]) -> HttpResponse:
    """Send tasks as an Excel file of that title."""
    rows = tasks.select_related("client", "line", "assignee").order_by("planned_on", "pk")
    return workbook_response(title, COLUMNS, rows.iterator(chunk_size=2000))
