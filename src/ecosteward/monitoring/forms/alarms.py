import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.journal.models import Record
from ecosteward.monitoring.models import Alarm, AlarmRule, Channel, Recipient
from ecosteward.monitoring.services.alarms.findings import judgement_of
from ecosteward.pages.forms import PlainForm, RecordForm
from ecosteward.survey.models import Severity

_USUAL_SILENCE = dt.timedelta(hours=8)


class AlarmForm(PlainForm):
    """A form of one step of one alarm."""

    text = forms.CharField(label="说明", widget=forms.Textarea, required=False)

    def __init__(self, *args: Any, alarm: Alarm, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.first(alarm), **kwargs)

    def first(self, alarm: Alarm) -> dict[str, Any]:
        """Return what the form begins with."""
        return {}


class AcknowledgeForm(AlarmForm):
    text = forms.CharField(
        label="已知情况（可不填）", widget=forms.Textarea, required=False, help_text="正在查看、原因、已采取的措施"
    )


class ExplainForm(AlarmForm):
    text = forms.CharField(label="情况说明", widget=forms.Textarea, required=False)


class CloseForm(AlarmForm):
    text = forms.CharField(
        label="关闭原因", widget=forms.Textarea, required=False, help_text="已恢复正常的可以不填；还在持续的必须写明"
    )


class SilenceForm(AlarmForm):
    until = forms.DateTimeField(label="静音至")
    text = forms.CharField(label="静音原因", widget=forms.Textarea, required=False)
    field_order = ["until", "text"]

    def first(self, alarm: Alarm) -> dict[str, Any]:
        return {"until": timezone.localtime() + _USUAL_SILENCE}


class TurnForm(AlarmForm):
    text = forms.CharField(label="问题描述", widget=forms.Textarea)
    place = forms.CharField(label="部位", max_length=80, required=False)
    severity = forms.ChoiceField(label="等级", choices=Severity.choices)
    basis = forms.CharField(label="依据", widget=forms.Textarea, max_length=500)
    due_on = forms.DateField(label="整改期限（不填按期限规则）", required=False)

    def first(self, alarm: Alarm) -> dict[str, Any]:
        said = judgement_of(alarm)
        return {"text": said.text, "place": said.place, "severity": said.severity, "basis": said.basis}


def _clients(form: forms.ModelForm[Any], user: User) -> None:
    field: Any = form.fields["client"]
    field.queryset = visible(user, Client).order_by("name")
    field.empty_label = "全部服务对象"


class RuleForm(RecordForm[AlarmRule]):
    class Meta:
        model = AlarmRule
        fields = ["client", "cause", "threshold", "level", "escalates_after", "on"]
        help_texts = {
            "threshold": "接近限值、总量预警填百分数；持续超标填小时数；离线填分钟数；其余留空",
            "escalates_after": "这么多分钟没有人确认，就升一级并再次推送；留空不升级",
            "client": "只对一家生效时选择；这家的这个原因就只按专门的规则",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _clients(self, user)


class RecipientForm(RecordForm[Recipient]):
    class Meta:
        model = Recipient
        fields = ["level", "cause", "client", "role", "person", "on"]
        help_texts = {
            "level": "报警产生时就是这一级，或没有人确认升到这一级",
            "role": "发给这个角色里看得到这家企业的人；与“人员”两者选一",
            "person": "只发给本机构的这一个人",
            "client": "只对一家生效时选择",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _clients(self, user)
        people: Any = self.fields["person"]
        people.queryset = visible(user, User).filter(is_active=True).order_by("name")
        people.empty_label = "按角色"
        for name, words in (("cause", "全部原因"), ("role", "按人员")):
            field: Any = self.fields[name]
            field.choices = [("", words), *(each for each in field.choices if each[0])]


class ChannelForm(RecordForm[Channel]):
    """A channel. What it holds of address and secret is never shown again: left empty they stay as they are."""

    class Meta:
        model = Channel
        fields = ["name", "kind", "address", "secret", "least", "client", "on"]
        help_texts = {
            "address": "邮件填邮箱（多个用逗号隔开）；机器人填群里复制的 Webhook 地址",
            "secret": "钉钉“加签”、飞书“签名校验”的密钥；企业微信没有。通用 Webhook 填了就对内容签名",
            "client": "只推送一家的报警时选择",
            "least": "低于这一级的不推送",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _clients(self, user)
        for name in Channel.hidden:
            self.initial[name] = ""
            if self.instance.pk:
                self.fields[name].required = False
                self.fields[name].widget.attrs["placeholder"] = "已保存，留空不改"

    def clean(self) -> dict[str, Any] | None:
        """Keep what was left empty."""
        given = super().clean()
        for name in Channel.hidden:
            if self.instance.pk and not self.cleaned_data.get(name):
                self.cleaned_data[name] = getattr(self.instance, name)
        return given

    def show_conflict(self, theirs: Record | None) -> None:
        """Show what differs, but for what is never shown."""
        super().show_conflict(theirs)
        hidden = {str(self.fields[name].label) for name in Channel.hidden}
        self.differences = [each for each in self.differences if each.label not in hidden]
