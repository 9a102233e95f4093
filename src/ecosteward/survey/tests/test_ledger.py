"""The ledger: narrowed, exported, many at once, at a constant number of queries."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from ecosteward.accounts.models import Kind, Organisation, User
from ecosteward.accounts.services import create_organisation
from ecosteward.clients.models import Client, Stage
from ecosteward.journal.services import SYSTEM, write
from ecosteward.survey import services
from ecosteward.survey.models import Finding, Verdict
from ecosteward.survey.tests.conftest import MakesVisits, jpeg

Browse = Callable[[User], Browser]


def test_the_ledger_is_narrowed_by_everything_people_ask_for(
    finding: Finding, alone: Finding, technician: User, browse: Browse
) -> None:
    browser, url = browse(technician), reverse("survey:findings")

    def found(**asked: str | int) -> set[str]:
        return {line.row.number for line in browser.get(url, asked).context["lines"]}

    both = {finding.number, alone.number}
    assert found() == both
    assert found(topic_id="B2.10") == {alone.number}
    assert found(severity="serious") == {alone.number}
    assert found(q="吨桶") == {alone.number}
    assert found(client=alone.client_id) == both
    assert found(state="closed") == found(recurring="1") == found(state="late") == found(state="look_back") == set()
    assert found(state="all", month=f"{alone.found_on:%Y-%m}") >= {alone.number}
    Finding.objects.filter(pk=alone.pk).update(due_on="2020-01-01", recurrences=2)
    assert found(state="late") == found(recurring="1") == {alone.number}


@pytest.mark.parametrize(("day", "inside"), [(-1, False), (0, True), (30, True), (31, False)])
def test_a_month_of_the_ledger_is_its_first_to_its_last_day(
    day: int, inside: bool, alone: Finding, technician: User, browse: Browse
) -> None:
    december = dt.date(timezone.localdate().year - 1, 12, 1)
    Finding.objects.filter(pk=alone.pk).update(found_on=december + dt.timedelta(day))
    page = browse(technician).get(reverse("survey:findings"), {"month": f"{december:%Y-%m}"})
    assert [line.row.number for line in page.context["lines"]] == ([alone.number] if inside else [])


def test_the_ledger_takes_as_many_queries_for_many_findings_as_for_one(
    technician: User, enterprise: Client, alone: Finding, browse: Browse
) -> None:
    browser, counts = browse(technician), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            browser.get(reverse("survey:findings"))
        counts.append(len(seen))
        for number in range(12):
            said = services.Judgement(f"问题 {number}", "罐区")
            services.raise_finding(
                technician, enterprise, "B2.10", said, item_id="B2.10.05", photos=[jpeg(colour=f"rgb({number},9,9)")]
            )
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["visits", "unsure", "heat"])
def test_other_lists_take_a_constant_number_of_queries(
    name: str, technician: User, answered: MakesVisits, browse: Browse
) -> None:
    browser, counts = browse(technician), []
    for number in range(2):
        for _ in range(1 + 2 * number):
            visit = answered()
            services.answer(technician, visit, "B2.05.04", Verdict.FAILED, "缺章")
            services.answer(technician, visit, "B2.05.05", Verdict.UNSURE)
            services.submit_visit(technician, visit)
        with CaptureQueriesContext(connection) as seen:
            browser.get(reverse(f"survey:{name}"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_excel_ledger_has_the_trades_columns(finding: Finding, contact: User, browse: Browse) -> None:
    answer = browse(contact).get(reverse("survey:findings"), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    head, row = list(sheet.iter_rows(values_only=True))
    assert head[:14] == (
        "编号",
        "企业",
        "检查日期",
        "类别",
        "部位",
        "问题描述",
        "证据照片",
        "依据（标准号+条款+版本）",
        "等级",
        "整改建议",
        "整改类型",
        "责任部门/人",
        "期限",
        "状态",
    )
    assert row[0] == finding.number
    assert str(row[7]).endswith("（待核）") != finding.basis_verified


def test_many_are_reminded_at_once_each_with_one_row(
    finding: Finding, alone: Finding, technician: User, contact: User, browse: Browse, journal_rows: Callable[[], int]
) -> None:
    url, ticked = reverse("survey:remind_many"), {"row": [finding.pk, alone.pk, "x"]}
    before = journal_rows()
    browse(contact).post(url, ticked)
    assert journal_rows() == before
    browse(technician).post(url, ticked)
    assert journal_rows() == before + 2


def test_ticked_findings_are_exported_and_others_are_not(
    finding: Finding, alone: Finding, officer: User, browse: Browse
) -> None:
    browser, url = browse(officer), reverse("survey:export_many")
    sheet = load_workbook(io.BytesIO(browser.post(url, {"row": [alone.pk]}).content)).active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [alone.number]
    assert browser.post(url).status_code == 302


def test_a_long_list_of_enterprises_is_left_to_the_search(
    director: User, agency: Organisation, alone: Finding, browse: Browse
) -> None:
    for number in range(101):
        client_of(agency, f"企业 {number}")
    browser, url = browse(director), reverse("survey:findings")
    choices = list(browser.get(url).context["filters"]["client"].field.widget.choices)
    assert choices == [("", "全部企业")]
    page = browser.get(url, {"client": alone.client_id})
    assert (alone.client_id, alone.client.name) in page.context["filters"]["client"].field.widget.choices
    assert [line.row for line in page.context["lines"]] == [alone]


def test_the_page_of_a_client_with_many_findings_lists_the_most_urgent_and_leads_to_all(
    director: User, alone: Finding, browse: Browse
) -> None:
    browser, url = browse(director), reverse("survey:client", args=[alone.client_id])

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page = browser.get(url).content.decode()
        assert alone.number in page
        assert ("查看全部" in page) == (Finding.objects.count() > 30)
        return len(seen)

    few = queries()
    for number in range(40):
        late = {"due_on": alone.due_on + dt.timedelta(days=1), "found_on": alone.found_on}
        Finding.objects.create(
            agency=alone.agency,
            client=alone.client,
            number=f"更多 {number}",
            edition=alone.edition,
            topic_id=alone.topic_id,
            raised_by=director,
            **late,
        )
    assert queries() == few


def client_of(agency: Organisation, name: str) -> Client:
    organisation = create_organisation(SYSTEM, Kind.ENTERPRISE, name, credit_code_reason="示例")
    client = Client(agency=agency, organisation=organisation, kind=Kind.ENTERPRISE, name=name, stage=Stage.SERVED)
    write(SYSTEM, "client.created", client)
    return client
