"""Certificates, continuing education and appraisals in a person's file."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from ecosteward.accounts.door import allowed, require
from ecosteward.accounts.models import User
from ecosteward.agency.models import Appraisal, AppraisalResult, Certificate, Education, StaffRecord
from ecosteward.files.models import File
from ecosteward.journal.services import remove, write

_FIRST_YEAR = 1949
_NAMES = {Certificate: "certificate", Education: "education"}


def add_certificate(actor: User, record: StaffRecord, name: str, **facts: Any) -> Certificate:
    """Add a certificate: confirmed at once if the director adds it, else to be confirmed.

    `facts`: number, issuer, issued_on, valid_until, file.
    """
    certificate = Certificate(agency=record.agency, staff=record, name=name, **facts)
    require(actor, "certificate.add", record)
    _check_dates(certificate)
    _confirm_own(actor, certificate)
    write(actor, "certificate.added", certificate)
    return certificate


def change_certificate(actor: User, certificate: Certificate) -> None:
    """Save a changed certificate."""
    require(actor, "certificate.change", certificate)
    _check_dates(certificate)
    write(actor, "certificate.changed", certificate)


def add_education(
    actor: User,
    record: StaffRecord,
    year: int,
    subject: str,
    hours: Decimal,
    *,
    organiser: str = "",
    file: File | None = None,
) -> Education:
    """Add continuing education: confirmed at once if the director adds it, else to be confirmed."""
    entry = Education(
        agency=record.agency, staff=record, year=year, subject=subject, hours=hours, organiser=organiser, file=file
    )
    require(actor, "education.add", record)
    _check_education(entry)
    _confirm_own(actor, entry)
    write(actor, "education.added", entry)
    return entry


def change_education(actor: User, entry: Education) -> None:
    """Save changed continuing education."""
    require(actor, "education.change", entry)
    _check_education(entry)
    write(actor, "education.changed", entry)


def confirm(actor: User, entry: Certificate | Education) -> None:
    """Confirm what a person brought; from then on it counts."""
    require(actor, f"{_NAMES[type(entry)]}.confirm", entry)
    _sign(actor, entry)
    write(actor, f"{_NAMES[type(entry)]}.confirmed", entry)


def turn_down(actor: User, entry: Certificate | Education, *, reason: str) -> None:
    """Remove an entry that does not hold; its values and the reason stay in the journal."""
    require(actor, f"{_NAMES[type(entry)]}.change", entry)
    if not reason.strip():
        raise ValidationError("请写明移除的原因")
    remove(actor, f"{_NAMES[type(entry)]}.removed", entry, reason=reason)


def appraise(
    actor: User,
    record: StaffRecord,
    year: int,
    result: AppraisalResult,
    *,
    remark: str = "",
    file: File | None = None,
) -> Appraisal:
    """Record how a person was appraised in a year. Raises ValidationError where that year has a result."""
    appraisal = Appraisal(agency=record.agency, staff=record, year=year, result=result, remark=remark, file=file)
    require(actor, "appraisal.record", appraisal)
    _check_year(year)
    appraisal.validate_constraints()
    write(actor, "appraisal.recorded", appraisal)
    return appraisal


def correct_appraisal(actor: User, appraisal: Appraisal) -> None:
    """Save a corrected appraisal."""
    require(actor, "appraisal.record", appraisal)
    _check_year(appraisal.year)
    appraisal.validate_constraints()
    write(actor, "appraisal.corrected", appraisal)


def _confirm_own(actor: User, entry: Certificate | Education) -> None:
    if allowed(actor, "agency.direct", entry):
        _sign(actor, entry)


def _sign(actor: User, entry: Certificate | Education) -> None:
    entry.confirmed_by, entry.confirmed_on = actor, timezone.localdate()


def _check_dates(certificate: Certificate) -> None:
    if certificate.issued_on and certificate.issued_on > timezone.localdate():
        raise ValidationError({"issued_on": "发证日期在今天之后，请核对"})
    if certificate.issued_on and certificate.valid_until and certificate.valid_until < certificate.issued_on:
        raise ValidationError({"valid_until": "有效期早于发证日期，请核对"})


def _check_education(entry: Education) -> None:
    _check_year(entry.year)
    if entry.hours <= 0:
        raise ValidationError({"hours": "学时应大于 0，请核对"})


def _check_year(year: int) -> None:
    if not _FIRST_YEAR <= year <= timezone.localdate().year:
        raise ValidationError({"year": "请填写四位年度，不能晚于今年"})
