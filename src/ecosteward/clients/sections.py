"""The sections of the enterprise's profile, declared: what each holds, shows and asks. One page serves them all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from ecosteward.clients import models
from ecosteward.clients.models import ProfileRow
from ecosteward.clients.rules.numbers import amount
from ecosteward.clients.rules.validity import validity
from ecosteward.clients.services.profile import action_for
from ecosteward.pages.lists import Badge, Column

_COLOURS = {
    models.Acceptance.PENDING: "amber",
    models.Acceptance.STAGED: "amber",
    models.Acceptance.OWN: "green",
    models.Acceptance.OFFICIAL: "green",
    models.FacilityState.RUNNING: "green",
    models.FacilityState.BUILDING: "blue",
}


@dataclass(frozen=True)
class Section:
    """One section.

    Attributes:
        key: its name in addresses.
        title: its heading.
        model: what it holds.
        columns: what its table shows.
        asks: the form's fields, in order.
        empty: what it will hold, said where it is empty.
        related: relations the columns read.

    """

    key: str
    title: str
    model: type[ProfileRow]
    columns: tuple[Column, ...]
    asks: tuple[str, ...]
    empty: str
    related: tuple[str, ...] = ()

    @property
    def action(self) -> str:
        """Return the action that changing a row needs."""
        return action_for(self.model)


def _text(title: str, field: str, *, minor: bool = False) -> Column:
    return Column(title, lambda row: getattr(row, field), minor=minor)


def _number(title: str, field: str) -> Column:
    return Column(title, lambda row: amount(getattr(row, field)), number=True)


def _choice(title: str, field: str) -> Column:
    return Column(title, lambda row: getattr(row, f"get_{field}_display")(), clip="short")


def _state(title: str, field: str) -> Column:
    def badge(row: Any) -> Badge:
        return Badge(getattr(row, f"get_{field}_display")(), _COLOURS.get(getattr(row, field), "grey"))

    return Column(title, badge)


def _place(row: Any) -> str:
    if row.longitude is None:
        return str(row.place)
    return f"{row.place}（{row.longitude:.6g}，{row.latitude:.6g}）"


def _verified(row: Any) -> Badge:
    return Badge("已核", "green", "check") if row.verified else Badge("待核", "amber", "help")


def _valid(until: str) -> Callable[[Any], Badge | str]:
    def badge(row: Any) -> Badge | str:
        words, colour = validity(getattr(row, until), timezone.localdate())
        return Badge(words, colour) if words else ""

    return badge


def _permit_state(row: Any) -> Badge | str:
    code = row.client.organisation.credit_code
    if code and not row.number.startswith(code):
        return Badge("编号与信用代码不符", "amber", "alert-triangle")
    return _valid("valid_to")(row)


def _span(first: str, last: str) -> Callable[[Any], str]:
    def words(row: Any) -> str:
        ends = getattr(row, first), getattr(row, last)
        return f"{ends[0] or '—'} 至 {ends[1] or '—'}" if any(ends) else ""

    return words


SECTIONS: tuple[Section, ...] = (
    Section(
        "approvals",
        "环评及“三同时”执行情况",
        models.Approval,
        (
            _text("项目名称", "project"),
            _choice("环评", "kind"),
            _text("批复文号", "number"),
            _text("批复日期", "approved_on"),
            _text("审批部门", "approved_by", minor=True),
            _state("验收", "acceptance"),
            _text("验收日期", "accepted_on"),
            _text("验收文号或意见", "acceptance_number", minor=True),
        ),
        (
            "project",
            "kind",
            "number",
            "approved_on",
            "approved_by",
            "content",
            "acceptance",
            "accepted_on",
            "acceptance_number",
        ),
        "每个建设项目一行：环评批复与竣工环保验收",
    ),
    Section(
        "permits",
        "排污许可证",
        models.Permit,
        (
            _text("编号", "number"),
            _choice("管理类别", "management"),
            Column("有效期", _span("valid_from", "valid_to")),
            Column("状态", _permit_state),
            _text("发证机关", "issued_by", minor=True),
            _text("执行报告要求", "report_rules"),
        ),
        ("number", "management", "valid_from", "valid_to", "issued_by", "report_rules"),
        "许可证或排污登记的编号、有效期和载明的执行报告要求",
        related=("client__organisation",),
    ),
    Section(
        "products",
        "产品与产能",
        models.Product,
        (
            _text("产品", "name"),
            _text("生产线", "line"),
            _number("批复产能", "approved"),
            _number("实际产量", "actual"),
            _text("单位", "unit"),
        ),
        ("name", "line", "approved", "actual", "unit"),
        "每种产品一行：批复产能与实际产量",
    ),
    Section(
        "materials",
        "主要原辅材料",
        models.Material,
        (
            _text("名称", "name"),
            _text("主要成分与性状", "component"),
            _number("环评用量", "approved"),
            _number("实际用量", "actual"),
            _text("单位", "unit"),
            _text("最大贮存量与位置", "storage", minor=True),
        ),
        ("name", "component", "approved", "actual", "unit", "storage"),
        "原料、辅料、燃料：用量、成分、贮存",
    ),
    Section(
        "processes",
        "工艺与产排污环节",
        models.Process,
        (
            _text("工序", "step"),
            _text("环节编号", "code"),
            _choice("类别", "medium"),
            _text("污染物", "pollutants"),
            _text("收集、治理与去向", "destination"),
        ),
        ("step", "code", "medium", "pollutants", "destination"),
        "每个产污环节一行：哪道工序产生什么、去向哪里",
    ),
    Section(
        "facilities",
        "污染治理设施",
        models.Facility,
        (
            _text("编号", "code"),
            _text("名称", "name"),
            _choice("类别", "medium"),
            _text("处理工艺", "method"),
            _text("设计处理能力", "capacity"),
            Column("对应排放口", lambda row: row.outlet.code or row.outlet.name if row.outlet else ""),
            _state("状态", "state"),
        ),
        ("code", "name", "medium", "method", "capacity", "pollutants", "outlet", "state", "used_since"),
        "废气、废水、噪声、固废的治理设施",
        related=("outlet",),
    ),
    Section(
        "outlets",
        "排放口",
        models.Outlet,
        (
            _text("编号", "code"),
            _text("名称", "name"),
            _choice("类别", "kind"),
            Column("位置", _place),
            _number("高度（m）", "height"),
            _text("排放去向", "receiver"),
        ),
        ("code", "name", "kind", "place", "height", "longitude", "latitude", "receiver"),
        "每个排放口一行；有了排放口才能填写限值",
    ),
    Section(
        "limits",
        "污染物与排放限值",
        models.Limit,
        (
            Column("排放口", lambda row: row.outlet.code or row.outlet.name),
            _text("污染物", "pollutant"),
            Column("限值", lambda row: row.words, number=True),
            _text("单位", "unit"),
            _text("依据", "basis"),
            Column("核对", _verified),
        ),
        ("outlet", "pollutant", "lower", "value", "unit", "basis", "verified"),
        "每个排放口每种污染物一行：限值照标准或许可证填写，核对前标“待核”",
        related=("outlet",),
    ),
    Section(
        "emissions",
        "主要污染物排放情况",
        models.Emission,
        (
            _text("污染物", "pollutant"),
            _choice("类别", "medium"),
            _number("许可（批复）量", "permitted"),
            _number("实际排放量", "actual"),
            _text("单位", "unit"),
            _text("年度", "year"),
            _text("数据来源", "source"),
        ),
        ("pollutant", "medium", "permitted", "actual", "unit", "year", "source"),
        "每种污染物每年一行：许可量与实际排放量",
    ),
    Section(
        "wastes",
        "危险废物",
        models.HazardousWaste,
        (
            Column("类别", lambda row: row.category),
            _text("代码", "code"),
            _text("名称", "name"),
            _text("产生环节", "source"),
            _number("环评产生量", "approved"),
            _number("实际产生量", "actual"),
            _text("单位", "unit"),
            _text("贮存场所", "storage", minor=True),
            _text("利用处置去向", "disposal"),
        ),
        ("code", "name", "source", "approved", "actual", "unit", "storage", "disposal"),
        "每种危险废物一行：代码、产生量、贮存与处置去向",
    ),
    Section(
        "plans",
        "突发环境事件应急预案备案",
        models.EmergencyPlan,
        (
            _text("备案编号", "number"),
            _text("备案日期", "filed_on"),
            _text("有效期至", "valid_until"),
            Column("状态", _valid("valid_until")),
            _text("风险级别", "risk"),
            _text("备案部门", "filed_with"),
        ),
        ("number", "filed_on", "valid_until", "risk", "filed_with"),
        "应急预案的备案编号、日期和有效期",
    ),
)
BY_KEY = {section.key: section for section in SECTIONS}
