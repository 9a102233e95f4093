"""What a device was asked, and asking it."""

from typing import Any

from django.urls import reverse

from ecosteward.accounts.door import find, visible
from ecosteward.monitoring.forms.commands import ASKED, CommandForm
from ecosteward.monitoring.models import Command, CommandState, Device
from ecosteward.monitoring.services import commands
from ecosteward.norms.hj212.meanings import commands as known
from ecosteward.norms.hj212.meanings import word
from ecosteward.pages.lists import Badge
from ecosteward.pages.views import FormPage

_SHOWN = 30
_COLOURS = {
    CommandState.WAITING: "grey",
    CommandState.SENT: "blue",
    CommandState.ACCEPTED: "blue",
    CommandState.DONE: "green",
    CommandState.REFUSED: "red",
    CommandState.FAILED: "red",
    CommandState.EXPIRED: "amber",
}


class Ask(FormPage):
    """Ask a device something; below, what it was asked before and what came of it."""

    form_class = CommandForm
    template_name = "monitoring/commands.html"
    title = "反控命令"
    submit = "下发"
    wide = True

    def device(self) -> Device:
        """Return the device, if the person may ask it."""
        rows = Device.objects.select_related("client__agency", "client__organisation", "point")
        return find(self.user, rows, self.kwargs["pk"], "monitoring.command")

    def form_arguments(self) -> dict[str, Any]:
        self.device()
        return {}

    def context(self) -> dict[str, Any]:
        device = self.device()
        rows = visible(self.user, Command).filter(device=device).select_related("asked_by")[:_SHOWN]
        return {"device": device, "client": device.client, "tab": "monitoring", "rows": [_shown(row) for row in rows]}

    def save(self, form: Any) -> str:
        device = self.device()
        commands.ask(self.user, device, form.cleaned_data["cn"], form.items(), *form.period())
        return reverse("monitoring:commands", args=[device.pk])


def _shown(row: Command) -> tuple[Command, str, Badge, str]:
    code = "QnRtn" if row.state == CommandState.REFUSED else "ExeRtn"
    told = known().get(row.cn)
    words = ASKED.get(row.cn) or (told.name if told else row.cn)
    badge = Badge(row.get_state_display(), _COLOURS[CommandState(row.state)])
    return row, words, badge, f"{row.returned} {word(code, row.returned)}".strip()
