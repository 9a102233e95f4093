"""What the agency's records hold together."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from ecosteward.accounts.models import Organisation, Role, User
from ecosteward.agency import queries, services
from ecosteward.agency.models import Appointment, AppraisalResult, CreditSource, PaperKind, StaffRecord, Training
from ecosteward.agency.rules import State
from ecosteward.agency.tests.conftest import Files
from ecosteward.files.models import File
from ecosteward.journal.queries import history

Rows = Callable[[], int]
Scan = Callable[[str], File]
DAY = dt.date(2026, 3, 2)


def state(agency: Organisation, number: str, on: dt.date) -> State:
    return next(
        each.state
        for each in queries.qualification(agency, queries.gather(agency, on)).lines
        if each.id == f"R.{number}"
    )


def test_enrolling_makes_the_account_and_the_file_together(director: User, journal_rows: Rows) -> None:
    before = journal_rows()
    record = services.enrol_staff(
        director, "lvyan", "吕岩", [Role.TECHNICIAN], background="环境科学", phone="13800000000"
    )
    assert (record.person.name, record.person.roles, record.person.phone) == ("吕岩", [Role.TECHNICIAN], "13800000000")
    assert journal_rows() == before + 2  # the person and the file


def test_a_taken_username_makes_neither_account_nor_file(director: User, journal_rows: Rows) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError, match="登录名"):
        services.enrol_staff(director, director.username, "吕岩", [Role.TECHNICIAN])
    assert journal_rows() == before
    assert not StaffRecord.objects.exists()


def test_nobody_gets_two_files(director: User, record: StaffRecord) -> None:
    with pytest.raises(ValidationError, match="已有人员档案"):
        services.add_staff(director, record.person)


def test_an_environmental_title_needs_a_rank_and_a_field(director: User, colleague: User) -> None:
    with pytest.raises(ValidationError, match="没有技术职称"):
        services.add_staff(director, colleague, environmental=True)
    with pytest.raises(ValidationError, match="职称专业"):
        services.add_staff(director, colleague, environmental=True, rank=StaffRecord.Rank.SENIOR)


def test_the_quality_lead_role_is_given_by_appointment_only(director: User) -> None:
    with pytest.raises(ValidationError, match="任命"):
        services.enrol_staff(director, "xin", "新人", [Role.QUALITY_LEAD])


def test_a_director_does_not_note_their_own_leaving(director: User, file_of: Files) -> None:
    mine = file_of(director)
    with pytest.raises(ValidationError, match="自己"):
        services.leave(director, mine, DAY, reason="离职")


def test_appointing_another_quality_lead_ends_the_former_and_moves_the_role(
    director: User, colleague: User, technician: User, agency: Organisation, scan: Scan
) -> None:
    services.appoint_quality_lead(director, colleague, DAY, scan("任命.pdf"))
    services.appoint_quality_lead(director, technician, dt.date(2026, 5, 1), scan("新任命.pdf"), reason="岗位调整")
    former, running = Appointment.objects.order_by("appointed_on")
    assert (former.ended_on, running.ended_on) == (dt.date(2026, 5, 1), None)
    assert Role.QUALITY_LEAD not in User.objects.get(pk=colleague.pk).roles
    assert Role.QUALITY_LEAD in User.objects.get(pk=technician.pk).roles
    assert queries.quality_lead(agency) == technician
    assert [row.action for row in history(former)] == ["quality_lead.ended", "quality_lead.appointed"]


def test_somebody_with_the_role_but_no_appointment_loses_it_to_the_appointed(
    director: User, quality_lead: User, colleague: User
) -> None:
    services.appoint_quality_lead(director, colleague, DAY)
    quality_lead.refresh_from_db()
    assert quality_lead.roles == [Role.TECHNICIAN]


def test_the_same_person_is_not_appointed_twice(director: User, colleague: User, journal_rows: Rows) -> None:
    services.appoint_quality_lead(director, colleague, DAY)
    before = journal_rows()
    with pytest.raises(ValidationError, match="现任"):
        services.appoint_quality_lead(director, colleague, dt.date(2026, 4, 1))
    assert journal_rows() == before


def test_an_appointment_does_not_come_before_the_formers(director: User, colleague: User, technician: User) -> None:
    services.appoint_quality_lead(director, colleague, DAY)
    with pytest.raises(ValidationError, match="早于"):
        services.appoint_quality_lead(director, technician, dt.date(2026, 1, 1))
    assert Appointment.objects.get().ended_on is None


def test_an_outsider_or_a_suspended_person_is_not_appointed(director: User, contact: User, record: StaffRecord) -> None:
    with pytest.raises(ValidationError, match="本机构"):
        services.appoint_quality_lead(director, contact, DAY)
    services.leave(director, record, DAY, reason="离职")
    with pytest.raises(ValidationError, match="停用"):
        services.appoint_quality_lead(director, record.person, DAY)


def test_who_leaves_no_longer_counts_nor_logs_in_nor_leads(
    director: User, record: StaffRecord, agency: Organisation
) -> None:
    services.appoint_quality_lead(director, record.person, DAY)
    services.leave(director, record, dt.date(2026, 4, 1), reason="个人原因")
    record.person.refresh_from_db()
    assert not record.person.is_active
    assert list(queries.staff(agency)) == []
    assert queries.quality_lead(agency) is None
    assert Appointment.objects.get().ended_on == dt.date(2026, 4, 1)
    services.return_to_work(director, record)
    assert list(queries.staff(agency)) == [record]


def test_nobody_leaves_before_they_joined(director: User, colleague: User, file_of: Files) -> None:
    record = file_of(colleague, joined_on=dt.date(2026, 2, 1))
    with pytest.raises(ValidationError, match="早于入职"):
        services.leave(director, record, dt.date(2026, 1, 1), reason="离职")


def test_hours_of_a_training_count_for_those_who_attended(
    director: User, record: StaffRecord, technician: User, file_of: Files
) -> None:
    absent = file_of(technician)
    services.record_training(director, "危废新规", DAY, Decimal("3.5"), [record])
    services.add_education(director, record, 2026, "环境法典", Decimal(4))
    years = queries.learning([record, absent])
    assert [(each.year, each.hours) for each in years[record.pk]] == [(2026, Decimal("7.5"))]
    assert years[absent.pk] == []


def test_hours_a_person_brought_count_only_once_confirmed(director: User, colleague: User, record: StaffRecord) -> None:
    entry = services.add_education(colleague, record, 2026, "环境法典", Decimal(4))
    assert queries.learning([record])[record.pk][0].hours == 0
    services.confirm(director, entry)
    assert queries.learning([record])[record.pk][0].hours == 4


def test_changing_attendance_writes_who_came_and_who_went(
    director: User, record: StaffRecord, technician: User, file_of: Files, journal_rows: Rows
) -> None:
    other = file_of(technician)
    training = services.record_training(director, "危废新规", DAY, Decimal(3), [record])
    before = journal_rows()
    services.change_training(director, training, [other])
    assert journal_rows() == before + 2  # one left, one came; the training itself is unchanged
    assert [each.staff for each in training.attendances.all()] == [other]


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"held_on": dt.date(2999, 1, 1)}, "今天之后"), ({"hours": Decimal(0)}, "学时"), ({"attended": []}, "勾选")],
)
def test_a_training_that_cannot_be_is_refused_whole(
    director: User, record: StaffRecord, journal_rows: Rows, facts: dict[str, object], words: str
) -> None:
    before = journal_rows()
    given = {"held_on": DAY, "hours": Decimal(2), "attended": [record], **facts}
    with pytest.raises(ValidationError, match=words):
        services.record_training(director, "危废新规", **given)  # type: ignore[arg-type]
    assert journal_rows() == before
    assert not Training.objects.exists()


def test_a_year_has_one_appraisal(director: User, record: StaffRecord) -> None:
    services.appraise(director, record, 2025, AppraisalResult.COMPETENT)
    with pytest.raises(ValidationError, match="已有考评"):
        services.appraise(director, record, 2025, AppraisalResult.EXCELLENT)


def test_a_withdrawn_rule_no_longer_meets_its_line(
    director: User, agency: Organisation, scan: Scan, today: dt.date
) -> None:
    paper = services.issue_paper(director, PaperKind.QUALITY, "服务质量管理制度", DAY, file=scan("制度.pdf"))
    assert state(agency, "4.3.3", today) == State.MET
    services.withdraw_paper(director, paper, today, reason="修订")
    assert state(agency, "4.3.3", today) == State.NOT_MET


def test_the_whole_check_passes_when_five_people_and_every_paper_are_there(
    director: User, agency: Organisation, scan: Scan, today: dt.date
) -> None:
    for number in range(5):
        _professional(director, number, scan, today)
    _papers(director, scan, today)
    failing = [(each.id, each.why) for each in queries.qualification(agency).lines if each.state != State.MET]
    assert {number for number, _ in failing} <= {"R.4.3.1", "R.4.3.2", "R.4.3.6", "R.4.3.7"}, failing


def _professional(director: User, number: int, scan: Scan, today: dt.date) -> None:
    senior = {
        "rank": StaffRecord.Rank.SENIOR,
        "rank_field": "环境工程",
        "environmental": True,
        "rank_file": scan("职称.pdf"),
    }
    record = services.enrol_staff(
        director,
        f"person{number}",
        f"人员{number}",
        [Role.TECHNICIAN],
        background="环境工程",
        duties="现场检查",
        without_certificate=True,
        **(senior if number < 2 else {}),
    )
    services.appraise(director, record, today.year - 1, AppraisalResult.COMPETENT)
    services.sign_agreement(director, record, DAY, scan("保密协议.pdf"))
    if number == 0:
        services.appoint_quality_lead(director, record.person, DAY, scan("任命.pdf"))


def _papers(director: User, scan: Scan, today: dt.date) -> None:
    agency = director.organisation
    services.record_training(director, "排污许可", today, Decimal(4), list(queries.staff(agency)))
    for kind in (PaperKind.QUALITY, PaperKind.MANAGEMENT, PaperKind.TRAINING, PaperKind.APPRAISAL):
        services.issue_paper(director, kind, str(kind.label), DAY, file=scan("制度.pdf"))
    for source in CreditSource:
        services.check_credit(director, source, "信用中国", today, listed=False, file=scan("查询.pdf"))
    policy = queries.policy(agency)
    policy.credit_days, policy.training_months = 90, 6
    services.set_policy(director, policy)


def test_capacity_names_rank_and_certificates_in_force_on_the_day(
    director: User, colleague: User, agency: Organisation, file_of: Files
) -> None:
    record = file_of(colleague, rank=StaffRecord.Rank.SENIOR, rank_field="环境工程", environmental=True)
    services.add_certificate(director, record, "注册环保工程师", valid_until=dt.date(2026, 6, 30))
    services.add_certificate(director, record, "清洁生产审核师")
    services.add_certificate(colleague, record, "待确认的证")
    (before,) = queries.capacity(agency, dt.date(2026, 6, 30))
    (after,) = queries.capacity(agency, dt.date(2026, 7, 1))
    assert before.rank == "高级（环境工程）"
    assert [each.name for each in before.certificates] == ["注册环保工程师", "清洁生产审核师"]
    assert [each.name for each in after.certificates] == ["清洁生产审核师"]


def test_what_is_about_to_expire_names_certificates_agreements_and_queries(
    director: User, record: StaffRecord, agency: Organisation, today: dt.date
) -> None:
    services.add_certificate(director, record, "注册环保工程师", valid_until=today + dt.timedelta(29))
    services.add_certificate(director, record, "远期证书", valid_until=today + dt.timedelta(91))
    services.sign_agreement(director, record, DAY, valid_until=today + dt.timedelta(60))
    services.check_credit(director, CreditSource.PLATFORM, "信用中国", today - dt.timedelta(31), listed=False)
    policy = queries.policy(agency)
    policy.credit_days = 30
    services.set_policy(director, policy)
    found = [(each.term.words, each.within) for each in queries.expiring(agency)]
    assert found == [
        ("信用查询（公共信用信息服务平台）", 0),
        ("马骁 注册环保工程师", 30),
        ("马骁 保密协议", 60),
    ]


def test_a_renewed_agreement_replaces_the_lapsing_one(
    director: User, record: StaffRecord, agency: Organisation, today: dt.date
) -> None:
    services.sign_agreement(director, record, DAY, valid_until=today + dt.timedelta(5))
    services.sign_agreement(director, record, today)
    assert queries.expiring(agency) == ()


def test_what_another_agency_keeps_is_never_counted(
    stranger: User, director: User, colleague: User, agency: Organisation, file_of: Files
) -> None:
    file_of(colleague)
    assert list(queries.staff(stranger.organisation)) == []
    assert queries.capacity(stranger.organisation, DAY) == []
