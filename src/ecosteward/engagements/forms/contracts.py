from typing import Any

from django import forms
from django.db.models import QuerySet

from ecosteward.clients.models import Client
from ecosteward.engagements.forms.choices import leaders_of, people_of, quality_leads_of
from ecosteward.engagements.models import Contract, TeamMember
from ecosteward.pages.forms import FilesField, PlainForm, RecordForm


class ClientForm(PlainForm):
    client = forms.ModelChoiceField(label="服务对象", queryset=Client.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, clients: QuerySet[Client], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = clients  # type: ignore[attr-defined]  # a model choice


class ContractForm(RecordForm[Contract]):
    class Meta:
        model = Contract
        fields = [
            "number",
            "title",
            "starts_on",
            "ends_on",
            "amount",
            "mode",
            "project_lead",
            "quality_lead",
            "acceptance_method",
        ]
        help_texts = {
            "number": "自动建议，可改；本机构内不能重复",
            "mode": "驻点：按服务对象要求驻场；非驻点：远程或短时不定期到场（规范 5.1）",
            "acceptance_method": "园区合同必须写明验收方式及验收内容（规范 6.2.2）",
            "quality_lead": "控制服务质量和进度，指定 1 名（规范 4.3）；签订前可不填",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = self.instance.agency
        self.fields["project_lead"].queryset = leaders_of(agency)  # type: ignore[attr-defined]  # a model choice
        self.fields["quality_lead"].queryset = quality_leads_of(agency)  # type: ignore[attr-defined]


class PaperForm(PlainForm):
    uploads = FilesField(label="文件", required=False, help_text="可一次选多个；签字盖章后的扫描件（PDF）")
    reason = forms.CharField(
        label="或写明未附的原因",
        required=False,
        max_length=200,
        help_text="如：已含在合同正文第九条",
    )

    def clean(self) -> None:
        given = self.cleaned_data
        if bool(given.get("uploads")) == bool(given.get("reason", "").strip()) and "uploads" not in self.errors:
            raise forms.ValidationError("请上传文件，或写明未附的原因（二选一）")


class MemberForm(RecordForm[TeamMember]):
    class Meta:
        model = TeamMember
        fields = ["person", "duty"]
        help_texts = {"duty": "如：现场检查、报告编制、台账指导"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_of(self.instance.agency)  # type: ignore[attr-defined]  # a model choice
        if self.instance.pk:
            self.fields["person"].disabled = True


class SignForm(PlainForm):
    signed_on = forms.DateField(label="签订日期")
    uploads = FilesField(label="签字盖章的合同文本", required=False, help_text="已在合同文件中上传的不必重复")


class EndForm(PlainForm):
    reason = forms.CharField(label="原因", widget=forms.Textarea)
