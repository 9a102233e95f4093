from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ecosteward.accounts.door import allowed, find, require, visible
from ecosteward.agency import queries, services
from ecosteward.agency.forms import TrainingForm
from ecosteward.agency.models import StaffRecord, Training
from ecosteward.agency.views.base import AgencyForm, facts
from ecosteward.pages.http import person
from ecosteward.pages.lists import Column, ListPage


class TrainingList(ListPage):
    """The agency's technical trainings."""

    model = Training
    template_name = "agency/list.html"
    title = "技术培训"
    empty = "还没有培训记录。规范要求定期参加生态环境类技术培训，登记后学时自动计入继续教育"
    search = ("topic", "lecturer", "place", "attendances__staff__person__name")
    search_hint = "主题、讲师、地点、人员"
    ordering = ("-held_on", "-pk")
    columns = (
        Column("主题", lambda row: row.topic, sort="topic", link=lambda row: reverse("agency:training", args=[row.pk])),
        Column("日期", lambda row: row.held_on, sort="held_on"),
        Column("地点", lambda row: row.place, minor=True),
        Column("讲师", lambda row: row.lecturer),
        Column("学时", lambda row: row.hours, number=True, sort="hours"),
        Column("人数", lambda row: row.attended, number=True, sort="attended"),
    )

    def rows(self) -> QuerySet[Any]:
        require(self.user, "agency.read", self.user.organisation)
        return visible(self.user, Training).annotate(attended=Count("attendances", distinct=True)).distinct()

    def context(self) -> dict[str, Any]:
        may = allowed(self.user, "agency.direct", self.user.organisation)
        add = [("登记培训", reverse("agency:training_add"), "plus")] if may else []
        return {"actions": add, "tab": "trainings"}


def training(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one training: when and where, who attended, its papers."""
    user = person(request)
    found = find(user, Training, pk)
    people = visible(user, StaffRecord).filter(attendances__training=found).select_related("person")
    context = {
        "title": found.topic,
        "tab": "trainings",
        "training": found,
        "people": people.order_by("person__name"),
        "papers": found.papers.select_related("file").order_by("pk"),
    }
    return render(request, "agency/training.html", context)


class AddTraining(AgencyForm):
    form_class = TrainingForm
    title = "登记培训"
    back_to = "agency:trainings"
    wide = True

    def form_arguments(self) -> dict[str, Any]:
        require(self.user, "agency.direct", self.user.organisation)
        return {"people": queries.staff(self.user.organisation)}

    @transaction.atomic
    def save(self, form: TrainingForm) -> str:
        files = self.all_kept(form.cleaned_data["uploads"])
        attended = list(form.cleaned_data["attended"])
        made = services.record_training(self.user, **facts(form), attended=attended, files=files)
        return reverse("agency:training", args=[made.pk])


class ChangeTraining(AddTraining):
    title = "修改培训"

    def target(self) -> Training:
        return find(self.user, Training, self.kwargs["pk"], "training.record")

    def form_arguments(self) -> dict[str, Any]:
        attended = StaffRecord.objects.filter(agency=self.user.organisation, attendances__training=self.kwargs["pk"])
        present = queries.staff(self.user.organisation)
        everybody = StaffRecord.objects.filter(
            pk__in=[*present.values_list("pk", flat=True), *attended.values_list("pk", flat=True)]
        )
        return {"people": everybody.select_related("person").order_by("person__name")}

    def after(self) -> str:
        return reverse("agency:training", args=[self.kwargs["pk"]])

    @transaction.atomic
    def save(self, form: TrainingForm) -> str:
        files = self.all_kept(form.cleaned_data["uploads"])
        services.change_training(self.user, form.instance, list(form.cleaned_data["attended"]), files=files)
        return self.after()
