"""Gathering what the qualification check looks at: a constant number of queries, however many people."""

import datetime as dt

from django.db.models import Count, QuerySet

from ecosteward.accounts.models import Organisation, Role, User
from ecosteward.agency.models import Appointment, CreditCheck, StaffRecord, SystemPaper, Training
from ecosteward.agency.queries.learning import Year, learning
from ecosteward.agency.queries.people import appointment, policy, staff
from ecosteward.agency.rules import Credit, Facts, Lead, Paper, Periods, Professional, Session

_PROFESSIONAL = [Role.QUALITY_LEAD, Role.PROJECT_LEAD, Role.TECHNICIAN]


def gather(agency: Organisation, on: dt.date) -> Facts:
    """Return everything the check looks at, as of a day."""
    records, periods = _records(agency), policy(agency)
    lead = appointment(agency)
    return Facts(
        on=on,
        professionals=_professionals(records, on),
        unfiled=_names(_people(agency).filter(staff_record=None, roles__overlap=_PROFESSIONAL)),
        credits=_credits(agency),
        sessions=_sessions(agency),
        papers=_papers(agency, on),
        leads=(Lead(lead.person.name, lead.letter_id is not None, lead.person.is_active),) if lead else (),
        unappointed=_unappointed(agency, lead),
        periods=Periods(periods.credit_days, periods.training_months),
    )


def _records(agency: Organisation) -> list[StaffRecord]:
    return list(staff(agency).prefetch_related("certificates", "appraisals", "agreements"))


def _professionals(records: list[StaffRecord], on: dt.date) -> tuple[Professional, ...]:
    years = learning(records)
    return tuple(_professional(record, years[record.pk], on) for record in records)


def _professional(record: StaffRecord, years: list[Year], on: dt.date) -> Professional:
    certificates = list(record.certificates.all())
    agreements = [each for each in record.agreements.all() if each.valid_until is None or each.valid_until >= on]
    return Professional(
        pk=record.pk,
        name=record.person.name,
        consulting=record.consulting,
        senior=record.is_senior,
        title_proved=record.rank == StaffRecord.Rank.NONE or record.rank_file_id is not None,
        background=record.background,
        duties=record.duties,
        certificates=sum(each.valid(on) for each in certificates),
        expired=sum(each.confirmed_on is not None and not each.valid(on) for each in certificates),
        without_certificate=record.without_certificate,
        awaiting=sum(each.confirmed_on is None for each in certificates),
        education_years=frozenset(each.year for each in years if each.hours),
        appraisal_years=frozenset(each.year for each in record.appraisals.all()),
        joined_on=record.joined_on,
        confidential=bool(agreements),
        confidential_proved=any(each.file_id for each in agreements),
    )


def _people(agency: Organisation) -> QuerySet[User]:
    return User.objects.filter(organisation=agency, is_active=True).order_by("name", "pk")


def _unappointed(agency: Organisation, lead: Appointment | None) -> tuple[str, ...]:
    holders = _people(agency).filter(roles__contains=[Role.QUALITY_LEAD])
    return _names(holders.exclude(pk=lead.person_id) if lead else holders)


def _names(people: QuerySet[User]) -> tuple[str, ...]:
    return tuple(people.values_list("name", flat=True))


def _credits(agency: Organisation) -> tuple[Credit, ...]:
    newest = CreditCheck.objects.filter(agency=agency).order_by("source", "-queried_on", "-pk").distinct("source")
    return tuple(
        Credit(each.source, each.platform, each.queried_on, each.listed, each.file_id is not None) for each in newest
    )


def _sessions(agency: Organisation) -> tuple[Session, ...]:
    held = Training.objects.filter(agency=agency).annotate(attended=Count("attendances")).order_by("-held_on", "-pk")
    return tuple(Session(each.pk, each.topic, each.held_on, each.attended) for each in held[:20])


def _papers(agency: Organisation, on: dt.date) -> tuple[Paper, ...]:
    issued = SystemPaper.objects.filter(agency=agency, withdrawn_on=None, effective_on__lte=on).order_by("title", "pk")
    return tuple(Paper(each.kind, each.title, each.file_id is not None) for each in issued)
