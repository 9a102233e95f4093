"""Marking conditions, recording checks, correcting data."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import find
from ecosteward.files.services import take
from ecosteward.monitoring.forms.marks import CheckForm, CorrectForm, EndForm, MarkForm, VoidForm
from ecosteward.monitoring.models import CheckKind, Condition, ConditionKind, Instrument, Point
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.services import checks, conditions, corrections
from ecosteward.pages.views import FormPage

_AGAIN = "涉及的时段几分钟内重新判定"


class OfPoint(FormPage):
    """A form about one point; it leads back to the point's page."""

    template_name = "monitoring/form.html"
    action = "monitoring.mark"

    def point(self) -> Point:
        """Return the point, if the person may do this there."""
        point = find(
            self.user, Point.objects.select_related("client__agency", "client__organisation"), self.kwargs["pk"]
        )
        find(self.user, type(point.client).objects.all(), point.client_id, self.action)
        return point

    def form_arguments(self) -> dict[str, Any]:
        return {"point": self.point()}

    def context(self) -> dict[str, Any]:
        """Say on the form which point of whom it is about."""
        point = self.place()
        return {"point": point, "client": point.client}

    def place(self) -> Point:
        """Return the point that what is written belongs to."""
        return self.point()

    def initial(self) -> dict[str, Any]:
        return {name: value for name, value in self.request.GET.items() if name in self.form_class.base_fields}  # type: ignore[attr-defined]  # of every form

    def _back(self, point: int, done: str) -> str:
        """Tell what was done and return the address of the point."""
        messages.success(self.request, done)
        return reverse("monitoring:point", args=[point])


def _now() -> dt.datetime:
    return timezone.localtime().replace(second=0, microsecond=0)


class Mark(OfPoint):
    form_class = MarkForm
    title = "标记工况或设备状态"
    lead = "停运、启停炉、校准、维护、故障期间的数据按标记判定；标记由企业（或其运维单位）对真实性负责，只能结束或作废，不能改。"

    def initial(self) -> dict[str, Any]:
        return {"begin": _now(), **super().initial()}

    def save(self, form: Any) -> str:
        point, said = self.point(), form.cleaned_data
        kind = ConditionKind(said["kind"])
        conditions.mark(self.user, point, kind, said["begin"], said["end"], said["text"], said["series"])
        return self._back(point.pk, f"已标记{kind.label}，{_AGAIN}")


class Correct(OfPoint):
    form_class = CorrectForm
    action = "monitoring.judge"
    title = "修正监测数据"
    lead = "原值不会改动：修正值另存一条，写明依据，相关时段重新判定；前后值和修正人都可查。"

    def save(self, form: Any) -> str:
        point, said = self.point(), form.cleaned_data
        facts = (said["series"], Span(said["span"]), said["at"], said["value"], said["mark"], said["reason"])
        corrections.correct(self.user, *facts)
        return self._back(
            point.pk, f"已修正{said['series'].name} {timezone.localtime(said['at']):%m-%d %H:%M} 的数据，{_AGAIN}"
        )


class _OfCondition(OfPoint):
    def condition(self) -> Condition:
        """Return the condition, if the person may mark there."""
        rows = Condition.objects.select_related("client__agency", "client__organisation", "point__client")
        condition = find(self.user, rows, self.kwargs["pk"])
        find(self.user, type(condition.client).objects.all(), condition.client_id, self.action)
        return condition

    def place(self) -> Point:
        return self.condition().point

    def form_arguments(self) -> dict[str, Any]:
        self.condition()
        return {}

    def context(self) -> dict[str, Any]:
        """Say which mark it is."""
        condition = self.condition()
        begin = f"{timezone.localtime(condition.begin):%Y-%m-%d %H:%M}"
        words = f"{condition.get_kind_display()}，{begin} 起：{condition.text}。"
        return {**super().context(), "lead": f"{words}{self.lead}"}


class End(_OfCondition):
    form_class = EndForm
    title = "结束标记"

    def save(self, form: Any) -> str:
        condition = self.condition()
        conditions.end(self.user, condition, form.cleaned_data["at"])
        return self._back(condition.point_id, f"{condition.get_kind_display()}的标记已结束，{_AGAIN}")


class Void(_OfCondition):
    form_class = VoidForm
    title = "作废标记"
    lead = "作废后这段时间按没有标记重新判定；记录仍然保留。"

    def save(self, form: Any) -> str:
        condition = self.condition()
        conditions.void(self.user, condition, form.cleaned_data["reason"])
        return self._back(condition.point_id, f"{condition.get_kind_display()}的标记已作废，{_AGAIN}")


class RecordCheck(OfPoint):
    form_class = CheckForm
    title = "记录校准或核查"
    lead = (
        "废水点位的标准样品核查、比对监测不合格，从上一次合格到下一次合格之间的数据无效；"
        "废气点位的用于判断失控时段和修约排放量。相关时段自动重新判定。"
    )

    def instrument(self) -> Instrument:
        """Return the instrument, if the person may record its checks."""
        rows = Instrument.objects.select_related("client__agency", "client__organisation", "point__client")
        instrument = find(self.user, rows, self.kwargs["pk"])
        find(self.user, type(instrument.client).objects.all(), instrument.client_id, self.action)
        return instrument

    def place(self) -> Point:
        return self.instrument().point

    def form_arguments(self) -> dict[str, Any]:
        self.instrument()
        return {}

    def initial(self) -> dict[str, Any]:
        return {"at": _now()}

    def context(self) -> dict[str, Any]:
        return {**super().context(), "lead": f"{self.instrument()}：{self.lead}"}

    def save(self, form: Any) -> str:
        instrument, said = self.instrument(), form.cleaned_data
        file = None
        if said["file"]:
            client = instrument.client
            file = take(self.user, said["file"], agency=client.agency, client_id=client.pk, shared=True)
        kind = CheckKind(said["kind"])
        told = {"passed": said["passed"], "text": said["text"], "file": file}
        checks.record(self.user, instrument, kind, said["at"], **told)
        return self._back(instrument.point_id, f"已记录{kind.label}，{_AGAIN}")
