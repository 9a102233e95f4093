from typing import Any

from django import forms
from django.db.models import QuerySet

from ecosteward.accounts.models import User
from ecosteward.engagements.models import Contract
from ecosteward.evaluation.models import Channel, Complaint
from ecosteward.pages.forms import FilesField, PlainForm, RecordForm

_HEARD = (Channel.PHONE, Channel.WECHAT, Channel.EMAIL, Channel.MEETING, Channel.LETTER)


class RaiseForm(RecordForm[Complaint]):
    """What the client raises, or what a colleague heard. `own`: the client's own people write it."""

    channel = forms.ChoiceField(label="方式", choices=[("", "请选择"), *((each.value, each.label) for each in _HEARD)])
    raised_by = forms.CharField(label="反映人", max_length=60, error_messages={"required": "请填写反映人"})
    uploads = FilesField(label="附件", required=False, help_text="照片或文件，可一次选多个")

    class Meta:
        model = Complaint
        fields = ["kind", "channel", "raised_by", "phone", "raised_at", "contract", "text"]

    def __init__(self, *args: Any, own: bool, contracts: QuerySet[Contract], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contract"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = contracts
        field.empty_label = "（与具体合同无关）"
        self.fields["text"].widget.attrs["rows"] = 5
        if own:
            for name in ("channel", "raised_by", "phone", "raised_at"):
                del self.fields[name]


class AssignForm(RecordForm[Complaint]):
    class Meta:
        model = Complaint
        fields = ["assignee", "due_on"]

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assignee"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
        for name in ("assignee", "due_on"):
            self.fields[name].required = True


class HandleForm(RecordForm[Complaint]):
    class Meta:
        model = Complaint
        fields = ["investigation", "responsibility", "measure"]


class AnswerForm(RecordForm[Complaint]):
    class Meta:
        model = Complaint
        fields = ["investigation", "responsibility", "measure", "answer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True
        self.fields["answer"].help_text = "服务对象会看到调查情况、处理措施和答复；责任分析只在机构内部可见"
        self.fields["answer"].widget.attrs["rows"] = 5


class ConfirmForm(PlainForm):
    """A leader records how the client accepted the answer."""

    confirmed_by = forms.CharField(label="服务对象确认人", max_length=60)
    how = forms.CharField(label="确认方式", max_length=120, help_text="如：电话 13:40，微信截图见附件")


class ReopenForm(PlainForm):
    reason = forms.CharField(label="为什么要重新处理", max_length=500, widget=forms.Textarea)
    due_on = forms.DateField(label="新的答复期限", required=False, help_text="不填则沿用原期限")


class CloseForm(RecordForm[Complaint]):
    class Meta:
        model = Complaint
        fields = ["root_cause", "improvement"]
