"""The forms of what is set up, one for each kind of record, made of what it asks."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms import modelform_factory

from ecosteward.clients.forms.client import DegreesField
from ecosteward.clients.models import Client
from ecosteward.monitoring.models import Device, Instrument, Point, Quota, Series, SeriesLimit
from ecosteward.monitoring.services.setup import Kept
from ecosteward.norms.hj212.factors import meanings_of, similar
from ecosteward.norms.kernel.units import same
from ecosteward.pages.forms import RecordForm


@dataclass(frozen=True)
class Sort:
    """One kind of record that is set up.

    Attributes:
        key: in addresses.
        action: who may write it (permissions.py).
        asks: the fields of its form.

    """

    key: str
    words: str
    model: type[Kept]
    action: str
    asks: tuple[str, ...]


SORTS = {
    sort.key: sort
    for sort in (
        Sort(
            "points",
            "监测点位",
            Point,
            "monitoring.keep",
            (
                "name", "kind", "outlet", "minutes", "reference_oxygen", "grade", "longitude", "latitude",
                "started_on", "stopped_on", "note",
            ),
        ),
        Sort(
            "instruments",
            "监测仪器",
            Instrument,
            "monitoring.keep",
            (
                "point", "name", "maker", "model", "serial", "method", "certificate", "sort", "calibrate_days",
                "verify_days", "interval_basis", "accepted_on", "stopped_on",
            ),
        ),
        Sort(
            "devices",
            "数采仪",
            Device,
            "monitoring.keep",
            (
                "point", "mn", "password", "bare", "protocol", "key", "realtime_seconds", "minutes", "keeps_clock",
                "asks_again", "maker", "serial", "started_on", "stopped_on",
            ),
        ),
        Sort(
            "series",
            "监测因子",
            Series,
            "monitoring.keep",
            (
                "point", "code", "name", "unit", "role", "instrument", "low", "high", "detection_limit", "facility",
                "running_from", "stopped_on",
            ),
        ),
        Sort(
            "limits",
            "监测限值",
            SeriesLimit,
            "monitoring.judge",
            (
                "series", "basis", "upper", "lower", "unit", "converted", "inclusive", "since", "until", "source",
                "verified",
            ),
        ),
        Sort("quotas", "许可排放量", Quota, "monitoring.judge", ("code", "name", "year", "tonnes", "source", "verified")),
    )
}  # fmt: skip


_INTERVALS = {
    "sort": "选了才判断超期未校准；间隔按 HJ 75（待核）",
    "calibrate_days": "另有规定才填，代替规范的间隔",
    "verify_days": "另有规定才填，代替规范的间隔",
    "interval_basis": "自行设定间隔时必填，并记下设定人",
}


class SetupForm(RecordForm[Kept]):
    """The form of one record; rows it may point to are the same client's."""

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.client, self.instance.agency = client, client.agency
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                assert field.queryset is not None
                field.queryset = field.queryset.filter(client=client)

    def clean(self) -> dict[str, Any]:
        """Refuse what does not go with the point chosen, and a permitted amount of an unknown code."""
        said = super().clean() or {}
        if isinstance(self.instance, Device):
            refuse_other_minutes(self, said)
        if isinstance(self.instance, SeriesLimit):
            self._hold_to_unit(said)
        if isinstance(self.instance, Quota) and (fault := self._unknown(said.get("code", ""), said.get("name", ""))):
            self.add_error("code", fault)
        return said

    def _hold_to_unit(self, said: dict[str, Any]) -> None:
        """Take the factor's unit where a limit names none; refuse another, for then nothing would be compared."""
        series, unit = said.get("series"), said.get("unit") or ""
        if series is None or same(unit, series.unit):
            return
        if not unit:
            said["unit"] = series.unit
        elif series.unit:
            words = f"因子的单位是 {series.unit}：请把限值换算成 {series.unit}，或先把因子的单位改对；单位不同就不比较"
            self.add_error("unit", words)
        else:
            self.add_error("unit", "因子没有写单位：请先在因子里填上同样的单位，或这里留空；单位不同就不比较")

    def _unknown(self, code: str, name: str) -> str:
        """Return what to write instead of a code that neither the norm nor the client has: nothing would be summed."""
        if not code or meanings_of(code) or Series.objects.filter(client=self.instance.client_id, code=code).exists():
            return ""
        known = "、".join(f"{each.name} {each.code}" for each in similar(name)[:3]) if name else ""
        return f"没有这个因子编码{f'；是不是 {known}' if known else '，请填 HJ 212 的编码，如 w01018（化学需氧量）'}"


def refuse_other_minutes(form: forms.BaseForm, said: dict[str, Any]) -> None:
    """Refuse a device that sends minutes of another length than its point expects: no hour of it would be valid."""
    point, minutes = said.get("point"), said.get("minutes")
    if point and minutes and minutes != point.minutes:
        words = f"点位登记的分钟数据间隔是 {point.minutes} min，两者须一致，否则小时数据会判为无效"
        form.add_error("minutes", words)


def form_for(sort: Sort) -> type[SetupForm]:
    """Return the form of one kind of record."""
    places: dict[str, type[forms.Field]] = {}
    if "longitude" in sort.asks:
        places = {"longitude": DegreesField, "latitude": DegreesField}
    helps = _INTERVALS if sort.model is Instrument else None
    made = modelform_factory(sort.model, form=SetupForm, fields=sort.asks, field_classes=places, help_texts=helps)
    return cast("type[SetupForm]", made)
