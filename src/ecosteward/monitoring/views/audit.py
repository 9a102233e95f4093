"""The audit sheet of a point as a workbook."""

import datetime as dt
from itertools import chain
from typing import Any
from urllib.parse import quote

from django.http import StreamingHttpResponse

from ecosteward.accounts.door import find
from ecosteward.monitoring.audit_book import XLSX, workbook
from ecosteward.monitoring.forms.results import AuditForm
from ecosteward.monitoring.models import Point
from ecosteward.monitoring.rules.calendar import midnight
from ecosteward.pages.views import FormPage


class Audit(FormPage):
    """Ask for the audit sheet of some days."""

    form_class = AuditForm
    template_name = "monitoring/audit.html"
    title = "导出审计表"
    submit = "导出 Excel"
    lead = "每个判定结果附规则、限值、输入、标记、更正和报文编号；被取代的判定、数据、标记、校准、替代台账各成一表。"

    def point(self) -> Point:
        """Return the point."""
        return find(self.user, Point.objects.select_related("client"), self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        return {name: self.request.GET[name] for name in ("since", "until") if name in self.request.GET}

    def context(self) -> dict[str, Any]:
        point = self.point()
        return {"point": point, "client": point.client}

    def save(self, form: Any) -> Any:
        """Send the workbook, once it is whole."""
        point, (since, until) = self.point(), (form.cleaned_data[name] for name in ("since", "until"))
        pieces = workbook(point, midnight(since), midnight(until + dt.timedelta(days=1)))
        response = StreamingHttpResponse(chain([next(pieces)], pieces), content_type=XLSX)
        name = f"审计表 {point} {since} 至 {until}.xlsx"
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        return response
