"""Lists over all archives."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import allowed, visible
from ecosteward.accounts.models import Kind
from ecosteward.archive.models import Paper, State
from ecosteward.archive.queries.lists import archives
from ecosteward.archive.queries.papers import slot_name
from ecosteward.archive.rules.validity import EXPIRING_DAYS, standing
from ecosteward.clients.models import Client
from ecosteward.pages.lists import Badge, Column, Filters, ListPage
from ecosteward.standard.queries import archive_slots


def _bar(filed: int) -> Badge:
    total = len(archive_slots())
    colour = "green" if filed == total else "amber" if filed else "grey"
    return Badge(f"{filed} / {total}", colour)


def _count(number: int, colour: str) -> object:
    return Badge(str(number), colour) if number else ""


class ArchiveFilters(Filters):
    kind = forms.ChoiceField(
        label="类别", choices=[("", "全部类别"), *(choice for choice in Kind.choices if choice[0] != Kind.AGENCY)]
    )


class ArchiveList(ListPage):
    """Clients with how complete their archives are."""

    model = Client
    title = "一企一档"
    empty = "这里会列出您服务的企业，以及每家 35 项存档资料的完整度"
    begin = ("去看服务对象", "clients:list")
    filters = ArchiveFilters
    search = ("name",)
    search_hint = "服务对象名称"
    ordering = ("kind", "name", "pk")
    columns = (
        Column("服务对象", str, sort="name", link=lambda row: reverse("archive:client", args=[row.pk])),
        Column("类别", lambda row: row.get_kind_display(), minor=True),
        Column("电子档", lambda row: _bar(row.electronic) if row.kind == Kind.ENTERPRISE else "", sort="electronic"),
        Column("纸质档", lambda row: _bar(row.on_paper) if row.kind == Kind.ENTERPRISE else "", sort="on_paper"),
        Column("未登记", lambda row: row.unsaid if row.kind == Kind.ENTERPRISE else "", number=True),
        Column("待归位", lambda row: _count(row.waiting, "blue")),
        Column("临期过期", lambda row: _count(row.expiring, "amber")),
        Column("存档文件", lambda row: row.papers_filed, number=True, minor=True),
    )

    def rows(self) -> QuerySet[Any]:
        """Return the clients with their archives' figures."""
        return archives(self.user)

    def context(self) -> dict[str, Any]:
        actions = [
            ("搜索档案", reverse("archive:search"), "search"),
            ("临期资料", reverse("archive:expiring"), "calendar-due"),
            ("移交清单", reverse("archive:handovers"), "transfer"),
        ]
        if allowed(self.user, "retention.set", self.user.organisation):
            actions += [
                ("保存期限", reverse("archive:retention"), "clock-shield"),
                ("销毁清册", reverse("archive:destructions"), "trash"),
            ]
        return {"actions": actions}


class ExpiringFilters(Filters):
    expired = forms.ChoiceField(label="期限", choices=[("", "临期和过期"), ("yes", "已过期"), ("no", "将到期")])

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what is over, or what is still to come."""
        today = timezone.localdate()
        match self.cleaned_data["expired"]:
            case "yes":
                return rows.filter(valid_until__lt=today)
            case "no":
                return rows.filter(valid_until__gte=today)
        return rows


def _until(paper: Paper) -> Badge:
    return Badge(*standing(paper.valid_until or dt.date.max, timezone.localdate()))


class ExpiringList(ListPage):
    """Papers whose validity is over or soon will be."""

    model = Paper
    title = "临期资料"
    parent = ("一企一档", "archive:list")
    empty = f"没有已过期或 {EXPIRING_DAYS} 天内到期的存档资料"
    filters = ExpiringFilters
    search = ("title", "client__name")
    search_hint = "题名、服务对象"
    ordering = ("valid_until", "pk")
    columns = (
        Column("题名", str, link=lambda row: row.get_absolute_url()),
        Column("服务对象", lambda row: row.client, sort="client__name"),
        Column("存档项", slot_name, minor=True),
        Column("有效期至", lambda row: row.valid_until, sort="valid_until"),
        Column("期限", _until),
    )

    def rows(self) -> QuerySet[Any]:
        """Return what the person sees of it."""
        last = timezone.localdate() + dt.timedelta(days=EXPIRING_DAYS)
        papers = Paper.objects.filter(state=State.FILED, valid_until__lte=last).select_related("client")
        return visible(self.user, papers)
