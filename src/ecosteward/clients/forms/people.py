from typing import Any

from django import forms

from ecosteward.accounts.models import User
from ecosteward.clients.models import Contact
from ecosteward.pages.forms import PlainForm, RecordForm


class ContactForm(RecordForm[Contact]):
    class Meta:
        model = Contact
        fields = ["name", "job", "phone", "email"]


class EnrolForm(PlainForm):
    name = forms.CharField(label="姓名", max_length=40)
    username = forms.CharField(
        label="登录名",
        max_length=40,
        validators=User._meta.get_field("username").validators,
        help_text="手机号或姓名拼音均可，全平台不能重复",
    )
    job = forms.CharField(label="职务或分工", max_length=40, required=False)
    phone = forms.CharField(label="电话", max_length=40, required=False)
    email = forms.EmailField(label="电子邮箱", required=False)

    def details(self) -> dict[str, Any]:
        """Return what is given beside the names."""
        return {name: self.cleaned_data[name] for name in ("job", "phone", "email")}
