import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import DecimalField, OuterRef, Prefetch, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import allowed, find, require, visible
from ecosteward.accounts.models import Role, User
from ecosteward.agency import queries, services
from ecosteward.agency.forms import LeaveForm, NewStaffForm
from ecosteward.agency.forms import StaffForm as StaffFields
from ecosteward.agency.models import Agreement, Appraisal, Attendance, Certificate, Education, StaffRecord
from ecosteward.agency.views.base import DirectorForm, StaffForm, facts
from ecosteward.pages.http import person as logged_in
from ecosteward.pages.lists import Badge, Column, Filters, ListPage
from ecosteward.people.invitations import hand_over


def _rank(row: StaffRecord) -> str:
    words = row.get_rank_display()
    return f"{words}（{row.rank_field}）" if row.rank_field else words


def _certificates(row: StaffRecord) -> str:
    today = timezone.localdate()
    return "、".join(each.name for each in row.certificates.all() if each.valid(today))


def _appraised(row: StaffRecord) -> str:
    newest = next(iter(row.appraisals.all()), None)
    return f"{newest.year} {newest.get_result_display()}" if newest else ""


def _presence(row: StaffRecord) -> Badge:
    return Badge("已离职", "grey") if row.left_on else Badge("在职", "green")


class StaffFilters(Filters):
    rank = forms.ChoiceField(label="职称", choices=[("", "全部职称"), *StaffRecord.Rank.choices])


class StaffList(ListPage):
    """Everybody whose file the agency keeps."""

    model = StaffRecord
    template_name = "agency/list.html"
    title = "专业技术人员"
    empty = "还没有人员档案。先为从事环境咨询的人员建档（第4章要求至少 5 名，其中高级及以上 2 名）"
    filters = StaffFilters
    search = ("person__name", "background", "rank_field", "certificates__name")
    search_hint = "姓名、专业、证书"
    ordering = ("left_on", "person__name")
    columns = (
        Column("姓名", str, sort="person__name", link=lambda row: reverse("agency:person", args=[row.pk])),
        Column("角色", lambda row: row.person.role_names, minor=True),
        Column("职称", _rank, sort="rank"),
        Column("环保相关", lambda row: "是" if row.environmental else ""),
        Column("专业背景", lambda row: row.background, minor=True),
        Column("有效证书", _certificates),
        Column("本年学时", lambda row: row.hours, number=True, sort="hours"),
        Column("最近考评", _appraised),
        Column("状态", _presence),
    )

    def rows(self) -> QuerySet[Any]:
        require(self.user, "agency.read", self.user.organisation)
        rows = visible(self.user, StaffRecord).select_related("person")
        appraisals = visible(self.user, Appraisal).order_by("-year")
        confirmed = Certificate.objects.exclude(confirmed_on=None).order_by("name")
        rows = rows.prefetch_related(
            Prefetch("certificates", queryset=confirmed), Prefetch("appraisals", queryset=appraisals)
        )
        return _with_hours(rows, timezone.localdate().year).distinct()

    def context(self) -> dict[str, Any]:
        may = allowed(self.user, "agency.direct", self.user.organisation)
        add = [("添加人员", reverse("agency:staff_add"), "user-plus")] if may else []
        return {"actions": add, "tab": "staff"}


def _with_hours(rows: QuerySet[Any], year: int) -> QuerySet[Any]:
    """Add this year's hours of continuing education: trainings attended and confirmed entries."""
    attended = Attendance.objects.filter(staff=OuterRef("pk"), training__held_on__year=year).order_by()
    elsewhere = Education.objects.filter(staff=OuterRef("pk"), year=year).exclude(confirmed_on=None).order_by()
    trained = attended.values("staff").annotate(total=Sum("training__hours")).values("total")
    learnt = elsewhere.values("staff").annotate(total=Sum("hours")).values("total")
    with_hours: QuerySet[Any] = rows.annotate(hours=_or_zero(trained) + _or_zero(learnt))
    return with_hours


def _or_zero(total: Any) -> Coalesce:
    number = DecimalField(max_digits=7, decimal_places=1)
    return Coalesce(Subquery(total, output_field=number), Decimal(0), output_field=number)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person's file: everything to the leaders and themselves, the trade side to colleagues."""
    user = logged_in(request)
    record = find(user, visible(user, StaffRecord).select_related("person", "rank_file"), pk)
    context = {
        "title": record.person.name,
        "tab": "staff",
        "record": record,
        "private": allowed(user, "staff.read_private", record),
        "today": timezone.localdate(),
        "certificates": visible(user, Certificate).filter(staff=record).select_related("file").order_by("name", "pk"),
        "years": queries.learning([record])[record.pk],
        "appraisals": visible(user, Appraisal).filter(staff=record).select_related("file").order_by("-year"),
        "agreements": visible(user, Agreement).filter(staff=record).select_related("file").order_by("-signed_on"),
        "hours_wanted": queries.policy(user.organisation).education_hours,
    }
    return render(request, "agency/person.html", context)


class AddStaff(DirectorForm):
    form_class = NewStaffForm
    title = "添加人员"
    submit = "建立档案"
    back_to = "agency:staff"
    wide = True

    def form_arguments(self) -> dict[str, Any]:
        super().form_arguments()
        people = User.objects.filter(organisation=self.user.organisation, is_active=True, staff_record=None)
        return {"people": people.order_by("name")}

    @transaction.atomic
    def save(self, form: NewStaffForm) -> HttpResponse | str:
        given = form.cleaned_data
        values = {**facts(form), "rank_file": self.kept(form)}
        if given.get("person"):
            record = services.add_staff(self.user, given["person"], **values)
            return reverse("agency:person", args=[record.pk])
        roles = [Role(role) for role in given["roles"]]
        record = services.enrol_staff(
            self.user, given["username"], given["name"], roles, phone=given["phone"], **values
        )
        return hand_over(self.request, record.person, reverse("agency:person", args=[record.pk]))


class ChangeStaff(StaffForm):
    form_class = StaffFields
    title = "修改人员档案"
    wide = True

    def target(self) -> StaffRecord:
        return self.record

    @transaction.atomic
    def save(self, form: StaffFields) -> str:
        form.instance.rank_file = self.kept(form) or form.instance.rank_file
        services.change_staff(self.user, form.instance)
        return self.after()


class Leave(StaffForm):
    form_class = LeaveForm
    title = "登记离职"
    submit = "登记离职并停用账号"

    def initial(self) -> dict[str, Any]:
        return {"left_on": timezone.localdate()}

    def save(self, form: LeaveForm) -> str:
        left_on: dt.date = form.cleaned_data["left_on"]
        services.leave(self.user, self.record, left_on, reason=form.cleaned_data["reason"])
        return self.after()


@require_POST
def return_to_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person back who had left."""
    user = logged_in(request)
    services.return_to_work(user, find(user, StaffRecord, pk, "staff.change"))
    return redirect("agency:person", pk)
