"""Certificates, continuing education, appraisals and confidentiality agreements of one person."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import find
from ecosteward.agency import services
from ecosteward.agency.forms import AgreementForm, AppraisalForm, CertificateForm, EducationForm, ReasonForm
from ecosteward.agency.models import Appraisal, AppraisalResult, Certificate, Education
from ecosteward.agency.views.base import AgencyForm, StaffForm, facts
from ecosteward.pages.http import person

_OPEN_HINT = "由本人添加的，机构负责人确认后才计入资格核查。"


class AddCertificate(StaffForm):
    form_class = CertificateForm
    action = "certificate.add"
    title = "添加职业资质证书"

    @transaction.atomic
    def save(self, form: CertificateForm) -> str:
        services.add_certificate(self.user, self.record, **facts(form), file=self.kept(form))
        return self.after()

    def context(self) -> dict[str, Any]:
        return {"lead": f"{self.record.person.name}。{_OPEN_HINT}"}


class AddEducation(StaffForm):
    form_class = EducationForm
    action = "education.add"
    title = "添加继续教育"

    def initial(self) -> dict[str, Any]:
        return {"year": timezone.localdate().year}

    @transaction.atomic
    def save(self, form: EducationForm) -> str:
        services.add_education(self.user, self.record, **facts(form), file=self.kept(form))
        return self.after()

    def context(self) -> dict[str, Any]:
        return {"lead": f"{self.record.person.name}。本机构的培训自动计入，不必再填。{_OPEN_HINT}"}


class AddAppraisal(StaffForm):
    form_class = AppraisalForm
    action = "appraisal.record"
    title = "登记岗位考评"

    def initial(self) -> dict[str, Any]:
        return {"year": timezone.localdate().year}

    @transaction.atomic
    def save(self, form: AppraisalForm) -> str:
        given = form.cleaned_data
        services.appraise(
            self.user,
            self.record,
            given["year"],
            AppraisalResult(given["result"]),
            remark=given["remark"],
            file=self.kept(form),
        )
        return self.after()


class AddAgreement(StaffForm):
    form_class = AgreementForm
    title = "登记保密协议"

    @transaction.atomic
    def save(self, form: AgreementForm) -> str:
        given = form.cleaned_data
        services.sign_agreement(
            self.user, self.record, given["signed_on"], self.kept(form), valid_until=given["valid_until"]
        )
        return self.after()


class EntryForm(AgencyForm):
    """A form over one existing entry of a file."""

    model: type[Certificate | Education | Appraisal]
    action = ""

    @property
    def entry(self) -> Any:
        """Return the entry, through the door."""
        if "entry" not in self.__dict__:
            self.__dict__["entry"] = find(self.user, self.model, self.kwargs["pk"], self.action)
        return self.__dict__["entry"]

    def target(self) -> Any:
        return self.entry

    def after(self) -> str:
        return reverse("agency:person", args=[self.entry.staff_id])

    def context(self) -> dict[str, Any]:
        return {"lead": self.entry.staff.person.name}


class ChangeCertificate(EntryForm):
    model, action, form_class = Certificate, "certificate.change", CertificateForm
    title = "修改职业资质证书"

    @transaction.atomic
    def save(self, form: CertificateForm) -> str:
        form.instance.file = self.kept(form) or form.instance.file
        services.change_certificate(self.user, form.instance)
        return self.after()


class ChangeEducation(EntryForm):
    model, action, form_class = Education, "education.change", EducationForm
    title = "修改继续教育"

    @transaction.atomic
    def save(self, form: EducationForm) -> str:
        form.instance.file = self.kept(form) or form.instance.file
        services.change_education(self.user, form.instance)
        return self.after()


class ChangeAppraisal(EntryForm):
    model, action, form_class = Appraisal, "appraisal.record", AppraisalForm
    title = "更正岗位考评"

    @transaction.atomic
    def save(self, form: AppraisalForm) -> str:
        form.instance.file = self.kept(form) or form.instance.file
        services.correct_appraisal(self.user, form.instance)
        return self.after()


class RemoveEntry(EntryForm):
    form_class = ReasonForm
    submit = "移除"

    def save(self, form: ReasonForm) -> str:
        after = self.after()
        services.turn_down(self.user, self.entry, reason=form.cleaned_data["reason"])
        return after


class RemoveCertificate(RemoveEntry):
    model, action, title = Certificate, "certificate.change", "移除证书"


class RemoveEducation(RemoveEntry):
    model, action, title = Education, "education.change", "移除继续教育"


@require_POST
def confirm_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a certificate that the person brought."""
    entry = find(person(request), Certificate, pk, "certificate.confirm")
    services.confirm(person(request), entry)
    return redirect("agency:person", entry.staff_id)


@require_POST
def confirm_education(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm continuing education that the person brought."""
    entry = find(person(request), Education, pk, "education.confirm")
    services.confirm(person(request), entry)
    return redirect("agency:person", entry.staff_id)
