"""The forms of points, instruments, devices, factors, limits and permitted amounts."""

from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from ecosteward.accounts.door import find, visible
from ecosteward.clients.models import Client
from ecosteward.monitoring.forms.setup import SORTS, SetupForm, Sort, form_for
from ecosteward.monitoring.models import Device, Instrument, Point, Series, SeriesLimit
from ecosteward.monitoring.services import setup
from ecosteward.monitoring.services.setup import Kept
from ecosteward.pages.views import FormPage

_DIGITS = 19  # that a key of the database can have
USUAL_MINUTES = 10  # of minute data, as most loggers send them


class Setup(FormPage):
    """Add a record of one kind to a client, or change one."""

    wide = True
    template_name = "monitoring/form.html"

    @property
    def sort(self) -> Sort:
        """Return the kind of the address."""
        if self.kwargs["sort"] not in SORTS:
            raise Http404
        return SORTS[self.kwargs["sort"]]

    @property
    def form_class(self) -> type[SetupForm]:  # type: ignore[override]  # made for the kind asked for
        """Return the kind's form."""
        return form_for(self.sort)

    def client(self) -> Client:
        """Return the client, if the person may write this kind of record."""
        clients = Client.objects.select_related("agency")
        return find(self.user, clients, self.kwargs["client"], self.sort.action)

    def target(self) -> Kept | None:
        if "pk" not in self.kwargs:
            return None
        rows = cast("QuerySet[Kept]", self.sort.model._default_manager.filter(client=self.client()))
        return find(self.user, rows, self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        usual = {"minutes": USUAL_MINUTES} if self.sort.model is Point else {}
        return usual | {name: value for name, value in self.request.GET.items() if name in self.sort.asks}

    def form_arguments(self) -> dict[str, Any]:
        return {"client": self.client()}

    def context(self) -> dict[str, Any]:
        doing = "修改" if "pk" in self.kwargs else "登记"
        return {"title": f"{doing}{self.sort.words}", "client": self.client(), "point": self._point()}

    def _point(self) -> Point | None:
        """Return the point that is meant, where one is."""
        record = self.target()
        number = str(_point(record) if record else self.request.GET.get("point", ""))
        rows = visible(self.user, Point).filter(client=self.client())
        return rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < _DIGITS else None

    def save(self, form: SetupForm) -> str:
        """Save the record and show the point it belongs to."""
        record = form.instance
        (setup.change if record.pk else setup.add)(self.user, record)
        messages.success(self.request, f"已保存{self.sort.words}：{record}")
        return _place(record)


def _place(record: Kept) -> str:
    point = _point(record)
    if point is None:
        return reverse("monitoring:client", args=[record.client_id])
    return reverse("monitoring:point", args=[point])


def _point(record: Kept) -> int | None:
    if isinstance(record, Point):
        return record.pk
    if isinstance(record, Instrument | Device | Series):
        return record.point_id
    return record.series.point_id if isinstance(record, SeriesLimit) else None
