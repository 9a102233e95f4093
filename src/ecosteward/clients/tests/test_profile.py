"""Writing the profile: who may, and what cannot be."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ecosteward.accounts.models import Kind, User
from ecosteward.clients import services
from ecosteward.clients.models import (
    Client,
    Facility,
    HazardousWaste,
    Limit,
    Outlet,
    Permit,
    Product,
)
from ecosteward.clients.queries import profile

Rows = Callable[[], int]
CODE = "91350100M000100Y43"


def _new(user: User, name: str = "云山电子有限公司", **facts: Any) -> Client:
    facts = {"credit_code_reason": "筹建中", **facts}
    return services.create_client(user, user.organisation, Kind.ENTERPRISE, name, **facts)


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
