from typing import Any

from django import forms

from ecosteward.engagements.forms.choices import services_for
from ecosteward.engagements.forms.lines import LineForm
from ecosteward.pages.forms import PlainForm
from ecosteward.standard import queries as standard


class ExtendForm(PlainForm):
    ends_on = forms.DateField(label="新的服务结束日期")
    agreed_on = forms.DateField(label="商定日期")
    reason = forms.CharField(label="变更原因", widget=forms.Textarea)
    agreement = forms.FileField(label="变更协议", required=False)


class AmendLineForm(LineForm):
    """A line of a running contract: its period and first day stay, because its tasks are counted from them."""

    agreed_on = forms.DateField(label="商定日期")
    reason = forms.CharField(label="变更原因", widget=forms.Textarea)
    agreement = forms.FileField(label="变更协议", required=False)

    service_id = forms.ChoiceField(
        label="规范服务", required=False, help_text="选了之后，名称、单位、完成依据可不填，按规范带出"
    )
    field_order = ["service_id"]

    class Meta(LineForm.Meta):
        fields = ["service_id", *LineForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["service_id"]
            self.fields["period"].disabled = self.fields["starts_on"].disabled = True
            self.fields["period"].help_text = "履行中不能改；要改请结束本项，再新增一项"
            return
        offered = services_for(self.instance.client, self.instance.contract.edition)
        choices = [("", "（双方议定的其他服务）"), *((each.id, f"{each.id} {each.name}") for each in offered)]
        self.fields["service_id"].choices = choices  # type: ignore[attr-defined]  # a choice
        for name in ("name", "unit", "evidence"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any] | None:
        """Take from the standard what was left empty; a free service names itself."""
        given = super().clean() or self.cleaned_data
        if chosen := given.get("service_id"):
            service = standard.service(chosen, self.instance.contract.edition)
            usual = {"name": service.name, "unit": service.unit, "evidence": service.done_when}
            given.update({name: given.get(name) or value for name, value in usual.items()})
        for name in ("name", "unit", "evidence"):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, "请填写，或在上面选一项规范服务")
        return given
