from typing import Any

from django import forms
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.deliverables.kinds.base import Kind, Subject
from ecosteward.deliverables.models import Category, Document
from ecosteward.deliverables.rules import span
from ecosteward.engagements.models import NEVER_SIGNED, Contract, Notice
from ecosteward.engagements.rules.periods import calendar_periods
from ecosteward.journal.models import Record
from ecosteward.pages.forms import Difference, PlainForm, RecordForm
from ecosteward.survey.models import Visit

_LATEST = 60


class ClientForm(PlainForm):
    """Whom a new document is for."""

    client = forms.ModelChoiceField(Client.objects.none(), label="服务对象")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["client"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = visible(user, Client).order_by("name")


class _OfClient(PlainForm):
    contract = forms.ModelChoiceField(Contract.objects.none(), label="合同", required=False)

    def __init__(self, *args: Any, user: User, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = visible(user, Contract).filter(client=client).exclude(NEVER_SIGNED).order_by("-signed_on", "-pk")
        field = self.fields["contract"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = mine
        if len(mine) == 1:
            field.initial = mine[0]


class DraftForm(_OfClient):
    """What a new document of a kind is about."""

    subject_id = forms.TypedChoiceField(label="依据", coerce=int, empty_value=None, required=False)
    period = forms.ChoiceField(label="期间", required=False)
    title = forms.CharField(label="题名", max_length=200, required=False, help_text="不填则用服务对象加文种名称")

    def __init__(self, *args: Any, user: User, client: Client, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, user=user, client=client, **kwargs)
        self.kind = kind
        self.fields["contract"].required = kind.subject in {Subject.CONTRACT, Subject.PERIOD}
        self._subjects(user, client)
        self._periods(user, client)

    def _subjects(self, user: User, client: Client) -> None:
        found = _subjects(self.kind.subject, user, client)
        if found is None:
            del self.fields["subject_id"]
            return
        field = self.fields["subject_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.label, field.required = self.kind.subject.value, not self.kind.optional
        field.error_messages["required"] = f"请选择“{field.label}”"
        empty = "全部（不限一次检查）" if self.kind.optional else "请选择"
        field.choices = [("", empty), *found]

    def _periods(self, user: User, client: Client) -> None:
        if self.kind.subject != Subject.PERIOD and not self.kind.periodic:
            del self.fields["period"]
            return
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        field.required = self.kind.subject == Subject.PERIOD
        field.choices = [("", "请选择" if field.required else self.kind.any_period), *_periods(user, client)]


def _subjects(subject: Subject, user: User, client: Client) -> list[tuple[int, str]] | None:
    if subject == Subject.VISIT:
        visits = visible(user, Visit).filter(client=client).order_by("-planned_on", "-pk")[:_LATEST]
        return [(v.pk, f"{v.number}　{v.get_kind_display()}　{v.day}（{v.get_state_display()}）") for v in visits]
    if subject == Subject.NOTICE:
        notices = visible(user, Notice).filter(client=client).order_by("-sent_at")[:_LATEST]
        return [(n.pk, f"{timezone.localdate(n.sent_at)}　{n.title}") for n in notices]
    if subject == Subject.DOCUMENT:
        signed = visible(user, Document).filter(client=client, signed_at__isnull=False).exclude(kind="review_form")
        return [(d.pk, f"{d.number}　{d.title}") for d in signed.defer("facts").order_by("-signed_at")[:_LATEST]]
    return None


def _periods(user: User, client: Client) -> list[tuple[str, str]]:
    """Return the periods of the client's contracts that have begun, the latest first within each length."""
    codes: set[str] = set()
    for contract in visible(user, Contract).filter(client=client):
        codes.update(calendar_periods(contract.starts_on, contract.ends_on))
    today = timezone.localdate()
    begun = [each for each in (span(code) for code in codes) if each.since <= today]
    order = {"month": 0, "quarter": 1, "year": 2}
    begun.sort(key=lambda each: (order[each.length], -each.since.toordinal()))
    return [(each.code, each.name) for each in begun]


class RegisterForm(_OfClient):
    """A result that was written elsewhere."""

    category = forms.ChoiceField(label="成果类别", choices=Category.choices)
    title = forms.CharField(label="成果名称", max_length=200)
    upload = forms.FileField(label="文件", help_text="Word、PDF、Excel、图片或压缩包")
    field_order = ["category", "title", "contract", "upload"]


class FileForm(PlainForm):
    """Another file for an uploaded draft."""

    upload = forms.FileField(label="新文件", help_text="代替现在的文件；审签后不能再换")


class WordsForm(RecordForm[Document]):
    """The title and the author's words of a draft."""

    class Meta:
        model = Document
        fields = ["title"]

    def __init__(self, *args: Any, kind: Kind | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in kind.words if kind else ():
            widget = forms.Textarea({"rows": 4, "class": "form-control"})
            self.fields[f"words_{place.id}"] = forms.CharField(
                label=place.label,
                help_text=place.hint,
                required=False,
                widget=widget,
                initial=self.instance.words.get(place.id, ""),
            )

    def typed(self) -> dict[str, str]:
        """Return the words by place."""
        names = (name for name in self.cleaned_data if name.startswith("words_"))
        return {name.removeprefix("words_"): self.cleaned_data[name] for name in names}

    def show_conflict(self, theirs: Record | None) -> None:
        """Show where the words typed differ from those saved meanwhile."""
        super().show_conflict(theirs)
        stored = theirs.words if isinstance(theirs, Document) else {}
        for bound in self.visible_fields():
            name = bound.name.removeprefix("words_")
            mine, other = self.cleaned_data.get(bound.name, ""), stored.get(name, "")
            if bound.name.startswith("words_") and mine != other:
                self.differences.append(Difference(str(bound.label), mine or "（空）", other or "（空）"))
