"""The steps a person may take now, each with its form."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest

from ecosteward.accounts.door import allowed
from ecosteward.accounts.models import User
from ecosteward.survey import services
from ecosteward.survey.forms import (
    ExtensionForm,
    LookBackForm,
    RecheckForm,
    RectificationForm,
    ReopenForm,
    StartForm,
    VoidForm,
    WordsForm,
)
from ecosteward.survey.models import Action, Finding, Side
from ecosteward.survey.permissions import side_of
from ecosteward.survey.rules.rectification import REPORTING

_BEHALF = "企业不便登录时可代为填报，记录会标明代填；代填整改情况的人不能再复核。"
Given = dict[str, Any]


@dataclass(frozen=True)
class Button:
    """One step that a form can end in."""

    action: Action
    words: str
    main: bool = False


@dataclass(frozen=True)
class Panel:
    """One form and the steps it can end in. The due one stands open."""

    key: str
    title: str
    form: forms.Form
    buttons: tuple[Button, ...]
    due: bool = False
    hint: str = ""

    @property
    def actions(self) -> set[Action]:
        """Return the steps the form can end in."""
        return {button.action for button in self.buttons}

    def opened(self) -> "Panel":
        """Return the same panel, standing open."""
        return replace(self, due=True)


@dataclass(frozen=True)
class _Kind:
    key: str
    title: str
    form: type[forms.Form]
    buttons: tuple[Button, ...]
    due: bool = False
    initial: Callable[[Finding], Given] = lambda _finding: {}


def _so_far(finding: Finding) -> Given:
    part = ("cause", "responsible", "completed_on", "cost")
    return {"text": finding.rectification, **{name: getattr(finding, name) for name in part}}


_KINDS = (
    _Kind(
        "start",
        "开始整改",
        StartForm,
        (Button(Action.START, "开始整改", main=True),),
        due=True,
        initial=lambda finding: {"responsible": finding.responsible},
    ),
    _Kind(
        "rectify",
        "填写整改情况，申请销号",
        RectificationForm,
        (Button(Action.SUBMIT, "申请销号", main=True), Button(Action.RECORD, "先保存，还没改完")),
        due=True,
        initial=_so_far,
    ),
    _Kind(
        "recheck",
        "复核",
        RecheckForm,
        (Button(Action.APPROVE, "复核通过，销号", main=True), Button(Action.SEND_BACK, "退回整改")),
        due=True,
    ),
    _Kind(
        "grant",
        "延期申请",
        WordsForm,
        (Button(Action.GRANT_EXTENSION, "同意延期", main=True), Button(Action.REFUSE_EXTENSION, "不同意")),
        due=True,
    ),
    _Kind("look_back", "回头看", LookBackForm, (Button(Action.LOOK_BACK, "没有反弹", main=True),)),
    _Kind("reopen", "反复，重新整改", ReopenForm, (Button(Action.REOPEN, "记为反复"),)),
    _Kind("extend", "申请延期", ExtensionForm, (Button(Action.ASK_EXTENSION, "申请延期"),)),
    _Kind("withdraw", "撤回销号申请", WordsForm, (Button(Action.WITHDRAW, "撤回"),)),
    _Kind("remind", "催办", WordsForm, (Button(Action.REMIND, "催办"),)),
    _Kind("comment", "留言", WordsForm, (Button(Action.COMMENT, "留言"),)),
    _Kind("void", "作废（登记有误）", VoidForm, (Button(Action.VOID, "作废这个问题"),)),
)


def panels(user: User, finding: Finding, request: HttpRequest | None = None) -> list[Panel]:
    """Return the forms of the steps that a person may take now, filled from the request where there is one."""
    behalf = side_of(user, finding.client) == Side.AGENCY
    shown = []
    for kind in _KINDS:
        buttons = tuple(each for each in kind.buttons if allowed(user, f"finding.{each.action}", finding))
        if buttons:
            data, files = (request.POST, request.FILES) if request else (None, None)
            form = kind.form(data, files, initial=kind.initial(finding), auto_id=f"{kind.key}_%s")
            shown.append(_panel(kind, form, buttons, behalf=behalf))
    return shown


def _panel(kind: _Kind, form: forms.Form, buttons: tuple[Button, ...], *, behalf: bool) -> Panel:
    if behalf and buttons[0].action in REPORTING:
        return Panel(kind.key, f"代企业：{kind.title}", form, buttons, due=False, hint=_BEHALF)
    return Panel(kind.key, kind.title, form, buttons, kind.due)


def take(user: User, finding: Finding, action: Action, given: Given) -> None:
    """Take a step with what its form gave."""
    _TAKE[action](user, finding, given)


def _part(given: Given) -> services.Rectification:
    names = ("text", "cause", "responsible", "cost", "completed_on")
    return services.Rectification(**{name: given[name] for name in names})


_TAKE: dict[Action, Callable[[User, Finding, Given], object]] = {
    Action.START: lambda user, finding, given: services.start_rectification(
        user, finding, given["responsible"], given["plan"]
    ),
    Action.RECORD: lambda user, finding, given: services.record_rectification(
        user, finding, _part(given), given["photos"]
    ),
    Action.SUBMIT: lambda user, finding, given: services.submit_rectification(
        user, finding, _part(given), given["photos"]
    ),
    Action.WITHDRAW: lambda user, finding, given: services.withdraw(user, finding, given["text"]),
    Action.APPROVE: lambda user, finding, given: services.approve(
        user, finding, given["text"], given["photos"], look_back_on=given["look_back_on"]
    ),
    Action.SEND_BACK: lambda user, finding, given: services.send_back(user, finding, given["text"], given["photos"]),
    Action.LOOK_BACK: lambda user, finding, given: services.look_back(
        user, finding, given["text"], given["photos"], next_on=given["next_on"]
    ),
    Action.REOPEN: lambda user, finding, given: services.reopen(
        user, finding, given["text"], given["photos"], due_on=given["due_on"]
    ),
    Action.ASK_EXTENSION: lambda user, finding, given: services.ask_extension(
        user, finding, given["until"], given["text"]
    ),
    Action.GRANT_EXTENSION: lambda user, finding, given: services.grant_extension(user, finding, given["text"]),
    Action.REFUSE_EXTENSION: lambda user, finding, given: services.refuse_extension(user, finding, given["text"]),
    Action.REMIND: lambda user, finding, given: services.remind(user, finding, given["text"]),
    Action.COMMENT: lambda user, finding, given: services.comment(user, finding, given["text"]),
    Action.VOID: lambda user, finding, given: services.void_finding(user, finding, given["text"]),
}
TAKEN_HERE = frozenset(_TAKE)
