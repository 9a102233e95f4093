"""Taking on and changing clients: refused leaves nothing, allowed leaves one row for each object."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ecosteward.accounts.models import Kind, Organisation, User
from ecosteward.clients import services
from ecosteward.clients.models import (
    Client,
    Stage,
)
from ecosteward.clients.queries import near_duplicates
from ecosteward.journal.models import Entry
from ecosteward.journal.services import StaleError

Rows = Callable[[], int]
CODE = "91350100M000100Y43"
OTHER_CODE = "91320312MA1XPC001U"


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


def test_near_duplicates_are_of_the_agency_alone_the_same_code_first(director: User, stranger: User) -> None:
    like, same = _new(director, "云山电子（徐州）有限公司"), _new(director, "完全不同的名字", credit_code=CODE)
    _new(stranger, "云山电子有限公司")
    near = near_duplicates(director.organisation, "云山电子徐州有限公司", CODE)
    assert [(each.client, each.same_code) for each in near] == [(same, True), (like, False)]
    assert near_duplicates(director.organisation, "云山电子徐州有限公司", but=like.pk) == []
