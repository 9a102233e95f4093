"""The form of a device that was heard of before it was registered."""

from typing import Any

from django.db.models import QuerySet

from ecosteward.monitoring.forms.setup import SORTS, refuse_other_minutes
from ecosteward.monitoring.models import Device, Point
from ecosteward.pages.forms import RecordForm


class NewcomerForm(RecordForm[Device]):
    """Registers it at one of the points offered, whose client it then belongs to."""

    class Meta:
        model = Device
        fields = SORTS["devices"].asks

    def __init__(self, *args: Any, points: QuerySet[Point], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["point"]
        field.queryset = points
        field.label_from_instance = lambda point: f"{point.client.name} · {point.name}"

    def clean(self) -> dict[str, Any]:
        """Give the device to its point's client; refuse minutes that the point does not expect."""
        said = super().clean() or {}
        if point := said.get("point"):
            self.instance.client, self.instance.agency = point.client, point.client.agency
        refuse_other_minutes(self, said)
        return said
