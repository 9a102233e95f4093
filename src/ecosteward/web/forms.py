from django import forms
from django.contrib.auth.password_validation import validate_password

from ecosteward.accounts.models import User
from ecosteward.pages.forms import PlainForm


class PasswordForm(PlainForm):
    password = forms.CharField(label="密码", widget=forms.PasswordInput, help_text="至少 8 位，不能全是数字")
    again = forms.CharField(label="再输一遍", widget=forms.PasswordInput)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("password") not in {None, again}:
            raise forms.ValidationError("两次输入的密码不一致，请重新输入")
        return again


class StartForm(PasswordForm):
    agency = forms.CharField(label="服务机构名称", max_length=120, help_text="与营业执照一致")
    name = forms.CharField(label="机构负责人姓名", max_length=40)
    username = forms.CharField(label="登录名", max_length=40, validators=User._meta.get_field("username").validators)
    field_order = ["agency", "name", "username", "password", "again"]
