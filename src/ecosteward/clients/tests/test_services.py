"""Taking on clients, their people and their profile: refused leaves nothing, allowed leaves one row for each object."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.clients import services
from ecosteward.clients.models import (
    Assignment,
    Client,
    Contact,
    Facility,
    HazardousWaste,
    Limit,
    Outlet,
    Permit,
    Product,
    Stage,
)
from ecosteward.clients.queries import near_duplicates, profile
from ecosteward.journal.models import Entry
from ecosteward.journal.services import StaleError

Rows = Callable[[], int]
CODE, OTHER_CODE = "91350100M000100Y43", "91320312MA1XPC001U"


def _new(user: User, name: str = "云山电子有限公司", **facts: Any) -> Client:
    facts = {"credit_code_reason": "筹建中", **facts}
    return services.create_client(user, user.organisation, Kind.ENTERPRISE, name, **facts)


def _actions() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize("who", ["technician", "contact"])
def test_who_leads_nothing_cannot_take_on_a_client(
    who: str, agency: Organisation, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    user, before = request.getfixturevalue(who), journal_rows()
    with pytest.raises(PermissionDenied):
        services.create_client(user, agency, Kind.ENTERPRISE, "云山电子有限公司", credit_code_reason="筹建中")
    assert journal_rows() == before
    assert not Client.objects.filter(name="云山电子有限公司").exists()


def test_nobody_takes_on_a_client_for_another_agency(stranger: User, agency: Organisation, journal_rows: Rows) -> None:
    before = journal_rows()
    with pytest.raises(PermissionDenied):
        services.create_client(stranger, agency, Kind.ENTERPRISE, "云山电子有限公司", credit_code_reason="筹建中")
    assert journal_rows() == before


def test_a_director_takes_on_a_client(director: User, journal_rows: Rows) -> None:
    before = journal_rows()
    client = _new(director, credit_code=" ９１３５０１００m000100Y43 ", site="兴业路 8 号")
    assert client.organisation.credit_code == CODE
    assert client.stage == Stage.PROSPECT
    assert journal_rows() == before + 2
    assert _actions()[-2:] == ["organisation.created", "client.created"]


def test_a_project_lead_serves_the_client_they_took_on(project_lead: User) -> None:
    client = _new(project_lead)
    assert client.assignments.get().person == project_lead
    assert _actions()[-1] == "client.assigned"


@pytest.mark.parametrize(
    ("code", "reason", "field"),
    [("91350100M000100Y44", "", "credit_code"), ("123", "", "credit_code"), ("", " ", "credit_code_reason")],
)
def test_a_client_needs_a_right_code_or_a_reason(
    code: str, reason: str, field: str, director: User, journal_rows: Rows
) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError) as refused:
        _new(director, credit_code=code, credit_code_reason=reason)
    assert set(refused.value.error_dict) == {field}
    assert journal_rows() == before


def test_the_same_code_is_refused_a_second_time_in_one_agency(director: User, journal_rows: Rows) -> None:
    _new(director, credit_code=CODE)
    before = journal_rows()
    with pytest.raises(ValidationError, match="云山电子有限公司"):
        _new(director, "另一个名字", credit_code=CODE)
    assert journal_rows() == before


def test_two_agencies_serve_one_organisation_without_learning_of_each_other(director: User, stranger: User) -> None:
    mine = _new(director, credit_code=CODE, site="甲记的地址", note="甲的备注")
    theirs = _new(stranger, "云山电子（乙记的名字）", credit_code=CODE)
    assert theirs.organisation_id == mine.organisation_id
    assert (theirs.name, theirs.site, theirs.note) == ("云山电子（乙记的名字）", "", "")
    assert Client.objects.get(pk=mine.pk).name == "云山电子有限公司"
    assert near_duplicates(stranger.organisation, "云山电子有限公司", CODE)[0].client == theirs


def test_a_code_of_another_kind_of_organisation_is_refused(director: User, stranger: User) -> None:
    Organisation.objects.filter(pk=stranger.organisation_id).update(credit_code=CODE)
    with pytest.raises(ValidationError, match="另一类单位"):
        _new(director, credit_code=CODE)


def test_a_park_must_be_a_park_of_the_same_agency(director: User, enterprise: Client, journal_rows: Rows) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError) as refused:
        _new(director, park=enterprise)
    assert set(refused.value.error_dict) == {"park"}
    assert journal_rows() == before


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"industry_code": "化工"}, "industry_code"),
        ({"started_on": "去年"}, "started_on"),
        ({"longitude": 34.2, "latitude": 117.2}, "longitude"),
        ({"longitude": 117.2}, "longitude"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_by_its_field(facts: dict[str, Any], field: str, director: User) -> None:
    with pytest.raises(ValidationError) as refused:
        _new(director, **facts)
    assert set(refused.value.error_dict) == {field}


def test_facts_are_kept_in_their_one_form(director: User) -> None:
    client = _new(director, industry_code=" ｃ２６１４", started_on="2015年6月")
    assert (client.industry_code, client.started_on) == ("C2614", "2015-06")


def test_a_wrong_code_is_corrected_on_the_organisation_where_no_other_agency_uses_it(
    director: User, journal_rows: Rows
) -> None:
    client = _new(director, credit_code=CODE)
    before, organisation = journal_rows(), client.organisation_id
    services.change_client(director, client, credit_code=OTHER_CODE)
    client.refresh_from_db()
    assert (client.organisation_id, client.organisation.credit_code) == (organisation, OTHER_CODE)
    assert journal_rows() == before + 1


def test_correcting_a_code_leaves_the_other_agencys_client_and_takes_the_logins_along(
    director: User, stranger: User
) -> None:
    mine, theirs = _new(director, credit_code=CODE), _new(stranger, credit_code=CODE)
    my_login = services.enrol_contact(director, mine, "宋岚", "song")
    their_login = services.enrol_contact(stranger, theirs, "丁二", "ding")
    services.change_client(director, mine, credit_code=OTHER_CODE)
    for row in (mine, theirs, my_login, their_login):
        row.refresh_from_db()
    assert theirs.organisation.credit_code == CODE
    assert mine.organisation.credit_code == OTHER_CODE
    assert my_login.organisation_id == mine.organisation_id
    assert their_login.organisation_id == theirs.organisation_id


def test_giving_a_client_the_code_of_another_client_is_refused(director: User, journal_rows: Rows) -> None:
    _new(director, credit_code=CODE)
    second = _new(director, "第二家有限公司")
    before = journal_rows()
    with pytest.raises(ValidationError, match="不能再建"):
        services.change_client(director, second, credit_code=CODE)
    assert journal_rows() == before


def test_a_renamed_client_renames_its_organisation_only_where_it_is_alone(director: User, stranger: User) -> None:
    client = _new(director, credit_code=CODE)
    client.name = "云山电子科技有限公司"
    services.change_client(director, client)
    client.organisation.refresh_from_db()
    assert client.organisation.name == "云山电子科技有限公司"
    theirs = _new(stranger, credit_code=CODE)
    theirs.name = "乙改的名字"
    services.change_client(stranger, theirs)
    client.organisation.refresh_from_db()
    assert client.organisation.name == "云山电子科技有限公司"


@pytest.mark.parametrize("who", ["colleague", "contact", "stranger"])
def test_who_does_not_serve_a_client_cannot_change_it(
    who: str, enterprise: Client, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    user, before = request.getfixturevalue(who), journal_rows()
    enterprise.site = "改了"
    with pytest.raises(PermissionDenied):
        services.change_client(user, enterprise)
    assert journal_rows() == before
    assert Client.objects.get(pk=enterprise.pk).site == ""


def test_who_serves_a_client_changes_it_with_one_row(technician: User, enterprise: Client, journal_rows: Rows) -> None:
    before = journal_rows()
    enterprise.site = "兴业路 8 号"
    services.change_client(technician, enterprise)
    assert journal_rows() == before + 1
    assert Client.objects.get(pk=enterprise.pk).site == "兴业路 8 号"


def test_the_second_of_two_savers_changes_nothing_not_even_the_organisation(director: User) -> None:
    client = _new(director, credit_code=CODE)
    stale = Client.objects.get(pk=client.pk)
    client.site = "甲"
    services.change_client(director, client)
    stale.site = "乙"
    with pytest.raises(StaleError):
        services.change_client(director, stale, credit_code=OTHER_CODE)
    assert Client.objects.get(pk=client.pk).organisation.credit_code == CODE


@pytest.mark.parametrize(("first", "then"), [("prospect", "served"), ("served", "ended"), ("ended", "served")])
def test_a_lead_moves_a_client_on(
    first: str, then: str, project_lead: User, enterprise: Client, journal_rows: Rows
) -> None:
    Client.objects.filter(pk=enterprise.pk).update(stage=first)
    enterprise, before = Client.objects.get(pk=enterprise.pk), journal_rows()
    services.set_stage(project_lead, enterprise, Stage(then), reason="合同到期")
    assert journal_rows() == before + 1
    assert Entry.objects.latest("pk").changes == {"stage": [first, then]}


def test_a_client_does_not_fall_back_to_a_prospect(director: User, enterprise: Client, journal_rows: Rows) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError, match="不能改为"):
        services.set_stage(director, enterprise, Stage.PROSPECT)
    with pytest.raises(ValidationError, match="原因"):
        services.set_stage(director, enterprise, Stage.ENDED)
    assert journal_rows() == before


def test_a_technician_cannot_move_a_client_on(technician: User, enterprise: Client, journal_rows: Rows) -> None:
    before = journal_rows()
    with pytest.raises(PermissionDenied):
        services.set_stage(technician, enterprise, Stage.ENDED, reason="到期")
    assert journal_rows() == before


def test_a_lead_assigns_and_releases_a_colleague_with_a_row_each(
    project_lead: User, colleague: User, enterprise: Client, journal_rows: Rows
) -> None:
    before = journal_rows()
    assignment = services.assign(project_lead, enterprise, colleague)
    assert services.assign(project_lead, enterprise, colleague) == assignment
    assert journal_rows() == before + 1
    services.release(project_lead, enterprise, colleague)
    assert journal_rows() == before + 2
    assert Assignment.objects.get(pk=assignment.pk).ended_on is not None
    services.assign(project_lead, enterprise, colleague)
    assert enterprise.assignments.filter(person=colleague).count() == 2


def test_several_clients_are_assigned_all_or_none(
    director: User, project_lead: User, colleague: User, enterprise: Client, journal_rows: Rows
) -> None:
    other = _new(director)
    before = journal_rows()
    with pytest.raises(PermissionDenied):
        services.assign_many(project_lead, [enterprise, other], colleague)
    assert journal_rows() == before
    services.assign(director, enterprise, colleague)
    assert services.assign_many(director, [enterprise, other], colleague) == 1
    assert journal_rows() == before + 2


@pytest.mark.parametrize("who", ["technician", "colleague", "contact", "stranger"])
def test_who_does_not_lead_the_client_assigns_nobody(
    who: str, colleague: User, technician: User, enterprise: Client, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    user, before = request.getfixturevalue(who), journal_rows()
    with pytest.raises(PermissionDenied):
        services.assign(user, enterprise, colleague)
    with pytest.raises(PermissionDenied):
        services.release(user, enterprise, technician)
    assert journal_rows() == before
    assert enterprise.assignments.get(ended_on=None).person == technician


def test_only_people_of_the_agency_are_assigned(director: User, stranger: User, enterprise: Client) -> None:
    with pytest.raises(ValidationError, match="本机构"):
        services.assign(director, enterprise, stranger)


def test_a_contact_is_given_a_login_of_their_kind(project_lead: User, enterprise: Client, journal_rows: Rows) -> None:
    known = services.add_contact(project_lead, enterprise, "宋岚", job="环保专员", phone="13912340001")
    before = journal_rows()
    login = services.enrol_contact(project_lead, enterprise, "宋岚", "songlan", contact=known, job="环保专员")
    assert login.roles == [Role.ENTERPRISE_CONTACT]
    assert (login.organisation_id, login.enrolled_by_id) == (enterprise.organisation_id, enterprise.agency_id)
    assert not login.has_usable_password()
    assert Contact.objects.get().login == login
    assert journal_rows() == before + 2
    assert _actions()[-2:] == ["person.added", "contact.enrolled"]
    with pytest.raises(ValidationError, match="已经开通"):
        services.enrol_contact(project_lead, enterprise, "宋岚", "songlan2", contact=known)


def test_a_contacts_details_follow_what_was_typed_when_they_are_enrolled(director: User, enterprise: Client) -> None:
    known = services.add_contact(director, enterprise, "宋兰", job="环保专员", phone="13912340001")
    services.enrol_contact(director, enterprise, "宋岚", "songlan", contact=known, job="安环部长", phone="")
    known.refresh_from_db()
    assert (known.name, known.job, known.phone) == ("宋岚", "安环部长", "13912340001")


def test_a_taken_login_name_leaves_no_contact_behind(director: User, enterprise: Client, journal_rows: Rows) -> None:
    services.enrol_contact(director, enterprise, "宋岚", "songlan")
    before = journal_rows()
    with pytest.raises(ValidationError, match="已有人使用"):
        services.enrol_contact(director, enterprise, "宋山", "SONGLAN")
    assert journal_rows() == before
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("who", ["technician", "colleague", "contact", "stranger"])
def test_who_does_not_lead_the_client_gives_and_stops_no_logins(
    who: str, director: User, enterprise: Client, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    login = services.enrol_contact(director, enterprise, "宋山", "songshan")
    before = journal_rows()
    for act in (
        lambda: services.enrol_contact(user, enterprise, "新人", "xinren"),
        lambda: services.suspend_contact(user, login.contact, reason="离职"),
        lambda: services.restore_contact(user, login.contact),
        lambda: services.invite_contact(user, login.contact),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert journal_rows() == before
    assert User.objects.get(pk=login.pk).is_active


def test_a_lead_stops_restores_and_invites_a_contact_with_a_row_each(
    project_lead: User, enterprise: Client, journal_rows: Rows
) -> None:
    login = services.enrol_contact(project_lead, enterprise, "宋山", "songshan")
    before = journal_rows()
    services.suspend_contact(project_lead, login.contact, reason="离职")
    services.restore_contact(project_lead, login.contact)
    services.invite_contact(project_lead, login.contact)
    assert journal_rows() == before + 3


def test_a_contact_with_a_working_login_is_not_removed(director: User, enterprise: Client, journal_rows: Rows) -> None:
    contact = services.enrol_contact(director, enterprise, "宋山", "songshan").contact
    before = journal_rows()
    with pytest.raises(ValidationError, match="先停用"):
        services.remove_contact(director, contact)
    assert journal_rows() == before
    services.suspend_contact(director, contact, reason="离职")
    services.remove_contact(director, Contact.objects.get(pk=contact.pk))
    assert not Contact.objects.exists()


def _permit(client: Client) -> Permit:
    return Permit(client=client, number=f"{CODE}001P", management="key", valid_to=dt.date(2027, 12, 31))


@pytest.mark.parametrize("who", ["technician", "contact"])
def test_the_agency_and_the_enterprise_itself_keep_its_profile(
    who: str, enterprise: Client, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    user, before = request.getfixturevalue(who), journal_rows()
    permit = _permit(enterprise)
    services.add_to_profile(user, permit)
    permit.issued_by = "某市生态环境局"
    services.change_profile(user, permit)
    services.remove_from_profile(user, permit, reason="重复")
    assert journal_rows() == before + 3
    assert not Permit.objects.exists()


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_others_write_nothing_in_a_profile(
    who: str, enterprise: Client, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    user, before = request.getfixturevalue(who), journal_rows()
    for service in (services.add_to_profile, services.change_profile, services.remove_from_profile):
        with pytest.raises(PermissionDenied):
            service(user, _permit(enterprise))
    assert journal_rows() == before
    assert not Permit.objects.exists()


def test_the_enterprise_never_writes_the_limits_it_is_judged_by(
    contact: User, technician: User, enterprise: Client, journal_rows: Rows
) -> None:
    outlet = Outlet(client=enterprise, code="DA001", name="排气筒", kind="gas")
    services.add_to_profile(contact, outlet)
    limit = Limit(client=enterprise, outlet=outlet, pollutant="颗粒物", value=Decimal(20), basis="许可证第 5 页")
    before = journal_rows()
    with pytest.raises(PermissionDenied):
        services.add_to_profile(contact, limit)
    assert journal_rows() == before
    services.add_to_profile(technician, limit)
    limit.verified = True
    with pytest.raises(PermissionDenied):
        services.change_profile(contact, limit)
    assert not Limit.objects.get().verified


def test_a_park_officer_reads_but_does_not_write_the_profile_of_its_enterprise(
    director: User, park: Client, journal_rows: Rows
) -> None:
    inside = _new(director, park=park)
    officer = services.enrol_contact(director, park, "园长", "yuanzhang")
    before = journal_rows()
    with pytest.raises(PermissionDenied):
        services.add_to_profile(officer, _permit(inside))
    assert journal_rows() == before


def test_a_park_has_no_permits(director: User, park: Client) -> None:
    with pytest.raises(ValidationError, match="只有企业"):
        services.add_to_profile(director, _permit(park))


def test_a_limit_hangs_on_an_outlet_of_the_same_enterprise(director: User, enterprise: Client) -> None:
    other = _new(director)
    outlet = Outlet(client=other, code="DA001", name="排气筒", kind="gas")
    services.add_to_profile(director, outlet)
    limit = Limit(client=enterprise, outlet=outlet, pollutant="颗粒物", value=Decimal(20), basis="许可证")
    with pytest.raises(ValidationError, match="本企业的排放口"):
        services.add_to_profile(director, limit)


def test_an_outlet_with_limits_is_not_removed_and_its_limits_stay(
    director: User, enterprise: Client, journal_rows: Rows
) -> None:
    outlet = Outlet(client=enterprise, code="DA001", name="排气筒", kind="gas")
    services.add_to_profile(director, outlet)
    limit = Limit(client=enterprise, outlet=outlet, pollutant="颗粒物", value=Decimal(20), basis="许可证")
    services.add_to_profile(director, limit)
    before = journal_rows()
    with pytest.raises(ValidationError, match="颗粒物"):
        services.remove_from_profile(director, outlet)
    assert journal_rows() == before
    assert Outlet.objects.exists()


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (Permit(number="123", management="key"), "number"),
        (
            Permit(
                number=f"{CODE}001P",
                management="key",
                valid_from=dt.date(2027, 1, 1),
                valid_to=dt.date(2026, 1, 1),
            ),
            "valid_to",
        ),
        (HazardousWaste(code="HW49", name="废桶"), "code"),
        (Outlet(code="1#", name="排气筒", kind="gas"), "code"),
        (Outlet(code="", name="排气筒", kind="gas"), "code"),
        (Facility(code="RTO", name="RTO", medium="gas", method="燃烧"), "code"),
        (Product(name="涂料", unit="t/a" * 20), "unit"),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_its_field(
    row: Any, field: str, director: User, enterprise: Client, journal_rows: Rows
) -> None:
    before = journal_rows()
    row.client = enterprise
    with pytest.raises(ValidationError) as refused:
        services.add_to_profile(director, row)
    assert set(refused.value.error_dict) == {field}
    assert journal_rows() == before


def test_the_profile_holds_everything_for_documents(
    director: User, enterprise: Client, django_assert_max_num_queries: Any
) -> None:
    outlet = Outlet(client=enterprise, code="da001", name="排气筒", kind="gas", height=Decimal("25.00"))
    services.add_to_profile(director, outlet)
    for pollutant, lower, value, verified in (("颗粒物", None, "20", True), ("pH", "6", "9", False)):
        services.add_to_profile(
            director,
            Limit(
                client=enterprise,
                outlet=outlet,
                pollutant=pollutant,
                lower=Decimal(lower) if lower else None,
                value=Decimal(value),
                basis="许可证第 5 页",
                verified=verified,
            ),
        )
    services.add_to_profile(director, _permit(enterprise))
    facility = Facility(client=enterprise, code="TA001", name="RTO", medium="gas", method="蓄热燃烧", outlet=outlet)
    services.add_to_profile(director, facility)
    services.add_to_profile(director, HazardousWaste(client=enterprise, code="HW49 900-041-49", name="废桶"))
    services.add_contact(director, enterprise, "宋岚", phone="13912340001")
    with django_assert_max_num_queries(14):
        known = profile(Client.objects.select_related("organisation", "park", "authority").get(pk=enterprise.pk))
    assert known.credit_code_reason == "示例"
    assert [(each.code, each.kind_words, len(each.limits)) for each in known.outlets] == [("DA001", "有组织废气", 2)]
    assert [limit.words for limit in known.outlets[0].limits] == ["20", "6～9"]
    assert known.unverified == 1
    assert (known.permits[0].management_words, known.permits[0].valid_to) == ("重点管理", dt.date(2027, 12, 31))
    assert known.facilities[0].outlet == "DA001 排气筒"
    assert (known.wastes[0].code, known.wastes[0].category) == ("900-041-49", "HW49")
    assert known.contacts[0].phone == "13912340001"
    assert known.plans == ()


def test_near_duplicates_are_of_the_agency_alone_the_same_code_first(director: User, stranger: User) -> None:
    like, same = _new(director, "云山电子（徐州）有限公司"), _new(director, "完全不同的名字", credit_code=CODE)
    _new(stranger, "云山电子有限公司")
    near = near_duplicates(director.organisation, "云山电子徐州有限公司", CODE)
    assert [(each.client, each.same_code) for each in near] == [(same, True), (like, False)]
    assert near_duplicates(director.organisation, "云山电子徐州有限公司", but=like.pk) == []
