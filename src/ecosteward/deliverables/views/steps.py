"""The steps a person may take with a document, each with its form."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict

from ecosteward.accounts.door import allowed
from ecosteward.accounts.models import User
from ecosteward.deliverables import services
from ecosteward.deliverables.forms import CommentForm, NoForm, ReasonForm, ReceiptForm
from ecosteward.deliverables.models import Document

Given = dict[str, Any]


@dataclass(frozen=True)
class Panel:
    """One step with its form. The due one stands open."""

    action: str
    title: str
    button: str
    form: forms.Form
    due: bool
    lead: str

    def opened(self) -> "Panel":
        """Return the same panel, standing open."""
        return replace(self, due=True)


@dataclass(frozen=True)
class _Step:
    title: str
    button: str
    form: type[forms.Form]
    take: Callable[[User, Document, Given], object]
    due: bool = False
    lead: str = ""


STEPS = {
    "sign": _Step(
        "审签",
        "审签定稿",
        NoForm,
        lambda user, document, _given: services.sign(user, document),
        due=True,
        lead="审签后文件定稿封存，并自动归入档案，不能再改；要改只能出新版本。",
    ),
    "send_back": _Step(
        "退回修改",
        "退回",
        ReasonForm,
        lambda user, document, given: services.send_back(user, document, given["reason"]),
    ),
    "submit": _Step(
        "提交审签",
        "提交质量负责人审签",
        NoForm,
        lambda user, document, _given: services.submit(user, document),
        due=True,
    ),
    "deliver": _Step(
        "交付",
        "交付服务对象",
        NoForm,
        lambda user, document, _given: services.deliver(user, document),
        due=True,
        lead="交付后服务对象的人员就能看到并签收；合同履行期间同时发出交付通报，附这份成果，等对方回复。",
    ),
    "acknowledge": _Step(
        "签收",
        "签收",
        ReceiptForm,
        lambda user, document, given: services.acknowledge(user, document, name=given["name"], on=given["on"]),
        due=True,
    ),
    "comment": _Step(
        "提审核意见",
        "提出意见",
        CommentForm,
        lambda user, document, given: services.comment(user, document, given["text"], place=given["place"]),
    ),
    "revise": _Step(
        "出新版本",
        "起草新版本",
        ReasonForm,
        lambda user, document, given: services.revise(user, document, given["reason"]),
    ),
    "withdraw": _Step(
        "作废",
        "作废",
        ReasonForm,
        lambda user, document, given: services.withdraw(user, document, given["reason"]),
    ),
}


def panels(user: User, document: Document) -> list[Panel]:
    """Return the steps a person may take now. A receipt is due from the client; the agency only records one."""
    shown = [panel(action, None) for action in STEPS if allowed(user, f"document.{action}", document)]
    if user.organisation_id != document.agency_id:
        return shown
    return [
        replace(each, due=False, title="登记签收（凭纸质签收单）") if each.action == "acknowledge" else each
        for each in shown
    ]


def panel(action: str, data: QueryDict | None) -> Panel:
    """Return one step's panel, filled from what was sent where there is anything."""
    step = STEPS[action]
    return Panel(action, step.title, step.button, step.form(data, auto_id=f"{action}_%s"), step.due, step.lead)
