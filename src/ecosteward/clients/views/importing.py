import secrets
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from ecosteward.accounts.door import find, require
from ecosteward.clients.forms.importing import ImportForm, UploadForm
from ecosteward.clients.imports.columns import COLUMNS, Header, find_header, header_at, header_on_line
from ecosteward.clients.imports.plan import Plan, Planned, plan
from ecosteward.clients.imports.sheet import Sheet, read
from ecosteward.clients.imports.template import template
from ecosteward.clients.models import Client
from ecosteward.clients.services.identity import locked
from ecosteward.clients.services.importing import import_clients
from ecosteward.clients.views.lists import ClientList
from ecosteward.files.models import File
from ecosteward.files.services import opened, take
from ecosteward.pages.http import person
from ecosteward.pages.lists import Column, workbook
from ecosteward.pages.views import FormPage

_KEPT = "client_imports"
_MOST_KEPT = 5
_MOST_SHOWN = 300
_SAMPLE = 20
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PROBLEMS = (
    Column("工作表行号", lambda each: each[0].line, number=True),
    Column("企业名称", lambda each: each[0].read.name),
    Column("列", lambda each: each[1].column),
    Column("问题与处理", lambda each: each[1].words),
)


class Upload(FormPage):
    """Bring a list."""

    form_class = UploadForm
    template_name = "clients/import_upload.html"
    title = "导入企业名单"
    submit = "上传并检查"

    def form_arguments(self) -> dict[str, Any]:
        require(self.user, "client.create", self.user.organisation)
        return {}

    def cancel_url(self) -> str:
        return reverse("clients:list")

    def save(self, form: UploadForm) -> str:
        """Keep the list, if it can be read, and go on to what would become of it."""
        upload = form.cleaned_data["file"]
        read(upload.name, upload)
        upload.seek(0)
        file = take(self.user, upload, agency=self.user.organisation)
        token = secrets.token_urlsafe(9)
        kept = dict(list(self.request.session.get(_KEPT, {}).items())[1 - _MOST_KEPT :])
        self.request.session[_KEPT] = {**kept, token: {"file": file.pk}}
        return reverse("clients:import_preview", args=[token])


def import_template(request: HttpRequest) -> HttpResponse:
    """Send the empty workbook to fill in."""
    return _workbook("企业名单模板.xlsx", template())


class Preview(View):
    """What would become of a list; the person settles doubts, then all of it is written or nothing."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead who comes back to a list that is imported to what it became."""
        if "done" in request.session.get(_KEPT, {}).get(kwargs["token"], {}):
            return redirect("clients:import_done", kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the list as we understand it."""
        file, sheets = self._list()
        headers = [find_header(sheet.rows) or header_at(sheet.rows, 0) for sheet in sheets]
        chosen = max(range(len(sheets)), key=lambda at: (len(headers[at].columns), -at))
        return self._show(file, sheets, headers[chosen], _guess(chosen, headers[chosen], {}))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Check the list again as the person chose, send what is wrong as Excel, or import."""
        file, sheets = self._list()
        data = request.POST.dict()
        chosen = _number(data.get("sheet"), len(sheets))
        header = header_on_line(sheets[chosen].rows, _number(data.get("header_line"), 10**7))
        if data.get("seen", "").partition(":")[0] != str(chosen):
            header = find_header(sheets[chosen].rows) or header_at(sheets[chosen].rows, 0)
        if header is None:
            header = header_at(sheets[chosen].rows, 0)
            return self._show(file, sheets, header, _guess(chosen, header, data), "这一行是空的，请改填表头所在的行号")
        if data.get("seen") != _seen(chosen, header):
            return self._show(file, sheets, header, _guess(chosen, header, data))
        match data.get("action"):
            case "import":
                return self._import(file, sheets, header, data)
            case "problems":
                return self._problems(sheets, header, data)
            case _:
                return self._show(file, sheets, header, data)

    def _list(self) -> tuple[File, list[Sheet]]:
        user = person(self.request)
        require(user, "client.create", user.organisation)
        kept = self.request.session.get(_KEPT, {}).get(self.kwargs["token"])
        if kept is None:
            raise Http404
        file = find(user, File.objects.filter(brought_by=user), kept["file"])
        with opened(file) as content:
            return file, read(file.name, content)

    def _form(self, data: dict[str, str], sheets: list[Sheet], header: Header) -> ImportForm:
        return ImportForm(data, agency=person(self.request).organisation, sheets=sheets, header=header)

    def _plan(self, form: ImportForm, sheets: list[Sheet], header: Header) -> Plan | None:
        """Return the plan; None while the form says too little to make one."""
        if not form.is_valid():
            return None
        mapping = form.mapping()
        if "name" not in mapping:
            form.add_error("column_name", "请选择企业名称在哪一列")
            return None
        header = Header(header.line, mapping, header.titles)
        return plan(person(self.request), sheets[form.cleaned_data["sheet"]], header, form.manner())

    def _show(
        self, file: File, sheets: list[Sheet], header: Header, data: dict[str, str], notice: str = ""
    ) -> HttpResponse:
        form = self._form(data, sheets, header)
        made = self._plan(form, sheets, header)
        context = {
            "title": "核对导入内容",
            "file": file,
            "form": form,
            "seen": _seen(int(data["sheet"]), header),
            "several": len(sheets) > 1,
            "plan": made,
            "unsettled": made is None or _unsettled(made, form),
            "errors": made.errors[:_MOST_SHOWN] if made else [],
            "duplicates": made.duplicates[:_MOST_SHOWN] if made else [],
            "doubtful": made.doubtful[:_MOST_SHOWN] if made else [],
            "sample": made.new[:_SAMPLE] if made else [],
            "most": _MOST_SHOWN,
            "notice": notice,
        }
        return render(self.request, "clients/import_preview.html", context, status=422 if notice else 200)

    def _import(self, file: File, sheets: list[Sheet], header: Header, data: dict[str, str]) -> HttpResponse:
        form = self._form(data, sheets, header)
        user = person(self.request)
        try:
            with transaction.atomic():
                locked(user.organisation)
                made = self._plan(form, sheets, header)
                if made is None or (notice := self._refusal(form, made, data)):
                    return self._show(file, sheets, header, data, notice if made else "请先改正下面的选择")
                parks = made.unknown_parks if form.cleaned_data["new_parks"] else ()
                serving = form.cleaned_data["serving"]
                clients = import_clients(user, made.new, new_parks=parks, serving=serving, source=file.name)
        except ValidationError as error:
            return self._show(file, sheets, header, data, f"没有导入任何一行：{'；'.join(error.messages)}")
        except IntegrityError:
            return self._show(file, sheets, header, data, "没有导入任何一行：有人同时新建了其中的企业，请核对后再确认")
        self._done(clients)
        return redirect("clients:import_done", self.kwargs["token"])

    def _refusal(self, form: ImportForm, made: Plan, data: dict[str, str]) -> str:
        """Return why nothing is imported; empty if it may be."""
        if data.get("fingerprint") != made.fingerprint:
            return "已按现在的选择重新检查，结果与刚才看到的不同，请核对后再确认导入"
        if not made.new:
            return "没有可以导入的行"
        if _unsettled(made, form):
            return f"还有 {len(made.errors)} 行有错误，一行也没有导入。请在原表改正后重新上传，或勾选下面的处理办法后再确认"
        return ""

    def _done(self, clients: list[Client]) -> None:
        kept = self.request.session[_KEPT]
        kept[self.kwargs["token"]]["done"] = [client.pk for client in clients]
        self.request.session[_KEPT] = kept

    def _problems(self, sheets: list[Sheet], header: Header, data: dict[str, str]) -> HttpResponse:
        made = self._plan(self._form(data, sheets, header), sheets, header)
        lines = _told(made) if made else iter(())
        return _workbook("导入问题清单.xlsx", workbook("导入问题清单", _PROBLEMS, lines))


class Imported(ClientList):
    """The clients a list became."""

    empty = "没有导入"

    @property
    def title(self) -> str:  # type: ignore[override]  # says how many
        """Say how many."""
        return f"已导入 {len(self._keys())} 家企业"

    def rows(self) -> QuerySet[Any]:
        """Return the clients imported."""
        return super().rows().filter(pk__in=self._keys())

    def context(self) -> dict[str, Any]:
        """Lead back to all clients."""
        return {"actions": [("全部服务对象", reverse("clients:list"), "list")]}

    def _keys(self) -> list[int]:
        kept = self.request.session.get(_KEPT, {}).get(self.kwargs["token"], {})
        if "done" not in kept:
            raise Http404
        return list(kept["done"])


def _unsettled(made: Plan, form: ImportForm) -> bool:
    """Tell whether lines with errors wait for the person's word."""
    return bool(made.errors) and not form.cleaned_data["leave_out_errors"]


def _guess(sheet: int, header: Header, data: dict[str, str]) -> dict[str, str]:
    """Return the form's data as we understand the list, keeping how the person settled doubts."""
    kept = {name: value for name, value in data.items() if not name.startswith("column_")}
    mapping = {f"column_{column.key}": str(header.columns.get(column.key, "")) for column in COLUMNS}
    start = {"reason": ImportForm.base_fields["reason"].initial}
    return {**start, **kept, **mapping, "sheet": str(sheet), "header_line": str(header.line)}


def _seen(sheet: int, header: Header) -> str:
    return f"{sheet}:{header.line}"


def _number(text: str | None, below: int) -> int:
    return min(int(text), below - 1) if text and text.isdecimal() else 0


def _told(made: Plan) -> Iterator[tuple[Planned, Any]]:
    for row in (*made.errors, *made.duplicates, *made.doubtful):
        for problem in row.problems:
            yield row, problem


def _workbook(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
