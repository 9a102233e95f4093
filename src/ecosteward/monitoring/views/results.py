"""Manual results: the list, one by form, many out of a workbook, in place of automatic data."""

from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_safe

from ecosteward.accounts.door import find, visible
from ecosteward.accounts.models import Kind, User
from ecosteward.clients.imports.sheet import read
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.files.services import opened, take
from ecosteward.monitoring.forms.results import BringForm, ResultForm, StandInForm
from ecosteward.monitoring.imports.results import Plan, plan, template
from ecosteward.monitoring.models import PointKind, Result, Role, Series
from ecosteward.monitoring.services import results
from ecosteward.monitoring.templatetags.monitoring import figure
from ecosteward.monitoring.views.marks import OfPoint
from ecosteward.pages.http import person
from ecosteward.pages.lists import Column, Filters, ListPage
from ecosteward.pages.views import FormPage

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SAMPLE = 50
_OUTLETS = (PointKind.GAS, PointKind.WATER)


def _value(row: Result) -> str:
    return f"<{figure(row.below)}（未检出）" if row.below is not None else figure(row.value)


def _paper(row: Result) -> str:
    return reverse("files:download", args=[row.file_id]) if row.file_id else ""


def _stands_in(row: Result) -> str:
    return "替代自动数据" if row.series.role == Role.POLLUTANT and row.series.point.kind in _OUTLETS else ""


_FOR_AGENCY = Column("处理", _stands_in, link=lambda row: reverse("monitoring:stand_in", args=[row.pk]), minor=True)

_COLUMNS = (
    Column("采样时间", lambda row: row.at, sort="at"),
    Column("企业", lambda row: row.client.name, minor=True, clip="rest"),
    Column(
        "点位",
        lambda row: row.series.point.name,
        link=lambda row: reverse("monitoring:point", args=[row.series.point_id]),
    ),
    Column("因子", lambda row: row.series.name),
    Column("结果", _value, number=True),
    Column("单位", lambda row: row.series.unit),
    Column("检测单位", lambda row: row.laboratory, minor=True, clip="short"),
    Column("报告编号", lambda row: row.report or ("查看" if row.file else ""), sort="report", link=_paper),
)


class ResultFilters(Filters):
    client = forms.ModelChoiceField(Client.objects.none(), label="企业", empty_label="全部企业")
    point = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("client", visible(self.user, Client).filter(kind=Kind.ENTERPRISE).order_by("name").only("name"))
        if self.user.organisation.kind == Kind.ENTERPRISE:
            del self.fields["client"]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if "point" in given:
            rows = rows.filter(series__point=given.pop("point"))
        return rows.filter(**given)


class ResultList(ListPage):
    """The manual results a person sees."""

    model = Result
    title = "手工监测结果"
    parent = ("在线监测", "monitoring:overview")
    empty = "还没有手工监测结果。在点位页录入，或从企业的“在线监测”页用 Excel 导入"
    filters = ResultFilters
    search = ("series__name", "series__point__name", "laboratory", "report")
    search_hint = "因子、点位、检测单位、报告编号"
    ordering = ("-at", "-pk")

    @property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]  # depends on the person
        """Return the columns; an agency's people may go on from a result."""
        return (*_COLUMNS, _FOR_AGENCY) if self.user.organisation.kind == Kind.AGENCY else _COLUMNS

    def rows(self) -> QuerySet[Any]:
        return super().rows().select_related("client", "series__point", "file")


class Record(OfPoint):
    """Enter one result."""

    form_class = ResultForm
    title = "录入手工监测结果"
    wide = True

    def form_arguments(self) -> dict[str, Any]:
        return {"point": self.point()}

    def save(self, form: Any) -> str:
        point, said = self.point(), dict(form.cleaned_data)
        if said["file"]:
            client = point.client
            said["file"] = take(self.user, said["file"], agency=client.agency, client_id=client.pk, shared=True)
        results.record(self.user, said.pop("series"), said.pop("at"), **said)
        messages.success(self.request, "已录入手工监测结果")
        return f"{reverse('monitoring:results')}?point={point.pk}"


class StandIn(FormPage):
    """Let a result stand for automatic hours."""

    form_class = StandInForm
    template_name = "monitoring/form.html"
    title = "以手工结果替代自动数据"
    lead = "从采样的那个小时起替代；原值不动，替代值另存一条并重新判定。流量不能替代。"

    def result(self) -> Result:
        """Return the result, if the person may judge its client."""
        result = find(self.user, Result.objects.select_related("client__agency", "series__point"), self.kwargs["pk"])
        find(self.user, Client.objects.all(), result.client_id, "monitoring.judge")
        return result

    def form_arguments(self) -> dict[str, Any]:
        self.result()
        return {}

    def context(self) -> dict[str, Any]:
        result = self.result()
        words = f"{result.series}，{result.at:%Y-%m-%d} 采样，结果 {_value(result)} {result.series.unit}。"
        return {"lead": f"{words}{self.lead}", "client": result.client, "point": result.series.point}

    def save(self, form: Any) -> str:
        result = self.result()
        results.stand_in(self.user, result, hours=form.cleaned_data["hours"], reason=form.cleaned_data["reason"])
        messages.success(self.request, "已替代，涉及的时段几分钟内重新判定")
        return reverse("monitoring:point", args=[result.series.point_id])


class Bring(FormPage):
    """Bring a workbook of results of one client."""

    form_class = BringForm
    template_name = "monitoring/results_upload.html"
    title = "导入手工监测结果"
    submit = "上传并检查"

    def form_arguments(self) -> dict[str, Any]:
        _client(self.user, self.kwargs["pk"])
        return {}

    def context(self) -> dict[str, Any]:
        return {"client": _client(self.user, self.kwargs["pk"])}

    def save(self, form: Any) -> str:
        """Keep the workbook, if it can be read, and go on to what would become of it."""
        client, upload = _client(self.user, self.kwargs["pk"]), form.cleaned_data["file"]
        plan((), read(upload.name, upload)[0])
        upload.seek(0)
        file = take(self.user, upload, agency=client.agency, client_id=client.pk, shared=True)
        return reverse("monitoring:results_preview", args=[client.pk, file.pk])


class Preview(View):
    """What would become of a workbook; then all of it is recorded or nothing."""

    def get(self, request: HttpRequest, pk: int, file: int) -> HttpResponse:
        """Show each row as it was understood."""
        return self._show(_client(person(request), pk), *self._plan(pk, file))

    def post(self, request: HttpRequest, pk: int, file: int) -> HttpResponse:
        """Record all rows."""
        client = _client(person(request), pk)
        kept, made = self._plan(pk, file)
        if made.problems or not made.results:
            return self._show(client, kept, made, "一行也没有导入：请先改正下面的行，重新上传")
        try:
            brought = results.bring(person(request), client, made.results, source=kept.name)
        except ValidationError as error:
            return self._show(client, kept, made, f"一行也没有导入：{'；'.join(error.messages)}")
        messages.success(request, f"已导入 {len(brought)} 个手工监测结果")
        return redirect(f"{reverse('monitoring:results')}?client={client.pk}")

    def _plan(self, pk: int, file: int) -> tuple[File, Plan]:
        user = person(self.request)
        kept = find(user, File.objects.filter(brought_by=user, client_id=pk), file)
        with opened(kept) as content:
            return kept, plan(_series(_client(user, pk)), read(kept.name, content)[0])

    def _show(self, client: Client, file: File, made: Plan, notice: str = "") -> HttpResponse:
        context = {
            "title": "核对导入内容",
            "client": client,
            "file": file,
            "plan": made,
            "problems": made.problems[:_SAMPLE],
            "sample": [(row.line, row.result, _value(row.result)) for row in made.rows if row.result][:_SAMPLE],
            "most": _SAMPLE,
            "notice": notice,
        }
        return render(self.request, "monitoring/results_preview.html", context, status=422 if notice else 200)


@require_safe
def results_template(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the workbook to fill in, with the client's points and factors."""
    client = _client(person(request), pk)
    response = HttpResponse(template(_series(client)), content_type=_XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote('手工监测结果模板.xlsx')}"
    return response


def _client(user: User, pk: int) -> Client:
    return find(user, Client.objects.select_related("agency", "organisation"), pk, "monitoring.mark")


def _series(client: Client) -> list[Series]:
    return list(Series.objects.filter(client=client).select_related("point").order_by("point__name", "role", "pk"))
